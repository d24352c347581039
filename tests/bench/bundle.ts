/** What a browser loads, compressed: all scripts and styles of the build, and the part that is the editor. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../harness/server.ts';
import { round } from './numbers.ts';

const KIB = 1024;

/** Sizes in KiB after gzip; `editor` counts every file that mentions Monaco's own marker. */
export function benchBundle() {
  const root = join(ROOT, 'build', '_app', 'immutable');
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|css)$/.test(entry.name))
    .map((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return { size: gzipSync(bytes).length / KIB, isEditor: bytes.includes('monaco') };
    });
  const sum = (list: typeof files) => round(list.reduce((total, file) => total + file.size, 0));
  return {
    unit: 'KiB gzip',
    all: sum(files),
    editor: sum(files.filter((file) => file.isEditor)),
    files: files.length,
  };
}

/** Is a build newer than its sources? Decided by names, sizes and times of source files. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is made, out of what (folders and files, or the file that lists them), and where it is noted. */
const BUILDS = {
  app: {
    made: 'build/index.html',
    sources: ['src', 'static', 'packages', 'package-lock.json', 'svelte.config.js', 'vite.config.ts'],
    stamp: '.cache/build-stamp',
  },
  server: {
    made: '.cache/server/main.js',
    sources: '.cache/server/sources.json',
    stamp: '.cache/server/stamp',
  },
};

export function isBuildFresh(root, name) {
  const { made, sources, stamp } = BUILDS[name];
  if (!existsSync(join(root, made)) || !existsSync(join(root, stamp))) return false;
  return readFileSync(join(root, stamp), 'utf8') === fingerprint(root, sources);
}

export function markBuildFresh(root, name) {
  const { sources, stamp } = BUILDS[name];
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(join(root, stamp), fingerprint(root, sources));
}

function fingerprint(root, sources) {
  const hash = createHash('sha256');
  const paths = Array.isArray(sources) ? sources : JSON.parse(readFileSync(join(root, sources), 'utf8'));
  for (const path of paths) add(hash, root, path);
  return hash.digest('hex');
}

function add(hash, root, path) {
  const stat = statSync(`${root}/${path}`, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) {
    if (!path.endsWith('.test.ts')) hash.update(`${path}:${stat?.size}:${stat?.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(join(root, path)).sort())
    if (name !== 'node_modules') add(hash, root, `${path}/${name}`);
}

/** Is the build newer than its sources? Decided by names, sizes and times of all source files. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['src', 'static', 'packages', 'package-lock.json', 'svelte.config.js', 'vite.config.ts'];
const stampFile = (root) => join(root, '.cache', 'build-stamp');

export function isBuildFresh(root) {
  if (!existsSync(join(root, 'build', 'index.html')) || !existsSync(stampFile(root))) return false;
  return readFileSync(stampFile(root), 'utf8') === fingerprint(root);
}

export function markBuildFresh(root) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stampFile(root), fingerprint(root));
}

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const source of SOURCES) add(hash, root, source);
  return hash.digest('hex');
}

function add(hash, root, path) {
  const stat = statSync(join(root, path));
  if (!stat.isDirectory()) {
    if (!path.endsWith('.test.ts')) hash.update(`${path}:${stat.size}:${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(join(root, path)).sort())
    if (name !== 'node_modules') add(hash, root, join(path, name));
}

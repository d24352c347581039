/** Is a build newer than its sources? Decided by names, sizes and times of all source files. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is made, out of what, and where it is noted. */
const BUILDS = {
  app: {
    made: 'build/index.html',
    sources: ['src', 'static', 'packages', 'package-lock.json', 'svelte.config.js', 'vite.config.ts'],
    stamp: '.cache/build-stamp',
  },
  server: {
    made: '.cache/server/main.js',
    sources: ['server', 'packages', 'package-lock.json', 'scripts/server-bundle.mjs'],
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
  for (const source of sources) add(hash, root, source);
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

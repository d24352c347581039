/** A build is used only while it is as new as all that it was made of. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const { isBuildFresh, markBuildFresh } = (await import(
  join(import.meta.dirname, '..', 'scripts', 'build-stamp.mjs')
)) as {
  isBuildFresh(root: string, name: 'app' | 'server'): boolean;
  markBuildFresh(root: string, name: 'app' | 'server'): void;
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tagloom-stamp-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

it("the server's bundle is stale when one of its sources changed or went, and not when another file did", () => {
  expect(isBuildFresh(root, 'server')).toBe(false);
  write('.cache/server/main.js', '');
  write('.cache/server/sources.json', '["server/main.ts","server/room.ts"]');
  write('server/main.ts', 'one');
  write('server/room.ts', 'two');
  expect(isBuildFresh(root, 'server')).toBe(false);
  markBuildFresh(root, 'server');
  write('server/room.test.ts', 'three');
  expect(isBuildFresh(root, 'server')).toBe(true);
  write('server/room.ts', 'two and a half');
  expect(isBuildFresh(root, 'server')).toBe(false);
  markBuildFresh(root, 'server');
  rmSync(join(root, 'server/room.ts'));
  expect(isBuildFresh(root, 'server')).toBe(false);
});

it("the app's build is stale when a file of its folders changed, came or went, tests apart", () => {
  for (const file of [
    'package-lock.json',
    'svelte.config.js',
    'vite.config.ts',
    'static/a',
    'packages/a/b.ts',
  ])
    write(file, file);
  write('src/app.ts', 'one');
  write('build/index.html', '');
  markBuildFresh(root, 'app');
  write('src/app.test.ts', 'two');
  expect(isBuildFresh(root, 'app')).toBe(true);
  write('src/lib/new.ts', 'three');
  expect(isBuildFresh(root, 'app')).toBe(false);
});

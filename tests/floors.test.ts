/** The floors of the house: imports go down only (ARCHITECTURE.md). Reads import lines, nothing else. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = /\.(ts|svelte|mjs|js)$/;
const IMPORT =
  /(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

/** A room: where its files are and which rooms it may import. The order is from the ground up. */
const ROOMS: readonly { name: string; folder: string; mayImport: readonly string[] }[] = [
  { name: 'st-parser', folder: 'packages/st-parser/src', mayImport: [] },
  { name: 'containers', folder: 'packages/containers/src', mayImport: ['st-parser'] },
  { name: 'vendor-formats', folder: 'packages/vendor-formats/src', mayImport: ['st-parser', 'containers'] },
  { name: 'collab', folder: 'packages/collab/src', mayImport: ['st-parser'] },
  {
    name: 'cli',
    folder: 'packages/cli/src',
    mayImport: ['st-parser', 'containers', 'vendor-formats', 'collab'],
  },
  { name: 'server', folder: 'server', mayImport: ['st-parser', 'containers', 'vendor-formats', 'collab'] },
  { name: 'src', folder: 'src', mayImport: ['st-parser', 'containers', 'vendor-formats', 'collab'] },
];

/** The app takes the types of the API from the table that the server checks with; erased, so nothing of the server arrives. */
const API_TYPES = { from: /^src\/lib\/call\.ts$/, to: /^server\/api\// };

/** Inside the server: who may import whom, by file; a file that is not listed is free within the other rules. */
const SERVER_RULES: readonly { rule: string; from: RegExp; forbidden: RegExp }[] = [
  {
    rule: 'server/gate.ts imports nothing of the server but the update reader and the limits',
    from: /^server\/gate\.ts$/,
    forbidden: /^server\/(?!gate|update\.ts|limits\.ts)/,
  },
  {
    rule: 'server/room.ts knows stores and buses by their interface, and nobody above it',
    from: /^server\/room\.ts$/,
    forbidden:
      /^server\/(store\/(sqlite|postgres)|bus\/(memory|postgres|redis)|connection|socket|http|app|main|observer|routes\/)/,
  },
  {
    rule: 'server/store/ and server/bus/ import nothing of the server but each other, its errors and limits',
    from: /^server\/(store|bus)\//,
    forbidden: /^server\/(?!store\/|bus\/|problem\.ts|limits\.ts)/,
  },
  {
    rule: 'store and bus engines are named only in app.ts and the commands',
    from: /^server\/(?!app\.ts|commands\/|store\/|bus\/|main\.ts)/,
    forbidden: /^server\/(store\/sqlite|bus\/memory)/,
  },
  {
    rule: 'server/connection.ts imports neither http nor app',
    from: /^server\/connection\.ts$/,
    forbidden: /^server\/(http|socket|app|main|observer|routes\/)/,
  },
];

interface Import {
  readonly from: string;
  readonly to: string;
  /** Erased: nothing of it runs. */
  readonly isType: boolean;
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules'));
}

function importsOf(path: string): Import[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const imports: Import[] = [];
  for (const match of text.matchAll(IMPORT)) {
    const target = match[2] ?? match[3] ?? '';
    imports.push({ from: path, to: resolveTarget(path, target), isType: match[1] !== undefined });
  }
  return imports;
}

/** A path from the root for our own files, the bare name for packages. */
function resolveTarget(from: string, target: string): string {
  if (target.startsWith('.')) return relative(ROOT, resolve(ROOT, dirname(from), target));
  if (target.startsWith('$lib')) return `src/lib${target.slice(4)}`;
  if (target.startsWith('#server/')) return `server/${target.slice(8)}`;
  return target;
}

function roomOf(target: string): string | undefined {
  const named = /^@tagloom\/([a-z-]+)/.exec(target)?.[1];
  return (
    named ??
    ROOMS.find((room) => target.startsWith(`${room.folder}/`) || target.startsWith(`packages/${room.name}/`))
      ?.name
  );
}

/** Tests and what only tests import. */
const isTest = (path: string) =>
  /\.(test|contract)\.ts$|\/testing\/|\/(fuzz|viewless|browser\.shim)\.ts$/.test(path);
const all = ROOMS.flatMap((room) => sourcesUnder(room.folder).map((path) => ({ room, path })));
const product = all.filter(({ path }) => !isTest(path));

describe('floors', () => {
  it('reads real import lines, so that the rules below can fail', () => {
    expect(importsOf('packages/collab/src/live.ts').map((found) => found.to)).toContain('@tagloom/st-parser');
    expect(product.length).toBeGreaterThan(20);
  });

  for (const room of ROOMS)
    it(`${room.name} imports only ${room.mayImport.join(', ') || 'itself'}`, () => {
      const broken = product
        .filter((file) => file.room === room)
        .flatMap(({ path }) => importsOf(path))
        .filter(({ from, to, isType }) => !(isType && API_TYPES.from.test(from) && API_TYPES.to.test(to)))
        .filter(({ to }) => {
          const target = roomOf(to);
          return target !== undefined && target !== room.name && !room.mayImport.includes(target);
        });
      expect(broken.map(({ from, to }) => `${from} imports ${to}: ${room.name} may not`)).toEqual([]);
    });

  it('st-parser has no dependency at all', () => {
    const outside = product
      .filter(({ room }) => room.name === 'st-parser')
      .flatMap(({ path }) => importsOf(path))
      .filter(({ to }) => !to.startsWith('packages/st-parser/'));
    expect(outside).toEqual([]);
  });

  it('what runs in browsers imports nothing of Node', () => {
    const inBrowsers = new Set(['st-parser', 'containers', 'vendor-formats', 'collab', 'src']);
    const broken = product
      .filter(({ room }) => inBrowsers.has(room.name))
      .flatMap(({ path }) => importsOf(path))
      .filter(({ to }) => to.startsWith('node:'));
    expect(broken).toEqual([]);
  });

  for (const { rule, from, forbidden } of SERVER_RULES)
    it(rule, () => {
      const broken = product
        .filter(({ path }) => from.test(path))
        .flatMap(({ path }) => importsOf(path))
        .filter(({ from: path, to }) => to !== path && forbidden.test(to));
      expect(broken.map((found) => `${found.from} imports ${found.to}: ${rule}`)).toEqual([]);
    });

  it('only config.ts, main files, commands and tests read the environment', () => {
    const readers = product
      .filter(
        ({ path }) =>
          /^(server|packages)\//.test(path) &&
          !/^(server\/(config|main)\.ts|server\/commands\/|packages\/cli\/)/.test(path),
      )
      .filter(({ path }) => /process\.env/.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(readers.map(({ path }) => path)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(cycles(product.map(({ path }) => path))).toEqual([]);
  });
});

/** Every import cycle among our own files, as readable chains; type imports count too. */
function cycles(paths: readonly string[]): string[] {
  const known = new Set(paths);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, chain: readonly string[]) => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...chain.slice(chain.indexOf(path)), path].join(' -> '));
      return;
    }
    state.set(path, 'open');
    for (const { to } of importsOf(path)) if (known.has(to)) visit(to, [...chain, path]);
    state.set(path, 'done');
  };
  for (const path of paths) visit(path, []);
  return found;
}

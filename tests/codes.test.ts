/** Every code that a person or a program may meet stands in docs/codes.md, and nothing else does. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const ROOMS = ['server', 'src', 'scripts', 'packages'];
/** Where a code stands in the sources: as an error's first argument, as a field, in a union of codes, before a sentence. */
const PLACES = [
  /(?:Problem|ConfigError|StoreError|CliError|Failure|FatalLinkError|Refusal|XmlError|OptionError|refuse|refused|stop|onTrouble|trouble|fail)\(\s*(?:[\w.#]+,\s*)?'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g,
  /\bcode: '([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g,
  /['"`]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): /g,
];

function codesInSources(): Set<string> {
  const codes = new Set<string>();
  for (const room of ROOMS)
    for (const entry of readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|mjs|svelte)$/.test(entry.name) || /\.test\.ts$/.test(entry.name))
        continue;
      if (/node_modules|\/testing\/|\/bench/.test(entry.parentPath)) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      for (const place of PLACES) for (const match of text.matchAll(place)) codes.add(match[1] as string);
    }
  return codes;
}

function codesInTable(): Set<string> {
  const table = readFileSync(join(ROOT, 'docs', 'codes.md'), 'utf8');
  return new Set([...table.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map((match) => match[1] as string));
}

it('lists every code of the sources', () => {
  const table = codesInTable();
  expect([...codesInSources()].filter((code) => !table.has(code)).sort()).toEqual([]);
});

it('reads real sources, so that the list can be incomplete', () => {
  expect(codesInSources().size).toBeGreaterThan(60);
});

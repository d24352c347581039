/** The examples of the README run, and give what they say behind `// ->`. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as editor from './editor/editor.ts';
import * as main from './index.ts';
import * as library from './library/library.ts';

const ENTRIES: Readonly<Record<string, object>> = {
  '@tagloom/st-parser': main,
  '@tagloom/st-parser/editor': editor,
  '@tagloom/st-parser/library': library,
};

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');

/** Imports become values of `entries`, and each promised result a call of `check`. */
function runnable(code: string): string {
  return code
    .replace(
      /^import (\{[^}]*\}) from '([^']+)';$/gm,
      (_, names, from) => `var ${names} = entries['${from}'];`,
    )
    .replace(
      /^(.+); \/\/ -> (.+)$/gm,
      (_, value, wanted) => `check(${JSON.stringify(value)}, ${value}, ${wanted});`,
    )
    .replace(/^const /gm, 'var ');
}

it('README: every example gives what stands behind it', () => {
  const checked: string[] = [];
  const check = (source: string, value: unknown, wanted: unknown) => {
    checked.push(source);
    expect(value, source).toEqual(wanted);
  };
  const run = new Function('entries', 'check', blocks.map(runnable).join('\n'));
  run(ENTRIES, check);
  expect(checked.length).toBeGreaterThan(12);
  expect(checked).toHaveLength(readme.match(/; \/\/ -> /g)?.length ?? 0);
});

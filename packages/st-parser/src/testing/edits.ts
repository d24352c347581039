/** Random edits of the kinds that people and tools make: typing, pasting, deleting, opening comments, splitting surrogates. */

import type { Edit } from '../types.ts';
import { below, pick, type Random } from './random.ts';

const SNIPPETS: readonly string[] = [
  ' ',
  '\n',
  '\r\n',
  ';',
  ':',
  ':=',
  ',',
  '.',
  '..',
  '(',
  ')',
  '[',
  ']',
  '^',
  '#',
  '%',
  '&',
  '?',
  '=',
  '=>',
  '+',
  '*',
  '/',
  '(*',
  '*)',
  '/*',
  '*/',
  '//',
  '{',
  '}',
  "'",
  '"',
  '$',
  "{attribute 'x'}",
  '(* c *)',
  '// c\n',
  'a',
  'x1',
  '5',
  '1.5',
  '16#FF',
  'T#1s',
  "'s'",
  '%IX0.0',
  'END_VAR',
  'VAR\n',
  'VAR_INPUT\n',
  'VAR_GLOBAL CONSTANT\n',
  'v : INT;\n',
  'w, z : ARRAY[0..N] OF REAL := [1, 2];\n',
  's : STRUCT q : INT; END_STRUCT;',
  'IF a THEN\n',
  'END_IF\n',
  'ELSE\n',
  'ELSIF b THEN\n',
  'CASE x OF\n',
  '1, 2:\n',
  'A..B: y := 1;\n',
  'END_CASE;\n',
  'FOR i := 0 TO 5 DO\n',
  'END_FOR\n',
  'WHILE a DO ',
  'END_WHILE;',
  'REPEAT ',
  'UNTIL a END_REPEAT;',
  'PROGRAM p\n',
  'END_PROGRAM\n',
  'FUNCTION f : INT\n',
  'END_FUNCTION\n',
  'METHOD m\n',
  'END_METHOD\n',
  'TYPE\n',
  'END_TYPE\n',
  'STRUCT\n',
  'END_STRUCT',
  'FUNCTION_BLOCK fb\n',
  'END_FUNCTION_BLOCK\n',
  'NAMESPACE n\n',
  'END_NAMESPACE\n',
  'x := y + 1;\n',
  'f(a, b := 1, c => d);\n',
  'REGION r\n',
  'END_REGION\n',
  '\ud83d',
  '\ude00',
  '\u00fc',
  '\ufeff',
  'TITLE = t\n',
  'AND',
  'NOT ',
  'OF',
  'THEN',
  'DO',
  'lab:',
  'x S= y;',
  'p REF= q;',
  'PROPERTY q : INT\n',
  'GET\n',
  'END_GET\n',
  'END_PROPERTY\n',
  'DATA_BLOCK "d"\n',
  'BEGIN\n',
  'END_DATA_BLOCK\n',
  'RETURN;',
  '0',
  'e',
  '_',
];

/** One to three edits of a text: ascending, not overlapping. */
export function randomEdits(next: Random, text: string): Edit[] {
  const edits: Edit[] = [];
  let from = 0;
  const count = next() < 0.9 ? 1 : 1 + below(next, 3);
  for (let n = 0; n < count && from <= text.length; n++) {
    const at = from + below(next, text.length - from + 1);
    const to = Math.min(text.length, at + lengthOf(next));
    edits.push({ from: at, to, insert: inserted(next, text) });
    from = to + 1;
  }
  return edits;
}

/** A snippet typed letter by letter at one place, one edit per key. */
export function typedEdits(next: Random, text: string): Edit[][] {
  const at = below(next, text.length + 1);
  const typed = pick(next, SNIPPETS);
  return Array.from(typed, (_, i) => [{ from: at + i, to: at + i, insert: typed[i]! }]).slice(
    0,
    typed.length,
  );
}

/** Most edits delete nothing, some a few units, few a lot. */
function lengthOf(next: Random): number {
  const kind = next();
  if (kind < 0.55) return 0;
  if (kind < 0.9) return below(next, 6);
  return below(next, 200);
}

function inserted(next: Random, text: string): string {
  const kind = next();
  if (kind < 0.15) return '';
  if (kind < 0.9) return pick(next, SNIPPETS);
  const from = below(next, text.length + 1);
  return text.slice(from, from + below(next, 300));
}

/** The text after edits, the slow and obvious way. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const { from, to, insert } of edits) {
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

/** One field of many tags at once: a text for all, or a template that says what of each tag stands in it. */

import type { TagRow } from '../analysis.ts';
import { type Field, fieldText } from '../tagcolumns.ts';
import type { Draft } from './difference.ts';

export interface FillOptions {
  readonly field: Field;
  /** Whether the text stands in place of what is there, in front of it, or behind it. */
  readonly how: 'set' | 'front' | 'behind';
  /** May hold `{name}`, `{scope}`, `{type}`, `{address}`, `{comment}`, `{initial}`, `{value}` and `{n}`, `{nn}` ... */
  readonly text: string;
  /** The first number of `{n}`, and the step to the next. */
  readonly first: number;
  readonly step: number;
}

/** Rows in the table's order: `{n}` counts along it. */
export function fill(rows: readonly TagRow[], options: FillOptions): Draft {
  const { field, how, text, first, step } = options;
  const wanted = rows.map((row, at) => {
    const filled = expand(text, row, field, first + at * step);
    const now = fieldText(row, field);
    const value = how === 'set' ? filled : how === 'front' ? filled + now : now + filled;
    return { key: row.key, field, value, row: null };
  });
  return { wanted, unwanted: [] };
}

/** A template with what of the tag stands in it; what is in braces and no name of a field stays. */
export function expand(template: string, row: TagRow, field: Field, number: number): string {
  return template.replace(/\{(value|name|scope|type|address|comment|initial|n+)\}/g, (_, word: string) => {
    if (word === 'value') return fieldText(row, field);
    if (/^n+$/.test(word)) return `${number < 0 ? '-' : ''}${Math.abs(number)}`.padStart(word.length, '0');
    return row[word as 'name'];
  });
}

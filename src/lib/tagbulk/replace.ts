/** Find and replace in fields of tags: a text, or a regular expression with groups. */

import type { TagRow } from '../analysis.ts';
import type { SearchOptions } from '../questions.ts';
import { expand, patternOf } from '../search.ts';
import { type Field, fieldText } from '../tagcolumns.ts';
import type { Draft, Wanted } from './difference.ts';

export interface ReplaceOptions extends Omit<SearchOptions, 'replacement'> {
  readonly replacement: string;
  readonly fields: ReadonlySet<Field>;
}

/** The rows whose fields hold what is searched for; `problem` says why a pattern cannot be searched for. */
export function replaceIn(
  rows: readonly TagRow[],
  options: ReplaceOptions,
): Draft & { readonly problem: string | null } {
  const pattern = options.text === '' ? null : patternOf(options);
  if (pattern === null || typeof pattern === 'string') return { wanted: [], unwanted: [], problem: pattern };
  const wanted: Wanted[] = [];
  for (const row of rows)
    for (const field of options.fields) {
      const value = replaced(fieldText(row, field), pattern, options);
      if (value !== null) wanted.push({ key: row.key, field, value, row: null });
    }
  return { wanted, unwanted: [], problem: null };
}

/** Null where nothing is found. Matches of nothing (`x*`) are passed over. */
function replaced(text: string, pattern: RegExp, options: ReplaceOptions): string | null {
  let out = '';
  let at = 0;
  let isFound = false;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[0] === '') {
      pattern.lastIndex++;
      continue;
    }
    isFound = true;
    out += text.slice(at, match.index) + expand(match, options);
    at = match.index + match[0].length;
  }
  return isFound ? out + text.slice(at) : null;
}

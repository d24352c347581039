/**
 * STATEMENTS_OUTSIDE: statements behind the end of a POU. A file of statements alone is routine text and none of its
 * business. IEC 61131-3 ed. 3, 6.6: statements stand in the body of a POU.
 */

import type { Unit } from '../project/slots.ts';
import { eachToken } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Diagnostic } from '../types.ts';

/** One finding for each run of statements that follows a POU, from its first token to its last. */
export function statementsOutside(units: readonly Unit[]): Diagnostic[] {
  const first = units.findIndex(({ green }) => green.kind === N.Pou || green.kind === N.DataBlock);
  if (first < 0) return [];
  return units.slice(first + 1).flatMap((unit) => {
    const place = unit.green.kind === N.Stray ? spanOf(unit) : null;
    if (place === null) return [];
    const message = 'These statements stand behind the end of their POU: nobody runs them';
    return [
      {
        code: 'STATEMENTS_OUTSIDE',
        severity: 'warning' as const,
        message,
        place: { file: unit.file, ...place },
      },
    ];
  });
}

/** Null when there is a syntax error already, or nothing but blanks and semicolons. */
function spanOf({ green, at }: Unit): { from: number; to: number } | null {
  if (green.errorCount > 0) return null;
  let from = -1;
  let to = -1;
  eachToken(green, at, (kind, start, end) => {
    if (kind <= K.OpenPragma || kind === K.Semicolon) return;
    if (from < 0) from = start;
    to = end;
  });
  return from < 0 ? null : { from, to };
}

/** Cursors as they come back from outside: `<epoch>.<seq>`. */

import { Problem } from './problem.ts';

/** The number in a cursor of this epoch; throws CURSOR_INVALID (422) or EPOCH_CHANGED (409). */
export function readCursor(
  cursor: string,
  { epoch, head }: { epoch: string; head: { seq: number } },
): number {
  const [, of, digits] = /^([\w-]{1,60})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (of === undefined)
    throw new Problem(
      'CURSOR_INVALID',
      'A cursor looks like <epoch>.<number>; use one that the server gave.',
      {
        status: 422,
      },
    );
  if (of !== epoch || Number(digits) > head.seq)
    throw new Problem('EPOCH_CHANGED', 'This cursor is of another epoch; begin without it.', { status: 409 });
  return Number(digits);
}

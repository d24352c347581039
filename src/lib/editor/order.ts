/** Ages of undo steps: steps of one file and of several stand on different stacks, and the newest goes first. */

/** Key of a step's age in its memory. */
export const ORDER = 'order';

let order = 0;

/** A number that is larger for each step. */
export function nextOrder(): number {
  return ++order;
}

/** Steps of an earlier page have this age: new ones are larger. */
export function sawOrder(seen: number): void {
  order = Math.max(order, seen);
}

/** Which lines of a text another version of it still has: the shortest edit script (Myers, 1986), with a bound on its cost. */

/** Lines `a[from0..to0)` became `b[from1..to1)`. */
export interface Hunk {
  readonly from0: number;
  readonly to0: number;
  readonly from1: number;
  readonly to1: number;
}

/** Edit distance beyond which the middle is taken as one replacement. */
const MOST_EDITS = 2_000;

/** The differences of two lists of lines, in order; equal lines stand between them. */
export function diffLines(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end++;
  const middle = (list: readonly string[]) => list.slice(start, list.length - end);
  return hunksOf(matches(middle(a), middle(b)), a.length - start - end, b.length - start - end).map(
    (hunk) => ({
      from0: hunk.from0 + start,
      to0: hunk.to0 + start,
      from1: hunk.from1 + start,
      to1: hunk.to1 + start,
    }),
  );
}

type Match = readonly [number, number];

/** Pairs of equal lines along the shortest script; none when it would cost too much. */
function matches(a: readonly string[], b: readonly string[]): readonly Match[] {
  const trace: Int32Array[] = [];
  const most = Math.min(MOST_EDITS, a.length + b.length);
  const offset = most + 1;
  const reach = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits++) {
    trace.push(reach.slice());
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && at(reach, offset + k - 1) < at(reach, offset + k + 1));
      let x = down ? at(reach, offset + k + 1) : at(reach, offset + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, offset, a, b);
    }
  }
  return [];
}

function at(list: Int32Array, index: number): number {
  return list[index] ?? 0;
}

function walkBack(
  trace: readonly Int32Array[],
  offset: number,
  a: readonly string[],
  b: readonly string[],
): readonly Match[] {
  const found: Match[] = [];
  let x = a.length;
  let y = b.length;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reach = trace[edits] as Int32Array;
    const k = x - y;
    const down = k === -edits || (k !== edits && at(reach, offset + k - 1) < at(reach, offset + k + 1));
    const before = edits === 0 ? 0 : down ? at(reach, offset + k + 1) : at(reach, offset + k - 1);
    const beforeY = edits === 0 ? 0 : before - (down ? k + 1 : k - 1);
    const begin = edits === 0 ? 0 : down ? before : before + 1;
    while (x > begin) found.push([--x, --y]);
    x = before;
    y = beforeY;
  }
  return found.reverse();
}

function hunksOf(equal: readonly Match[], length0: number, length1: number): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [from0, from1] = [0, 0];
  for (const [to0, to1] of [...equal, [length0, length1] as Match]) {
    if (to0 > from0 || to1 > from1) hunks.push({ from0, to0, from1, to1 });
    [from0, from1] = [to0 + 1, to1 + 1];
  }
  return hunks;
}

/**
 * Which tag is which after an edit: a rename keeps the tag's lasting id. Two states of a declaration are the same tag if
 * they share characters of the name, else the punctuation behind it, else scope and name.
 */

import type { Edit, FileId } from '@tagloom/st-parser';

/** So many tags that are gone are kept: who retypes a name gets the same tag back. */
export const MOST_GONE = 500;

/** Where a declared name stands, and what it is called. */
export interface TagPlace {
  readonly file: FileId;
  readonly path: string;
  /** UTF-16 offsets of the name in the text after the edits; of an old name: of what is left of it (may be empty). */
  readonly from: number;
  readonly to: number;
  /** Offset of the character behind the name; null when that character is gone. */
  readonly behind: number | null;
}

/** What became of tags. */
export interface Matched<Before, After> {
  readonly pairs: readonly (readonly [Before, After])[];
  readonly removed: readonly Before[];
  readonly added: readonly After[];
}

/**
 * Pairs what disappeared with what appeared. Each is in at most one pair; the rest is truly removed or added. The cost
 * grows with the number of tags, not with its square: a bulk rename is as cheap per tag as one.
 */
export function matchTags<Before extends TagPlace, After extends TagPlace>(
  before: readonly Before[],
  after: readonly After[],
): Matched<Before, After> {
  const left = new Set(before);
  const open = new Set(after);
  const pairs: (readonly [Before, After])[] = [];
  for (const finderOf of [byCharacters, byPunctuation, byPath]) {
    if (left.size === 0 || open.size === 0) break;
    const find = finderOf([...open], (now) => open.has(now));
    for (const old of left) {
      const now = find(old);
      if (now === undefined) continue;
      pairs.push([old, now]);
      left.delete(old);
      open.delete(now);
    }
  }
  return { pairs, removed: [...left], added: [...open] };
}

/** Finds the first place that fits an old one and is still open. */
type Finder<After> = (old: TagPlace) => After | undefined;

/** Names of one file do not overlap, so what an old name may share is a run in their order. */
function byCharacters<After extends TagPlace>(
  after: readonly After[],
  isOpen: (now: After) => boolean,
): Finder<After> {
  const rank = new Map(after.map((now, at) => [now, at]));
  const runs = new Map<FileId, Run<After>>();
  for (const [file, places] of groupedBy(after, ({ file }) => file)) runs.set(file, runOf(places));
  return (old) => {
    const run = runs.get(old.file);
    if (!run || old.from >= old.to) return undefined;
    let best: After | undefined;
    for (let at = firstOver(run.reach, old.from); at < run.places.length; at++) {
      const now = run.places[at]!;
      if (now.from >= old.to) break;
      if (!sharesCharacters(old, now) || !isOpen(now)) continue;
      if (best === undefined || rank.get(now)! < rank.get(best)!) best = now;
    }
    return best;
  };
}

/** Places by where they begin; `reach` is how far any of them up to there goes. */
interface Run<After> {
  readonly places: readonly After[];
  readonly reach: readonly number[];
}

function runOf<After extends TagPlace>(places: readonly After[]): Run<After> {
  const sorted = [...places].sort((a, b) => a.from - b.from);
  let far = Number.NEGATIVE_INFINITY;
  const reach = sorted.map(({ to }) => {
    far = Math.max(far, to);
    return far;
  });
  return { places: sorted, reach };
}

/** Index of the first number above a limit; the numbers ascend. */
function firstOver(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sharesCharacters(old: TagPlace, now: TagPlace): boolean {
  return Math.max(old.from, now.from) < Math.min(old.to, now.to);
}

function byPunctuation<After extends TagPlace>(
  after: readonly After[],
  isOpen: (now: After) => boolean,
): Finder<After> {
  return byEqual(after, isOpen, ({ file, behind }) => (behind === null ? null : `${behind} ${file}`));
}

function byPath<After extends TagPlace>(
  after: readonly After[],
  isOpen: (now: After) => boolean,
): Finder<After> {
  return byEqual(after, isOpen, ({ path }) => path.toLowerCase());
}

/** Places that are the same in one respect wait in their order; a taken one is never looked at again. */
function byEqual<After extends TagPlace>(
  after: readonly After[],
  isOpen: (now: After) => boolean,
  respectOf: (place: TagPlace) => string | null,
): Finder<After> {
  const waiting = groupedBy(after, respectOf);
  for (const places of waiting.values()) places.reverse();
  return (old) => {
    const respect = respectOf(old);
    const places = respect === null ? undefined : waiting.get(respect);
    while (places?.length) {
      const now = places.pop()!;
      if (isOpen(now)) return now;
    }
    return undefined;
  };
}

function groupedBy<Item, Name>(
  items: readonly Item[],
  nameOf: (item: Item) => Name,
): Map<NonNullable<Name>, Item[]> {
  const groups = new Map<NonNullable<Name>, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === null || name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/**
 * A place moved through one batch of edits (ascending, offsets in the text before the batch). Costs the logarithm of the
 * batch, so that many places go through a large one.
 */
export function movePlace<P extends TagPlace>(place: P, edits: readonly Edit[]): P {
  const shifts = shiftsOf(edits);
  const from = moveFrom(place.from, edits, shifts);
  const to = moveTo(place.to, edits, shifts);
  const behind = place.behind === null ? null : moveBehind(place.behind, edits, shifts);
  return { ...place, from, to: Math.max(from, to), behind };
}

/** By how much the text behind the first n edits of a batch moves. */
type Shifts = readonly number[];

const known = new WeakMap<readonly Edit[], Shifts>();

function shiftsOf(edits: readonly Edit[]): Shifts {
  let shifts = known.get(edits);
  if (!shifts) {
    let sum = 0;
    shifts = [0, ...edits.map(({ from, to, insert }) => (sum += insert.length - (to - from)))];
    known.set(edits, shifts);
  }
  return shifts;
}

/** The first character that is left of a name, or that stands behind it. */
function moveFrom(from: number, edits: readonly Edit[], shifts: Shifts): number {
  const at = countWhile(edits, ({ to }) => to <= from);
  const edit = edits[at];
  const inside = edit !== undefined && edit.from <= from;
  return (inside ? edit.from + edit.insert.length : from) + shifts[at]!;
}

function moveTo(end: number, edits: readonly Edit[], shifts: Shifts): number {
  let to = end;
  let at = countWhile(edits, (edit) => edit.to < to);
  // Edits that touch take the rest of a name one after the other.
  for (let edit = edits[at]; edit && edit.from < to && to <= edit.to; edit = edits[at]) {
    to = edit.from;
    while (at > 0 && edits[at - 1]!.to >= to) at--;
  }
  return to + shifts[at]!;
}

function moveBehind(behind: number, edits: readonly Edit[], shifts: Shifts): number | null {
  const at = countWhile(edits, ({ to }) => to <= behind);
  const edit = edits[at];
  return edit !== undefined && edit.from <= behind ? null : behind + shifts[at]!;
}

/** How many edits of the ascending ones are before a place. */
function countWhile(edits: readonly Edit[], isBefore: (edit: Edit) => boolean): number {
  let [low, high] = [0, edits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(edits[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

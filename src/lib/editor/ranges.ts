/** Sets of items by their ids, flat: client, clock, length, again and again. Yjs calls such a set a delete set. */

import * as Y from 'yjs';

export type Ranges = readonly number[];
type ItemSet = ReturnType<typeof Y.createDeleteSet>;
type Struct = Y.Item | Y.GC | Y.Skip;

export function encodeRanges(set: ItemSet): Ranges {
  const ranges: number[] = [];
  for (const [client, items] of set.clients)
    for (const { clock, len } of items) ranges.push(client, clock, len);
  return ranges;
}

export function decodeRanges(ranges: Ranges): ItemSet {
  const set = Y.createDeleteSet();
  each(ranges, (client, clock, len) => {
    const items = set.clients.get(client) ?? [];
    items.push({ clock, len });
    set.clients.set(
      client,
      items.sort((a, b) => a.clock - b.clock),
    );
  });
  return set;
}

/** The same items where they are now: text that an undo brought back stands under new ids. */
export function followRedone(doc: Y.Doc, ranges: Ranges): Ranges {
  const found: number[] = [];
  const follow = (client: number, clock: number, len: number): void => {
    for (const { struct, from, to } of structsIn(doc, client, clock, len))
      if (struct instanceof Y.Item && struct.redone)
        follow(struct.redone.client, struct.redone.clock + from - struct.id.clock, to - from);
      else found.push(client, from, to - from);
  };
  each(ranges, follow);
  return joined(found);
}

/** Whether the document knows every item of the ranges, and all of them are `good`. */
export function covers(doc: Y.Doc, ranges: Ranges, good: (struct: Struct) => boolean): boolean {
  let isGood = true;
  each(ranges, (client, clock, len) => {
    if (Y.getState(doc.store, client) < clock + len) isGood = false;
    else for (const { struct } of structsIn(doc, client, clock, len)) isGood &&= good(struct);
  });
  return isGood;
}

/** Each struct that lies in the ranges, as far as the document has them. */
export function eachStruct(doc: Y.Doc, ranges: Ranges, act: (struct: Struct) => void): void {
  each(ranges, (client, clock, len) => {
    for (const { struct } of structsIn(doc, client, clock, len)) act(struct);
  });
}

/** The parts that stand in good structs. */
export function filterRanges(doc: Y.Doc, ranges: Ranges, good: (struct: Struct) => boolean): Ranges {
  const found: number[] = [];
  each(ranges, (client, clock, len) => {
    for (const { struct, from, to } of structsIn(doc, client, clock, len))
      if (good(struct)) found.push(client, from, to - from);
  });
  return joined(found);
}

/** Whether any item is in both. */
export function intersect(some: Ranges, others: Ranges): boolean {
  for (let i = 0; i < some.length; i += 3)
    for (let j = 0; j < others.length; j += 3) {
      if (some[i] !== others[j]) continue;
      const [a, b] = [some[i + 1] as number, others[j + 1] as number];
      if (a < b + (others[j + 2] as number) && b < a + (some[i + 2] as number)) return true;
    }
  return false;
}

/** Answers quickly whether any item of a piece is in the ranges. */
export function rangeIndex(ranges: Ranges): (client: number, clock: number, len: number) => boolean {
  const { clients } = Y.mergeDeleteSets([decodeRanges(ranges)]);
  return (client, clock, len) => {
    const items = clients.get(client) ?? [];
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { clock: from, len: length } = items[middle] as { clock: number; len: number };
      if (from + length <= clock) low = middle + 1;
      else high = middle;
    }
    const found = items[low];
    return found !== undefined && found.clock < clock + len;
  };
}

/** Structs that lie in a range as far as the document has them, with the part that lies in it. */
function* structsIn(
  doc: Y.Doc,
  client: number,
  clock: number,
  len: number,
): Generator<{ struct: Struct; from: number; to: number }> {
  const structs = doc.store.clients.get(client);
  if (!structs || clock >= Y.getState(doc.store, client)) return;
  const end = clock + len;
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const struct = structs[index] as Struct;
    if (struct.id.clock >= end) return;
    yield {
      struct,
      from: Math.max(clock, struct.id.clock),
      to: Math.min(end, struct.id.clock + struct.length),
    };
  }
}

function each(ranges: Ranges, act: (client: number, clock: number, len: number) => void): void {
  for (let i = 0; i < ranges.length; i += 3)
    act(ranges[i] as number, ranges[i + 1] as number, ranges[i + 2] as number);
}

/** Neighbours become one range. */
function joined(ranges: Ranges): Ranges {
  const result: number[] = [];
  each(ranges, (client, clock, len) => {
    const last = result.length - 3;
    if (
      last >= 0 &&
      result[last] === client &&
      (result[last + 1] as number) + (result[last + 2] as number) === clock
    )
      result[last + 2] = (result[last + 2] as number) + len;
    else result.push(client, clock, len);
  });
  return result;
}

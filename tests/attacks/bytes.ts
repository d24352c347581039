/** Yjs updates and frames written by hand, as no honest client writes them. */

import * as encoding from 'lib0/encoding';

type Write = (encoder: encoding.Encoder) => void;

export function bytes(...write: readonly Write[]): Uint8Array {
  return written(write);
}

function written(write: readonly Write[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const one of write) one(encoder);
  return encoding.toUint8Array(encoder);
}

export const uint =
  (value: number): Write =>
  (encoder) =>
    encoding.writeVarUint(encoder, value);

export const string =
  (value: string): Write =>
  (encoder) =>
    encoding.writeVarString(encoder, value);

export const raw =
  (...values: number[]): Write =>
  (encoder) => {
    for (const value of values) encoding.write(encoder, value);
  };

export const block =
  (value: Uint8Array): Write =>
  (encoder) =>
    encoding.writeVarUint8Array(encoder, value);

/** Where an item hangs: behind another one, in a root, or in an item; in the last two under a key. */
export interface Place {
  readonly origin?: readonly [client: number, clock: number];
  readonly right?: readonly [client: number, clock: number];
  readonly root?: string;
  readonly parent?: readonly [client: number, clock: number];
  readonly key?: string;
}

/** One item of content kind `kind`. */
export function item(kind: number, place: Place, ...content: readonly Write[]): Write {
  const { origin, right, root, parent, key } = place;
  const isFirst = !origin && !right;
  const info = kind | (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (isFirst && key !== undefined ? 0x20 : 0);
  return (encoder) => {
    encoding.write(encoder, info);
    for (const id of [origin, right]) if (id) for (const part of id) uint(part)(encoder);
    if (isFirst && root !== undefined) for (const write of [uint(1), string(root)]) write(encoder);
    else if (isFirst && parent) for (const part of [0, ...parent]) uint(part)(encoder);
    if (isFirst && key !== undefined) string(key)(encoder);
    for (const write of content) write(encoder);
  };
}

export const text = (place: Place, value = 'x') => item(4, place, string(value));
export const shared = (place: Place, type: number) => item(7, place, uint(type));
export const gc =
  (length: number): Write =>
  (encoder) => {
    raw(0)(encoder);
    uint(length)(encoder);
  };
export const skip =
  (length: number): Write =>
  (encoder) => {
    raw(10)(encoder);
    uint(length)(encoder);
  };

export interface Section {
  readonly client: number;
  readonly clock?: number;
  readonly structs: readonly Write[];
  /** What it claims; the truth when left out. */
  readonly count?: number;
}

export function update(
  sections: readonly Section[],
  deletes: readonly (readonly [client: number, ranges: readonly (readonly [number, number])[]])[] = [],
): Uint8Array {
  return written([
    uint(sections.length),
    ...sections.flatMap(({ client, clock = 0, structs, count = structs.length }) => [
      uint(count),
      uint(client),
      uint(clock),
      ...structs,
    ]),
    uint(deletes.length),
    ...deletes.flatMap(([client, ranges]) => [
      uint(client),
      uint(ranges.length),
      ...ranges.flatMap(([clock, length]) => [uint(clock), uint(length)]),
    ]),
  ]);
}

/** An awareness message with one state per entry. */
export function presence(...states: readonly (readonly [client: number, clock: number, json: string])[]) {
  const body = bytes(
    uint(states.length),
    ...states.flatMap(([client, clock, json]) => [uint(client), uint(clock), string(json)]),
  );
  return bytes(uint(1), block(body));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

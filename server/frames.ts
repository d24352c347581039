/** WebSocket frames made ahead: one turn is encoded once, and the same bytes go to every socket in one write. */

import { encodeMade, encodeUpdate, encodeUpdateHead, rangesOfUpdate } from '@tagloom/collab';
import type { Entry, Turn } from './room.ts';

/** First bytes of frames that are not masked: what a server sends (RFC 6455 section 5.2). */
const WHOLE = 0x82;
const FIRST = 0x02;
const MIDDLE = 0x00;
const LAST = 0x80;

/** A larger message goes out as fragments of this size, between which others find room. */
const FRAGMENT_BYTES = 64 * 1024;

/** One whole message around `payload`. */
export function frameOf(payload: Uint8Array): Buffer {
  return payload.length <= 2 * FRAGMENT_BYTES ? frame(WHOLE, payload) : Buffer.concat(fragmentsOf(payload));
}

/** The message as frames that are whole each: a large one can be handed to a slow reader bit by bit. */
export function fragmentsOf(payload: Uint8Array): Buffer[] {
  if (payload.length <= 2 * FRAGMENT_BYTES) return [frame(WHOLE, payload)];
  const fragments: Buffer[] = [];
  for (let at = 0; at < payload.length; at += FRAGMENT_BYTES) {
    const isLast = at + FRAGMENT_BYTES >= payload.length;
    const first = at === 0 ? FIRST : isLast ? LAST : MIDDLE;
    fragments.push(frame(first, payload.subarray(at, at + FRAGMENT_BYTES)));
  }
  return fragments;
}

/** One frame around `payload`, which may be in two pieces. */
function frame(first: number, payload: Uint8Array, more?: Uint8Array): Buffer {
  const length = payload.length + (more?.length ?? 0);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(header + length);
  bytes[0] = first;
  if (header === 2) bytes[1] = length;
  else if (header === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.set(payload, header);
  if (more) bytes.set(more, header + payload.length);
  return bytes;
}

/** The message of an update as a frame: its bytes are copied once. */
export function updateFrame(update: Uint8Array): Buffer {
  if (update.length + 16 > 2 * FRAGMENT_BYTES) return frameOf(encodeUpdate(update));
  return frame(WHOLE, encodeUpdateHead(update.length), update);
}

/** Smaller ones would hold on to a pool of the buffers of others. */
const FRAMED_BYTES = 4096;
const framed = new WeakMap<Uint8Array, Buffer>();

/** A copy of an update that lasts. A large one lies in the frame that will tell of it, so that its bytes are there once. */
export function keptUpdate(received: Uint8Array): Uint8Array {
  const { length } = received;
  if (length < FRAMED_BYTES || length + 16 > 2 * FRAGMENT_BYTES) return new Uint8Array(received);
  const frame = updateFrame(received);
  const update = new Uint8Array(frame.buffer, frame.byteOffset + frame.length - length, length);
  framed.set(update, frame);
  return update;
}

const entryFrames = new WeakMap<Entry, Buffer>();
const turnFrames = new WeakMap<Turn, Buffer>();

function entryFrame(entry: Entry): Buffer {
  let made = entryFrames.get(entry);
  if (!made) {
    made = framed.get(entry.update) ?? updateFrame(entry.update);
    entryFrames.set(entry, made);
  }
  return made;
}

/** All updates of a turn, one message per frame (stock clients read only the first message of a frame). */
export function framesOf(turn: Turn): Buffer {
  let frames = turnFrames.get(turn);
  if (!frames) {
    const [only, ...more] = turn.entries;
    frames = only && more.length === 0 ? entryFrame(only) : Buffer.concat(turn.entries.map(entryFrame));
    turnFrames.set(turn, frames);
  }
  return frames;
}

/** The updates of a turn that are not the peer's own; those that the server made for `person` are announced. */
export function foreignFrames(turn: Turn, isOwn: (entry: Entry) => boolean, person: string | null): Buffer[] {
  return turn.entries
    .filter((entry) => !isOwn(entry))
    .flatMap((entry) =>
      isMadeFor(entry, person)
        ? [madeFrame(entry.seq, entry.made ?? '', entry.update), entryFrame(entry)]
        : [entryFrame(entry)],
    );
}

/** Says that an entry is a step of its person. */
export function madeFrame(seq: number, label: string, update: Uint8Array): Buffer {
  return frameOf(encodeMade({ seq, label, ...rangesOfUpdate(update) }));
}

/** Whether the server made it for this person. */
export function isMadeFor({ made, author }: Entry, person: string | null): boolean {
  return made !== undefined && author === person;
}

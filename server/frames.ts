/** WebSocket frames made ahead: one turn is encoded once, and the same bytes go to every socket in one write. */

import { encodeUpdate } from '@tagloom/collab';
import type { Entry, Turn } from './room.ts';

/** Final binary frame, not masked: what a server sends (RFC 6455 section 5.2). */
const BINARY_FRAME = 0x82;

/** One whole WebSocket frame around `payload`. */
export function frameOf(payload: Uint8Array): Buffer {
  const { length } = payload;
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = BINARY_FRAME;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, header);
  return frame;
}

const entryFrames = new WeakMap<Entry, Buffer>();
const turnFrames = new WeakMap<Turn, Buffer>();

function entryFrame(entry: Entry): Buffer {
  let frame = entryFrames.get(entry);
  if (!frame) {
    frame = frameOf(encodeUpdate(entry.update));
    entryFrames.set(entry, frame);
  }
  return frame;
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

/** The updates of a turn that are not the peer's own. */
export function foreignFrames(turn: Turn, isOwn: (entry: Entry) => boolean): Buffer[] {
  return turn.entries.filter((entry) => !isOwn(entry)).map(entryFrame);
}

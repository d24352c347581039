/**
 * What goes out through one socket: frames of one step of the server leave in one system call, and a reader that does not
 * keep up is fed as it reads. Only whole frames are handed to the socket, so that a ping or a close fits between any two.
 */

import type { Duplex } from 'node:stream';
import { SERVER_LIMITS } from './limits.ts';

/** Larger joins are not held on to. */
const JOIN_BYTES = 16 * 1024;

export interface OutletOptions {
  readonly socket: Duplex;
  readonly now: () => number;
  /** Everything that waited here was handed over. */
  readonly onDrained: () => void;
}

export class Outlet {
  readonly #options: OutletOptions;
  #waiting: Buffer[] = [];
  #bytes = 0;
  /** When the reader last took something, or had nothing to take. */
  #progressAt: number;

  constructor(options: OutletOptions) {
    this.#options = options;
    this.#progressAt = options.now();
    options.socket.on('drain', () => {
      this.#progressAt = options.now();
      if (this.#waiting.length === 0) options.onDrained();
      else this.flush();
    });
  }

  /** Keeps whole frames for the next `flush`; false when others wait already. */
  push(frames: Buffer): boolean {
    this.#bytes += frames.length;
    return this.#waiting.push(frames) === 1;
  }

  /** Bytes that the reader has not taken yet, as far as this process knows. */
  queued(): number {
    return this.#bytes + this.#options.socket.writableLength;
  }

  /** Hands frames to the socket, at most as many as it may hold; a 'drain' brings the rest. */
  flush(): void {
    const { socket, now, onDrained } = this.#options;
    if (this.#waiting.length === 0) return;
    if (socket.writableLength === 0) this.#progressAt = now();
    while (this.#waiting.length > 0 && socket.writableLength < SERVER_LIMITS.socketBytes)
      socket.write(this.#bytes <= SERVER_LIMITS.socketBytes ? this.flushAll() : this.#some());
    // The system often takes even a large write at once: then no 'drain' follows.
    if (this.#waiting.length === 0 && !socket.writableNeedDrain) onDrained();
  }

  /** Everything that waits, for a socket that ends. */
  flushAll(): Buffer {
    const all = joined(this.#waiting);
    this.#waiting = [];
    this.#bytes = 0;
    return all;
  }

  /** Forgets what waits, for a reader that is cut: it gets the difference when it comes back. */
  drop(): void {
    this.#waiting = [];
    this.#bytes = 0;
  }

  /** Whether much waits and the reader took nothing for so long that it never will. */
  isStuck(): boolean {
    const { now } = this.#options;
    return this.queued() > SERVER_LIMITS.slowBytes && now() - this.#progressAt > SERVER_LIMITS.slowMs;
  }

  #some(): Buffer {
    let bytes = 0;
    let count = 0;
    while (bytes < SERVER_LIMITS.socketBytes && count < this.#waiting.length)
      bytes += (this.#waiting[count++] as Buffer).length;
    this.#bytes -= bytes;
    return Buffer.concat(this.#waiting.splice(0, count));
  }
}

let lastJoin: { readonly frames: readonly Buffer[]; readonly bytes: Buffer } | null = null;

/** The readers of one turn get the same frames one after the other: they are put together once. */
function joined(frames: readonly Buffer[]): Buffer {
  const [only] = frames;
  if (only && frames.length === 1) return only;
  if (lastJoin && isSame(lastJoin.frames, frames)) return lastJoin.bytes;
  const bytes = Buffer.concat(frames);
  lastJoin = bytes.length <= JOIN_BYTES ? { frames, bytes } : null;
  return bytes;
}

function isSame(left: readonly Buffer[], right: readonly Buffer[]): boolean {
  return left.length === right.length && left.every((frame, index) => frame === right[index]);
}

/** Outlets: one write per step, whole frames, and a reader that is fed as it reads or found to be stuck. */

import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { SERVER_LIMITS } from './limits.ts';
import { Outlet } from './outlet.ts';

/** A socket whose other end reads only when told. */
class Wire extends Duplex {
  readonly writes: Buffer[] = [];
  #taken: (() => void) | null = null;

  constructor() {
    super({ writableHighWaterMark: 64 * 1024 });
  }

  override _read() {
    // The other end says nothing.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.writes.push(chunk);
    this.#taken = done;
  }

  /** The other end takes what was written last. */
  async letThrough() {
    const done = this.#taken;
    this.#taken = null;
    done?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function open() {
  const wire = new Wire();
  let now = 0;
  let drained = 0;
  const outlet = new Outlet({ socket: wire, now: () => now, onDrained: () => void drained++ });
  const pass = (ms: number) => {
    now += ms;
  };
  return { wire, outlet, pass, drained: () => drained };
}

const frame = (bytes: number, fill = 1) => Buffer.alloc(bytes, fill);

describe('outlet', () => {
  test('the frames of one step leave in one write', () => {
    const { wire, outlet } = open();
    expect(outlet.push(frame(10))).toBe(true);
    expect(outlet.push(frame(20))).toBe(false);
    outlet.flush();
    expect(wire.writes.map(({ length }) => length)).toEqual([30]);
  });

  test('S8 a slow reader is fed as it reads, in order and by whole frames', async () => {
    const { wire, outlet, drained } = open();
    const size = SERVER_LIMITS.socketBytes / 2;
    for (let i = 0; i < 7; i++) outlet.push(frame(size, i));
    outlet.flush();
    expect(wire.writableLength).toBe(2 * size);
    expect(outlet.queued()).toBe(7 * size);
    for (let i = 0; i < 4; i++) await wire.letThrough();
    const sent = Buffer.concat(Array.from({ length: 7 }, (_, i) => frame(size, i)));
    expect(Buffer.concat(wire.writes).equals(sent)).toBe(true);
    expect([outlet.queued(), drained() > 0]).toEqual([0, true]);
  });

  test('S8 who takes nothing for 10 s while much waits is stuck; who takes a little is not', async () => {
    const { wire, outlet, pass } = open();
    for (let i = 0; i < 20; i++) outlet.push(frame(SERVER_LIMITS.socketBytes));
    outlet.flush();
    pass(SERVER_LIMITS.slowMs - 1);
    expect(outlet.isStuck()).toBe(false);
    await wire.letThrough();
    pass(SERVER_LIMITS.slowMs - 1);
    expect(outlet.isStuck()).toBe(false);
    pass(2);
    expect(outlet.isStuck()).toBe(true);
  });

  test('S8 who is cut has nothing between what the socket holds already and the close frame', async () => {
    const { wire, outlet } = open();
    for (let i = 0; i < 20; i++) outlet.push(frame(SERVER_LIMITS.socketBytes, i));
    outlet.flush();
    outlet.drop();
    expect(outlet.queued()).toBe(SERVER_LIMITS.socketBytes);
    await wire.letThrough();
    expect([wire.writes.length, outlet.queued(), outlet.flushAll().length]).toEqual([1, 0, 0]);
  });

  test('a little that is not taken is no reason to cut: pings find dead connections', () => {
    const { outlet, pass } = open();
    outlet.push(frame(100));
    outlet.flush();
    pass(10 * SERVER_LIMITS.slowMs);
    expect(outlet.isStuck()).toBe(false);
  });

  test('time without anything to read is not held against a reader', () => {
    const { outlet, pass } = open();
    pass(10 * SERVER_LIMITS.slowMs);
    for (let i = 0; i < 20; i++) outlet.push(frame(SERVER_LIMITS.socketBytes));
    outlet.flush();
    expect(outlet.isStuck()).toBe(false);
  });
});

/** The link against a socket and a clock that do what the test says. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Link, openLink } from './link.ts';
import { LIMITS } from './protocol.ts';

class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 0;
  bufferedAmount = 0;
  sent = 0;
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  constructor() {
    FakeSocket.all.push(this);
  }
  send() {
    this.sent += 1;
  }
  close() {
    this.closed = true;
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  say() {
    this.onmessage?.({ data: new ArrayBuffer(1) });
  }
}

let link: Link;
/** Tells the link what the browser says of its network, or that somebody is back. */
let tell: (online: boolean) => void;
const last = () => FakeSocket.all[FakeSocket.all.length - 1] as FakeSocket;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
  link = openLink({
    url: 'ws://here',
    protocols: async () => ['tagloom.v1'],
    onOpen: () => undefined,
    onFrame: () => undefined,
    onClose: () => undefined,
    onChange: () => undefined,
    random: () => 1,
    network: {
      isOnline: () => true,
      onChange: (listener) => {
        tell = listener;
        return () => undefined;
      },
    },
  });
  await vi.advanceTimersByTimeAsync(0);
});

afterEach(() => {
  link.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('U2 a hidden page whose timers hardly run keeps its connection, because its pings are answered', async () => {
  last().open();
  last().say();
  for (let minute = 0; minute < 5; minute++) {
    // Throttled timers: the clock goes on, the beat comes late, and the answer comes at once.
    vi.setSystemTime(Date.now() + 60_000);
    await vi.advanceTimersByTimeAsync(LIMITS.clientPingMs);
    last().say();
  }
  expect([FakeSocket.all.length, link.state()]).toEqual([1, 'open']);
});

test('U2 a half-open connection is found within 20 s and replaced', async () => {
  last().open();
  last().say();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(FakeSocket.all[0]?.closed).toBe(true);
  expect(FakeSocket.all.length).toBeGreaterThan(1);
});

test('U2 a machine wakes up: a connection that died meanwhile is replaced within 3 s, one that answers stays', async () => {
  last().open();
  last().say();
  const sleep = () => vi.setSystemTime(Date.now() + 3_600_000);
  sleep();
  tell(true);
  last().say();
  await vi.advanceTimersByTimeAsync(4_000);
  expect([FakeSocket.all.length, link.state()]).toEqual([1, 'open']);
  sleep();
  tell(true);
  await vi.advanceTimersByTimeAsync(4_000);
  expect([FakeSocket.all[0]?.closed, FakeSocket.all.length]).toEqual([true, 2]);
});

test('somebody who looks at the page again while it hears the server asks it nothing', async () => {
  last().open();
  last().say();
  const { sent } = last();
  for (let i = 0; i < 5; i++) tell(true);
  await vi.advanceTimersByTimeAsync(4_000);
  expect([last().sent, FakeSocket.all.length]).toEqual([sent, 1]);
});

test('U2 a half-open connection is found as soon when the clock of the machine is set back', async () => {
  last().open();
  last().say();
  await vi.advanceTimersByTimeAsync(LIMITS.clientPingMs);
  vi.setSystemTime(Date.now() - 3_600_000);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(FakeSocket.all[0]?.closed).toBe(true);
});

test('an attempt that nobody answers is given up after 15 s and made again', async () => {
  await vi.advanceTimersByTimeAsync(14_000);
  expect(FakeSocket.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(FakeSocket.all[0]?.closed).toBe(true);
  expect(FakeSocket.all).toHaveLength(2);
});

test('a server that takes us in and sends us away each time is asked less and less often', async () => {
  for (let round = 0; round < 40; round++) {
    const socket = last();
    if (!socket.closed && socket.readyState === 0) {
      socket.open();
      socket.say();
      socket.onclose?.({ code: 1013, reason: 'STORE_UNAVAILABLE: ...' });
    }
    await vi.advanceTimersByTimeAsync(500);
  }
  // 20 s: after 0.3, 0.6, 1.2, 2.4, 4.8, 9.6 s.
  expect(FakeSocket.all.length).toBeLessThan(8);
});

test('a closed link stays closed, whoever asks for another attempt', async () => {
  last().open();
  link.close();
  link.stop(4000, 'exchange anew');
  link.retry();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.all).toHaveLength(1);
});

/**
 * A TCP proxy between clients and server that does to bytes what networks do: delays them, swallows them without a word,
 * cuts connections after so many bytes, closes one direction only. Seeded, so that a run can be repeated.
 */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Random } from '../harness/random.ts';

/** What happens to the bytes of connections now. */
export interface Weather {
  /** Longest delay of one chunk, in milliseconds. */
  readonly delayMs?: number;
  /** Bytes go nowhere and nobody is told. */
  readonly isBlackhole?: boolean;
  /** Each connection is cut after up to so many bytes, mostly in the middle of a frame. */
  readonly cutWithinBytes?: number;
  /** Chance that a chunk is handed on in two pieces. */
  readonly tear?: number;
  /** Nothing from the server is read but what `letThrough` grants, so that its socket fills up as with a slow reader. */
  readonly isHeldBack?: boolean;
}

export interface TcpProxy {
  /** `ws://127.0.0.1:port` */
  readonly ws: string;
  setWeather(weather: Weather): void;
  /** Resets all connections. */
  cutAll(): void;
  /** The server's direction ends, the client's stays open. */
  halfCloseAll(): void;
  /** Grants so many more bytes to each reader that is held back. */
  letThrough(bytes: number): void;
  /** Connections so far, and how many of them the weather cut. */
  counts(): { readonly connections: number; readonly cut: number };
  close(): Promise<void>;
}

export async function openProxy(port: number, random: Random): Promise<TcpProxy> {
  let weather: Weather = {};
  let connections = 0;
  let cut = 0;
  const pairs = new Set<readonly [Socket, Socket]>();
  const gates = new Set<Gate>();
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(port, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    const left = weather.cutWithinBytes ? random.below(weather.cutWithinBytes) : Number.POSITIVE_INFINITY;
    const budget = { left };
    const gate = openGate(upstream, () => weather.isHeldBack ?? false);
    gates.add(gate);
    upstream.on('close', () => gates.delete(gate));
    const onCut = () => {
      cut += 1;
      end();
    };
    pump(client, upstream, budget, onCut);
    pump(upstream, client, budget, onCut);
    for (const socket of pair) {
      socket.on('error', end);
      socket.on('close', end);
    }
  });

  const pump = (from: Socket, to: Socket, budget: { left: number }, onCut: () => void) => {
    let last = Promise.resolve();
    from.on('data', (chunk) => {
      if (weather.isBlackhole) return;
      const allowed = chunk.subarray(0, budget.left);
      budget.left -= chunk.length;
      const pieces = random.chance(weather.tear ?? 0) ? halves(allowed, random) : [allowed];
      for (const piece of pieces) {
        const delay = weather.delayMs ? random.below(weather.delayMs) : 0;
        last = last.then(() => later(delay)).then(() => void (to.destroyed || to.write(piece)));
      }
      if (budget.left < 0) void last.then(onCut);
    });
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = () => {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  };
  return {
    ws: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setWeather: (next) => {
      weather = next;
      for (const gate of gates) gate.look();
    },
    letThrough: (bytes) => {
      for (const gate of gates) gate.grant(bytes);
    },
    cutAll,
    halfCloseAll: () => {
      for (const [, upstream] of pairs) upstream.end();
    },
    counts: () => ({ connections, cut }),
    close: async () => {
      server.close();
      cutAll();
      await once(server, 'close');
    },
  };
}

interface Gate {
  /** Stops or goes on reading, as the weather is. */
  look(): void;
  grant(bytes: number): void;
}

/** Reads from a socket only what was granted while it is held back. */
function openGate(from: Socket, isHeldBack: () => boolean): Gate {
  let granted = 0;
  const look = () => {
    if (isHeldBack() && granted <= 0) from.pause();
    else from.resume();
  };
  from.on('data', ({ length }) => {
    granted = Math.max(0, granted - length);
    look();
  });
  return {
    look,
    grant: (bytes) => {
      granted += bytes;
      look();
    },
  };
}

function halves(chunk: Buffer, random: Random): Buffer[] {
  const at = random.below(chunk.length + 1);
  return [chunk.subarray(0, at), chunk.subarray(at)];
}

/** The delay is the fault itself, not a wait for something. */
function later(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * A simulated colleague: a headless client like any other. It comes in through the sockets' own door, with a token, and what
 * it types goes through the gate and the room as everybody's does.
 */

import { createServer } from 'node:http';
import { duplexPair } from 'node:stream';
import { type LinkSocket, openClient, openMemoryOutbox } from '@tagloom/collab';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Clock } from '../rooms.ts';
import type { Sockets } from '../socket.ts';
import type { Part } from './script.ts';
import { Typist } from './typist.ts';

export interface ColleagueOptions {
  readonly project: string;
  readonly part: Part;
  readonly token: () => Promise<string>;
  readonly openSocket: (url: string, protocols: string[]) => LinkSocket;
  readonly clock: Clock;
  readonly seed: number;
  /** 1 = a human's pace, 2 = twice as slow. */
  readonly slowness: number;
  readonly onTrouble: (error: unknown) => void;
}

export interface Colleague {
  close(): Promise<void>;
}

class Stopped extends Error {}

export function openColleague(options: ColleagueOptions): Colleague {
  const { part, clock, slowness } = options;
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const client = openClient({
    projectId: options.project,
    server: 'ws://practice',
    token: options.token,
    doc,
    awareness,
    outbox: openMemoryOutbox(),
    openSocket: options.openSocket,
  });
  let stop: (() => void) | null = null;
  let isStopped = false;
  const wait = (ms: number) =>
    new Promise<void>((resolve, reject) => {
      if (isStopped) return reject(new Stopped());
      const callOff = clock.after(ms * slowness, resolve);
      stop = () => {
        callOff();
        reject(new Stopped());
      };
    });
  const typist = new Typist({ doc, awareness, random: seeded(options.seed), wait });
  client.whenSynced
    .then(() => typist.play(part))
    .catch((error: unknown) => {
      if (!(error instanceof Stopped)) options.onTrouble(error);
    });
  return {
    close: async () => {
      isStopped = true;
      stop?.();
      await client.close();
      awareness.destroy();
      doc.destroy();
    },
  };
}

/** A way in for clients of this process: real WebSockets over a pair of streams, so that no port has to be known. */
export function createDoor(sockets: Pick<Sockets, 'handleUpgrade'>): ColleagueOptions['openSocket'] {
  const server = createServer();
  server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head));
  return (url, protocols) => {
    const [near, far] = duplexPair();
    server.emit('connection', far);
    const socket = new WebSocket(url, protocols, { createConnection: () => near });
    // 'close' follows, and that is what the link hears.
    socket.on('error', () => undefined);
    return socket as unknown as LinkSocket;
  };
}

/** mulberry32: equal seed, equal typing. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

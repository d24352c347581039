/** A light client of the comparison: raw frames, a document only for those who write or compare. */

import { once } from 'node:events';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { Rival } from './servers.ts';

const SYNC = 0;
const AWARENESS = 1;
const AUTH = 2;
/** Hocuspocus' own kind of sync message. */
const SYNC_REPLY = 4;

export interface ClientOptions {
  readonly rival: Rival;
  readonly room: string;
  /** Gets all updates, and its own edits are sent. */
  readonly doc?: Y.Doc;
  readonly onUpdate?: (update: Uint8Array) => void;
}

export interface Client {
  readonly socket: WebSocket;
  /** Bytes that came so far. */
  bytes(): number;
  sendUpdate(update: Uint8Array): void;
  sendCursor(clientId: number, clock: number): void;
  close(): Promise<void>;
}

/** Resolves when the server has answered the first state vector. */
export async function openClient({ rival, room, doc, onUpdate }: ClientOptions): Promise<Client> {
  const socket = new WebSocket(rival.url(room), [...rival.protocols], {
    perMessageDeflate: false,
    maxPayload: 0,
  });
  const synced = Promise.withResolvers<void>();
  let bytes = 0;
  const send = (type: number, write: (encoder: encoding.Encoder) => void) => {
    const encoder = encoding.createEncoder();
    if (rival.isPrefixed) encoding.writeVarString(encoder, room);
    encoding.writeVarUint(encoder, type);
    write(encoder);
    if (socket.readyState === WebSocket.OPEN) socket.send(encoding.toUint8Array(encoder));
  };
  const sync = (kind: number, body: Uint8Array) =>
    send(SYNC, (encoder) => {
      encoding.writeVarUint(encoder, kind);
      encoding.writeVarUint8Array(encoder, body);
    });
  const step1 = () => sync(0, doc ? Y.encodeStateVector(doc) : new Uint8Array([0]));
  const onSync = (kind: number, body: Uint8Array) => {
    if (kind === 0)
      return sync(1, doc ? Y.encodeStateAsUpdate(doc, new Uint8Array(body)) : new Uint8Array([0, 0]));
    if (doc) Y.applyUpdate(doc, body, socket);
    if (kind === 1) synced.resolve();
    else onUpdate?.(body);
  };
  socket.on('message', (data: Buffer) => {
    bytes += data.length;
    const decoder = decoding.createDecoder(data);
    if (rival.isPrefixed) decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === SYNC || type === SYNC_REPLY)
      onSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
    // The answer to the token.
    else if (type === AUTH && rival.isPrefixed) step1();
  });
  socket.on('error', synced.reject);
  socket.on('close', (code) => synced.reject(new Error(`The socket closed with ${code}.`)));
  doc?.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== socket) sync(2, update);
  });
  await once(socket, 'open');
  if (rival.isPrefixed)
    send(AUTH, (encoder) => {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, 'token');
      encoding.writeVarString(encoder, '4.7.0');
    });
  else step1();
  await synced.promise;
  return {
    socket,
    bytes: () => bytes,
    sendUpdate: (update) => sync(2, update),
    sendCursor: (clientId, clock) => {
      const cursor = encoding.createEncoder();
      encoding.writeVarUint(cursor, 1);
      encoding.writeVarUint(cursor, clientId);
      encoding.writeVarUint(cursor, clock);
      encoding.writeVarString(cursor, JSON.stringify({ selection: { anchor: clock, head: clock } }));
      send(AWARENESS, (encoder) => encoding.writeVarUint8Array(encoder, encoding.toUint8Array(cursor)));
    },
    close: async () => {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

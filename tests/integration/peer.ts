/** A raw peer: speaks `tagloom.v1` or `tagloom.y` frame by frame, so that tests see exactly what the server sends. */

import {
  decodeServerMessage,
  encodeClientHello,
  encodeStep1,
  encodeStep2,
  encodeUpdate,
  PROTOCOL_OWN,
  type ServerMessage,
} from '@tagloom/collab';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

export interface Peer {
  readonly doc: Y.Doc;
  readonly socket: WebSocket;
  /** Everything the server said, in order. */
  readonly messages: ServerMessage[];
  /** Frames that count for acks. */
  sent(): number;
  /** Frames that the server acknowledged. */
  acked(): number;
  send(frame: Uint8Array): void;
  sendUpdate(update: Uint8Array): void;
  /** Resolves when `isTrue` after some message; rejects when the socket closes first. */
  until(isTrue: () => boolean): Promise<void>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  close(): Promise<void>;
}

export interface PeerOptions {
  readonly url: string;
  readonly token: string;
  readonly protocol?: string;
  readonly doc?: Y.Doc;
  readonly headers?: Readonly<Record<string, string>>;
  /** Leaves the handshake to the test. */
  readonly isSilent?: boolean;
}

/** Connects; local changes of `doc` are sent, remote ones applied. Rejects with the HTTP status when refused. */
export async function openPeer(options: PeerOptions): Promise<Peer> {
  const { protocol = PROTOCOL_OWN, doc = new Y.Doc() } = options;
  const socket = new WebSocket(options.url, [protocol, `bearer.${options.token}`], {
    headers: { ...options.headers },
  });
  const messages: ServerMessage[] = [];
  const waiting = new Set<() => void>();
  let sent = 0;
  let acked = 0;
  let end: { code: number; reason: string } | null = null;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      end = { code, reason: reason.toString() };
      resolve(end);
      for (const check of [...waiting]) check();
    });
  });

  const send = (frame: Uint8Array) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(frame);
  };
  const sendUpdate = (update: Uint8Array) => {
    sent += 1;
    send(encodeUpdate(update));
  };
  const receive = (message: ServerMessage) => {
    messages.push(message);
    if (message.type === 'step1') {
      sent += 1;
      send(encodeStep2(Y.encodeStateAsUpdate(doc, message.stateVector)));
    } else if (message.type === 'step2' || message.type === 'update')
      Y.applyUpdate(doc, message.update, socket);
    else if (message.type === 'ack') acked = message.frames;
  };
  socket.on('message', (data) => {
    const message = decodeServerMessage(new Uint8Array(data as Buffer));
    if (options.isSilent) messages.push(message);
    else receive(message);
    for (const check of [...waiting]) check();
  });
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== socket && !options.isSilent) sendUpdate(update);
  });

  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`HTTP ${response.statusCode} ${response.statusMessage}`));
    });
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  if (!options.isSilent) {
    if (protocol === PROTOCOL_OWN) send(encodeClientHello({ version: 1, epoch: '', ackedSeq: 0, src: '' }));
    send(encodeStep1(Y.encodeStateVector(doc)));
  }

  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (isTrue()) resolve();
        else if (end) reject(new Error(`The socket closed: ${end.code} ${end.reason}`));
        else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });

  return {
    doc,
    socket,
    messages,
    sent: () => sent,
    acked: () => acked,
    send,
    sendUpdate,
    until,
    closed,
    close: async () => {
      socket.close();
      await closed;
    },
  };
}

/** The first message of that type, once it is there. */
export async function whenMessage<T extends ServerMessage['type']>(
  peer: Peer,
  type: T,
): Promise<Extract<ServerMessage, { type: T }>> {
  const find = () => peer.messages.find((message) => message.type === type);
  await peer.until(() => find() !== undefined);
  return find() as Extract<ServerMessage, { type: T }>;
}

/**
 * The wire: y-websocket framing, one message per WebSocket frame, and our own messages from 100 on.
 * Message types 0-3 are those of y-protocols (sync, awareness, auth, query awareness); stock clients ask for the
 * sub-protocol `tagloom.y` and meet only these. Clients that ask for `tagloom.v1` also get and may send:
 *
 * | number | name | direction | fields |
 * |---|---|---|---|
 * | 100 | hello | client -> server | version varUint, epoch varString, ackedSeq varUint, src varString |
 * | 100 | hello | server -> client | version varUint, epoch varString, headSeq varUint, role varString, personId varString, personName varString, color varUint |
 * | 101 | ack | server -> client | frames varUint (count of durable sync step 2 and update frames of this connection, cumulative), seq varUint (log entry that made the last one durable), src varString (of that entry) |
 * | 102 | refusal | server -> client | frame varUint (the refused one's number, 0 if none), code varString, message varString |
 * | 103 | role | server -> client | role varString |
 * | 104 | token | client -> server | token varString (refresh in band) |
 * | 105 | authors | server -> client | n varUint, then n times: clientId varUint, personId varString, name varString |
 * | 106 | ping | client -> server, answered by the same frame | nonce varUint |
 */

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { ItemRanges, MadeEdit } from './made.ts';
import { isRole, type Role } from './roles.ts';

export const PROTOCOL_VERSION = 1;
export const PROTOCOL_OWN = 'tagloom.v1';
export const PROTOCOL_STOCK = 'tagloom.y';

export const MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 100,
  ack: 101,
  refusal: 102,
  role: 103,
  token: 104,
  authors: 105,
  ping: 106,
  recovery: 107,
  // 108 named the next update; pages that know only that one read on as if it never came.
  made: 109,
} as const;

export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

/** Close codes of contract section 4, and what each says. */
export const CLOSE = {
  tooLarge: 1009,
  restart: 1012,
  tooSlow: 1013,
  malformed: 4400,
  token: 4401,
  forbidden: 4403,
  epoch: 4409,
  rate: 4429,
} as const;

/** Limits of contract section 7 that both ends know. Bytes and milliseconds. */
export const LIMITS = {
  frameBytes: 1024 * 1024 + 64 * 1024,
  documentBytes: 20_000_000,
  presenceBytes: 2048,
  clientPingMs: 5_000,
  serverPingMs: 15_000,
} as const;

export interface ClientHello {
  readonly version: number;
  readonly epoch: string;
  readonly ackedSeq: number;
  readonly src: string;
}

export interface ServerHello {
  readonly version: number;
  readonly epoch: string;
  readonly headSeq: number;
  readonly role: Role;
  readonly personId: string;
  readonly personName: string;
  /** Palette index 0-11. */
  readonly color: number;
}

/** What a server may send, decoded. `unknown` types are ignored, never fatal. */
export type ServerMessage =
  | { type: 'step1'; stateVector: Uint8Array }
  | { type: 'step2' | 'update'; update: Uint8Array }
  | { type: 'awareness'; update: Uint8Array }
  | { type: 'queryAwareness' }
  | ({ type: 'hello' } & ServerHello)
  | { type: 'ack'; frames: number; seq: number; src: string }
  | { type: 'refusal'; frame: number; code: string; message: string }
  | { type: 'role'; role: Role }
  | { type: 'authors'; authors: readonly { clientId: number; personId: string; name: string }[] }
  | { type: 'ping'; nonce: number }
  | { type: 'recovery' }
  | { type: 'made'; edit: MadeEdit }
  | { type: 'unknown'; number: number };

/** What a client may send, decoded. */
export type ClientMessage =
  | { type: 'step1'; stateVector: Uint8Array }
  | { type: 'step2' | 'update'; update: Uint8Array }
  | { type: 'awareness'; update: Uint8Array }
  | { type: 'queryAwareness' }
  | ({ type: 'hello' } & ClientHello)
  | { type: 'token'; token: string }
  | { type: 'ping'; nonce: number }
  | { type: 'unknown'; number: number };

/** Thrown for a frame that is not a message; the server closes 4400, a client reconnects. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame';
}

export function encodeStep1(stateVector: Uint8Array): Uint8Array {
  return encodeSync(SYNC.step1, stateVector);
}

export function encodeStep2(update: Uint8Array): Uint8Array {
  return encodeSync(SYNC.step2, update);
}

export function encodeUpdate(update: Uint8Array): Uint8Array {
  return encodeSync(SYNC.update, update);
}

/** What stands before an update of so many bytes in its message: `encodeUpdate` without the copy. */
export function encodeUpdateHead(length: number): Uint8Array {
  return write(MESSAGE.sync, (encoder) => {
    encoding.writeVarUint(encoder, SYNC.update);
    encoding.writeVarUint(encoder, length);
  });
}

export function encodeAwareness(update: Uint8Array): Uint8Array {
  return write(MESSAGE.awareness, (encoder) => encoding.writeVarUint8Array(encoder, update));
}

export function encodeClientHello(hello: ClientHello): Uint8Array {
  return write(MESSAGE.hello, (encoder) => {
    encoding.writeVarUint(encoder, hello.version);
    encoding.writeVarString(encoder, hello.epoch);
    encoding.writeVarUint(encoder, hello.ackedSeq);
    encoding.writeVarString(encoder, hello.src);
  });
}

export function encodeServerHello(hello: ServerHello): Uint8Array {
  return write(MESSAGE.hello, (encoder) => {
    encoding.writeVarUint(encoder, hello.version);
    encoding.writeVarString(encoder, hello.epoch);
    encoding.writeVarUint(encoder, hello.headSeq);
    encoding.writeVarString(encoder, hello.role);
    encoding.writeVarString(encoder, hello.personId);
    encoding.writeVarString(encoder, hello.personName);
    encoding.writeVarUint(encoder, hello.color);
  });
}

export function encodeAck(frames: number, seq: number, src: string): Uint8Array {
  return write(MESSAGE.ack, (encoder) => {
    encoding.writeVarUint(encoder, frames);
    encoding.writeVarUint(encoder, seq);
    encoding.writeVarString(encoder, src);
  });
}

export function encodeRefusal(frame: number, code: string, message: string): Uint8Array {
  return write(MESSAGE.refusal, (encoder) => {
    encoding.writeVarUint(encoder, frame);
    encoding.writeVarString(encoder, code);
    encoding.writeVarString(encoder, message);
  });
}

/** The server was restored from a backup: editors may bring back what others wrote. */
export function encodeRecovery(): Uint8Array {
  return write(MESSAGE.recovery, () => undefined);
}

/** An edit that comes next, or in the exchange that follows, was made by the server for this person: a step of theirs. */
export function encodeMade({ seq, label, wrote, deleted }: MadeEdit): Uint8Array {
  return write(MESSAGE.made, (encoder) => {
    encoding.writeVarUint(encoder, seq);
    encoding.writeVarString(encoder, label);
    for (const ranges of [wrote, deleted]) {
      encoding.writeVarUint(encoder, ranges.length);
      for (const number of ranges) encoding.writeVarUint(encoder, number);
    }
  });
}

export function encodeRole(role: Role): Uint8Array {
  return write(MESSAGE.role, (encoder) => encoding.writeVarString(encoder, role));
}

export function encodeToken(token: string): Uint8Array {
  return write(MESSAGE.token, (encoder) => encoding.writeVarString(encoder, token));
}

export function encodeAuthors(
  authors: readonly { clientId: number; personId: string; name: string }[],
): Uint8Array {
  return write(MESSAGE.authors, (encoder) => {
    encoding.writeVarUint(encoder, authors.length);
    for (const author of authors) {
      encoding.writeVarUint(encoder, author.clientId);
      encoding.writeVarString(encoder, author.personId);
      encoding.writeVarString(encoder, author.name);
    }
  });
}

export function encodePing(nonce: number): Uint8Array {
  return write(MESSAGE.ping, (encoder) => encoding.writeVarUint(encoder, nonce));
}

/** Decodes exactly one message that fills the frame; throws MalformedFrame otherwise. */
export function decodeClientMessage(frame: Uint8Array): ClientMessage {
  return decodeWhole(frame, (number, decoder) => {
    switch (number) {
      case MESSAGE.sync:
        return readSync(decoder);
      case MESSAGE.awareness:
        return { type: 'awareness', update: decoding.readVarUint8Array(decoder) };
      case MESSAGE.queryAwareness:
        return { type: 'queryAwareness' };
      case MESSAGE.hello:
        return {
          type: 'hello',
          version: decoding.readVarUint(decoder),
          epoch: decoding.readVarString(decoder),
          ackedSeq: decoding.readVarUint(decoder),
          src: decoding.readVarString(decoder),
        };
      case MESSAGE.token:
        return { type: 'token', token: decoding.readVarString(decoder) };
      case MESSAGE.ping:
        return { type: 'ping', nonce: decoding.readVarUint(decoder) };
      default:
        return unknown(number, decoder);
    }
  });
}

/** Decodes one message of the server; throws MalformedFrame. */
export function decodeServerMessage(frame: Uint8Array): ServerMessage {
  return decodeWhole(frame, (number, decoder) => {
    switch (number) {
      case MESSAGE.sync:
        return readSync(decoder);
      case MESSAGE.awareness:
        return { type: 'awareness', update: decoding.readVarUint8Array(decoder) };
      case MESSAGE.queryAwareness:
        return { type: 'queryAwareness' };
      case MESSAGE.hello:
        return readServerHello(decoder);
      case MESSAGE.ack:
        return {
          type: 'ack',
          frames: decoding.readVarUint(decoder),
          seq: decoding.readVarUint(decoder),
          src: decoding.readVarString(decoder),
        };
      case MESSAGE.refusal:
        return {
          type: 'refusal',
          frame: decoding.readVarUint(decoder),
          code: decoding.readVarString(decoder),
          message: decoding.readVarString(decoder),
        };
      case MESSAGE.role:
        return { type: 'role', role: readRole(decoder) };
      case MESSAGE.authors:
        return { type: 'authors', authors: readAuthors(decoder) };
      case MESSAGE.ping:
        return { type: 'ping', nonce: decoding.readVarUint(decoder) };
      case MESSAGE.recovery:
        return { type: 'recovery' };
      case MESSAGE.made:
        return { type: 'made', edit: readMade(decoder) };
      default:
        return unknown(number, decoder);
    }
  });
}

function encodeSync(step: number, body: Uint8Array): Uint8Array {
  return write(MESSAGE.sync, (encoder) => {
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, body);
  });
}

function write(type: number, body: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  body(encoder);
  return encoding.toUint8Array(encoder);
}

function decodeWhole<T>(frame: Uint8Array, read: (number: number, decoder: decoding.Decoder) => T): T {
  const decoder = decoding.createDecoder(frame);
  let message: T;
  try {
    message = read(decoding.readVarUint(decoder), decoder);
  } catch (error) {
    if (error instanceof MalformedFrame) throw error;
    throw new MalformedFrame('The frame ends inside a field.', { cause: error });
  }
  if (decoding.hasContent(decoder)) throw new MalformedFrame('The frame holds more than one message.');
  return message;
}

function readSync(decoder: decoding.Decoder) {
  const step = decoding.readVarUint(decoder);
  const body = decoding.readVarUint8Array(decoder);
  if (step === SYNC.step1) return { type: 'step1', stateVector: body } as const;
  if (step === SYNC.step2) return { type: 'step2', update: body } as const;
  if (step === SYNC.update) return { type: 'update', update: body } as const;
  throw new MalformedFrame(`Sync message ${step} does not exist.`);
}

function readServerHello(decoder: decoding.Decoder): ServerMessage {
  return {
    type: 'hello',
    version: decoding.readVarUint(decoder),
    epoch: decoding.readVarString(decoder),
    headSeq: decoding.readVarUint(decoder),
    role: readRole(decoder),
    personId: decoding.readVarString(decoder),
    personName: decoding.readVarString(decoder),
    color: decoding.readVarUint(decoder),
  };
}

function readRole(decoder: decoding.Decoder): Role {
  const role = decoding.readVarString(decoder);
  if (!isRole(role)) throw new MalformedFrame(`"${role}" is not a role.`);
  return role;
}

function readAuthors(decoder: decoding.Decoder) {
  const count = decoding.readVarUint(decoder);
  const authors: { clientId: number; personId: string; name: string }[] = [];
  for (let i = 0; i < count; i++)
    authors.push({
      clientId: decoding.readVarUint(decoder),
      personId: decoding.readVarString(decoder),
      name: decoding.readVarString(decoder),
    });
  return authors;
}

function readMade(decoder: decoding.Decoder): MadeEdit {
  return {
    seq: decoding.readVarUint(decoder),
    label: decoding.readVarString(decoder),
    wrote: readRanges(decoder),
    deleted: readRanges(decoder),
  };
}

function readRanges(decoder: decoding.Decoder): ItemRanges {
  const count = decoding.readVarUint(decoder);
  const ranges: number[] = [];
  for (let i = 0; i < count; i++) ranges.push(decoding.readVarUint(decoder));
  return ranges;
}

function unknown(number: number, decoder: decoding.Decoder): { type: 'unknown'; number: number } {
  decoding.readTailAsUint8Array(decoder);
  return { type: 'unknown', number };
}

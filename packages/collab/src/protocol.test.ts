import { describe, expect, it } from 'vitest';
import * as wire from './protocol.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

describe('protocol', () => {
  it('round-trips each message of the server', () => {
    const hello = {
      version: 1,
      epoch: 'e1',
      headSeq: 42,
      role: 'editor',
      personId: 'p1',
      personName: 'Jürgen',
      color: 3,
    } as const;
    const authors = [{ clientId: 4_000_000_000, personId: 'p1', name: 'Ann' }];
    expect(wire.decodeServerMessage(wire.encodeServerHello(hello))).toEqual({ type: 'hello', ...hello });
    expect(wire.decodeServerMessage(wire.encodeAck(7, 9, 'src'))).toEqual({
      type: 'ack',
      frames: 7,
      seq: 9,
      src: 'src',
    });
    expect(wire.decodeServerMessage(wire.encodeRefusal(3, 'ROLE', 'No.'))).toEqual({
      type: 'refusal',
      frame: 3,
      code: 'ROLE',
      message: 'No.',
    });
    expect(wire.decodeServerMessage(wire.encodeRole('viewer'))).toEqual({ type: 'role', role: 'viewer' });
    expect(wire.decodeServerMessage(wire.encodeAuthors(authors))).toEqual({ type: 'authors', authors });
    expect(wire.decodeServerMessage(wire.encodePing(5))).toEqual({ type: 'ping', nonce: 5 });
    expect(wire.decodeServerMessage(wire.encodeRecovery())).toEqual({ type: 'recovery' });
    const edit = { seq: 7, label: 'Import', wrote: [3, 0, 12], deleted: [1, 4, 2, 2, 0, 1] };
    expect(wire.decodeServerMessage(wire.encodeMade(edit))).toEqual({ type: 'made', edit });
  });

  it('round-trips each message of a client', () => {
    const hello = { version: 1, epoch: '', ackedSeq: 0, src: '' };
    expect(wire.decodeClientMessage(wire.encodeClientHello(hello))).toEqual({ type: 'hello', ...hello });
    expect(wire.decodeClientMessage(wire.encodeStep1(bytes(0)))).toEqual({
      type: 'step1',
      stateVector: bytes(0),
    });
    expect(wire.decodeClientMessage(wire.encodeStep2(bytes(1, 2)))).toEqual({
      type: 'step2',
      update: bytes(1, 2),
    });
    expect(wire.decodeClientMessage(wire.encodeUpdate(bytes(3)))).toEqual({
      type: 'update',
      update: bytes(3),
    });
    expect(wire.decodeClientMessage(wire.encodeToken('a.b.c'))).toEqual({ type: 'token', token: 'a.b.c' });
    expect(wire.decodeClientMessage(wire.encodeAwareness(bytes(9)))).toEqual({
      type: 'awareness',
      update: bytes(9),
    });
  });

  it('reads an over-long type number as the type it means, so that no check can be walked round', () => {
    const update = wire.encodeUpdate(bytes(7));
    const overLong = new Uint8Array([0x80, 0x00, ...update.subarray(1)]);
    expect(wire.decodeClientMessage(overLong)).toEqual({ type: 'update', update: bytes(7) });
  });

  it('S5 refuses a frame that holds two messages, a cut one and an unknown sync step', () => {
    const ping = wire.encodePing(1);
    expect(() => wire.decodeClientMessage(new Uint8Array([...ping, ...ping]))).toThrow(wire.MalformedFrame);
    expect(() => wire.decodeClientMessage(wire.encodeUpdate(bytes(1, 2, 3)).subarray(0, 4))).toThrow(
      wire.MalformedFrame,
    );
    expect(() => wire.decodeClientMessage(bytes())).toThrow(wire.MalformedFrame);
    expect(() => wire.decodeClientMessage(bytes(0, 9, 0))).toThrow(wire.MalformedFrame);
  });

  it('meets an unknown message without harm', () => {
    expect(wire.decodeServerMessage(bytes(120, 1, 2, 3))).toEqual({ type: 'unknown', number: 120 });
  });

  it('refuses a role that does not exist', () => {
    const encoded = wire.encodeRole('viewer');
    encoded[2] = 'x'.charCodeAt(0);
    expect(() => wire.decodeServerMessage(encoded)).toThrow(/not a role/);
  });
});

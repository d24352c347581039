/** Presence: what leaves when, so that a cursor costs no system call of its own. */

import { decodeServerMessage } from '@tagloom/collab';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../tests/harness/clock.ts';
import { Colours } from './colours.ts';
import { createPresence, PresenceBoard, type PresenceMember } from './presence.ts';

class Member implements PresenceMember {
  readonly user;
  readonly received: string[] = [];
  isBusy = false;

  constructor(name: string) {
    this.user = { id: name, name, color: 1 };
  }

  isWriting() {
    return this.isBusy;
  }

  mayUse() {
    return true;
  }

  presence(frames: Buffer) {
    this.received.push(decodeServerMessage(frames.subarray(2)).type);
  }
}

function state(client: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarString(encoder, '{"line":1}');
  return encoding.toUint8Array(encoder);
}

function room() {
  const clock = manualClock();
  const board = new PresenceBoard(clock, false, new Colours());
  const [ann, ben] = [new Member('ann'), new Member('ben')];
  board.join(ann);
  board.join(ben);
  return { clock, board, ann, ben };
}

describe('presence', () => {
  test('two people of one colour are told apart, by all documents of the project, and keep it when others come', () => {
    const presence = createPresence(manualClock(), false);
    const [ann, ben] = [new Member('ann'), new Member('ben')];
    const join = (document: string, member: Member) => presence.board('p', document).join(member).color;
    expect([join('source', ann), join('source', ben)]).toEqual([1, 2]);
    expect([join('review', new Member('ben')), join('review', new Member('cleo'))]).toEqual([2, 3]);
    expect(presence.online('p').map(({ id, color }) => [id, color])).toEqual([
      ['ann', 1],
      ['ben', 2],
    ]);
  });

  test('a cursor that moves alone leaves within 5 ms', () => {
    const { clock, board, ann, ben } = room();
    board.receive(ann, state(1));
    clock.pass(5);
    expect([ann.received, ben.received]).toEqual([[], ['awareness']]);
  });

  test('a cursor that moves with an edit leaves with the turn of the edit', async () => {
    const { clock, board, ann, ben } = room();
    ann.isBusy = true;
    board.receive(ann, state(1));
    clock.pass(50);
    expect(ben.received.length).toBe(0);
    board.turnTold();
    await Promise.resolve();
    expect(ben.received.length).toBe(1);
    clock.pass(100);
    expect(ben.received.length).toBe(1);
  });

  test('a slow disk holds a cursor back for 100 ms at most, and nobody else', () => {
    const { clock, board, ann, ben } = room();
    ann.isBusy = true;
    board.receive(ann, state(1));
    board.receive(ben, state(2));
    clock.pass(5);
    expect([ann.received.length, ben.received.length]).toEqual([1, 1]);
    board.receive(ann, state(1));
    clock.pass(100);
    expect(ben.received.length).toBe(2);
  });

  test('fast typing plans one timer, not one per cursor', () => {
    const { clock, board, ann } = room();
    ann.isBusy = true;
    for (let i = 0; i < 20; i++) {
      board.receive(ann, state(1));
      board.turnTold();
    }
    expect(clock.planned()).toBe(1);
  });
});

/** The document of a room: applied late, at rest as bytes, and never another one than the log says. */

import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRandom } from '../tests/harness/random.ts';
import { Content, type StoredUpdate } from './content.ts';
import { SERVER_LIMITS } from './limits.ts';

function open(): Content {
  return new Content((code, error) => {
    throw new Error(`${code}: ${String(error)}`);
  });
}

/** A writer whose edits come as stored updates. */
function writer(client: number) {
  const doc = new Y.Doc();
  doc.clientID = client;
  const edit = (change: (text: Y.Text) => void): StoredUpdate => {
    const before = Y.encodeStateVector(doc);
    doc.transact(() => change(doc.getText('t')));
    const added = new Map([[client, Y.getState(doc.store, client)]]);
    return { update: Y.encodeStateAsUpdate(doc, before), added };
  };
  return { doc, edit };
}

const textOf = (state: Uint8Array) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  return doc.getText('t').toString();
};

describe('content', () => {
  test('a stored update counts at once, whether it is applied or not', () => {
    const content = open();
    content.load(null, []);
    const { edit } = writer(7);
    content.append([edit((text) => text.insert(0, 'ab'))]);
    expect([content.clock(7), content.clock(8)]).toEqual([2, 0]);
    expect(Y.decodeStateVector(content.stateVector())).toEqual(new Map([[7, 2]]));
    expect(content.isDeleted(7, 0, 1)).toBe(false);
    content.append([edit((text) => text.delete(0, 1))]);
    expect([content.isDeleted(7, 0, 1), content.isDeleted(7, 0, 2)]).toEqual([true, false]);
    expect(content.doc.getText('t').toString()).toBe('b');
  });

  test('S8 what waits to be applied is bounded', () => {
    const content = open();
    content.load(null, []);
    const { edit } = writer(7);
    const before = content.doc;
    let transactions = 0;
    before.on('afterTransaction', () => {
      transactions += 1;
    });
    for (let i = 0; i < SERVER_LIMITS.unappliedEntries * 3; i++) {
      content.append([edit((text) => text.insert(0, 'x'))]);
      content.tidy();
    }
    expect(transactions).toBe(3);
    content.append([edit((text) => text.insert(0, 'x'.repeat(SERVER_LIMITS.unappliedBytes)))]);
    content.tidy();
    expect(transactions).toBe(4);
  });

  test('at rest it serves readers from bytes, and wakes for an edit', () => {
    const { doc, edit } = writer(7);
    edit((text) => text.insert(0, 'hello'));
    const content = open();
    content.load(Y.encodeStateAsUpdate(doc), []);
    const empty = new Uint8Array([0]);
    expect(content.difference(empty)).toBe(content.state());
    expect(content.difference(empty)).toEqual(Y.encodeStateAsUpdate(doc));
    expect(content.clock(7)).toBe(5);
    expect(content.stateVector()).toEqual(Y.encodeStateVector(doc));
    const some = Y.encodeStateVector(new Map([[7, 3]]));
    expect(content.difference(some)).toEqual(Y.encodeStateAsUpdate(doc, some));
    content.append([edit((text) => text.insert(5, ' there'))]);
    expect(textOf(content.state())).toBe('hello there');
  });

  test('a state vector that cannot be read is an error of the reader, at rest and awake', () => {
    const content = open();
    content.load(null, []);
    const broken = new Uint8Array([5, 1]);
    expect(() => content.difference(broken)).toThrow();
    expect(content.doc.store.clients.size).toBe(0);
    expect(() => content.difference(broken)).toThrow();
  });

  for (const seed of [1, 2, 3])
    test(`whatever order of reading, resting and editing, it equals the log (seed ${seed})`, () => {
      const random = createRandom(seed);
      const content = open();
      content.load(null, []);
      const writers = [writer(1), writer(2), writer(3)];
      const log = new Y.Doc();
      for (let step = 0; step < 400; step++) {
        const { doc, edit } = random.pick(writers);
        if (random.chance(0.3)) Y.applyUpdate(doc, Y.encodeStateAsUpdate(log, Y.encodeStateVector(doc)));
        const stored = edit((text) => {
          if (text.length > 5 && random.chance(0.4)) text.delete(random.below(text.length - 3), 3);
          else text.insert(random.below(text.length + 1), String(step));
        });
        Y.applyUpdate(log, stored.update);
        content.append([stored]);
        if (random.chance(0.1)) content.rest();
        if (random.chance(0.1)) expect(content.stateVector().length).toBeGreaterThan(0);
        for (const client of [1, 2, 3, 4]) expect(content.clock(client)).toBe(Y.getState(log.store, client));
        if (random.chance(0.2)) content.tidy();
      }
      expect(Y.decodeStateVector(content.stateVector())).toEqual(vectorOf(log));
      expect(textOf(content.state())).toBe(log.getText('t').toString());
      content.rest();
      expect(textOf(content.state())).toBe(log.getText('t').toString());
      expect(Y.decodeStateVector(content.stateVector())).toEqual(vectorOf(log));
    });
});

function vectorOf(doc: Y.Doc): Map<number, number> {
  return Y.decodeStateVector(Y.encodeStateVector(doc));
}

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { applyDelta } from './delta.ts';
import { Places } from './places.ts';
import { type Random, seeded } from './random.ts';

interface Copy {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly undo: Y.UndoManager;
}

function copy(client: number): Copy {
  const doc = new Y.Doc();
  doc.clientID = client;
  const text = doc.getText('text');
  return { doc, text, undo: new Y.UndoManager(text, { captureTimeout: 0 }) };
}

function edit({ doc, text, undo }: Copy, random: Random): void {
  if (random(8) === 0) {
    random(2) === 0 ? undo.undo() : undo.redo();
    return;
  }
  doc.transact(() => {
    for (let i = random(4); i >= 0; i--) {
      const at = random(text.length + 1);
      if (random(3) === 0) text.delete(at, Math.min(text.length - at, 1 + random(9)));
      else text.insert(at, String.fromCharCode(97 + random(26)).repeat(1 + random(5)));
    }
  });
}

describe.each([1, 3, 64])('marks on each item number n * %i', (spacing) => {
  it('tells of each event what Yjs tells, and finds every place', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const random = seeded(seed);
      const copies = [copy(1), copy(2)] as const;
      const [mine, other] = copies;
      const places = new Places(mine.text, spacing);
      let shadow = '';
      mine.text.observe((event) => {
        shadow = applyDelta(shadow, places.read(event) ?? []);
      });
      for (let step = 0; step < 120; step++) {
        edit(copies[random(2)] as Copy, random);
        if (random(3) === 0)
          Y.applyUpdate(mine.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(mine.doc)));
        if (random(3) === 0)
          Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(mine.doc, Y.encodeStateVector(other.doc)));
        expect(shadow).toBe(mine.text.toString());
        checkPlace(mine, places, random(mine.text.length + 1));
        checkForeign(mine, other, places, random);
      }
    }
  });
});

function checkPlace({ doc, text }: Copy, places: Places, offset: number): void {
  const expected = Y.createRelativePositionFromTypeIndex(text, offset);
  const position = places.positionAt(offset);
  expect(Y.relativePositionToJSON(position)).toEqual(Y.relativePositionToJSON(expected));
  expect(places.offsetOf(position)).toBe(Y.createAbsolutePositionFromRelativePosition(expected, doc)?.index);
}

/** A place that another copy named, whose characters may be deleted here, brought back, or not here yet. */
function checkForeign(mine: Copy, other: Copy, places: Places, random: Random): void {
  const position = Y.createRelativePositionFromTypeIndex(other.text, random(other.text.length + 1));
  const place = Y.createAbsolutePositionFromRelativePosition(position, mine.doc);
  expect(places.offsetOf(position)).toBe(place ? place.index : null);
}

it('says so when an observer of the text has edited it, and finds places again after a reset', () => {
  const mine = copy(1);
  mine.text.insert(0, 'abc');
  const places = new Places(mine.text, 1);
  let edits = 0;
  const read: unknown[] = [];
  mine.text.observe(() => {
    if (edits++ === 0) mine.text.insert(1, 'nested');
  });
  mine.text.observe((event) => read.push(places.read(event)));
  mine.text.insert(0, 'x');
  expect(read).toEqual([null, null]);
  places.reset();
  checkPlace(mine, places, 4);
});

it('takes own edits that are known already', () => {
  const mine = copy(1);
  mine.text.insert(0, 'abcdef');
  const places = new Places(mine.text, 1);
  mine.text.observe(() => places.shift([2, 'XY', -1]));
  mine.doc.transact(() => {
    mine.text.delete(2, 1);
    mine.text.insert(2, 'XY');
  });
  for (let i = 0; i <= mine.text.length; i++) checkPlace(mine, places, i);
});

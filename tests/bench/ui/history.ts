/** A shared text as it is after scattered edits: many lines, many items. Equal for equal sizes. */

import * as Y from 'yjs';
import { seeded } from '../../../src/lib/editor/random.ts';

export const TEXT = 'text';

/** The update that holds a text of `lines` lines in about `items` items. */
export function historyOf(lines: number, items: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 1;
  const text = doc.getText(TEXT);
  text.insert(0, Array.from({ length: lines }, (_, i) => line(i)).join(''));
  const random = seeded(1);
  const places = Array.from({ length: items / 2 }, () => random(text.length)).sort((a, b) => b - a);
  // Each insertion cuts an item in two and adds one. From the end on, so that finding its place costs nothing.
  doc.transact(() => {
    for (const at of places) text.insert(at, 'x');
  });
  return Y.encodeStateAsUpdate(doc);
}

function line(i: number): string {
  return `    rValue${i} := LIMIT(0.0, rInput${i} * 1.05, 100.0); // scaled value of channel ${i}\n`;
}

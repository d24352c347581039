/** Five people who type into the text, each at a place of their own, off the page's thread. Says `first` before it begins. */

import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { seeded } from '../../../src/lib/editor/random.ts';
import { historyOf, TEXT } from './history.ts';
import { PEER_EDIT_EVERY, PEERS, settingOf } from './setting.ts';

export type FromPeers =
  | { readonly type: 'first'; readonly update: Uint8Array }
  | {
      readonly type: 'edit';
      readonly update: Uint8Array;
      readonly awareness: Uint8Array;
      /** Where the letter was written, in UTF-16 units of the peers' text. */
      readonly at: number;
    };

/** A peer goes somewhere else after so many letters. */
const LETTERS = 20;

const { lines, items } = settingOf(self.name);
const first = historyOf(lines, items);
const doc = new Y.Doc();
Y.applyUpdate(doc, first);
const text = doc.getText(TEXT);
const random = seeded(2);

class Peer {
  readonly #id: number;
  readonly #awareness: Awareness;
  #at = 0;
  #left = 0;

  constructor(id: number) {
    this.#id = id;
    // An awareness takes its number from the document that it is made with.
    doc.clientID = id;
    this.#awareness = new Awareness(doc);
  }

  type(): void {
    if (this.#left-- === 0) {
      this.#left = LETTERS;
      this.#at = random(text.length);
    }
    doc.clientID = this.#id;
    text.insert(this.#at++, 'y');
    const position = Y.createRelativePositionFromTypeIndex(text, this.#at);
    this.#awareness.setLocalState({
      user: { id: `${this.#id}`, name: `Peer ${this.#id}`, color: this.#id % 12 },
      selection: { anchor: position, head: position },
      typing: true,
    });
  }

  wroteAt(): number {
    return this.#at - 1;
  }

  state(): Uint8Array {
    return encodeAwarenessUpdate(this.#awareness, [this.#id]);
  }
}

const people = Array.from({ length: PEERS }, (_, i) => new Peer(100 + i));
let turn = 0;

doc.on('update', (update: Uint8Array) => {
  queueMicrotask(() => {
    const typist = people[(turn - 1) % PEERS];
    if (typist) send({ type: 'edit', update, awareness: typist.state(), at: typist.wroteAt() });
  });
});
self.onmessage = () => setInterval(() => people[turn++ % PEERS]?.type(), PEER_EDIT_EVERY);
send({ type: 'first', update: first });

function send(message: FromPeers): void {
  self.postMessage(message);
}

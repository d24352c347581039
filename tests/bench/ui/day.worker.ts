/** The four colleagues of the heap bench, off the page's heap: each has a document, types words, corrects them, goes on elsewhere. */

import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { seeded } from '../../../src/lib/editor/random.ts';
import { historyOf, TEXT } from './history.ts';

export type ToDay = { readonly type: 'more' } | { readonly type: 'own'; readonly update: Uint8Array };

export type FromDay =
  | { readonly type: 'first'; readonly update: Uint8Array }
  | {
      readonly type: 'batch';
      readonly updates: readonly Uint8Array[];
      readonly presence: readonly Uint8Array[];
      /** Letters that the person of the page types meanwhile. */
      readonly own: number;
    };

const COLLEAGUES = 4;
/** Edits of each person between two frames of the page. */
const EACH = 10;
const LETTERS = 20;
/** One key in so many takes back the letter before it. */
const BACKSPACE = 8;
/** One letter in so many ends a line. */
const LINE = 30;
const LINES = 2_000;

const doc = new Y.Doc();
const first = historyOf(LINES, 0);
Y.applyUpdate(doc, first);
const text = doc.getText(TEXT);
const random = seeded(3);

class Colleague {
  readonly #id: number;
  readonly #awareness: Awareness;
  /** Stays behind the letter before it, whatever others write. */
  #caret = caretAt(0);
  #left = 0;

  constructor(id: number) {
    this.#id = id;
    doc.clientID = id;
    this.#awareness = new Awareness(doc);
  }

  type(): void {
    const isElsewhere = this.#left-- <= 0;
    if (isElsewhere) this.#left = LETTERS;
    const at = isElsewhere ? random(text.length) : this.#at();
    const isBack = !isElsewhere && at > 0 && random(BACKSPACE) === 0;
    doc.clientID = this.#id;
    if (isBack) text.delete(at - 1, 1);
    else text.insert(at, random(LINE) === 0 ? '\n' : 'y');
    this.#caret = caretAt(isBack ? at - 1 : at + 1);
  }

  state(): Uint8Array {
    this.#awareness.setLocalState({
      user: { id: `${this.#id}`, name: `Peer ${this.#id}`, color: this.#id % 12 },
      selection: { anchor: this.#caret, head: this.#caret },
      typing: true,
    });
    return encodeAwarenessUpdate(this.#awareness, [this.#id]);
  }

  #at(): number {
    return Y.createAbsolutePositionFromRelativePosition(this.#caret, doc)?.index ?? 0;
  }
}

function caretAt(at: number): Y.RelativePosition {
  return Y.createRelativePositionFromTypeIndex(text, Math.min(at, text.length), -1);
}

const people = Array.from({ length: COLLEAGUES }, (_, i) => new Colleague(100 + i));
let updates: Uint8Array[] = [];

doc.on('update', (update: Uint8Array, origin: unknown) => {
  if (origin !== 'page') updates.push(update);
});
self.onmessage = ({ data }: MessageEvent<ToDay>) => {
  if (data.type === 'own') return Y.applyUpdate(doc, data.update, 'page');
  updates = [];
  for (let i = 0; i < EACH; i++) for (const one of people) one.type();
  post({ type: 'batch', updates, presence: people.map((one) => one.state()), own: EACH });
};
post({ type: 'first', update: first });

function post(message: FromDay): void {
  self.postMessage(message);
}

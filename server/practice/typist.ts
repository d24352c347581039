/** Hands on a keyboard: moves of a script become key after key in a shared document, at a human's pace, with a cursor. */

import { createAnalysis, listFiles, observeSource, type SourceEntry } from '@tagloom/collab';
import { renameAt } from '@tagloom/st-parser/editor';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Move, Part } from './script.ts';

/** Milliseconds from key to key: at least, and at most that much more; behind a word there is a pause. */
const KEY_MS = { least: 55, more: 110, behindWord: 130 };
/** How long a selected text is looked at before it is typed over, and a place before it is typed at. */
const LOOK_MS = 900;

export interface TypistOptions {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Resolves after `ms`; rejects when the typist shall stop. */
  readonly wait: (ms: number) => Promise<void>;
}

export class Typist {
  readonly #options: TypistOptions;

  constructor(options: TypistOptions) {
    this.#options = options;
  }

  /** Plays a part until `wait` rejects. */
  async play({ first, afterwards }: Pick<Part, 'first' | 'afterwards'>): Promise<never> {
    for (const move of first) await this.#do(move);
    for (;;) for (const move of afterwards) await this.#do(move);
  }

  async #do(move: Move): Promise<void> {
    switch (move.type) {
      case 'rest':
        return this.#options.wait(move.ms * (0.8 + 0.4 * this.#options.random()));
      case 'go':
        return this.#at(move, move.behind, async (entry, at) =>
          this.#show(entry, at + move.behind.length, false),
        );
      case 'write':
        return this.#at(move, move.behind, async (entry, at) => {
          const from = await this.#look(entry, at + move.behind.length);
          if (from !== null) await this.#type(entry, from, move.text);
        });
      case 'replace':
        return this.#at(move, move.text, (entry, at) => this.#replace(entry, at, move.text, move.by));
      case 'rename':
        return this.#at(move, move.name, (entry, at) => this.#rename(entry, at, move));
      default:
        return move satisfies never;
    }
  }

  /** Acts where a text stands in a file; nowhere when it does not. */
  async #at(
    { file }: { file: string },
    text: string,
    act: (entry: SourceEntry, at: number) => Promise<void>,
  ): Promise<void> {
    const entry = listFiles(this.#options.doc).find(({ path }) => path === file);
    const at = entry?.text.toString().indexOf(text) ?? -1;
    if (entry && at >= 0) await act(entry, at);
  }

  /** Looks at a place before something happens there; gives where it is then, null when its text is gone. */
  async #look(entry: SourceEntry, at: number, anchor = at): Promise<number | null> {
    const caret = caretAt(entry.text, at);
    this.#show(entry, at, false, anchor);
    await this.#options.wait(LOOK_MS);
    return this.#offset(caret);
  }

  /** Key after key. What others write meanwhile moves the place along. */
  async #type(entry: SourceEntry, from: number, text: string): Promise<void> {
    let caret = caretAt(entry.text, from);
    for (const key of keysOf(text)) {
      const at = this.#offset(caret);
      if (at === null) return;
      entry.text.insert(at, key);
      caret = caretAt(entry.text, at + key.length);
      this.#show(entry, at + key.length, true);
      await this.#options.wait(this.#pause(key));
    }
    const end = this.#offset(caret);
    if (end !== null) this.#show(entry, end, false);
  }

  async #replace(entry: SourceEntry, at: number, text: string, by: string): Promise<void> {
    const end = await this.#look(entry, at + text.length, at);
    const start = (end ?? 0) - text.length;
    if (end === null || entry.text.toString().slice(start, end) !== text) return;
    entry.text.delete(start, text.length);
    await this.#type(entry, start, by);
  }

  /** One step over all files, as a person's rename is. The project is read for it and forgotten again. */
  async #rename(entry: SourceEntry, at: number, { name, to }: Move & { type: 'rename' }): Promise<void> {
    const { doc } = this.#options;
    const end = await this.#look(entry, at + name.length);
    if (end === null) return;
    const analysis = createAnalysis();
    observeSource(doc, (changes) => analysis.apply(changes))();
    analysis.changes();
    const renamed = renameAt(analysis.project, entry.id, end, to);
    if (!renamed.ok) return;
    const texts = new Map(listFiles(doc).map(({ id, text }) => [id, text]));
    doc.transact(() => {
      for (const { place, insert } of renamed.edits.toSorted((a, b) => b.place.from - a.place.from)) {
        texts.get(place.file)?.delete(place.from, place.to - place.from);
        texts.get(place.file)?.insert(place.from, insert);
      }
    });
  }

  #offset(caret: Y.RelativePosition): number | null {
    return Y.createAbsolutePositionFromRelativePosition(caret, this.#options.doc)?.index ?? null;
  }

  #show({ id, text }: SourceEntry, head: number, typing: boolean, anchor = head): void {
    const line = text.toString().slice(0, head).split('\n').length;
    const place = (at: number) => Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at));
    this.#options.awareness.setLocalState({
      file: id,
      line,
      selection: { anchor: place(anchor), head: place(head) },
      typing,
    });
  }

  #pause(key: string): number {
    const { least, more, behindWord } = KEY_MS;
    return least + more * this.#options.random() + (/\W$/.test(key) ? behindWord : 0);
  }
}

/** Stays behind the character that stands before it, whatever others write in the same place. */
function caretAt(text: Y.Text, at: number): Y.RelativePosition {
  return Y.createRelativePositionFromTypeIndex(text, at, -1);
}

/** A new line comes with its indent, and blanks up to a comment at once: the editor's keys do that. */
function keysOf(text: string): readonly string[] {
  return text.match(/\n *| {2,}|[\s\S]/g) ?? [];
}

/** Writing tags from the table: the open cell, and wishes that become one undoable step in the source. */

import type { Declaring, RefusedWish, TagWish, Undeclared } from '@tagloom/st-parser/editor';
import type * as Y from 'yjs';
import type { TagRow } from './analysis.ts';
import type { Step, Steps } from './editor/steps.ts';
import type { Facts } from './facts.svelte.ts';
import { noteRenamed } from './leftovers.svelte.ts';
import type { LocatedPlace } from './questions.ts';
import { COLUMN, type Field, fieldText } from './tagcolumns.ts';
import { ATTEMPTS, applyWhole } from './wholesteps.ts';

/** A cell that is being written. It stays open while rows come, go and scroll. */
export interface OpenCell {
  readonly key: string;
  readonly field: Field;
  /** What stood there when it was opened. */
  readonly before: string;
}

/** What became of wishes: the step, and what could not be. */
export interface Written {
  readonly step: Step | null;
  readonly refused: readonly RefusedWish[];
  /** New tags that could not be declared. */
  readonly undeclared: readonly Undeclared[];
}

interface Own {
  readonly doc: Y.Doc;
  readonly facts: Facts;
  readonly steps: Steps;
  /** Why this person may not write, or null. */
  readonly refusal: () => string | null;
}

export class TagWriter {
  open = $state.raw<OpenCell | null>(null);
  text = $state('');
  /** Why the text cannot be written. */
  message = $state('');
  /** Where the tag of the open cell is declared. */
  place = $state.raw<LocatedPlace | null>(null);
  /** What a field of few words may say. */
  choices = $state.raw<readonly string[]>([]);
  isWriting = $state(false);

  readonly #own: Own;
  readonly #stop: () => void;
  /** Counts openings: a cell that goes on under another key is still the same one. */
  #opening = 0;

  constructor(own: Own) {
    this.#own = own;
    this.#stop = own.facts.onRekeyed((keys) => this.#rekey(keys));
  }

  /** Follows the facts no more. */
  close(): void {
    this.#stop();
  }

  /** Opens a cell; `typed` replaces what stands there. A cell that is open already is written first. */
  async start(row: TagRow, field: Field, typed: string | null): Promise<void> {
    if (this.open && !(await this.commit())) return;
    const before = fieldText(row, field);
    const opening = ++this.#opening;
    this.open = { key: row.key, field, before };
    this.text = typed ?? before;
    this.message = this.#own.refusal() ?? '';
    this.place = null;
    this.choices = [];
    if (field === 'section' || field === 'qualifiers') void this.#offer(row.key, field, opening);
    const place = (await this.#own.facts.ask('tagPlace', { key: row.key }))?.value ?? null;
    if (this.#opening === opening) this.place = place;
  }

  async #offer(key: string, field: 'section' | 'qualifiers', opening: number): Promise<void> {
    const answer = await this.#own.facts.ask('headChoices', { keys: [key] });
    if (this.#opening === opening && answer)
      this.choices = field === 'section' ? answer.value.sections : answer.value.qualifiers;
  }

  cancel(): void {
    this.open = null;
    this.message = '';
    this.#opening++;
  }

  /** Writes the open cell; false when it stays open, with the reason in `message`. */
  async commit(): Promise<boolean> {
    const { open, text } = this;
    if (!open) return true;
    if (text === open.before) {
      this.cancel();
      return true;
    }
    const { key, field } = open;
    const opening = this.#opening;
    const value = field === 'comment' ? text : text.trim();
    const name = this.#own.facts.tags.get(key)?.name ?? key;
    const what = COLUMN[field].title.toLowerCase();
    const { refused } = await this.write([{ key, field, value }], `Change the ${what} of ${name}`);
    if (this.#opening !== opening) return true;
    // A colleague renamed it between the key and the answer.
    if (refused.length > 0 && this.open?.key !== key) return this.commit();
    this.message = refused[0]?.message ?? '';
    if (refused.length > 0) return false;
    this.cancel();
    return true;
  }

  /** Fulfils wishes and declares new tags as one step of this person; what cannot be is told with its reason. */
  async write(
    wishes: readonly TagWish[],
    label: string,
    declaring: Declaring | null = null,
  ): Promise<Written> {
    const refuseAll = (code: string, message: string): Written => ({
      step: null,
      refused: wishes.map((wish) => ({ wish, code, message })),
      undeclared: (declaring?.tags ?? []).map((tag) => ({ tag, code, message })),
    });
    const refusal = this.#own.refusal();
    if (refusal !== null) return refuseAll('TAG_READ_ONLY', refusal);
    this.isWriting = true;
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const answer = await this.#own.facts.ask('tagEdits', { wishes, declaring });
        if (!answer) break;
        const { edits, refused, undeclared } = answer.value;
        if (edits.length === 0) return { step: null, refused, undeclared };
        const step = applyWhole(this.#own.steps, edits, answer.since, label);
        if (step) {
          this.#noteNames(wishes, refused);
          return { step, refused, undeclared };
        }
      }
      return refuseAll('TAG_BUSY', 'Colleagues are writing in this declaration; try again');
    } finally {
      this.isWriting = false;
    }
  }

  /** Tags that were renamed, for colleagues who use their old names meanwhile; duplicates of a path have no name of their own. */
  #noteNames(wishes: readonly TagWish[], refused: readonly RefusedWish[]): void {
    const left = new Set(refused.flatMap(({ wish }) => (wish.field === 'name' ? [wish.key] : [])));
    for (const { key, field, value } of wishes)
      if (field === 'name' && !left.has(key) && !key.includes('#')) noteRenamed(this.#own.doc, [key], value);
  }

  /** The open cell goes on under the tag's other key. */
  #rekey(keys: ReadonlyMap<string, string>): void {
    const key = this.open ? keys.get(this.open.key) : undefined;
    if (this.open && key !== undefined) this.open = { ...this.open, key };
  }

  /** Says when the tag of the open cell is gone; it comes back when somebody retypes it. */
  follow(): void {
    if (!this.open) return;
    const isThere = this.#own.facts.tags.has(this.open.key);
    if (!isThere) this.message = GONE;
    else if (this.message === GONE) this.message = '';
  }
}

const GONE = 'Somebody deleted this tag; Escape leaves the cell';

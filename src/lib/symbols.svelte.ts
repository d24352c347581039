/** What a person does with a name: where it is used, and giving it another one everywhere. */

import type { FileId } from '@tagloom/st-parser';
import type { SymbolInfo } from '@tagloom/st-parser/editor';
import * as Y from 'yjs';
import type { Step, Steps } from './editor/steps.ts';
import type { Facts } from './facts.svelte.ts';
import { noteRenamed } from './leftovers.svelte.ts';
import type { OfferedFix, PlacesOfFile, RenameAnswer } from './questions.ts';
import { ATTEMPTS, applyWhole } from './wholesteps.ts';

const AFTER_TYPING_MS = 80;

/** A rename that is being typed. */
export interface Renaming {
  readonly file: FileId;
  readonly from: string;
  /** The place of the name, which moves with the text. */
  readonly place: Y.RelativePosition;
}

export interface ListedReferences {
  readonly symbol: SymbolInfo;
  readonly files: readonly PlacesOfFile[];
  readonly count: number;
}

export class Symbols {
  /** The references that the panel lists. */
  references = $state.raw<ListedReferences | null>(null);
  renaming = $state.raw<Renaming | null>(null);
  newName = $state('');
  /** What the typed name would change, or why it cannot be. */
  preview = $state.raw<RenameAnswer | null>(null);

  readonly #facts: Facts;
  readonly #steps: Steps;
  readonly #doc: Y.Doc;
  readonly #textOf: (file: FileId) => Y.Text | null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(own: { facts: Facts; steps: Steps; doc: Y.Doc; textOf: (file: FileId) => Y.Text | null }) {
    this.#facts = own.facts;
    this.#steps = own.steps;
    this.#doc = own.doc;
    this.#textOf = own.textOf;
  }

  /** Lists the uses of the symbol at an offset; false when nothing known stands there. */
  async find(file: FileId, at: number): Promise<boolean> {
    const found = (await this.#facts.ask('references', { file, at }))?.value;
    if (!found) return false;
    const count = found.files.reduce((sum, { matches }) => sum + matches.length, 0);
    this.references = { ...found, count };
    return true;
  }

  /** The uses of a tag; null when it is gone. */
  async usesOf(key: string): Promise<ListedReferences | null> {
    const place = (await this.#facts.ask('tagPlace', { key }))?.value;
    const found = place && (await this.#facts.ask('references', { file: place.file, at: place.from }))?.value;
    if (!found) return null;
    return { ...found, count: found.files.reduce((sum, { matches }) => sum + matches.length, 0) };
  }

  /** Begins a rename; false when nothing that can be renamed stands there. */
  async startRename(file: FileId, at: number): Promise<boolean> {
    const range = (await this.#facts.ask('renameRange', { file, at }))?.value;
    const text = this.#textOf(file);
    if (!range || !text) return false;
    this.preview = null;
    const name = range.name.replace(/^#?"?|"$/g, '');
    this.newName = name;
    const place = Y.createRelativePositionFromTypeIndex(text, range.place.from);
    this.renaming = { file, from: name, place };
    void this.#look();
    return true;
  }

  /** The name was typed on: says soon what it would change. */
  nameChanged(name: string): void {
    this.newName = name;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), AFTER_TYPING_MS);
  }

  stopRename(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    this.renaming = null;
    this.preview = null;
  }

  /** Renames everywhere as one step; null with the reason in `preview` when it cannot be. */
  async rename(): Promise<Step | null> {
    const { renaming, newName } = this;
    if (!renaming || newName === renaming.from) {
      this.stopRename();
      return null;
    }
    const label = `Rename ${renaming.from} to ${newName}`;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = await this.#askRename();
      if (!answer?.value.isPossible) {
        this.preview = answer?.value ?? null;
        return null;
      }
      const step = applyWhole(this.#steps, answer.value.edits, answer.since, label);
      if (!step) continue;
      noteRenamed(this.#doc, answer.value.keys, newName);
      this.stopRename();
      return step;
    }
    this.preview = { isPossible: false, message: 'Colleagues are writing in these places; try again' };
    return null;
  }

  /** Applies a quick fix as it is now; false when its problem is gone. */
  async applyFix(file: FileId, fix: OfferedFix): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = await this.#facts.ask('fixes', { file, from: fix.from, to: fix.to });
      const same = answer?.value.find(({ code, title }) => code === fix.code && title === fix.title);
      if (!answer || !same) return false;
      if (applyWhole(this.#steps, same.edits, answer.since, fix.title)) return true;
    }
    return false;
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    const answer = await this.#askRename();
    if (asked === this.#asked && this.renaming) this.preview = answer?.value ?? null;
  }

  async #askRename() {
    const { renaming, newName: name } = this;
    if (!renaming) return null;
    const place = Y.createAbsolutePositionFromRelativePosition(renaming.place, this.#doc);
    return place && this.#facts.ask('rename', { file: renaming.file, at: place.index, name });
  }
}

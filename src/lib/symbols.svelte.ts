/** What a person does with a name: where it is used, and giving it another one everywhere. */

import type { FileId } from '@tagloom/st-parser';
import type { SymbolInfo } from '@tagloom/st-parser/editor';
import * as Y from 'yjs';
import type { Step, Steps } from './editor/steps.ts';
import type { Facts } from './facts.svelte.ts';
import { noteRenamed } from './leftovers.svelte.ts';
import type { OfferedFix, PlacesOfFile, References, RenameAnswer } from './questions.ts';
import { ATTEMPTS, applyWhole } from './wholesteps.ts';

const AFTER_TYPING_MS = 80;
/** Listed uses are looked for anew so long after somebody wrote; in a large project that is work. */
const AFTER_EDITS_MS = 1_000;

/** A rename that is being typed. */
export interface Renaming {
  readonly file: FileId;
  readonly from: string;
  /** The place of the name, which moves with the text. */
  readonly place: Y.RelativePosition;
}

/** Files that are lists of global variables, which go by the names of these. */
export interface Lists {
  /** Why the file of a list cannot have this name; null when it can. */
  problem(file: FileId, name: string): string | null;
  /** Renames the file; its uses are offered as after a rename in the tree. Returns what takes it back. */
  rename(file: FileId, name: string): () => void;
}

/** A list got another name. */
export interface RenamedList {
  readonly title: string;
  readonly back: () => void;
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
  readonly #lists: Lists;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewTimer: ReturnType<typeof setTimeout> | undefined;
  /** Where the listed name was asked for; it moves with the text. */
  #listed: { readonly file: FileId; readonly place: Y.RelativePosition } | null = null;

  constructor(own: {
    facts: Facts;
    steps: Steps;
    doc: Y.Doc;
    textOf: (file: FileId) => Y.Text | null;
    lists: Lists;
  }) {
    this.#facts = own.facts;
    this.#steps = own.steps;
    this.#doc = own.doc;
    this.#textOf = own.textOf;
    this.#lists = own.lists;
  }

  /** Lists the uses of the symbol at an offset; false when nothing known stands there. */
  async find(file: FileId, at: number): Promise<boolean> {
    const text = this.#textOf(file);
    const place = text && Y.createRelativePositionFromTypeIndex(text, at);
    const found = (await this.#facts.ask('references', { file, at }))?.value;
    if (!found) return false;
    this.#listed = place && { file, place };
    this.references = withCount(found);
    return true;
  }

  /** Somebody looks at the listed uses: they follow what is written. Returns what ends it. */
  watch(): () => void {
    const renewSoon = () => {
      this.#renewTimer ??= setTimeout(() => void this.#renew(), AFTER_EDITS_MS);
    };
    if (this.references) renewSoon();
    const stop = this.#facts.onSource(renewSoon);
    return () => {
      stop();
      clearTimeout(this.#renewTimer);
      this.#renewTimer = undefined;
    };
  }

  /** Lists the uses as they are now, as long as the same name stands where it was asked for. */
  async #renew(): Promise<void> {
    this.#renewTimer = undefined;
    const [before, listed] = [this.references, this.#listed];
    if (!before || !listed) return;
    const at = Y.createAbsolutePositionFromRelativePosition(listed.place, this.#doc)?.index;
    if (at === undefined) return;
    const found = (await this.#facts.ask('references', { file: listed.file, at }))?.value;
    if (found?.symbol.key === before.symbol.key && this.references === before)
      this.references = withCount(found);
  }

  /** The uses of a tag; null when it is gone. */
  async usesOf(key: string): Promise<ListedReferences | null> {
    const place = (await this.#facts.ask('tagPlace', { key }))?.value;
    const found = place && (await this.#facts.ask('references', { file: place.file, at: place.from }))?.value;
    return found ? withCount(found) : null;
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

  /** Renames everywhere as one step, or the file of a list; null with the reason in `preview` when it cannot be. */
  async rename(): Promise<Step | RenamedList | null> {
    const { renaming, newName } = this;
    if (!renaming || newName === renaming.from) {
      this.stopRename();
      return null;
    }
    const label = `Rename ${renaming.from} to ${newName}`;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = await this.#askRename();
      if (!answer?.value.isPossible) {
        this.preview = answer ? this.#seen(answer.value) : null;
        return this.#renameList(this.preview, renaming.from);
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

  /** Applies a quick fix as it is now, where `anchor` stands by now, if there is one; false when its problem is gone. */
  async applyFix(file: FileId, fix: OfferedFix, anchor: Y.RelativePosition | null = null): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const place = anchor && Y.createAbsolutePositionFromRelativePosition(anchor, this.#doc);
      const from = place?.index ?? fix.from;
      const answer = await this.#facts.ask('fixes', { file, from, to: from + fix.to - fix.from });
      const same = answer?.value.find(({ code, title }) => code === fix.code && title === fix.title);
      if (!answer || !same) return false;
      if (applyWhole(this.#steps, same.edits, answer.since, fix.title)) return true;
    }
    return false;
  }

  /** Applies a quick fix of a tag, worked out where its declaration stands by now; false when its problem is gone. */
  async applyTagFix(key: string, fix: Pick<OfferedFix, 'code' | 'title'>): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const place = (await this.#facts.ask('tagPlace', { key }))?.value;
      if (!place) return false;
      const { file, from, to } = place;
      const answer = await this.#facts.ask('fixes', { file, from, to });
      const same = answer?.value.find(({ code, title }) => code === fix.code && title === fix.title);
      if (same && applyWhole(this.#steps, same.edits, answer!.since, fix.title)) return true;
    }
    return false;
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    const answer = await this.#askRename();
    if (asked === this.#asked && this.renaming) this.preview = answer ? this.#seen(answer.value) : null;
  }

  /** Whether the file of a list can have the name is known here. */
  #seen(answer: RenameAnswer): RenameAnswer {
    if (answer.isPossible || answer.list === undefined || this.newName === this.renaming?.from) return answer;
    return { ...answer, message: this.#lists.problem(answer.list, this.newName) ?? '' };
  }

  #renameList(preview: RenameAnswer | null, from: string): RenamedList | null {
    if (!preview || preview.isPossible || preview.list === undefined || preview.message !== '') return null;
    const title = `${from} is called ${this.newName} now`;
    const back = this.#lists.rename(preview.list, this.newName);
    this.stopRename();
    return { title, back };
  }

  async #askRename() {
    const { renaming, newName: name } = this;
    if (!renaming) return null;
    const place = Y.createAbsolutePositionFromRelativePosition(renaming.place, this.#doc);
    return place && this.#facts.ask('rename', { file: renaming.file, at: place.index, name });
  }
}

function withCount(found: References): ListedReferences {
  return { ...found, count: found.files.reduce((sum, { matches }) => sum + matches.length, 0) };
}

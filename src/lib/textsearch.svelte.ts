/** Search and replace in all files: results stream in from the analysis worker, a replacement is one step of undo. */

import type { Edit, FileId } from '@tagloom/st-parser';
import { carryEdits } from './carry.ts';
import type { Facts } from './facts.svelte.ts';
import type { PlacesOfFile, SearchOptions, SearchResult } from './questions.ts';

/** More matches than this are not listed: a narrower pattern helps more. */
const MOST = 10_000;
const AFTER_TYPING_MS = 120;

type Apply = (edits: ReadonlyMap<FileId, readonly Edit[]>, label: string) => { places: number };

export class TextSearch {
  text = $state('');
  replacement = $state('');
  isReplacing = $state(false);
  isRegex = $state(false);
  isCaseSensitive = $state(false);
  isWholeWord = $state(false);
  groups = $state.raw<readonly PlacesOfFile[]>([]);
  /** Matches that the person took out of a replacement, by `matchId`. */
  left = $state.raw<ReadonlySet<string>>(new Set());
  isRunning = $state(false);
  isCut = $state(false);
  /** Why the pattern cannot be searched for. */
  problem = $state<string | null>(null);

  readonly #facts: Facts;
  readonly #apply: Apply;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(facts: Facts, apply: Apply) {
    this.#facts = facts;
    this.#apply = apply;
  }

  readonly count: number = $derived.by(() =>
    this.groups.reduce((sum, { matches }) => sum + matches.length, 0),
  );

  get options(): SearchOptions {
    const { text, isRegex, isCaseSensitive, isWholeWord } = this;
    return {
      text,
      isRegex,
      isCaseSensitive,
      isWholeWord,
      replacement: this.isReplacing ? this.replacement : null,
    };
  }

  /** Searches anew, soon; call it whenever an option changed. */
  changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.search(), AFTER_TYPING_MS);
  }

  /** Searches all files; what was found so far is shown while it runs. */
  async search(): Promise<void> {
    clearTimeout(this.#timer);
    const run = ++this.#run;
    const { options } = this;
    this.left = new Set();
    this.problem = null;
    this.isCut = false;
    this.isRunning = options.text !== '';
    const found: PlacesOfFile[] = [];
    let after: FileId | null = null;
    while (options.text !== '') {
      const step: SearchResult | null = await this.#step(options, after);
      if (run !== this.#run) return;
      if (!step) break;
      this.problem = step.problem;
      found.push(...step.files);
      this.groups = [...found];
      after = step.next;
      this.isCut = this.count >= MOST;
      if (after === null || this.isCut) break;
    }
    if (found.length === 0) this.groups = [];
    this.isRunning = false;
  }

  /** Takes one match out of a replacement. */
  leave(id: string): void {
    this.left = new Set([...this.left, id]);
  }

  /** Replaces every match that was not taken out; returns how many places in how many files. */
  async replaceAll(): Promise<{ places: number; files: number }> {
    const answer = await this.#facts.ask('replace', { options: this.options, left: [...this.left] });
    const edits = new Map<FileId, readonly Edit[]>();
    for (const one of answer?.value ?? []) {
      const carried = carryEdits(one.edits, one.file, answer?.since ?? []) ?? [];
      if (carried.length > 0) edits.set(one.file, carried);
    }
    if (edits.size === 0) return { places: 0, files: 0 };
    const { places } = this.#apply(edits, `Replace ${quoted(this.text)} by ${quoted(this.replacement)}`);
    await this.search();
    return { places, files: edits.size };
  }

  close(): void {
    this.#run++;
    clearTimeout(this.#timer);
  }

  async #step(options: SearchOptions, after: FileId | null) {
    return (await this.#facts.ask('search', { options, after }))?.value ?? null;
  }
}

function quoted(text: string): string {
  return `"${text.length > 24 ? `${text.slice(0, 24)}…` : text}"`;
}

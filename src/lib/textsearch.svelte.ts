/** Search and replace in all files: results stream in from the analysis worker, a replacement is one step of undo. */

import type { SourceChange } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import { carryEdits, carryPlaces, stretchPlaces } from './carry.ts';
import type { Facts } from './facts.svelte.ts';
import { isLeft, matchId } from './matchrows.ts';
import type { PlacesOfFile, SearchOptions, SearchResult, SpansOfFile } from './questions.ts';

/** More matches than this are not listed: a narrower pattern helps more. */
const MOST = 10_000;
const AFTER_TYPING_MS = 120;
/** What is listed is searched for anew so long after somebody wrote in the files. */
const AFTER_EDITS_MS = 250;

/** What the search needs of the facts. */
export type SearchFacts = Pick<Facts, 'ask' | 'onSource'>;

type Apply = (edits: ReadonlyMap<FileId, readonly Edit[]>, label: string) => { places: number };

export class TextSearch {
  text = $state('');
  replacement = $state('');
  isReplacing = $state(false);
  isRegex = $state(false);
  isCaseSensitive = $state(false);
  isWholeWord = $state(false);
  groups = $state.raw<readonly PlacesOfFile[]>([]);
  /** Matches that the person took out of a replacement, by `matchId`; they move with the text. */
  left = $state.raw<ReadonlySet<string>>(new Set());
  isRunning = $state(false);
  isCut = $state(false);
  /** Why the pattern cannot be searched for. */
  problem = $state<string | null>(null);

  readonly #facts: SearchFacts;
  readonly #apply: Apply;
  readonly #stop: () => void;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewTimer: ReturnType<typeof setTimeout> | undefined;
  /** What the search that runs has found so far. */
  #found: readonly PlacesOfFile[] = [];
  /** What was taken out. */
  #out: readonly SpansOfFile[] = [];
  #isWatched = false;
  #isBusy = false;
  /** Somebody wrote in the files since they were searched. */
  #isStale = false;

  constructor(facts: SearchFacts, apply: Apply) {
    this.#facts = facts;
    this.#apply = apply;
    this.#stop = facts.onSource((changes) => this.#follow(changes));
  }

  /** Matches that a replacement takes. */
  readonly shownCount: number = $derived.by(() => this.count - this.left.size);

  readonly count: number = $derived.by(() => sum(this.groups));

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
    this.#leave([]);
    this.problem = null;
    this.isCut = false;
    this.isRunning = this.text !== '';
    await this.#search((found) => (this.groups = found));
  }

  /** Somebody looks at the list: it follows what is written. Returns what ends it. */
  watch(): () => void {
    this.#isWatched = true;
    if (this.#isStale) this.#renewSoon();
    return () => {
      this.#isWatched = false;
      clearTimeout(this.#renewTimer);
      this.#renewTimer = undefined;
    };
  }

  /** Lists what is there now, at once when all of it was found. */
  async #renew(): Promise<void> {
    await this.#search(() => undefined);
    this.#leave(this.#out);
  }

  async #search(show: (found: readonly PlacesOfFile[]) => void): Promise<void> {
    clearTimeout(this.#renewTimer);
    this.#renewTimer = undefined;
    this.#isStale = false;
    const run = ++this.#run;
    const { options } = this;
    this.#isBusy = true;
    this.#found = [];
    let after: FileId | null = null;
    while (options.text !== '') {
      const step = await this.#step(options, after);
      if (run !== this.#run) return;
      if (!step) break;
      this.problem = step.problem;
      this.#found = [...this.#found, ...step.files];
      show(this.#found);
      after = step.next;
      this.isCut = sum(this.#found) >= MOST;
      if (after === null || this.isCut) break;
    }
    this.groups = this.#found;
    this.#found = [];
    this.isRunning = false;
    this.#isBusy = false;
    if (this.#isStale && this.#isWatched) this.#renewSoon();
  }

  /** Somebody wrote in the files: what is listed and what was taken out move along, and soon all is looked for anew. */
  #follow(changes: readonly SourceChange[]): void {
    if (this.text === '') return;
    this.#found = carried(this.#found, changes);
    this.groups = carried(this.groups, changes);
    if (this.#out.length > 0)
      this.#leave(this.#out.map(({ file, spans }) => ({ file, spans: stretchPlaces(spans, file, changes) })));
    this.#isStale = true;
    if (this.#isWatched) this.#renewSoon();
  }

  /** Not while a search runs, or one that takes long would never end beside people who type. */
  #renewSoon(): void {
    if (this.#isBusy) return;
    this.#renewTimer ??= setTimeout(() => void this.#renew(), AFTER_EDITS_MS);
  }

  #leave(out: readonly SpansOfFile[]): void {
    this.#out = out;
    if (out.length === 0 && this.left.size === 0) return;
    this.left = new Set(
      this.groups.flatMap(({ file, matches }) =>
        matches.filter((one) => isLeft(out, file, one)).map((one) => matchId(file, one)),
      ),
    );
  }

  /** Takes one match out of a replacement. */
  leave(id: string): void {
    const found = this.groups.map(({ file, matches }) => ({
      file,
      spans: matches.filter((one) => matchId(file, one) === id).map(({ from, to }) => ({ from, to })),
    }));
    this.#leave([...this.#out, ...found.filter(({ spans }) => spans.length > 0)]);
  }

  /** Replaces every match that was not taken out; returns how many places in how many files. */
  async replaceAll(): Promise<{ places: number; files: number }> {
    const answer = await this.#facts.ask('replace', { options: this.options, left: this.#out });
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
    clearTimeout(this.#renewTimer);
    this.#stop();
  }

  async #step(
    options: SearchOptions,
    after: FileId | null,
  ): Promise<(Pick<SearchResult, 'next' | 'problem'> & { files: readonly PlacesOfFile[] }) | null> {
    const answer = await this.#facts.ask('search', { options, after });
    return answer && { ...answer.value, files: carried(answer.value.files, answer.since) };
  }
}

/** Listed places as they are after `since`; the same list when nothing of it was touched. */
function carried(groups: readonly PlacesOfFile[], since: readonly SourceChange[]): readonly PlacesOfFile[] {
  const changed = new Set(since.flatMap((change) => ('file' in change ? change.file : [])));
  if (!groups.some(({ file }) => changed.has(file))) return groups;
  return groups.map((group) =>
    changed.has(group.file)
      ? { file: group.file, matches: carryPlaces(group.matches, group.file, since) }
      : group,
  );
}

function sum(groups: readonly PlacesOfFile[]): number {
  return groups.reduce((all, { matches }) => all + matches.length, 0);
}

function quoted(text: string): string {
  return `"${text.length > 24 ? `${text.slice(0, 24)}…` : text}"`;
}

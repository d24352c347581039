/** A change of many tags before it is written: what was asked for, its difference as the tags are now, and what stays out. */

import type { DeclarePlace, Declaring, HeadChoices, Machine, Room } from '@tagloom/st-parser/editor';
import { SvelteSet } from 'svelte/reactivity';
import type { TagRow } from '../analysis.ts';
import type { Facts } from '../facts.svelte.ts';
import { counted } from '../names.ts';
import type { TagEditAnswer } from '../questions.ts';
import { COLUMN, COLUMNS, type ColumnInfo } from '../tagcolumns.ts';
import type { TagView } from '../tagview.svelte.ts';
import type { TagWriter, Written } from '../tagwriter.svelte.ts';
import {
  type DifferenceLine,
  type Draft,
  type FreshTag,
  freshId,
  freshOf,
  judge,
  lineId,
  refusedLine,
  tallyOf,
  type Unwanted,
  type Verdict,
  wishesOf,
} from './difference.ts';
import { type FillOptions, fill } from './fill.ts';
import { paste } from './paste.ts';
import { type RenumberOptions, renumber } from './renumber.ts';
import { type ReplaceOptions, replaceIn } from './replace.ts';
import { readSheet } from './sheet.ts';

export type BulkKind = 'fill' | 'replace' | 'renumber' | 'paste';
/** Which tags are meant: those that were selected, those that the filter leaves, or all. */
export type BulkScope = 'chosen' | 'shown' | 'all';

/** Where a paste begins. */
export interface PasteStart {
  readonly text: string;
  /** The columns of the table from the active one on. */
  readonly columns: readonly ColumnInfo[];
}

const FREE = { isOn: true, start: 0, end: null };
const NOTHING: Draft = { wanted: [], unwanted: [] };
/** A text that is being typed is not tried before this time has passed, milliseconds. */
const SETTLE_MS = 150;
/** More wishes than this would keep the analysis from everything else for seconds. */
const TRIED_AT_ONCE = 10_000;

export class Bulk {
  /** What is open; null when nothing is. */
  kind = $state<BulkKind | null>(null);
  scope = $state<BulkScope>('chosen');
  filling = $state.raw<FillOptions>({ field: 'comment', how: 'set', text: '{value}', first: 1, step: 1 });
  replacing = $state.raw<ReplaceOptions>({
    text: '',
    replacement: '',
    isRegex: false,
    isCaseSensitive: false,
    isWholeWord: false,
    fields: new Set(['name', 'comment']),
  });
  renumbering = $state.raw<RenumberOptions>({
    areas: { I: FREE, Q: FREE, M: FREE },
    keepsValid: true,
    fillsGaps: true,
    newIn: null,
  });
  /** Whose sizes and alignments count. */
  machine = $state<Machine>('file');
  /** The pasted text, and whether its first row is a head; null leaves that to the text. */
  pasted = $state.raw('');
  hasHead = $state<boolean | null>(null);
  /** Sections that can take the new tags of a sheet, and the one that was chosen. */
  places = $state.raw<readonly DeclarePlace[]>([]);
  declareIn = $state('');
  /** Changes that are left out. */
  readonly left = new SvelteSet<string>();
  /** What the sections and the qualifiers of the meant tags may be. */
  headChoices = $state.raw<HeadChoices>({ sections: [], qualifiers: [] });
  isChecking = $state(false);
  /** So many changes that they are checked when they are written. */
  isTooMuch = $state(false);
  isWriting = $state(false);

  readonly #own: { facts: Facts; view: TagView; writer: TagWriter };
  /** The tags that were selected when this was opened, with their names. */
  #chosen = $state.raw<ReadonlyMap<string, string>>(new Map());
  #columns: readonly ColumnInfo[] = [];
  #rooms = $state.raw<readonly Room[]>([]);
  /** What the source said to changes, by line and value. */
  #verdicts = $state.raw<ReadonlyMap<string, Verdict>>(new Map());
  readonly #stop: () => void;
  #openedAt = 0;
  #waiting: Trial | null = null;
  #isTrying = false;

  constructor(own: { facts: Facts; view: TagView; writer: TagWriter }) {
    this.#own = own;
    this.#stop = own.facts.onRekeyed((keys) => this.#rekey(keys));
  }

  /** Follows the facts no more. */
  leave(): void {
    this.#stop();
  }

  readonly sheet = $derived(readSheet(this.pasted, this.hasHead));
  /** The pattern of a replacement is none: why. */
  readonly problem: string | null = $derived(
    this.kind === 'replace' ? replaceIn([], this.replacing).problem : null,
  );
  readonly #asked: Draft = $derived.by(() => {
    void this.#own.facts.calmVersion;
    return this.#draft();
  });
  readonly #judged: readonly DifferenceLine[] = $derived.by(() => {
    void this.#own.facts.calmVersion;
    const home = this.places.find(({ id }) => id === this.declareIn) ?? null;
    return judge(this.#asked, this.#own.facts.tags, home);
  });
  /** Rows of the sheet that name no tag. */
  readonly unknown: number = $derived(this.#asked.fresh?.length ?? 0);
  /** The difference as the tags are now, with what the source refuses. */
  readonly lines: readonly DifferenceLine[] = $derived(
    this.#judged.map((line) => {
      const verdict = line.state === 'change' ? this.#verdicts.get(trialId(line)) : undefined;
      return verdict ? refusedLine(line, verdict) : line;
    }),
  );
  readonly tally = $derived(tallyOf(this.lines, this.left));

  /** How many tags a scope has. */
  count(scope: BulkScope): number {
    return scope === 'chosen' ? this.#chosen.size : this.#own.view[scope === 'all' ? 'rows' : 'shown'].length;
  }

  open(kind: BulkKind, start: PasteStart | null = null): void {
    const { view } = this.#own;
    this.#chosen = new Map(view.chosenRows().map(({ key, name }) => [key, name]));
    const isWide = kind === 'replace' || kind === 'renumber';
    if (isWide && this.#chosen.size < 2) this.scope = view.isFiltered ? 'shown' : 'all';
    else this.scope = this.#chosen.size > 0 ? 'chosen' : 'shown';
    this.pasted = start?.text ?? '';
    this.hasHead = null;
    this.#columns = start?.columns ?? COLUMNS.filter(({ field }) => field);
    this.#verdicts = new Map();
    this.#rooms = [];
    this.places = [];
    this.declareIn = '';
    this.left.clear();
    this.#openedAt = Date.now();
    this.kind = kind;
  }

  close(): void {
    this.kind = null;
    this.#waiting = null;
  }

  toggle(id: string): void {
    if (!this.left.delete(id)) this.left.add(id);
  }

  /** Leaves all out, or takes all in again. */
  toggleAll(): void {
    if (this.left.size > 0) this.left.clear();
    else for (const { id, state } of this.lines) if (state === 'change') this.left.add(id);
  }

  /** Who changed the tag of a line since this was opened; null for nobody else. */
  changedBy({ key }: DifferenceLine): { readonly name: string; readonly color: number } | null {
    void this.#own.facts.calmVersion;
    const change = key === null ? undefined : this.#own.facts.changes.get(key);
    return change?.author && change.at >= this.#openedAt ? change.author : null;
  }

  /** Asks what the chosen tags need of the process image; run it in an effect. */
  measure(): void {
    void this.#own.facts.calmVersion;
    if (this.kind !== 'renumber') return;
    const ask = { keys: this.#rows().map(({ key }) => key), machine: this.machine };
    void this.#own.facts.ask('rooms', ask).then((answer) => {
      if (answer && this.kind === 'renumber') this.#rooms = answer.value;
    });
  }

  /** Asks where new tags of a sheet could be declared; run it in an effect. */
  findPlaces(): void {
    void this.#own.facts.calmVersion;
    if (this.unknown === 0) return;
    void this.#own.facts.ask('declarePlaces', {}).then((answer) => {
      if (answer && this.kind === 'paste') this.places = answer.value;
    });
  }

  /** Asks what a field of few words may say; run it in an effect. */
  findChoices(): void {
    const { field } = this.filling;
    if (this.kind !== 'fill' || (field !== 'section' && field !== 'qualifiers')) return;
    const keys = this.#rows().map(({ key }) => key);
    void this.#own.facts.ask('headChoices', { keys }).then((answer) => {
      if (answer) this.headChoices = answer.value;
    });
  }

  /** Tries the changes on the source without writing them; run it in an effect, its answer stops what waits. */
  check(): () => void {
    const wishes = wishesOf(this.#judged, this.left);
    const declaring = this.#declaring(this.#judged);
    const ids = new Map(this.#judged.map((line) => [line.id, trialId(line)]));
    this.isTooMuch = wishes.length > TRIED_AT_ONCE;
    const isAsked = (wishes.length > 0 || declaring !== null) && !this.isTooMuch;
    this.isChecking = isAsked;
    this.#waiting = { wishes: isAsked ? wishes : [], declaring: isAsked ? declaring : null, ids };
    const timer = setTimeout(() => void this.#try(), SETTLE_MS);
    return () => clearTimeout(timer);
  }

  /** One trial at a time, the newest next: the worker has more to do than to answer questions that nobody asks any more. */
  async #try(): Promise<void> {
    if (this.#isTrying) return;
    this.#isTrying = true;
    for (let trial = this.#waiting; trial !== null; trial = this.#waiting) {
      this.#waiting = null;
      const { wishes, declaring } = trial;
      const isAsked = wishes.length > 0 || declaring !== null;
      const answer = isAsked ? await this.#own.facts.ask('tagEdits', { wishes, declaring }) : null;
      if (this.#waiting === null) this.#verdicts = verdictsOf(answer?.value, trial.ids);
    }
    this.#isTrying = false;
    this.isChecking = false;
  }

  /** The new tags with the section that takes them; null when there is nothing to declare. */
  #declaring(lines: readonly DifferenceLine[]): Declaring | null {
    const tags = this.declareIn === '' ? [] : freshOf(this.#asked, lines, this.left);
    return tags.length === 0 ? null : { place: this.declareIn, tags };
  }

  /** Writes all changes that are not left out, as one step. */
  async apply(): Promise<Written> {
    this.isWriting = true;
    try {
      const wishes = wishesOf(this.lines, this.left);
      const written = await this.#own.writer.write(wishes, this.label, this.#declaring(this.lines));
      this.close();
      return written;
    } finally {
      this.isWriting = false;
    }
  }

  /** What the step is called where it can be taken back. */
  get label(): string {
    const { tags, change } = this.tally;
    if (this.kind === 'fill')
      return `Change the ${COLUMN[this.filling.field].title.toLowerCase()} of ${counted(tags, 'tag')}`;
    if (this.kind === 'replace') return `Replace ${this.replacing.text} in ${counted(tags, 'tag')}`;
    return this.kind === 'renumber'
      ? `Renumber ${counted(change, 'address', 'addresses')}`
      : `Paste into ${counted(tags, 'tag')}`;
  }

  /** A tag that a colleague renames stays chosen, and what is left out of it stays out. */
  #rekey(keys: ReadonlyMap<string, string>): void {
    const chosen = [...this.#chosen].map(([key, name]): [string, string] => [keys.get(key) ?? key, name]);
    this.#chosen = new Map(chosen);
    for (const [from, to] of keys)
      for (const field of FIELDS) if (this.left.delete(lineId(from, field))) this.left.add(lineId(to, field));
  }

  #draft(): Draft {
    switch (this.kind) {
      case 'fill':
        return this.#withGone(fill(this.#rows(), this.filling));
      case 'replace':
        return this.#withGone(replaceIn(this.#rows(), this.replacing));
      case 'renumber':
        return this.#withGone(this.#renumbered());
      case 'paste':
        return this.#pastedDraft();
      default:
        return NOTHING;
    }
  }

  #rows(): readonly TagRow[] {
    const { facts, view } = this.#own;
    if (this.scope !== 'chosen') return view[this.scope === 'all' ? 'rows' : 'shown'];
    return [...this.#chosen.keys()].flatMap((key) => facts.tags.get(key) ?? []);
  }

  /** Selected tags that are not there any more. */
  #withGone(draft: Draft): Draft {
    if (this.scope !== 'chosen') return draft;
    const gone = [...this.#chosen].flatMap(([key, name]): Unwanted[] =>
      this.#own.facts.tags.has(key) ? [] : [{ key, name, field: null, value: '', row: null, ...GONE }],
    );
    return gone.length === 0 ? draft : { ...draft, unwanted: [...draft.unwanted, ...gone] };
  }

  /** Addresses that are left out stay where they are, and the others go round them. */
  #renumbered(): Draft {
    const keys = this.#rows().map(({ key }) => key);
    const chosen = new Set(keys.filter((key) => !this.left.has(lineId(key, 'address'))));
    const draft = renumber(this.#rooms, chosen, this.renumbering);
    const stay = keys.flatMap((key) => {
      const value = this.#own.facts.tags.get(key)?.address;
      return chosen.has(key) || value === undefined
        ? []
        : [{ key, field: 'address' as const, value, row: null }];
    });
    return { ...draft, wanted: [...draft.wanted, ...stay] };
  }

  #pastedDraft(): Draft {
    const { facts, view } = this.#own;
    const chosen = [...this.#chosen.keys()].flatMap((key) => facts.tags.get(key) ?? []);
    const rows = view.shown;
    const first = view.active === null ? -1 : rows.findIndex(({ key }) => key === view.active);
    const below = first < 0 ? [] : rows.slice(first);
    return paste(this.sheet, { tags: facts.tags, below, columns: this.#columns, chosen });
  }
}

const FIELDS = COLUMNS.flatMap(({ field }) => field ?? []);
const GONE = { code: 'TAG_GONE', message: 'Somebody deleted or renamed this tag meanwhile' } as const;

/** What is tried, and the names of its lines with their values. */
interface Trial {
  readonly wishes: ReturnType<typeof wishesOf>;
  readonly declaring: Declaring | null;
  readonly ids: ReadonlyMap<string, string>;
}

function verdictsOf(
  answer: TagEditAnswer | undefined,
  ids: ReadonlyMap<string, string>,
): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const put = (id: string, { code, message }: Verdict) => verdicts.set(ids.get(id) ?? '', { code, message });
  for (const one of answer?.refused ?? []) put(lineId(one.wish.key, one.wish.field), one);
  for (const one of answer?.undeclared ?? []) put(freshId((one.tag as FreshTag).row), one);
  return verdicts;
}

/** A verdict is about one value of one field. */
function trialId({ id, after }: DifferenceLine): string {
  return `${id}\n${after}`;
}

/** The derived facts of one open project, as the analysis worker last told them: tags, vendor rows, problems, outline. */

import { observeSource, type Rekeyed, type SourceChange } from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type { VendorId, VendorOptions, VendorRow } from '@tagloom/vendor-formats';
import type * as Y from 'yjs';
import type { FileFacts, FromAnalysis, OutlineItem, Problem, TagRow, ToAnalysis } from './analysis.ts';
import type { Person } from './api.ts';
import { Inbox } from './inbox.ts';
import type { Asked, Question, Questions } from './questions.ts';
import { SearchTexts } from './searchtexts.ts';
import { createStopwatch } from './stopwatch.ts';
import { Tallies } from './tallies.svelte.ts';
import { type Target, targetInfo } from './targets.ts';

/** Somebody else's change of one tag. `at` is milliseconds of `performance.now()`. */
export interface RemoteChange {
  readonly at: number;
  readonly author: Person;
}

/** An answer of the worker, and what changed in the document between question and answer. */
export interface Answer<Name extends Question> {
  readonly value: Questions[Name]['answer'];
  readonly since: readonly SourceChange[];
}

/** What one message changed of the tags. */
export type TagChange = Pick<Extract<FromAnalysis, { type: 'facts' }>, 'put' | 'removed' | 'renamed'>;

/** How long a row keeps the edge of who changed it, milliseconds (design: tint 1.6 s, edge 10 s). */
export const EDGE_MS = 10_000;
const CALM_MS = 250;
/** More changed rows than this are an import, not an edit: they are not tinted one by one. */
const TINTED_AT_ONCE = 500;

const NOBODY: Person = { id: '', name: 'Somebody', color: 10 };

export class Facts {
  /** Grows with each change of `tags`; read it to follow them. The maps below are not reactive by themselves. */
  version = $state(0);
  /** Follows `version` at most every 250 ms: for sums over all tags, which nobody reads between two keys. */
  calmVersion = $state(0);
  /** Grows when types may have changed. */
  typesVersion = $state(0);
  readonly tags = new Map<string, TagRow>();
  readonly vendorRows = new Map<string, VendorRow>();
  readonly remoteChanges = new Map<string, RemoteChange>();
  /** The last change of each tag while this page is open: when (`Date.now()`), and by whom; null for this person. */
  readonly changes = new Map<string, { readonly at: number; readonly author: Person | null }>();
  /** The last change of each tag before this page was open, as the server's history says. */
  readonly earlier = new Map<string, { readonly at: number; readonly author: Person | null }>();
  /** How often each tag is used, once somebody wants to see it; a tag that is not there is not used. */
  readonly uses = new Map<string, number>();
  readonly tallies = new Tallies(this.vendorRows);
  readonly searchTexts = new SearchTexts(this.tags, this.vendorRows);
  problems = $state.raw<ReadonlyMap<FileId, readonly Problem[]>>(new Map());
  files = $state.raw<ReadonlyMap<FileId, FileFacts>>(new Map());
  outline = $state.raw<{ file: FileId; items: readonly OutlineItem[] } | null>(null);
  /** Tags of the focused file in source order. */
  focused = $state.raw<{ file: FileId; keys: readonly string[] } | null>(null);
  vendor = $state<VendorId>('rockwell');
  /** What the vendor rows are of, a vendor or one of its formats, and its options. */
  target = $state.raw<Target>('rockwell');
  options = $state.raw<VendorOptions>({});
  /** True from the choice of another vendor until its rows are there. */
  isVendorStale = $state(false);
  /** True once facts of the first content are there. */
  isReady = $state(false);
  /** True while parts of a long list of tags are still to come. */
  isFilling = $state(false);
  /** Set when the worker broke: the last good facts stay, the reason is shown. */
  failure = $state<string | null>(null);
  /** What the last message changed, for views that keep an order of their own. */
  lastChange: TagChange = { put: [], removed: [], renamed: [] };

  readonly #worker: Worker;
  readonly #stop: () => void;
  readonly #stopwatch = createStopwatch();
  readonly #sourceListeners = new Set<(changes: readonly SourceChange[]) => void>();
  readonly #rekeyListeners = new Set<(keys: ReadonlyMap<string, string>) => void>();
  readonly #places = new Map<number, (place: Place | null) => void>();
  readonly #answers = new Map<number, (answer: unknown) => void>();
  /** What changed since the oldest question that waits. */
  #later: { readonly batch: number; readonly changes: readonly SourceChange[] }[] = [];
  readonly #doc: Y.Doc;
  readonly #personOf: (clientId: number) => Person | null;
  #queue: SourceChange[] = [];
  #queueAuthor: Person | null = null;
  #isQueueLocal = false;
  #batch = 0;
  #choice = 0;
  #calmTimer: ReturnType<typeof setTimeout> | undefined;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  #request = 0;
  /** All parts of the first content were there once. */
  #isWhole = false;

  /** Follows `doc` until `close`. `personOf` names the person behind a Yjs client id, if known. */
  constructor(doc: Y.Doc, personOf: (clientId: number) => Person | null) {
    this.#doc = doc;
    this.#personOf = personOf;
    this.#worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), { type: 'module' });
    const inbox = new Inbox<FromAnalysis>((message) => this.#receive(message));
    this.#worker.onmessage = (event) => inbox.receive(event);
    this.#worker.onerror = (event) => {
      this.failure = event.message || 'The analysis stopped.';
    };
    this.#stop = observeSource(doc, (changes, transaction) => this.#enqueue(changes, transaction));
  }

  /** Rows follow this target with these options from now on. */
  chooseTarget(target: Target, options: VendorOptions): void {
    const { family } = targetInfo(target);
    if (family !== 'other') this.vendor = family;
    this.target = target;
    this.options = options;
    this.isVendorStale = true;
    this.#post({ type: 'vendor', target, options, choice: ++this.#choice });
  }

  /** The outline follows this file. */
  focus(file: FileId | null): void {
    this.#post({ type: 'focus', file });
  }

  /** Where a tag is declared now; null when it is gone. */
  locate(key: string): Promise<Place | null> {
    const request = ++this.#request;
    return new Promise((resolve) => {
      this.#places.set(request, resolve);
      this.#post({ type: 'locate', request, key });
    });
  }

  /**
   * Asks about the texts as they are now. Null when what is asked about is not there; `since` carries offsets of the
   * answer over what was written meanwhile.
   */
  async ask<Name extends Question>(name: Name, ask: Questions[Name]['ask']): Promise<Answer<Name> | null> {
    this.#flush();
    const request = ++this.#request;
    const batch = this.#batch;
    const asked = { name, ask } as Asked;
    const since: SourceChange[] = [];
    const answer = await new Promise<unknown>((resolve) => {
      this.#answers.set(request, (value) => {
        this.#flush();
        for (const one of this.#later) if (one.batch > batch) since.push(...one.changes);
        resolve(value);
      });
      this.#post({ type: 'ask', request, asked });
    });
    return answer === null ? null : { value: answer as Questions[Name]['answer'], since };
  }

  /** Takes over what the server knows of last changes. */
  learn(changes: Iterable<readonly [key: string, change: { at: number; author: Person | null }]>): void {
    this.earlier.clear();
    for (const [key, change] of changes) this.earlier.set(key, change);
    this.#tellOthers();
  }

  /** Uses of all tags are counted from now on, or no more. */
  wantUses(isWanted: boolean): void {
    this.uses.clear();
    this.#post({ type: 'uses', isWanted });
  }

  /** The last change of a tag that is known here. */
  changeOf(key: string): { readonly at: number; readonly author: Person | null } | undefined {
    return this.changes.get(key) ?? this.earlier.get(key);
  }

  /**
   * Hears which tags go by another key now, old to new, when the maps hold the new ones and before `version` says so: all
   * that is known by keys follows in one update. Returns the function that stops it.
   */
  onRekeyed(listener: (keys: ReadonlyMap<string, string>) => void): () => void {
    this.#rekeyListeners.add(listener);
    return () => this.#rekeyListeners.delete(listener);
  }

  /** Hears what anybody writes, in order, as it is written. Returns the function that stops it. */
  onSource(listener: (changes: readonly SourceChange[]) => void): () => void {
    this.#sourceListeners.add(listener);
    return () => this.#sourceListeners.delete(listener);
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#calmTimer);
    clearTimeout(this.#settleTimer);
    this.#worker.terminate();
  }

  /** One message per microtask and author, so that a row can say who changed it. */
  #enqueue(changes: readonly SourceChange[], transaction?: Y.Transaction): void {
    const isLocal = transaction?.local === true;
    const author = transaction && !isLocal ? this.#authorOf(transaction) : null;
    if (this.#queue.length > 0 && author?.id !== this.#queueAuthor?.id) this.#flush();
    if (this.#queue.length === 0) queueMicrotask(() => this.#flush());
    this.#queue.push(...changes);
    this.#queueAuthor = author;
    this.#isQueueLocal ||= isLocal;
    for (const listener of this.#sourceListeners) listener(changes);
  }

  #flush(): void {
    if (this.#queue.length === 0) return;
    const batch = ++this.#batch;
    if (this.#isQueueLocal) this.#stopwatch.start(batch);
    this.#post({ type: 'changes', batch, changes: this.#queue, author: this.#queueAuthor });
    if (this.#answers.size > 0) this.#later.push({ batch, changes: this.#queue });
    this.#queue = [];
    this.#queueAuthor = null;
    this.#isQueueLocal = false;
  }

  /** Whoever's items the transaction brought; null for what the local copy or the first exchange brought. */
  #authorOf(transaction: Y.Transaction): Person | null {
    if (!this.isReady) return null;
    for (const [clientId, clock] of transaction.afterState) {
      if (clientId === this.#doc.clientID) continue;
      if (clock > (transaction.beforeState.get(clientId) ?? 0)) return this.#personOf(clientId) ?? NOBODY;
    }
    return NOBODY;
  }

  /** True while more parts of the same message follow. */
  #receive(message: FromAnalysis): boolean {
    this.#take(message);
    return message.type === 'facts' && message.more;
  }

  #take(message: FromAnalysis): void {
    switch (message.type) {
      case 'facts':
        this.#takeFacts(message);
        return;
      case 'outline':
        this.outline = { file: message.file, items: message.items };
        this.focused = { file: message.file, keys: message.keys };
        return;
      case 'uses':
        for (const [key, count] of message.counts) this.uses.set(key, count);
        this.#tellOthers();
        return;
      case 'place':
        this.#places.get(message.request)?.(message.place);
        this.#places.delete(message.request);
        return;
      case 'answer':
        this.#answers.get(message.request)?.(message.answer);
        this.#answers.delete(message.request);
        if (this.#answers.size === 0) this.#later = [];
        return;
      default:
        message satisfies never;
    }
  }

  #takeFacts(message: Extract<FromAnalysis, { type: 'facts' }>): void {
    if (message.batch > 0) this.#stopwatch.lap(message.batch, message.began, message.at);
    this.#takeTags(message);
    this.#takeVendor(message.vendor);
    if (hasTagChange(message)) this.#tally(message);
    if (message.problems.length > 0) this.problems = merged(this.problems, message.problems);
    if (message.files.length > 0) this.files = mergedFiles(this.files, message.files);
    if (message.focused) this.focused = message.focused;
    if (message.types) this.typesVersion++;
    if (message.files.length > 0) this.isReady = true;
    if (this.isReady && !message.more) this.#isWhole = true;
    this.isFilling = message.more;
    if (hasTagChange(message)) {
      const { put, removed, renamed } = message;
      this.lastChange = { put, removed, renamed };
      if (renamed.length > 0) for (const listener of this.#rekeyListeners) listener(new Map(renamed));
      this.version++;
      this.#calm();
    }
    if (message.batch > 0) this.#stopwatch.painted(message.batch);
  }

  /** What stands beside the rows changed, and no row. */
  #tellOthers(): void {
    this.lastChange = { put: [], removed: [], renamed: [] };
    this.version++;
    this.#calm();
  }

  #calm(): void {
    if (this.#calmTimer !== undefined) return;
    this.calmVersion = this.version;
    this.#calmTimer = setTimeout(() => {
      this.#calmTimer = undefined;
      if (this.calmVersion !== this.version) this.#calm();
    }, CALM_MS);
  }

  #takeTags({ put, removed, renamed, author, more }: Extract<FromAnalysis, { type: 'facts' }>): void {
    const isTinted = put.length <= TINTED_AT_ONCE && !more && !this.isFilling;
    const at = performance.now();
    const before = new Map(renamed.map(([from, to]) => [to, this.tags.get(from)]));
    for (const key of removed) {
      this.tags.delete(key);
      this.searchTexts.forget(key);
    }
    this.#rekey(renamed);
    for (const row of put) {
      const old = before.get(row.key) ?? this.tags.get(row.key);
      if (this.#isWhole && isOtherRow(old, row)) {
        if (author && isTinted) this.remoteChanges.set(row.key, { at, author });
        this.changes.set(row.key, { at: Date.now(), author });
      }
      this.tags.set(row.key, row);
      this.searchTexts.forget(row.key);
    }
    for (const [key, change] of this.remoteChanges)
      if (at - change.at > EDGE_MS) this.remoteChanges.delete(key);
  }

  /** Who changed a tag is known of it under its other key, too. */
  #rekey(renamed: readonly Rekeyed[]): void {
    moveKeys(this.changes, renamed);
    moveKeys(this.earlier, renamed);
    moveKeys(this.uses, renamed);
    moveKeys(this.remoteChanges, renamed);
  }

  #takeVendor(change: Extract<FromAnalysis, { type: 'facts' }>['vendor']): void {
    if (change.choice !== this.#choice) return;
    if (change.isWhole) {
      for (const key of this.vendorRows.keys()) this.searchTexts.forget(key);
      this.vendorRows.clear();
      this.tallies.clearVendor();
      this.isVendorStale = false;
    }
    for (const key of change.removed) this.#putVendor(key, undefined);
    for (const row of change.rows) this.#putVendor(row.key, row);
  }

  #putVendor(key: string, row: VendorRow | undefined): void {
    this.tallies.noteVendor(key, this.vendorRows.get(key), row);
    this.searchTexts.forget(key);
    if (row) this.vendorRows.set(key, row);
    else this.vendorRows.delete(key);
  }

  #tally(message: Extract<FromAnalysis, { type: 'facts' }>): void {
    const { put, removed, vendor } = message;
    const note = (key: string) =>
      this.tallies.noteTag(key, this.tags.get(key) ?? null, this.vendorRows.get(key));
    for (const key of removed) note(key);
    for (const row of put) note(row.key);
    if (vendor.isWhole) for (const key of this.tags.keys()) note(key);
    else for (const row of vendor.rows) note(row.key);
    // Sums of a part are not what the first rows wait for.
    if (!message.more) this.#settle();
    else this.#settleTimer ??= setTimeout(() => this.#settle(), CALM_MS);
  }

  #settle(): void {
    clearTimeout(this.#settleTimer);
    this.#settleTimer = undefined;
    this.tallies.settle();
  }

  #post(message: ToAnalysis): void {
    this.#worker.postMessage(message);
  }
}

/** Whether a table of tags would look different after this message. */
function hasTagChange({ put, removed, vendor }: Extract<FromAnalysis, { type: 'facts' }>): boolean {
  return put.length + removed.length + vendor.rows.length + vendor.removed.length > 0 || vendor.isWhole;
}

interface Place {
  readonly file: FileId;
  readonly line: number;
  readonly col: number;
}

/** Whether a reader of the table would see a difference; problems of other lines do not count. */
function isOtherRow(before: TagRow | undefined, after: TagRow): boolean {
  if (!before) return true;
  if (before.qualifiers.join() !== after.qualifiers.join()) return true;
  return (['path', 'type', 'initial', 'address', 'comment', 'section'] as const).some(
    (field) => before[field] !== after[field],
  );
}

function moveKeys<Value>(map: Map<string, Value>, renamed: readonly Rekeyed[]): void {
  const moved = renamed.flatMap(([from, to]): [string, Value][] => {
    const value = map.get(from);
    map.delete(from);
    return value === undefined ? [] : [[to, value]];
  });
  for (const [key, value] of moved) map.set(key, value);
}

function merged(
  before: ReadonlyMap<FileId, readonly Problem[]>,
  changes: readonly (readonly [FileId, readonly Problem[]])[],
): Map<FileId, readonly Problem[]> {
  const after = new Map(before);
  for (const [file, list] of changes) {
    if (list.length === 0) after.delete(file);
    else after.set(file, list);
  }
  return after;
}

function mergedFiles(
  before: ReadonlyMap<FileId, FileFacts>,
  changes: readonly (readonly [FileId, FileFacts | null])[],
): Map<FileId, FileFacts> {
  const after = new Map(before);
  for (const [file, facts] of changes) {
    if (facts === null) after.delete(file);
    else after.set(file, facts);
  }
  return after;
}

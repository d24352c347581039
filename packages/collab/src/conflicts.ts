/**
 * What a merge would drop without a word (rule M1): single values (the path of a file, a setting, the section or another
 * value of a tag) of which two people set one at the same time, and files that one deleted while another, who did not know, wrote in them.
 * Values that lose are caught in the transaction that makes them lose; what was written in a deleted file is read from the
 * document at any time.
 */

import type { FileId } from '@tagloom/st-parser';
import * as Y from 'yjs';
import { bordersOf, headAt, isThereIn, type Meeting, meetingsOf, nameBehind } from './borders.ts';
import { allFiles, deleterOf, fileEntry, filesMap, knowledgeOf, settingsMap } from './source.ts';
import { lineBefore, pieceAt, piecesLike, pieceText, type Twins, twinsIn } from './twins.ts';

/** A value and the Yjs item that set it. */
export interface SetValue {
  readonly value: unknown;
  readonly client: number;
  readonly clock: number;
  /** When it was heard of, milliseconds since 1970; absent when nobody here did. */
  readonly at?: number;
}

/** Two people set one value without knowing of each other; `lost` is not in the document any more. */
export interface LostValue {
  /** Null for a project setting. */
  readonly file: FileId | null;
  /** `SECTION` for a head of a block of variables, `VALUE` for what a tag says otherwise. */
  readonly key: string;
  readonly lost: SetValue;
  readonly won: SetValue;
}

/** The key of sections that two people gave one tag; their values are the words of the heads, `VAR_INPUT`. */
export const SECTION = 'section';

/** The key of what two people wrote in place of one piece of a tag; their values are the texts, ` := 5`. */
export const VALUE = 'value';

/** A file that is deleted and holds text that its deleter did not know. */
export interface DeletedEdited {
  readonly code: 'FILE_DELETED_AND_EDITED';
  readonly file: FileId;
  readonly path: string;
  readonly deletedBy: number;
  /** Clients whose text it is. */
  readonly editedBy: readonly number[];
}

/** So many open conflicts are kept; the oldest go first. */
const MOST = 200;
/** Times of so many values are kept. */
const MOST_TIMES = 1_000;

/** The values that lost and about which nobody has decided yet, oldest first. */
export class LostValues {
  #values: readonly LostValue[];
  readonly #doc: Y.Doc;
  readonly #onChange: (values: readonly LostValue[]) => void;
  readonly #now: () => number | undefined;
  readonly #times = new Map<string, number>();

  /** Watches the document; `known` are those of earlier sessions, `now` is when what it hears was heard of. */
  constructor(
    doc: Y.Doc,
    onChange: (values: readonly LostValue[]) => void,
    known: readonly LostValue[] = [],
    now: () => number | undefined = () => undefined,
  ) {
    this.#doc = doc;
    this.#onChange = onChange;
    this.#now = now;
    this.#values = known;
    // Roots that nobody asked for are no maps yet.
    for (const root of [filesMap(doc), settingsMap(doc)]) root.size;
    // Before Yjs lets the content of what lost go.
    doc.on('afterTransaction', this.#look);
  }

  values(): readonly LostValue[] {
    return this.#values.filter(
      (one) =>
        (one.key !== SECTION || sectionNow(this.#doc, one) !== undefined) &&
        (one.key !== VALUE || valueNow(this.#doc, one) !== undefined),
    );
  }

  close(): void {
    this.#doc.off('afterTransaction', this.#look);
  }

  readonly #look = (transaction: Y.Transaction): void => {
    this.#lookAtSections(bordersOf(transaction), transaction);
    this.#lookAtValues(transaction);
    for (const [type, keys] of transaction.changed) {
      if (!(type instanceof Y.Map)) continue;
      const file = fileOfMap(this.#doc, type);
      if (file === undefined) continue;
      for (const key of keys)
        if (key !== null && isValue(file, key)) this.#judge(transaction, type, file, key);
    }
  };

  #lookAtSections(borders: readonly Y.Item[], transaction: Y.Transaction): void {
    for (const { id } of borders) this.#note(id);
    const meetings = meetingsOf(borders, isThereIn(transaction));
    if (meetings.length === 0) return;
    const lost = meetings.flatMap((meeting) => this.#lostSections(meeting));
    // What won before may be what goes now.
    const next = this.#values.map((one) => {
      const by = meetings.find(({ gone }) => one.key === SECTION && gone.some(({ id }) => isAt(one.won, id)));
      return by ? { ...one, won: this.#head(by.won) } : one;
    });
    if (lost.length > 0) this.#take([...next, ...lost]);
  }

  #lookAtValues(transaction: Y.Transaction): void {
    const found = twinsIn(transaction, isThereIn(transaction)).flatMap((twins) => this.#lostValues(twins));
    const known = new Set(this.#values.map(choiceOf));
    const lost = found.filter((one) => {
      const choice = choiceOf(one);
      return !known.has(choice) && known.add(choice);
    });
    if (lost.length > 0) this.#take([...this.#values, ...lost]);
  }

  #lostValues({ won, gone }: Twins): LostValue[] {
    const file = fileOfMap(this.#doc, (won.parent as Y.Text)._item?.parent as Y.Map<unknown>);
    const said = this.#piece(won);
    if (!file || !said) return [];
    return gone.flatMap((item): LostValue[] => {
      const lost = this.#piece(item);
      return lost && lost.value !== said.value ? [{ file, key: VALUE, lost, won: said }] : [];
    });
  }

  #piece(item: Y.Item): SetValue | null {
    const value = pieceText(item);
    if (value === null) return null;
    this.#note(item.id);
    const { client, clock } = item.id;
    return this.#timed({ value, client, clock });
  }

  #lostSections({ lost, won }: Meeting): LostValue[] {
    const file = fileOfMap(this.#doc, (won.item.parent as Y.Text)._item?.parent as Y.Map<unknown>);
    if (!file) return [];
    return lost.map((one) => ({ file, key: SECTION, lost: this.#head(one), won: this.#head(won) }));
  }

  #head({ item, words }: Meeting['won']): SetValue {
    const { client, clock } = item.id;
    return this.#timed({ value: words, client, clock });
  }

  #note({ client, clock }: Y.ID): void {
    const at = this.#now();
    if (at === undefined) return;
    this.#times.set(`${client} ${clock}`, at);
    for (const key of this.#times.keys()) if (this.#times.size > MOST_TIMES) this.#times.delete(key);
  }

  #timed(value: SetValue): SetValue {
    const at = this.#times.get(`${value.client} ${value.clock}`);
    return at === undefined ? value : { ...value, at };
  }

  #take(values: readonly LostValue[]): void {
    this.#values = values.slice(-MOST);
    this.#onChange(this.#values);
  }

  #judge(transaction: Y.Transaction, map: Y.Map<unknown>, file: FileId | null, key: string): void {
    const winner = map._map.get(key);
    if (!winner || winner.deleted) return;
    const isNew = ({ id }: Y.Item) => id.clock >= (transaction.beforeState.get(id.client) ?? 0);
    const items = losers(winner, isNew);
    const own = setValue(winner);
    if (!own) return;
    if (isNew(winner)) this.#note(own);
    const won = this.#timed(own);
    const lost = items.flatMap((item): LostValue[] => {
      const value = setValue(item);
      if (!value || value.value === won.value || value.client === won.client) return [];
      if (isNew(item)) this.#note(value);
      return [{ file, key, lost: this.#timed(value), won }];
    });
    // Whoever sets one of the two values anew, or sets a third one here, has decided; others may not have known of both.
    const isDecided = ({ lost: one, won: other }: LostValue) =>
      isNew(winner) &&
      items.length === 0 &&
      (transaction.local ||
        won.value === one.value ||
        (won.value === other.value && won.clock !== other.clock));
    const isFollowed = (one: LostValue) =>
      items.some(({ origin }) => origin !== null && isAt(one.lost, origin));
    const next = this.#values.flatMap((one): LostValue[] => {
      if (one.file !== file || one.key !== key) return [one];
      return isDecided(one) || isFollowed(one) ? [] : [{ ...one, won }];
    });
    next.push(...lost);
    if (next.length === 0 && this.#values.length === 0) return;
    this.#take(next);
  }
}

/** The file whose map it is, null for the settings, undefined for any other map. */
function fileOfMap(doc: Y.Doc, map: Y.Map<unknown>): FileId | null | undefined {
  if (map === settingsMap(doc)) return null;
  const isFile = map._item !== null && map._item.parent === filesMap(doc);
  return isFile ? (map._item?.parentSub ?? undefined) : undefined;
}

/** Deleting is not a value that somebody could want back: it has its own way. */
function isValue(file: FileId | null, key: string): boolean {
  return file === null || key === 'path';
}

/** The newest values that lose by this transaction: what a new winner did not know, and what is new and did not win. */
function losers(winner: Y.Item, isNew: (item: Y.Item) => boolean): Y.Item[] {
  const known = ancestors(winner);
  const unknown: Y.Item[] = [];
  let isBehindOrigin = winner.origin === null;
  for (let item = winner.left; item; item = item.left) {
    if (winner.origin && covers(item, winner.origin)) isBehindOrigin = true;
    if (known.has(item)) continue;
    if (isNew(item) || (isNew(winner) && (!isBehindOrigin || winner.origin === null))) unknown.push(item);
  }
  const isFollowed = (item: Y.Item) => unknown.some(({ origin }) => origin !== null && covers(item, origin));
  return unknown.filter((item) => !isFollowed(item));
}

/** What the winner's author built on: the values that it followed. */
function ancestors(winner: Y.Item): Set<Y.Item> {
  const known = new Set<Y.Item>();
  let { origin } = winner;
  for (let item = winner.left; item && origin; item = item.left) {
    if (!covers(item, origin)) continue;
    known.add(item);
    origin = item.origin;
  }
  return known;
}

function covers({ id, length }: Y.Item, { client, clock }: Y.ID): boolean {
  return id.client === client && clock >= id.clock && clock < id.clock + length;
}

function isAt({ client, clock }: SetValue, id: Y.ID): boolean {
  return client === id.client && clock === id.clock;
}

/** Null when Yjs has let its content go already: then it was told when it lost. */
function setValue({ content, id, length }: Y.Item): SetValue | null {
  if (!(content instanceof Y.ContentAny)) return null;
  return { value: content.arr.at(-1), client: id.client, clock: id.clock + length - 1 };
}

/** Files that are deleted and hold text that the deleter did not know. */
export function deletedAndEdited(doc: Y.Doc): DeletedEdited[] {
  const found: DeletedEdited[] = [];
  for (const { id, path, deleted, text } of allFiles(doc)) {
    const knowledge = deleted ? knowledgeOf(doc, id) : undefined;
    const deletedBy = deleterOf(doc, id);
    if (!knowledge || deletedBy === undefined) continue;
    const editedBy = new Set<number>();
    for (let item = text._start; item; item = item.right)
      if (!item.deleted && item.id.clock + item.length > (knowledge[item.id.client] ?? 0))
        editedBy.add(item.id.client);
    editedBy.delete(deletedBy);
    if (editedBy.size > 0)
      found.push({ code: 'FILE_DELETED_AND_EDITED', file: id, path, deletedBy, editedBy: [...editedBy] });
  }
  return found;
}

/** The tag whose section it is, and what its head says now; undefined when somebody wrote another head since. */
export function sectionNow(doc: Y.Doc, { won }: Pick<LostValue, 'won'>): SectionNow | undefined {
  const head = headAt(doc, won);
  return head && head.words === won.value ? { words: head.words, name: nameBehind(head.item) } : undefined;
}

export interface SectionNow {
  readonly words: string;
  readonly name: string | null;
}

/** Writes the head that lost in place of the one that won. */
export function takeSection(doc: Y.Doc, { lost, won }: LostValue, origin: unknown = null): void {
  const head = headAt(doc, won);
  if (!head || head.words !== won.value) return;
  const text = head.item.parent as Y.Text;
  const { item, written } = head;
  const { str } = item.content as Y.ContentString;
  const words = String(lost.value);
  const at = str.lastIndexOf(written);
  const border = `${str.slice(0, at)}${written === head.words ? words : words.toLowerCase()}${str.slice(at + written.length)}`;
  doc.transact(() => {
    const from = offsetOf(item);
    text.delete(from, str.length);
    text.insert(from, border);
  }, origin);
}

function offsetOf(item: Y.Item): number {
  let at = 0;
  for (let { left } = item; left; left = left.left) if (!left.deleted && left.countable) at += left.length;
  return at;
}

/** One choice between two texts, at however many places: each use of a name that two people gave. */
function choiceOf({ key, lost, won }: LostValue): string {
  return JSON.stringify([key, lost.client, lost.value, won.client, won.value]);
}

export interface ValueNow {
  /** What it says, without the signs around it. */
  readonly words: string;
  /** The tag that says it; null when it is its name. */
  readonly name: string | null;
}

/** What stands where two people gave a tag one value each; undefined when somebody wrote something else since. */
export function valueNow(doc: Y.Doc, { won }: Pick<LostValue, 'won'>): ValueNow | undefined {
  const piece = pieceAt(doc, won, String(won.value));
  if (!piece) return undefined;
  const before = /^\s*([A-Za-z_]\w*|"[^"\n]+"|`[^`\n]+`)/.exec(lineBefore(piece));
  return { words: valueWords(won.value), name: before?.[1] ?? null };
}

/** What a piece says, without the signs around it. */
export function valueWords(piece: unknown): string {
  return String(piece)
    .replace(/^(\s*:(?!=)[^;]*);.*$/s, '$1')
    .replace(/^\s*(?::=|AT\b|\/\/|:)?\s*/i, '')
    .trim();
}

/** Writes the value that lost in place of the one that won, wherever they met. */
export function takePiece(doc: Y.Doc, { lost, won }: LostValue, origin: unknown = null): void {
  const pieces = piecesLike(doc, { client: won.client, text: String(won.value) }, lost.client);
  doc.transact(() => {
    for (const piece of pieces) {
      const text = piece.parent as Y.Text;
      const from = offsetOf(piece);
      text.delete(from, piece.length);
      text.insert(from, String(lost.value));
    }
  }, origin);
}

/** Takes a value that lost: it is set anew, and everybody sees it. */
export function takeValue(
  doc: Y.Doc,
  { file, key }: Pick<LostValue, 'file' | 'key'>,
  value: unknown,
  origin: unknown = null,
): void {
  const map = file === null ? settingsMap(doc) : filesMap(doc).get(file);
  if (file === null || fileEntry(doc, file)) doc.transact(() => map?.set(key, value), origin);
}

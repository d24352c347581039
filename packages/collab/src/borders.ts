/**
 * Heads and borders of blocks of variables that two people wrote at one place without knowing of each other, because each
 * gave a tag, or its neighbour, another section (B10). Side by side they would leave a head without its end, an empty
 * block, or a tag in a section that nobody gave it. What goes is told by the document alone and is only deleted, so that
 * any number of peers may do it at once and all end equal; the head that goes is told with both authors (M1).
 */

import * as Y from 'yjs';
import { piecesBrought } from './brought.ts';
import { twinsIn, twinsOf } from './twins.ts';

/** A piece of text that begins a section: a head alone, or `END_VAR` with the head that follows. */
interface Border {
  readonly items: readonly Y.Item[];
  /** `head` in place of another one, `front` of a tag that changes, `back` to what the others had. */
  readonly kind: 'head' | 'front' | 'back';
  /** `VAR_INPUT`, `VAR RETAIN`. */
  readonly words: string;
}

/** A head and the item that holds it. */
export interface Head {
  readonly item: Y.Item;
  readonly words: string;
  /** The words as they stand there. */
  readonly written: string;
}

/** Borders that met at one place. */
export interface Meeting {
  readonly gone: readonly Y.Item[];
  /** Heads that tell something else than the one that stays. */
  readonly lost: readonly Pick<Head, 'item' | 'words'>[];
  readonly won: Pick<Head, 'item' | 'words'>;
}

/** Longer pieces are no borders; it keeps pasted files out. */
const LONGEST = 400;

/** A name with its comments and attributes takes no more. */
const NAME_WITHIN = 2_000;
const NAME =
  /^(?:\s|\/\/[^\n]*(?:\n|$)|\(\*[\s\S]*?\*\)|\/\*[\s\S]*?\*\/|\{[^}]*\})*("[^"\n]+"|`[^`\n]+`|[A-Za-z_]\w*)/;

// What somebody is just typing has no blank behind it yet.
const HEAD = /^\s*(?:\{[^}]*\}\s*)*(VAR(?:_\w+)?(?:[ \t]+[A-Z]+)*)\s+$/i;
const END = /^\s*END_VAR;?\s+$/i;
const BOTH = /^\s*END_VAR;?\s+(?:\{[^}]*\}\s*)*(VAR(?:_\w+)?(?:[ \t]+[A-Z]+)*)\s*$/i;
const IS_WHOLE = /^[ \t]|\s$/;

/** Items that count as there: those that are, and those that went in the transaction that is looked at. */
type IsThere = (item: Y.Item) => boolean;

const isThereNow: IsThere = ({ deleted }) => !deleted;

/** What a transaction brought may have been mended in it, too: it met all the same. */
export function isThereIn({ deleteSet }: Y.Transaction): IsThere {
  return ({ deleted, id }) => !deleted || Y.isDeleted(deleteSet, id);
}

/** Where borders meet, of those that a transaction brought. */
export function meetingsOf(borders: readonly Y.Item[], isThere: IsThere = isThereNow): Meeting[] {
  const seen = new Set<Y.Item>();
  return borders.flatMap((item) => {
    if (!isThere(item) || seen.has(item)) return [];
    const run = runAround(item, isThere);
    for (const { items } of run) for (const one of items) seen.add(one);
    return meetingsIn(run);
  });
}

/** The head that stands where somebody wrote one; undefined when it is there no more. */
export function headAt(doc: Y.Doc, id: Y.ID): Head | undefined {
  if (Y.getState(doc.store, id.client) <= id.clock) return undefined;
  const item: Y.Item | Y.GC = Y.getItem(doc.store, id);
  if (!(item instanceof Y.Item)) return undefined;
  const text = item.deleted ? null : textOf(item);
  const written = text === null ? undefined : (HEAD.exec(text) ?? BOTH.exec(text))?.[1];
  return written === undefined ? undefined : { item, written, words: written.toUpperCase() };
}

/** The name that is declared first behind a head; null when there is none. */
export function nameBehind(head: Y.Item): string | null {
  let text = '';
  for (let item = head.right; item && text.length < NAME_WITHIN; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString) text += item.content.str;
  return NAME.exec(text.slice(0, NAME_WITHIN))?.[1] ?? null;
}

/**
 * Deletes what is too much wherever borders or twins meet in a document, once `mayMend`: not before others have heard of what was
 * written here, or they would never see what went. `mend` looks again whether it may.
 */
export function mendBorders(
  doc: Y.Doc,
  origin: unknown,
  mayMend: () => boolean,
): { readonly mend: () => void; readonly stop: () => void } {
  let waiting: Y.Item[] = [];
  const collect = (transaction: Y.Transaction) => {
    waiting.push(...meetingsOf(bordersOf(transaction)).map(({ won }) => won.item));
    waiting.push(...twinsIn(transaction).map(({ won }) => won));
  };
  const mend = () => {
    if (waiting.length === 0 || !mayMend()) return;
    const gone = [...meetingsOf(waiting.filter(isBorder)), ...twinsOf(waiting)].flatMap((one) => one.gone);
    waiting = [];
    doc.transact((transaction) => {
      for (const item of gone) item.delete(transaction);
    }, origin);
  };
  doc.on('afterTransaction', collect);
  doc.on('afterAllTransactions', mend);
  const stop = () => {
    doc.off('afterTransaction', collect);
    doc.off('afterAllTransactions', mend);
  };
  return { mend, stop };
}

/** The pieces that a transaction brought and that may be borders of files. */
export function bordersOf(transaction: Y.Transaction): Y.Item[] {
  return piecesBrought(transaction).filter(isBorder);
}

function textOf({ content }: Y.Item): string | null {
  const isShort = content instanceof Y.ContentString && content.str.length <= LONGEST;
  return isShort ? (content as Y.ContentString).str : null;
}

function isBorder(item: Y.Item): boolean {
  const text = textOf(item);
  return text !== null && IS_WHOLE.test(text) && (HEAD.test(text) || END.test(text) || BOTH.test(text));
}

/** The borders that stand side by side with nothing between. */
function runAround(item: Y.Item, isThere: IsThere): Border[] {
  let first = item;
  for (let left = item.left; left && (!isThere(left) || isBorder(left)); left = left.left)
    if (isThere(left)) first = left;
  const run: Border[] = [];
  for (let at: Y.Item | null = first; at && (!isThere(at) || isBorder(at)); at = at.right) {
    if (!isThere(at)) continue;
    const text = textOf(at)!;
    const next = END.test(text) ? firstBehind(at, isThere) : null;
    const head = next && isBorder(next) ? HEAD.exec(textOf(next)!) : null;
    const border = borderOf(at, text, next, head);
    if (border === null) continue;
    run.push(border);
    at = border.items.at(-1)!;
  }
  return run;
}

function borderOf(
  item: Y.Item,
  text: string,
  next: Y.Item | null,
  head: RegExpExecArray | null,
): Border | null {
  const words = (match: RegExpExecArray) => match[1]!.toUpperCase();
  if (next && head) return { items: [item, next], kind: 'front', words: words(head) };
  const both = BOTH.exec(text);
  if (both) return { items: [item], kind: /\n[ \t]+$/.test(text) ? 'front' : 'back', words: words(both) };
  const alone = HEAD.exec(text);
  return alone && { items: [item], kind: 'head', words: words(alone) };
}

function firstBehind(item: Y.Item, isThere: IsThere): Y.Item | null {
  let { right } = item;
  while (right && !isThere(right)) right = right.right;
  return right;
}

/** Of all that met at one place, what stays and what goes. */
function meetingsIn(run: readonly Border[]): Meeting[] {
  const groups: Border[][] = [];
  for (const border of run) {
    const group = groups.at(-1);
    if (group && haveMet(group.at(-1)!, border)) group.push(border);
    else groups.push([border]);
  }
  return groups.flatMap((group) => (group.length > 1 && isMeant(group) ? (meetingOf(group) ?? []) : []));
}

/** Heads stand behind the one that they replace; what else looks like one is being typed. */
function isMeant(group: readonly Border[]): boolean {
  const isHead = group.some(({ kind }) => kind === 'head');
  return !isHead || group[0]?.items[0]?.left?.deleted === true;
}

/** The last border in front of a tag stays, and what leads back behind it goes: it was meant for the tag in front. */
function meetingOf(group: readonly Border[]): Meeting | null {
  const asked = group.filter(({ kind }) => kind !== 'back');
  const stays = asked.at(-1) ?? group.at(-1)!;
  const at = group.indexOf(stays);
  const isGone = (one: Border, index: number) =>
    one !== stays && (one.kind !== 'back' || index > at || group[index + 1]?.kind === 'back');
  const gone = group.filter(isGone);
  if (gone.length === 0) return null;
  const headOf = ({ items, words }: Border) => ({ item: items.at(-1)!, words });
  const lost = gone.filter(({ kind, words }) => kind !== 'back' && words !== stays.words).map(headOf);
  return { gone: gone.flatMap(({ items }) => items), lost, won: headOf(stays) };
}

/** Two people wrote them between the same letters, and neither knew of the other. */
function haveMet(left: Border, right: Border): boolean {
  const [a, b] = [left.items[0]!, right.items[0]!];
  if (a.id.client === b.id.client || !isSame(a.origin, b.origin)) return false;
  return !left.items.some(({ rightOrigin }) => right.items.some((item) => covers(item, rightOrigin)));
}

function isSame(a: Y.ID | null, b: Y.ID | null): boolean {
  return a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);
}

function covers({ id, length }: Y.Item, at: Y.ID | null): boolean {
  return at !== null && at.client === id.client && at.clock >= id.clock && at.clock < id.clock + length;
}

/**
 * Values of tags that two people wrote at one place without knowing of each other: another type, name, start value or
 * comment in place of the same one (`writing.ts`), or an address or a start value where there was none. Side by side they
 * would read as one (`84` and `13` as `8413`). One of them stays, told by the document alone; the other one is told with both
 * authors (M1), or goes without a word when it says the same.
 */

import * as Y from 'yjs';
import { isFileText, piecesBrought } from './brought.ts';

/** Pieces that met at one place. */
export interface Twins {
  readonly won: Y.Item;
  readonly gone: readonly Y.Item[];
}

/** Items that count as there. */
type IsThere = (item: Y.Item) => boolean;

const isThereNow: IsThere = ({ deleted }) => !deleted;
/** Longer pieces are what somebody wrote and no values. */
const LONGEST = 1_000;
/**
 * Pieces of several lines are values only as the rest of a declaration that leaves another one (`a, b : INT`) or as a line of
 * comment: code that two people wrote in place of the same lines stays, both of it.
 */
const LINES = [/^ ?(?:AT\s+\S+ ?)?:[^;\n]*;/i, /^\/[^\n]*\n$/];
/** What is added to a declaration that had none: an address, a start value. */
const ADDED = [/^ ?AT\s+\S+ ?$/i, /^ := \S[^;]*$/];
/** Several comments may stand side by side, but not the same one twice. */
const COMMENT = /^ (?:\/\/|\(\*)/;
/** A line with a declaration takes no more in front of a piece. */
const LINE_WITHIN = 2_000;

/**
 * Where pieces that a transaction brought meet one that was there before. What comes together, as all of a document does when
 * it is loaded, has met long ago: who saw it then let it stand, and the letters around may have gone for other reasons.
 */
export function twinsIn(transaction: Y.Transaction, isThere: IsThere = isThereNow): Twins[] {
  const isNew = ({ id }: Y.Item) => id.clock >= (transaction.beforeState.get(id.client) ?? 0);
  const met = twinsOf(piecesBrought(transaction), isThere);
  return met.filter(({ won, gone }) => ![won, ...gone].every(isNew));
}

/** Where any of these pieces meets others; each place once. */
export function twinsOf(pieces: readonly Y.Item[], isThere: IsThere = isThereNow): Twins[] {
  const seen = new Set<Y.Item>();
  return pieces.flatMap((piece) => {
    if (seen.has(piece) || !isThere(piece) || !isValue(piece)) return [];
    const all = piecesBeside(piece).filter(
      (one) => isThere(one) && isValue(one) && kindOf(one) === kindOf(piece),
    );
    for (const one of all) seen.add(one);
    // The longer one: of two that part names at one comma it is the one that says more. Without its END_VAR neighbours would move.
    const won = all.reduce((best, one) => (weightOf(one) >= weightOf(best) ? one : best));
    const gone = all.filter(
      (one) => one !== won && (kindOf(one) !== 'comment' || pieceText(one) === pieceText(won)),
    );
    return gone.length > 0 ? [{ won, gone }] : [];
  });
}

function weightOf(piece: Y.Item): number {
  return piece.length + (/\nEND_VAR\b/i.test(pieceText(piece) ?? '') ? LONGEST : 0);
}

/** The text of a piece; null when it is not one, or Yjs has let it go. */
export function pieceText({ content }: Y.Item): string | null {
  return content instanceof Y.ContentString ? content.str : null;
}

/** The piece with this id as it stands there, whole; undefined when it is there no more. */
export function pieceAt(doc: Y.Doc, id: Y.ID, text: string): Y.Item | undefined {
  if (Y.getState(doc.store, id.client) <= id.clock) return undefined;
  const item: Y.Item | Y.GC = Y.getItem(doc.store, id);
  const isIt = item instanceof Y.Item && !item.deleted && item.id.clock === id.clock;
  return isIt && pieceText(item) === text ? item : undefined;
}

/** All pieces of a client in the files that say the same and met one of another client: uses of a name that two people gave. */
export function piecesLike(doc: Y.Doc, won: { client: number; text: string }, lost: number): Y.Item[] {
  const found: Y.Item[] = [];
  for (const struct of doc.store.clients.get(won.client) ?? []) {
    if (!(struct instanceof Y.Item) || struct.deleted || pieceText(struct) !== won.text) continue;
    if (!isFileText(doc, struct.parent)) continue;
    if (piecesBeside(struct).some(({ id }) => id.client === lost)) found.push(struct);
  }
  return found;
}

/**
 * What a piece replaced that went because another one stays there: it is replaced all the same, so that taking the piece
 * back brings nothing back. Empty for other pieces.
 */
export function replacedBy(piece: Y.Item): Y.ID[] {
  const { origin } = piece;
  if (!piece.deleted || !origin) return [];
  const beside = siblings(piece);
  if (!beside.some(({ deleted, id }) => !deleted && id.client !== piece.id.client)) return [];
  const { store } = (piece.parent as Y.Text).doc!;
  const first: Y.Item | Y.GC = Y.getItem(store, origin);
  if (!(first instanceof Y.Item) || !first.deleted) return [];
  if (!isInside(piece)) return run(first, 'left');
  return [origin, ...run(beside.at(-1)!.right, 'right')];
}

/** What somebody replaced while I took it away: the text stands in place of mine, so that taking mine back brings nothing back. */
export function replacedWithin(gone: Y.Item): Y.ID[] {
  const { right } = gone;
  const isIt = right && !right.deleted && isSame(right.origin, gone.lastId) && isInside(right);
  // Where I took two neighbours away what stands between them may be added to the first one, behind its last letter.
  const isAdded = isIt && [...ADDED, COMMENT].some((pattern) => pattern.test(pieceText(right) ?? ''));
  return isIt && !(isAdded && !/\s$/.test(pieceText(gone) ?? ''))
    ? [gone.lastId, ...run(right.right, 'right')]
    : [];
}

/** All characters of what is gone from an item on. */
function run(item: Y.Item | null, way: 'left' | 'right'): Y.ID[] {
  const found: Y.ID[] = [];
  for (let at = item; at?.deleted; at = at[way])
    for (let index = 0; index < at.length; index++)
      found.push({ client: at.id.client, clock: at.id.clock + index });
  return found;
}

/** Pieces that were written behind the same character, this one among them, in their order. */
function siblings(piece: Y.Item): Y.Item[] {
  if (isInside(piece)) return piecesBeside(piece);
  const found: Y.Item[] = [];
  let first: Y.Item | null = piece;
  while (first.left && isSame(first.left.origin, piece.origin)) first = first.left;
  for (let item: Y.Item | null = first; item && isSame(item.origin, piece.origin); item = item.right)
    found.push(item);
  return found;
}

/** What stands in front of a piece in its line. */
export function lineBefore(piece: Y.Item): string {
  let text = '';
  for (let item = piece.left; item && text.length < LINE_WITHIN; item = item.left) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
    text = item.content.str + text;
    if (item.content.str.includes('\n')) break;
  }
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** Pieces that were written between the same two characters, this one among them, in their order. */
function piecesBeside(piece: Y.Item): Y.Item[] {
  const { origin, rightOrigin } = piece;
  const text = piece.parent as Y.Text;
  const first: Y.Item | Y.GC | null = origin && Y.getItem(text.doc!.store, origin);
  const found: Y.Item[] = [];
  let item = first instanceof Y.Item ? first.right : text._start;
  for (; item && !isAt(item, rightOrigin); item = item.right)
    if (isSame(item.origin, origin) && isSame(item.rightOrigin, rightOrigin)) found.push(item);
  return found;
}

function isAt(item: Y.Item, id: Y.ID | null): boolean {
  return (
    id !== null && item.id.client === id.client && id.clock >= item.id.clock && id.clock <= item.lastId.clock
  );
}

function isSame(a: Y.ID | null, b: Y.ID | null): boolean {
  return a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);
}

/** Whole, short, and at a place where tags are written. */
function isValue(item: Y.Item): boolean {
  if (item.length > LONGEST || kindOf(item) === null || isCut(item)) return false;
  const text = pieceText(item);
  return !text?.includes('\n') || LINES.some((pattern) => pattern.test(text));
}

/** Somebody wrote inside of it. */
function isCut({ parent, lastId }: Y.Item): boolean {
  const { store } = (parent as Y.Text).doc!;
  const next = { client: lastId.client, clock: lastId.clock + 1 };
  if (Y.getState(store, next.client) <= next.clock) return false;
  const behind: Y.Item | Y.GC = Y.getItem(store, next);
  return behind instanceof Y.Item && isSame(behind.origin, lastId);
}

/** What it stands for; null when it is nothing of a tag. */
function kindOf(item: Y.Item): string | null {
  if (isInside(item)) return 'instead';
  const text = pieceText(item);
  const at = text === null ? -1 : ADDED.findIndex((pattern) => pattern.test(text));
  if (at < 0) return text !== null && COMMENT.test(text) ? 'comment' : null;
  return `added ${at}`;
}

/** Written between two characters of which neither is there any more: what replaces them (`writing.ts`). */
function isInside({ origin, rightOrigin, parent }: Y.Item): boolean {
  const { store } = (parent as Y.Text).doc!;
  return (
    origin !== null &&
    rightOrigin !== null &&
    [origin, rightOrigin].every((id) => Y.getItem(store, id).deleted)
  );
}

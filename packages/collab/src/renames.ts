/**
 * Names that symbols had before, kept in the source document: a colleague who was offline uses the old name of what was
 * renamed meanwhile, and every peer can say so after the merge. Entries say nothing about the text: one whose new name
 * is not declared, or whose old one is again, means nothing.
 */

import type * as Y from 'yjs';
import { MAX_PATH_LENGTH } from './source.ts';

/** A symbol as a lower-case path, and the name that it got. */
export interface NewName {
  readonly key: string;
  readonly name: string;
}

/** A name of before, both as lower-case paths; what holds the symbol goes by its present name in both. */
export interface FormerName {
  readonly key: string;
  readonly now: string;
}

interface Kept {
  readonly to: string;
  /** When it was noted, milliseconds since 1970 by the clock of the peer. */
  readonly at: number;
}

/** So many names are kept; the oldest go first. */
export const MOST_FORMER_NAMES = 500;

/** Longest name that is taken from the document, in UTF-16 units. */
const LONGEST = 240;

export function renamesMap(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('renames');
}

/** Notes renames that were just written; `at` in milliseconds since 1970. */
export function noteRenames(
  doc: Y.Doc,
  renames: readonly NewName[],
  at: number,
  origin: unknown = null,
): void {
  if (renames.length === 0) return;
  const map = renamesMap(doc);
  doc.transact(() => {
    for (const { key, name } of renames.slice(-MOST_FORMER_NAMES)) {
      const now = sibling(key, name);
      // A name that comes back is no former one any more.
      if (map.has(now)) map.delete(now);
      if (now !== key) map.set(key, { to: name, at } satisfies Kept);
    }
    const kept = [...readKept(doc)].sort(([, a], [, b]) => a.at - b.at);
    for (const [key] of kept.slice(0, Math.max(0, kept.length - MOST_FORMER_NAMES))) map.delete(key);
  }, origin);
}

/** All former names with what they are called now, by key; those that lead round in a circle are left out. */
export function formerNames(doc: Y.Doc): FormerName[] {
  const kept = readKept(doc);
  const found = [...kept.keys()].flatMap((key): FormerName[] => {
    const holder = presentKey(kept, parentOf(key));
    const now = presentKey(kept, key);
    if (holder === null || now === null) return [];
    const was = holder === '' ? key : `${holder}.${key.slice(key.lastIndexOf('.') + 1)}`;
    return was === now ? [] : [{ key: was, now }];
  });
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The path that a symbol has after all renames of it and of what holds it; null when they lead round in a circle. */
function presentKey(kept: ReadonlyMap<string, Kept>, key: string): string | null {
  let now = key;
  const seen = new Set<string>();
  for (let found = kept.get(now); found !== undefined; found = kept.get(now)) {
    if (seen.has(now)) return null;
    seen.add(now);
    now = sibling(now, found.to);
  }
  const parent = parentOf(now);
  if (parent === '') return now;
  const holder = presentKey(kept, parent);
  if (holder === null || holder === parent) return holder === null ? null : now;
  const moved = `${holder}.${now.slice(parent.length + 1)}`;
  return kept.has(moved) && !seen.has(moved) ? presentKey(kept, moved) : moved;
}

/** Anybody may have written anything there. */
function readKept(doc: Y.Doc): Map<string, Kept> {
  const kept = new Map<string, Kept>();
  for (const [key, value] of renamesMap(doc)) {
    const { to, at } = Object(value) as Record<string, unknown>;
    const isName = typeof to === 'string' && to !== '' && to.length <= LONGEST && !to.includes('.');
    const isPath = key.length <= MAX_PATH_LENGTH && key === key.toLowerCase();
    if (isName && isPath && typeof at === 'number') kept.set(key, { to, at });
  }
  return kept;
}

function sibling(key: string, name: string): string {
  const parent = parentOf(key);
  return (parent === '' ? name : `${parent}.${name}`).toLowerCase();
}

function parentOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('.')));
}

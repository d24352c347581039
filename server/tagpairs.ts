/** Which tags of two states of a project are the same ones, where only the texts of both are left: I1 over a difference of texts. */

import { matchTags, movePlace, type TagPlace } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import { textEdits } from './integrations/textdiff.ts';

/** A tag of one state: its key, and where its name stands in the text of that state. */
export interface PlacedTag {
  readonly key: string;
  readonly path: string;
  readonly file: FileId;
  readonly from: number;
  readonly to: number;
}

/** Tags of one state with the texts around them; null for a file that it does not have. */
export interface PlacedTags<Tag extends PlacedTag> {
  readonly tags: readonly Tag[];
  readonly text: (file: FileId) => string | null;
}

export interface TagPairs<Before, After> {
  /** Tags of both states, renamed ones with both their paths. */
  readonly pairs: readonly (readonly [Before, After])[];
  readonly added: readonly After[];
  readonly removed: readonly Before[];
}

/** Tags of one key are one; the others are paired by what is left of their names in the later text. */
export function pairTags<Before extends PlacedTag, After extends PlacedTag>(
  before: PlacedTags<Before>,
  after: PlacedTags<After>,
): TagPairs<Before, After> {
  const old = new Map(before.tags.map((tag) => [tag.key, tag]));
  const pairs: (readonly [Before, After])[] = [];
  const born: After[] = [];
  for (const tag of after.tags) {
    const was = old.get(tag.key);
    if (was) pairs.push([was, tag]);
    else born.push(tag);
    old.delete(tag.key);
  }
  const move = moverOf(before.text, after.text);
  const matched = matchTags(
    [...old.values()].map((tag) => ({ ...move(tag), tag })),
    born.map((tag) => ({ ...placeOf(tag), tag })),
  );
  return {
    pairs: [...pairs, ...matched.pairs.map(([was, now]) => [was.tag, now.tag] as const)],
    added: matched.added.map(({ tag }) => tag),
    removed: matched.removed.map(({ tag }) => tag),
  };
}

function placeOf({ file, path, from, to }: PlacedTag): TagPlace {
  return { file, path, from, to, behind: to };
}

/** Carries places of the earlier texts into the later ones; each file is compared once. */
function moverOf(before: (file: FileId) => string | null, after: (file: FileId) => string | null) {
  const known = new Map<FileId, readonly Edit[] | null>();
  return (tag: PlacedTag): TagPlace => {
    const { file } = tag;
    if (!known.has(file)) {
      const [was, now] = [before(file), after(file)];
      known.set(file, was === null || now === null ? null : textEdits(was, now));
    }
    const edits = known.get(file);
    return edits ? movePlace(placeOf(tag), edits) : { ...placeOf(tag), from: 0, to: 0, behind: null };
  };
}

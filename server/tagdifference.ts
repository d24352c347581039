/** What differs between the tags of two states of a project, as people read it: by path, with each field before and after. */

import { type Project, placesIn, type Tag } from '@tagloom/st-parser';
import { type PlacedTag, type PlacedTags, pairTags } from './tagpairs.ts';

/** The part of a tag that people write. */
export interface TagText {
  readonly path: string;
  readonly type: string;
  readonly initial: string | null;
  readonly address: string | null;
  readonly comment: string | null;
}

export interface TagDifference {
  readonly added: readonly TagText[];
  /** A renamed tag has two paths. */
  readonly changed: readonly { readonly before: TagText; readonly after: TagText }[];
  readonly removed: readonly TagText[];
}

/** From `before` to `after`, each list by path. */
export function tagDifference(before: Project, after: Project): TagDifference {
  const { pairs, added, removed } = pairTags(placedTags(before), placedTags(after));
  const changed = pairs
    .map(([was, now]) => ({ before: textOf(was.tag), after: textOf(now.tag) }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
  return {
    added: added.map(({ tag }) => textOf(tag)).sort(byPath),
    changed: changed.sort((a, b) => byPath(a.after, b.after)),
    removed: removed.map(({ tag }) => textOf(tag)).sort(byPath),
  };
}

/** All tags of a project with their places. */
export function placedTags(project: Project): PlacedTags<PlacedTag & { readonly tag: Tag }> {
  const files = project.files().map(({ id }) => id);
  const places = new Map(files.map((file) => [file, placesIn(project, file)]));
  const known = new Set(files);
  return {
    tags: project.tags().map((tag) => {
      const { from, to } = places.get(tag.file)?.get(tag.key) ?? project.position(tag);
      return { key: tag.key, path: tag.path, file: tag.file, from, to, tag };
    }),
    text: (file) => (known.has(file) ? project.text(file) : null),
  };
}

/** Orders by path. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** The part of a tag that people write. */
export function textOf({ path, type, initial, initialOverride, address, comment }: Tag): TagText {
  return {
    path,
    type,
    initial: initialOverride ?? initial ?? null,
    address: address ?? null,
    comment: comment ?? null,
  };
}

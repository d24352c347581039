/** What differs between the tags of two states of a project, as people read it: by path, with each field before and after. */

import type { Project, Tag } from '@tagloom/st-parser';

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
  readonly changed: readonly { readonly before: TagText; readonly after: TagText }[];
  readonly removed: readonly TagText[];
}

/** From `before` to `after`, each list by path. */
export function tagDifference(before: Pick<Project, 'tags'>, after: Pick<Project, 'tags'>): TagDifference {
  const left = new Map(before.tags().map((tag) => [tag.key, textOf(tag)]));
  const added: TagText[] = [];
  const changed: { before: TagText; after: TagText }[] = [];
  for (const tag of after.tags()) {
    const [was, now] = [left.get(tag.key), textOf(tag)];
    left.delete(tag.key);
    if (!was) added.push(now);
    else if (JSON.stringify(was) !== JSON.stringify(now)) changed.push({ before: was, after: now });
  }
  const byPath = (a: TagText, b: TagText) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  return {
    added: added.sort(byPath),
    changed: changed.sort((a, b) => byPath(a.after, b.after)),
    removed: [...left.values()].sort(byPath),
  };
}

function textOf({ path, type, initial, initialOverride, address, comment }: Tag): TagText {
  return {
    path,
    type,
    initial: initialOverride ?? initial ?? null,
    address: address ?? null,
    comment: comment ?? null,
  };
}

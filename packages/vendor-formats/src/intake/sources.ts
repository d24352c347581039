/** What files of source (ST, TcPOU, PLCopen, L5X) bring against the tags of a project: read from the project before and after them. */
import type { ProjectChange, Tag } from '@tagloom/st-parser';
import type { FieldChange } from './comparing.ts';
import type { NewTagText } from './plan.ts';

/** Lists are cut to `MOST`; `counts` are whole. */
export interface SourceTags {
  readonly counts: {
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
    readonly unchanged: number;
  };
  readonly news: readonly NewTagText[];
  readonly changed: readonly FieldChange[];
  /** In the texts that are there now, but not in those that replace them: unlike those of a table of tags they go. */
  readonly removed: readonly string[];
}

const MOST = 5_000;

/** `before` holds the tags of the project without the files by key, `total` counts the tags of the files. */
export function sourceTags(
  before: ReadonlyMap<string, Tag>,
  { tags }: ProjectChange,
  total: number,
): SourceTags {
  const changes = tags.changed
    .map((tag) => fieldsOf(before.get(tag.key), tag))
    .filter((list) => list.length > 0);
  const counts = {
    added: tags.added.length,
    changed: changes.length,
    removed: tags.removed.length,
    unchanged: Math.max(0, total - tags.added.length - changes.length),
  };
  return {
    counts,
    news: tags.added.slice(0, MOST).map(textOf),
    changed: changes.slice(0, MOST).flat(),
    removed: tags.removed.slice(0, MOST).map((key) => before.get(key)?.path ?? key),
  };
}

function fieldsOf(before: Tag | undefined, after: Tag): FieldChange[] {
  if (!before) return [];
  const [was, now] = [textOf(before), textOf(after)];
  return (['type', 'address', 'initial', 'comment'] as const).flatMap((field) => {
    const [from, to] = [was[field] ?? '', now[field] ?? ''];
    return from === to ? [] : [{ path: after.path, field, from, to }];
  });
}

function textOf(tag: Tag) {
  const { path, type, address = null, comment = tag.leadingComment ?? null } = tag;
  return { path, type, address, comment, initial: tag.initialOverride ?? tag.initial ?? null };
}

/** The outline of a file as flat rows, and the entries round a line. */

import type { OutlineItem } from './analysis.ts';
import type { TreeListRow } from './parts/treelist.ts';

export type OutlineRow = TreeListRow & { readonly item: OutlineItem; readonly detail: string };

/** Rows from top to bottom; keys are places in the tree, so that they survive edits elsewhere. */
export function outlineRows(items: readonly OutlineItem[], closed: ReadonlySet<string>): OutlineRow[] {
  const rows: OutlineRow[] = [];
  writeRows(items, '', 1, closed, rows);
  return rows;
}

/** The innermost chain of entries whose lines hold `line`. */
export function outlinePath(
  items: readonly OutlineItem[],
  line: number,
): { key: string; item: OutlineItem }[] {
  const path: { key: string; item: OutlineItem }[] = [];
  let level = items;
  let prefix = '';
  for (;;) {
    const at = level.findIndex((item) => item.line <= line && line <= item.endLine);
    const item = level[at];
    if (!item) return path;
    prefix = keyOf(prefix, item, at);
    path.push({ key: prefix, item });
    level = item.children;
  }
}

function writeRows(
  items: readonly OutlineItem[],
  prefix: string,
  level: number,
  closed: ReadonlySet<string>,
  rows: OutlineRow[],
): void {
  items.forEach((item, at) => {
    const key = keyOf(prefix, item, at);
    const isOpen = item.children.length > 0 ? !closed.has(key) : undefined;
    const detail = isOpen === false ? String(item.children.length) : item.detail;
    const { name } = item;
    rows.push({
      key,
      name,
      level,
      position: at + 1,
      siblings: items.length,
      isOpen,
      item,
      detail,
    });
    if (isOpen) writeRows(item.children, key, level + 1, closed, rows);
  });
}

function keyOf(prefix: string, item: OutlineItem, at: number): string {
  return `${prefix}/${item.name}#${at}`;
}

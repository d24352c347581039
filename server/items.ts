/** CRDT items per file: what costs, because positions are found by walking them. Stored by the observer as the `items` row. */

import { listFiles } from '@tagloom/collab';
import type * as Y from 'yjs';
import { z } from 'zod';

/** So many files are kept, the largest. */
const KEPT = 20;

const FileItems = z.array(z.strictObject({ path: z.string(), items: z.int() }));

export type FileItems = z.infer<typeof FileItems>;

/** Items of each file, deleted characters included; the largest first. */
export function countItems(doc: Y.Doc): FileItems {
  return listFiles(doc)
    .map(({ path, text }) => ({ path, items: itemsOf(text) }))
    .sort((a, b) => b.items - a.items)
    .slice(0, KEPT);
}

/** Reads a stored body; none and a row of another version count as unknown. */
export function readItems(body: string | null): FileItems {
  const parsed = FileItems.safeParse(JSON.parse(body ?? 'null'));
  return parsed.success ? parsed.data : [];
}

function itemsOf(text: Y.Text): number {
  let count = 0;
  for (let item = text._start; item; item = item.right) count += 1;
  return count;
}

/** Files of one path: a merge brings them when two people make, or bring back, a file of a name that the other one uses (M1). */

import type { FileId } from '@tagloom/st-parser';
import type * as Y from 'yjs';
import { filesMap, listFiles } from './source.ts';

/** A file whose path another one has: their makers did not know of each other. */
export interface SamePath {
  /** The one that can get another path; the same on every peer. */
  readonly file: FileId;
  readonly path: string;
  /** A path that nobody has. */
  readonly free: string;
  /** The clients that made the other file and this one. */
  readonly madeBy: readonly [number, number];
}

/** Files that differ by nothing, or by letter case alone, in their path from one with a smaller id. */
export function samePaths(doc: Y.Doc): SamePath[] {
  const files = listFiles(doc).sort((a, b) => (a.id < b.id ? -1 : 1));
  const taken = new Set(files.map(({ path }) => path.toLowerCase()));
  const firsts = new Map<string, FileId>();
  return files.flatMap(({ id, path }): SamePath[] => {
    const first = firsts.get(path.toLowerCase());
    if (first === undefined) {
      firsts.set(path.toLowerCase(), id);
      return [];
    }
    return [{ file: id, path, free: freePath(path, taken), madeBy: [makerOf(doc, first), makerOf(doc, id)] }];
  });
}

function makerOf(doc: Y.Doc, file: FileId): number {
  return filesMap(doc)._map.get(file)?.id.client ?? 0;
}

/** The path with a number behind its name; it is taken from then on. `taken` is in lower case. */
export function freePath(path: string, taken: Set<string>): string {
  let free = path;
  for (let count = 2; taken.has(free.toLowerCase()); count++)
    free = path.replace(/(\.[^./]*)?$/, ` (${count})$1`);
  taken.add(free.toLowerCase());
  return free;
}

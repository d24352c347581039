/** The file tree as flat rows: folders come from paths, a filter opens what it finds. */

import type { FileId } from '@tagloom/st-parser';
import { fileName } from './names.ts';

/** What the tree needs of a file. */
export interface TreeFile {
  readonly id: FileId;
  readonly path: string;
}

interface RowBase {
  readonly path: string;
  readonly name: string;
  /** 1-based depth, as `aria-level`. */
  readonly level: number;
  /** 1-based place among its siblings and their number, as `aria-posinset` and `aria-setsize`. */
  readonly position: number;
  readonly siblings: number;
}

export type TreeRow =
  | (RowBase & { readonly type: 'folder'; readonly isOpen: boolean; readonly files: number })
  | (RowBase & { readonly type: 'file'; readonly id: FileId });

interface Folder {
  readonly path: string;
  readonly name: string;
  readonly folders: Map<string, Folder>;
  readonly files: TreeFile[];
  count: number;
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * Rows from top to bottom. `closed` holds folder paths; `empty` are folders that have no file yet; a filter shows files
 * whose path contains it, with all their folders open.
 */
export function treeRows(
  files: readonly TreeFile[],
  options: { closed?: ReadonlySet<string>; empty?: readonly string[]; filter?: string } = {},
): TreeRow[] {
  const filter = options.filter?.trim().toLowerCase() ?? '';
  const shown = filter === '' ? files : files.filter((file) => file.path.toLowerCase().includes(filter));
  const root = newFolder('', '');
  for (const file of shown) placeFile(root, file);
  if (filter === '') for (const path of options.empty ?? []) folderAt(root, path);
  const rows: TreeRow[] = [];
  writeRows(root, 1, filter === '' ? (options.closed ?? new Set()) : new Set(), rows);
  return rows;
}

function newFolder(path: string, name: string): Folder {
  return { path, name, folders: new Map(), files: [], count: 0 };
}

function placeFile(root: Folder, file: TreeFile): void {
  const slash = file.path.lastIndexOf('/');
  const folder = slash < 0 ? root : folderAt(root, file.path.slice(0, slash));
  folder.files.push(file);
  for (const part of pathTo(root, folder.path)) part.count++;
}

function folderAt(root: Folder, path: string): Folder {
  let at = root;
  for (const name of path.split('/')) {
    let next = at.folders.get(name);
    if (!next) {
      next = newFolder(at.path === '' ? name : `${at.path}/${name}`, name);
      at.folders.set(name, next);
    }
    at = next;
  }
  return at;
}

function pathTo(root: Folder, path: string): Folder[] {
  const steps: Folder[] = [];
  let at: Folder | undefined = root;
  for (const name of path === '' ? [] : path.split('/')) {
    at = at?.folders.get(name);
    if (at) steps.push(at);
  }
  return steps;
}

function writeRows(folder: Folder, level: number, closed: ReadonlySet<string>, rows: TreeRow[]): void {
  const folders = [...folder.folders.values()].sort((a, b) => order.compare(a.name, b.name));
  const files = [...folder.files].sort((a, b) => order.compare(a.path, b.path));
  const siblings = folders.length + files.length;
  let position = 0;
  for (const child of folders) {
    position++;
    const isOpen = !closed.has(child.path);
    const { path, name, count } = child;
    rows.push({ type: 'folder', path, name, level, position, siblings, isOpen, files: count });
    if (isOpen) writeRows(child, level + 1, closed, rows);
  }
  for (const { id, path } of files) {
    position++;
    rows.push({ type: 'file', id, path, name: fileName(path), level, position, siblings });
  }
}

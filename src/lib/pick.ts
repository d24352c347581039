/** Files that a person drops or chooses, with their paths inside what was dropped. */

import type { PickedFile } from './api.ts';

/** Folders that hold no source and may be huge. */
const SKIPPED_FOLDER = /(^|\/)(\.[^/]+|node_modules|_Boot|_CompileInfo|_Libraries)\//i;

/** Files of an `<input type=file>`, also of one that chooses folders. */
export function listedFiles(list: FileList | null): PickedFile[] {
  return [...(list ?? [])]
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => isWanted(path));
}

/** All files of a drop; folders are walked. Read it inside the drop event: the entries are gone afterwards. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return listedFiles(transfer.files);
  const found = await Promise.all(entries.map((entry) => walk(entry, '')));
  return found.flat().filter(({ path }) => isWanted(path));
}

/** Whether a path is worth reading: nothing hidden, no build output. */
export function isWanted(path: string): boolean {
  return !SKIPPED_FOLDER.test(path) && !/(^|\/)\.[^/]+$/.test(path);
}

async function walk(entry: FileSystemEntry, folder: string): Promise<PickedFile[]> {
  const path = `${folder}${entry.name}`;
  if (entry.isFile) return [{ path, file: await fileOf(entry as FileSystemFileEntry) }];
  if (!isWanted(`${path}/`)) return [];
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(children.map((child) => walk(child, `${path}/`)))).flat();
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives at most 100 entries at a time. */
async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

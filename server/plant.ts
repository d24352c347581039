/** Files from a folder, and how the server puts them into an empty project. */

import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { createFile, normalizeText } from '@tagloom/collab';
import type { Rooms } from './rooms.ts';

export interface PlantFile {
  readonly path: string;
  readonly text: string;
}

/** Puts files into an empty project as one logged entry of `author`; gives the id of each. */
export async function seedFiles(
  rooms: Pick<Rooms, 'acquire'>,
  project: string,
  author: string,
  files: readonly PlantFile[],
): Promise<readonly string[]> {
  const lease = await rooms.acquire({ project, document: 'source' });
  try {
    let ids: readonly string[] = [];
    await lease.room.edit(author, (copy) => {
      ids = files.map(({ path, text }) => createFile(copy, path, text));
    });
    return ids;
  } finally {
    lease.release();
  }
}

/** The ST files under a folder, by path; none when there is no such folder. */
export async function readSources(folder: string): Promise<PlantFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.st'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(folder, path).split(sep).join('/'),
      text: normalizeText(await readFile(path, 'utf8')),
    })),
  );
}

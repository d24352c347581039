/** The first start: the first owner and the demo project, its content seeded by the server once, in one entry (D5). */

import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { createFile, normalizeText, randomId } from '@tagloom/collab';
import type { Core } from './core.ts';
import type { Person } from './store/store.ts';

const DEMO = { id: 'filling-line', name: 'Filling line 3', org: 'main' } as const;
const OWNER = 'owner';

/** Null when the database was used before. */
export async function seedFirstStart(core: Core): Promise<{ readonly owner: Person } | null> {
  const { store, config } = core;
  if (config.openProjects || (await store.countProjects()) > 0) return null;
  const at = Date.now();
  const owner = await store.ensurePerson(randomId(), OWNER, at);
  if (!config.demo) return { owner };
  const files = await readSources(config.demo);
  if (files.length === 0) return { owner };
  await store.createProject({ ...DEMO, createdAt: at });
  await store.setMember(DEMO.id, owner.id, 'owner', at);
  await seedFiles(core, DEMO.id, owner.id, files);
  return { owner };
}

/** Puts files into an empty project as one logged entry of `author`; gives the id of each. */
export async function seedFiles(
  core: Core,
  project: string,
  author: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<readonly string[]> {
  const lease = await core.rooms.acquire({ project, document: 'source' });
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

async function readSources(folder: string): Promise<{ path: string; text: string }[]> {
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

/** The first start: the first owner and the demo project, its content seeded by the server once, in one entry (D5). */

import { randomId } from '@tagloom/collab';
import type { Core } from './core.ts';
import { readSources, seedFiles } from './plant.ts';
import type { Person } from './store/store.ts';

/** The project that the first start makes. */
export const DEMO = { id: 'filling-line', name: 'Filling line 3', org: 'main' } as const;
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
  await seedFiles(core.rooms, DEMO.id, owner.id, files);
  return { owner };
}

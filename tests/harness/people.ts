/** People and projects of a running server, made as its commands make them, without a process for each. */

import { join } from 'node:path';
import { type Role, randomId } from '@tagloom/collab';
import { openCore } from '../../server/app.ts';
import { createSessions } from '../../server/auth/sessions.ts';
import { createProject } from '../../server/commands/project.ts';
import { readConfig } from '../../server/config.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { ServerProcess } from './server.ts';

/** A one-time code with which `user`, a member of the project by then, signs in. */
export async function signInCode(
  { dataDir }: Pick<ServerProcess, 'dataDir'>,
  user: string,
  project: string,
  role: Role,
): Promise<string> {
  const store = await openSqliteStore(join(dataDir, 'tagloom.db'));
  try {
    const at = Date.now();
    const person = await store.ensurePerson(randomId(), user, at);
    await store.createProject({ id: project, org: 'main', name: project, createdAt: at });
    await store.setMember(project, person.id, role, at);
    return await createSessions(store).makeCode(person.id);
  } finally {
    await store.close();
  }
}

/** A project with the files of a folder in it. */
export async function makeProject(
  { dataDir }: Pick<ServerProcess, 'dataDir'>,
  project: { readonly id: string; readonly name: string; readonly from: string },
): Promise<void> {
  const core = await openCore(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' }));
  try {
    await createProject(core, project);
  } finally {
    await core.close();
  }
}

/** `login-link`: prints a one-time sign-in link; makes the person, and a membership when one is asked for. */

import { randomId } from '@tagloom/collab/ids';
import { createSessions } from '../auth/sessions.ts';
import type { Config } from '../config.ts';
import { need, needProjectId, needRole, readFlags, requireNoWords } from './flags.ts';
import { withStore } from './withstore.ts';

const USAGE = 'Usage: tagloom login-link [--user NAME] [--project ID --role owner|editor|reviewer|viewer]';

/** The first owner's name, when the server makes one. */
export const FIRST_OWNER = 'owner';

export async function loginLink(args: readonly string[], config: Config): Promise<void> {
  const flags = readFlags(args, ['user', 'project', 'role'], USAGE);
  requireNoWords(flags, USAGE);
  await withStore(config, async (store) => {
    const at = Date.now();
    const person = await store.ensurePerson(randomId(), flags.values.user || FIRST_OWNER, at);
    if (flags.values.project ?? flags.values.role) {
      const id = needProjectId(need(flags, 'project', USAGE));
      const role = needRole(flags, USAGE);
      await store.createProject({ id, org: 'main', name: id, createdAt: at });
      await store.setMember(id, person.id, role, at);
    }
    process.stdout.write(`${linkOf(addressOf(config), await createSessions(store).makeCode(person.id))}\n`);
  });
}

/** Where people reach the server, as configured. */
export function addressOf({ publicUrl, host, port }: Config): string {
  return publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function linkOf(address: string, code: string): string {
  return `${address}/login?code=${code}`;
}

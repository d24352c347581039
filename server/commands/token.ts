/** `token`: prints one access token; makes person, project and membership where they are missing. */

import { randomId } from '@tagloom/collab/ids';
import { openKeys } from '../auth/keys.ts';
import { createTokens } from '../auth/tokens.ts';
import type { Config } from '../config.ts';
import { LIFETIMES } from '../limits.ts';
import { need, needProjectId, needRole, readFlags, requireNoWords, usageError } from './flags.ts';
import { withStore } from './withstore.ts';

const USAGE =
  'Usage: tagloom token --user NAME --project ID --role owner|editor|reviewer|viewer [--ttl SECONDS]';

export async function token(args: readonly string[], config: Config): Promise<void> {
  const flags = readFlags(args, ['user', 'project', 'role', 'ttl'], USAGE);
  requireNoWords(flags, USAGE);
  const user = need(flags, 'user', USAGE);
  const project = need(flags, 'project', USAGE);
  const role = needRole(flags, USAGE);
  const ttl = readTtl(flags.values.ttl);
  if (project === '*') return print(await openToken(config, user, ttl));
  needProjectId(project);
  const tokens = createTokens(await openKeys(config));
  await withStore(config, async (store) => {
    const at = Date.now();
    const person = await store.ensurePerson(randomId(), user, at);
    await store.createProject({ id: project, org: 'main', name: project, createdAt: at });
    await store.setMember(project, person.id, role, at);
    print((await tokens.issue({ person: person.id, project }, ttl)).token);
  });
}

/** A token for load tests: it names its person, who is made by the server on first use (`OPEN_PROJECTS=on`). */
async function openToken(config: Config, name: string, ttl: number): Promise<string> {
  const tokens = createTokens(await openKeys(config));
  return (await tokens.issue({ person: randomId(), project: '*', name }, ttl)).token;
}

function readTtl(value: string | undefined): number {
  if (value === undefined) return LIFETIMES.accessToken;
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 10 * 365 * 86_400)
    throw usageError(`--ttl must be a number of seconds, not "${value}". ${USAGE}`);
  return seconds * 1000;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

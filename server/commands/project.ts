/** `project create` and `project revoke`. */
import { randomId } from '@tagloom/collab';
import { openCore } from '../app.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core.ts';
import { Problem } from '../problem.ts';
import { type Flags, need, needProjectId, readFlags, usageError } from './flags.ts';
import { FIRST_OWNER } from './login.ts';

const USAGE =
  'Usage: tagloom project create [--id ID] [--org ORG] [--name NAME] [--from FOLDER|FILE], or tagloom project revoke --user NAME --project ID';

export async function project(args: readonly string[], config: Config): Promise<void> {
  const flags = readFlags(args, ['id', 'org', 'name', 'from', 'user', 'project'], USAGE);
  const [verb] = flags.words;
  if (flags.words.length !== 1 || (verb !== 'create' && verb !== 'revoke')) throw usageError(USAGE);
  const core = await openCore(config);
  try {
    if (verb === 'create') await create(core, flags);
    else await revoke(core, flags);
  } finally {
    await core.close();
  }
}

async function create(core: Core, { values }: Flags): Promise<void> {
  const id = needProjectId(values.id ?? `project-${randomId(8)}`);
  const at = Date.now();
  const owner = await core.store.ensurePerson(randomId(), FIRST_OWNER, at);
  const row = { id, org: needProjectId(values.org ?? 'main'), name: values.name ?? id, createdAt: at };
  if (!(await core.store.createProject(row)))
    throw new Problem('PROJECT_EXISTS', `There is already a project ${id}; choose another --id.`);
  await core.store.setMember(id, owner.id, 'owner', at);
  process.stdout.write(`${id}\n`);
}

async function revoke(core: Core, flags: Flags): Promise<void> {
  const id = need(flags, 'project', USAGE);
  const name = need(flags, 'user', USAGE);
  const person = await core.store.personByName(name);
  if (!person || !(await core.store.removeMember(id, person.id)))
    throw new Problem('NOT_A_MEMBER', `${name} is no member of a project ${id}.`);
  const entry = { at: Date.now(), person: person.id, project: id, action: 'member.revoke', detail: name };
  await core.store.audit(entry);
  process.stdout.write(`${name} is no longer a member of ${id}.\n`);
}

/** `project create` and `project revoke`. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { randomId } from '@tagloom/collab';
import { importFiles, type SourceFile } from '@tagloom/containers';
import { openCore } from '../app.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core.ts';
import { originalsOf } from '../originals.ts';
import { seedFiles } from '../plant.ts';
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
    if (verb === 'create') process.stdout.write(`${await createProject(core, flags.values)}\n`);
    else await revoke(core, flags);
  } finally {
    await core.close();
  }
}

/** Makes a project, with the files of a folder in it when `from` names one. Resolves with its id. */
export async function createProject(
  core: Core,
  values: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const id = needProjectId(values.id ?? `project-${randomId(8)}`);
  const at = Date.now();
  // Read first: a folder that is not there must not leave an empty project behind.
  const sources = values.from === undefined ? null : await readSources(values.from);
  const owner = await core.store.ensurePerson(randomId(), FIRST_OWNER, at);
  const row = { id, org: needProjectId(values.org ?? 'main'), name: values.name ?? id, createdAt: at };
  if (!(await core.store.createProject(row)))
    throw new Problem('PROJECT_EXISTS', `There is already a project ${id}; choose another --id.`);
  await core.store.setMember(id, owner.id, 'owner', at);
  if (sources) await fill(core, id, owner.id, sources);
  return id;
}

/** Imports as one entry; what did not come in is said on stderr. */
async function fill(core: Core, id: string, owner: string, sources: readonly SourceFile[]): Promise<void> {
  const result = importFiles(sources);
  const { files, problems } = result;
  for (const { severity, code, path, message } of problems)
    process.stderr.write(`${severity} ${code} ${path}: ${message}\n`);
  if (files.length === 0) return;
  const ids = await seedFiles(core.rooms, id, owner, files);
  await core.store.saveOriginals(id, Date.now(), originalsOf(result, ids));
  await core.observer.settled();
}

async function readSources(from: string): Promise<SourceFile[]> {
  const found = await stat(from).catch(() => null);
  if (!found) throw new Problem('SOURCE_UNKNOWN', `There is no file or folder ${from}; check --from.`);
  const base = found.isFile() ? dirname(from) : from;
  const names = found.isFile() ? [basename(from)] : await listNames(from);
  const sources: SourceFile[] = [];
  for (const name of names) {
    const path = name.split(sep).join('/');
    try {
      sources.push({ path, bytes: new Uint8Array(await readFile(join(base, name))) });
    } catch (error) {
      const why = (error as { code?: string }).code;
      process.stderr.write(
        `error FILE_UNREADABLE ${path}: The file cannot be read (${why}); it was left out.\n`,
      );
    }
  }
  return sources;
}

async function listNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
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

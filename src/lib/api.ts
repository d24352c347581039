/** Projects and who somebody is, as verbs over HTTP; every failure is an `ApiError` with a stable code. */

import type { SourceTags } from '@tagloom/vendor-formats';
import { type Answer, type Body, call } from './call.ts';
import { ApiError } from './send.ts';
import { type Tell, upload } from './upload.ts';

export { ApiError, OFFLINE } from './send.ts';

const PROJECT = '/api/projects/{project}';

export type Me = Answer<'get', '/api/me'>;
/** A person as the server names them; `color` is a palette index 0-11. */
export type Person = Me['person'];
export type AccessToken = Answer<'post', '/api/session/token'>;
/** One row of the project list. */
export type ProjectSummary = Answer<'get', typeof PROJECT>;
export type Member = Answer<'get', '/api/projects/{project}/members'>['members'][number];

/** What an import would bring, or has brought. */
export interface ImportReport {
  readonly cursor: string | null;
  readonly added: readonly ImportedPath[];
  readonly changed: readonly ImportedPath[];
  readonly unchanged: readonly string[];
  readonly problems: readonly ImportNote[];
  /** Files without a folder whose name stands elsewhere in the tree: where each goes, and where it could. */
  readonly matches: readonly FileMatch[];
  /** Of files that are tables or trees of tags. */
  readonly tags?: TagImport;
  /** What files of source do to the tags of the project. */
  readonly sourceTags: SourceTags | null;
  readonly ms: number;
}

/** An incoming file, and the files of its name that the project has; the last choice is a new file. */
export interface FileMatch {
  readonly path: string;
  readonly to: string;
  readonly choices: readonly string[];
}

/** What vendor files bring against the tags of the project. */
export interface TagImport {
  readonly format: string | null;
  readonly rows: {
    readonly total: number;
    readonly imported: number;
    readonly skipped: Readonly<Record<string, number>>;
  };
  readonly added: readonly string[];
  readonly news: readonly {
    readonly path: string;
    readonly type: string;
    readonly address: string | null;
    readonly comment: string | null;
  }[];
  readonly changed: readonly {
    readonly path: string;
    readonly field: string;
    readonly from: string;
    readonly to: string;
  }[];
  /** In the project, not in the files; they stay. */
  readonly removed: readonly string[];
  readonly unchanged: number;
  readonly problems: readonly ImportNote[];
}

export interface ImportedPath {
  readonly path: string;
  readonly source: string;
  readonly lines: number;
  readonly tags: number;
}

export interface ImportNote {
  readonly code: string;
  readonly severity: string;
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly col?: number;
}

/** What a merge dropped and nobody has decided about (M1). */
export type ConflictList = Answer<'get', '/api/projects/{project}/conflicts'>;

/** A file as it was dropped or chosen: the path inside what was dropped, and its bytes. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** Who hears how far an import is, and what gives it up. */
export interface ImportWatch {
  readonly tell?: Tell | undefined;
  readonly signal?: AbortSignal | undefined;
}

export function me(signal?: AbortSignal): Promise<Me> {
  return call('get', '/api/me', signal ? { signal } : {});
}

/** Host of the company's own sign-in; null when there is none, or no answer. */
export async function companySignIn(): Promise<string | null> {
  try {
    return (await call('get', '/api/session/ways', {})).company;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** What proves who somebody is: a one-time code, or a name (or e-mail) and the password. */
export type Proof = Body<'post', '/api/session'>;

/** Exchanges a proof for the session cookie. */
export async function signIn(json: Proof): Promise<void> {
  await call('post', '/api/session', { json });
}

export async function signOut(): Promise<void> {
  await call('delete', '/api/session', {});
}

export function projectToken(projectId: string): Promise<AccessToken> {
  return call('post', '/api/session/token', { json: { projectId } });
}

/** All projects of this person: follows the pages to their end. */
export async function listProjects(): Promise<ProjectSummary[]> {
  const projects: ProjectSummary[] = [];
  for (let after: string | undefined; ; ) {
    const query = { limit: '200', after };
    const page: Answer<'get', '/api/projects'> = await call('get', '/api/projects', { query });
    projects.push(...page.projects);
    if (page.next === null) return projects;
    after = page.next;
  }
}

export function readProject(project: string): Promise<ProjectSummary> {
  return call('get', PROJECT, { project });
}

export function createProject(name: string): Promise<Answer<'post', '/api/projects'>> {
  return call('post', '/api/projects', { json: { name } });
}

/** Moves a project to the trash. */
export async function deleteProject(project: string): Promise<void> {
  await call('delete', PROJECT, { project });
}

export function listConflicts(project: string): Promise<ConflictList> {
  return call('get', `${PROJECT}/conflicts`, { project });
}

export async function listMembers(project: string): Promise<readonly Member[]> {
  return (await call('get', `${PROJECT}/members`, { project })).members;
}

/** How an import comes in. */
export interface ImportChoice {
  /** Files of source whole, or as a difference of their tags, each by choice. */
  readonly as: 'files' | 'tags';
  /** Where files go, by their paths. */
  readonly places: Readonly<Record<string, string>>;
}

const WHOLE: ImportChoice = { as: 'files', places: {} };

/** What these files would change in the project; nothing is written. */
export function previewImport(
  id: string,
  files: readonly PickedFile[],
  watch: ImportWatch = {},
  choice = WHOLE,
): Promise<ImportReport> {
  return postFiles(importPath(id, choice, '&dryRun=true'), files, { left: [], choice }, watch);
}

/** Brings the files in as one edit of this person; tags with the paths in `left` stay as they are. */
export function importFiles(
  id: string,
  files: readonly PickedFile[],
  left: readonly string[] = [],
  watch: ImportWatch = {},
  choice = WHOLE,
): Promise<ImportReport> {
  return postFiles(importPath(id, choice), files, { left, choice }, watch);
}

function importPath(id: string, { as }: ImportChoice, more = ''): string {
  return `/api/projects/${encodeURIComponent(id)}/import?as=${as}${more}`;
}

function postFiles(
  path: string,
  files: readonly PickedFile[],
  { left, choice: { places } }: { left: readonly string[]; choice: ImportChoice },
  { tell = () => undefined, signal }: ImportWatch,
): Promise<ImportReport> {
  const body = new FormData();
  if (left.length > 0) body.append('leave', JSON.stringify(left));
  if (Object.keys(places).length > 0) body.append('places', JSON.stringify(places));
  // Browsers cut folders off a file name in multipart bodies on some platforms: the path is percent-encoded.
  for (const { path: name, file } of files) body.append('files', file, encodeURIComponent(name));
  return upload(path, body, tell, signal);
}

/** The HTTP surface as typed verbs over one `send`; every failure is an `ApiError` with a stable code. */

import type { Role } from '@tagloom/collab';

/** A person as the server names them; `color` is a palette index 0-11. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly color: number;
}

export interface Me {
  readonly person: Person;
  readonly operator: boolean;
}

export interface AccessToken {
  readonly token: string;
  /** ISO 8601, clock of the server. */
  readonly expiresAt: string;
  readonly role: Role;
  readonly person: Person;
}

/** One row of the project list. */
export interface ProjectSummary {
  readonly id: string;
  readonly name: string;
  readonly org: string;
  readonly role: Role;
  readonly files: number;
  readonly lines: number;
  readonly tags: number;
  readonly problems: { readonly errors: number; readonly warnings: number };
  readonly online: readonly Person[];
  readonly lastChange: { readonly at: string; readonly by: Person } | null;
  readonly dialect: string;
  readonly vendor: string;
}

/** What an import would bring, or has brought. */
export interface ImportReport {
  readonly cursor: string | null;
  readonly added: readonly ImportedPath[];
  readonly changed: readonly ImportedPath[];
  readonly unchanged: readonly string[];
  readonly problems: readonly ImportNote[];
  readonly ms: number;
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
export interface ConflictList {
  readonly lost: readonly LostPath[];
  readonly deleted: readonly DeletedFile[];
}

export interface LostPath {
  readonly file: string | null;
  readonly path: string | null;
  readonly key: string;
  readonly lost: { readonly value: unknown };
  readonly won: { readonly value: unknown };
  readonly lostBy: Person | null;
  readonly wonBy: Person | null;
}

export interface DeletedFile {
  readonly file: string;
  readonly path: string;
  readonly deletedBy: Person | null;
  readonly editedBy: readonly (Person | null)[];
}

export interface Member extends Person {
  readonly role: Role;
}

/** A file as it was dropped or chosen: the path inside what was dropped, and its bytes. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** No answer came: the network or the server is away. */
export const OFFLINE = 'OFFLINE';

/** Longest wait for an answer, milliseconds; imports wait longer. */
const ANSWER_WITHIN_MS = 15_000;
const IMPORT_WITHIN_MS = 300_000;

/** A refused or failed request. `status` is 0 when no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function me(signal?: AbortSignal): Promise<Me> {
  return send('GET', '/api/me', signal ? { signal } : {});
}

/** Host of the company's own sign-in; null when there is none, or no answer. */
export async function companySignIn(): Promise<string | null> {
  try {
    const { company }: { company: string | null } = await send('GET', '/api/session/ways');
    return company;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** What proves who somebody is: a one-time code, or a name (or e-mail) and the password. */
export type Proof = { readonly code: string } | { readonly name: string; readonly password: string };

/** Exchanges a proof for the session cookie. */
export function signIn(proof: Proof): Promise<void> {
  return send('POST', '/api/session', { json: proof });
}

export function signOut(): Promise<void> {
  return send('DELETE', '/api/session');
}

export function projectToken(projectId: string): Promise<AccessToken> {
  return send('POST', '/api/session/token', { json: { projectId } });
}

/** All projects of this person: follows the pages to their end. */
export async function listProjects(): Promise<ProjectSummary[]> {
  const projects: ProjectSummary[] = [];
  let after = '';
  for (;;) {
    const page: { projects: ProjectSummary[]; next: string | null } = await send(
      'GET',
      `/api/projects?limit=200${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
    );
    projects.push(...page.projects);
    if (page.next === null || page.next === undefined) return projects;
    after = page.next;
  }
}

export function readProject(id: string): Promise<ProjectSummary> {
  return send('GET', `/api/projects/${encodeURIComponent(id)}`);
}

export function createProject(name: string): Promise<{ id: string; name: string }> {
  return send('POST', '/api/projects', { json: { name } });
}

/** Moves a project to the trash. */
export function deleteProject(id: string): Promise<void> {
  return send('DELETE', `/api/projects/${encodeURIComponent(id)}`);
}

export function listConflicts(id: string): Promise<ConflictList> {
  return send('GET', `/api/projects/${encodeURIComponent(id)}/conflicts`);
}

export async function listMembers(id: string): Promise<readonly Member[]> {
  const answer: { members: Member[] } = await send('GET', `${projectPath(id)}/members`);
  return answer.members;
}

export function projectPath(id: string): string {
  return `/api/projects/${encodeURIComponent(id)}`;
}

/** What these files would change in the project; nothing is written. */
export function previewImport(id: string, files: readonly PickedFile[]): Promise<ImportReport> {
  return postFiles(`/api/projects/${encodeURIComponent(id)}/import?dryRun=true`, files);
}

/** Brings the files in as one edit of this person. */
export function importFiles(id: string, files: readonly PickedFile[]): Promise<ImportReport> {
  return postFiles(`/api/projects/${encodeURIComponent(id)}/import`, files);
}

function postFiles(path: string, files: readonly PickedFile[]): Promise<ImportReport> {
  const body = new FormData();
  // Browsers cut folders off a file name in multipart bodies on some platforms: the path is percent-encoded.
  for (const { path: name, file } of files) body.append('files', file, encodeURIComponent(name));
  return send('POST', path, { body, withinMs: IMPORT_WITHIN_MS });
}

interface SendOptions {
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly signal?: AbortSignal;
  readonly withinMs?: number;
}

/** One request; throws `ApiError` for anything but a 2xx answer. */
export async function send<T>(method: string, path: string, options: SendOptions = {}): Promise<T> {
  const limit = AbortSignal.timeout(options.withinMs ?? ANSWER_WITHIN_MS);
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
  };
  if (options.json !== undefined) {
    init.body = JSON.stringify(options.json);
    init.headers = { 'content-type': 'application/json' };
  } else if (options.body !== undefined) init.body = options.body;
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    throw noAnswer(cause);
  }
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

function noAnswer(cause: unknown): ApiError {
  const error = new ApiError(OFFLINE, 'The server does not answer. Check the network, then try again.', 0);
  error.cause = cause;
  return error;
}

async function problemOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const problem = readProblem(text);
  return new ApiError(
    problem?.code ?? `HTTP_${response.status}`,
    problem?.message ?? `The server answered ${response.status} ${response.statusText}.`,
    response.status,
  );
}

function readProblem(text: string): { code: string; message: string } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { code, message } = value as Record<string, unknown>;
    return typeof code === 'string' && typeof message === 'string' ? { code, message } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The list of projects and who looks at it: from the server, or what this device remembers without one. */

import {
  ApiError,
  createProject,
  deleteProject,
  type ImportWatch,
  importFiles,
  listProjects,
  OFFLINE,
  type Person,
  type PickedFile,
  type ProjectSummary,
} from './api.ts';
import { knownProjects, rememberProjects, whoAmI } from './identity.ts';

/** A row; without a network only what this device remembers is known. */
export interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly known: ProjectSummary | null;
  /** What stands in place of facts without a network. */
  readonly note: string;
  readonly opens: boolean;
}

/** How often the list is renewed while it is looked at, milliseconds. */
const RENEW_MS = 15_000;

export class Projects {
  person = $state.raw<Person | null>(null);
  state = $state<'loading' | 'ready' | 'offline' | 'failed' | 'signin'>('loading');
  failure = $state('');
  now = $state(Date.now());
  list = $state.raw<readonly ProjectSummary[]>([]);

  readonly #timer = setInterval(() => void this.load(), RENEW_MS);

  /** Asks who is signed in and for their projects. */
  async load(): Promise<void> {
    this.now = Date.now();
    if (document.visibilityState === 'hidden' && this.state !== 'loading') return;
    try {
      const who = await whoAmI();
      this.person = who?.person ?? null;
      if (!who) this.state = 'signin';
      else if (who.isRemembered) this.state = 'offline';
      else await this.#read(who.person);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Rows by organization, in the server's words or this device's. */
  get groups(): { org: string; rows: ProjectRow[] }[] {
    const byOrg = new Map<string, ProjectRow[]>();
    for (const { org, row } of this.state === 'offline' ? this.#remembered() : this.#listed())
      byOrg.set(org, [...(byOrg.get(org) ?? []), row]);
    return [...byOrg].map(([org, rows]) => ({ org, rows }));
  }

  /** Makes an empty project; returns its id. */
  async create(name: string): Promise<string> {
    return (await createProject(name)).id;
  }

  /** Makes a project of these files; takes it back when they cannot come in. Returns its id. */
  async createFrom(
    files: readonly PickedFile[],
    name: string,
    left: readonly string[],
    watch: ImportWatch,
  ): Promise<string> {
    const id = await this.create(name);
    try {
      await importFiles(id, files, left, watch);
    } catch (error) {
      await deleteProject(id).catch(() => undefined);
      throw error;
    }
    return id;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #read(person: Person): Promise<void> {
    this.list = await listProjects();
    this.state = 'ready';
    this.failure = '';
    rememberProjects(person.id, this.list);
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === OFFLINE && this.person) this.state = 'offline';
    else if (error.status === 401) this.state = 'signin';
    else {
      this.state = 'failed';
      this.failure = `${error.message} (${error.code})`;
    }
  }

  #listed(): { org: string; row: ProjectRow }[] {
    return this.list.map((known) => ({
      org: known.org,
      row: { id: known.id, name: known.name, role: known.role, known, note: '', opens: true },
    }));
  }

  #remembered(): { org: string; row: ProjectRow }[] {
    return knownProjects(this.person?.id ?? '').map(({ id, name, org, role, onDevice }) => ({
      org,
      row: {
        id,
        name,
        role,
        known: null,
        note: onDevice ? 'opens offline' : 'not on this device',
        opens: onDevice,
      },
    }));
  }
}

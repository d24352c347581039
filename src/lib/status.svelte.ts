/** The state of the status page: figures of the server (operators) and of projects (owners too), read again and again. */

import { ApiError } from './api.ts';
import { type Answer, call } from './call.ts';

const STATUS = '/api/status';
const PROJECTS = '/api/status/projects';

export type ServerStatus = Answer<'get', typeof STATUS>;
/** One look at the server. */
export type Sample = ServerStatus['samples'][number];
/** Milliseconds. */
export type Percentiles = NonNullable<Sample['ack']>;
export type Refusal = ServerStatus['refusals'][number];
export type ProjectStatus = Answer<'get', typeof PROJECTS>['projects'][number];

const SERVER_EVERY_MS = 5_000;
const PROJECTS_EVERY_MS = 30_000;
export const HOUR_MS = 3_600_000;

export class StatusPage {
  server = $state.raw<ServerStatus | null>(null);
  samples = $state.raw<readonly Sample[]>([]);
  projects = $state.raw<readonly ProjectStatus[] | null>(null);
  /** False for owners who are no operators: they see projects alone. */
  isOperator = $state(true);
  failure = $state('');
  isSignedOut = $state(false);
  /** When the last answer came, milliseconds since 1970, clock of this device. */
  readAt = $state(0);
  #timers: ReturnType<typeof setInterval>[] = [];

  open(): void {
    void this.#readServer();
    void this.#readProjects();
    this.#timers = [
      setInterval(() => void this.#readServer(), SERVER_EVERY_MS),
      setInterval(() => void this.#readProjects(), PROJECTS_EVERY_MS),
    ];
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #readServer(): Promise<void> {
    if (!this.isOperator) return;
    await this.#attempt(async () => {
      const since = this.samples.at(-1)?.at ?? 0;
      const status = await call('get', STATUS, { query: { since: String(since) } });
      // After a restart the clock of the samples goes on; what is older than an hour leaves.
      const all = [...this.samples, ...status.samples];
      this.samples = all.filter(({ at }) => at > status.now - HOUR_MS);
      this.server = status;
    });
  }

  async #readProjects(): Promise<void> {
    await this.#attempt(async () => {
      const all: ProjectStatus[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const page: Answer<'get', typeof PROJECTS> = await call('get', PROJECTS, { query: { after } });
        all.push(...page.projects);
        after = page.next;
      }
      this.projects = all;
    });
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.readAt = Date.now();
      this.failure = '';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'OPERATOR_NEEDED') this.isOperator = false;
      else if (error.status === 401) this.isSignedOut = true;
      else this.failure = `${error.message} (${error.code})`;
    }
  }
}

/** The state of the status page: figures of the server (operators) and of projects (owners too), read again and again. */

import { ApiError, send } from './api.ts';

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** One look at the server; null = nothing happened since the look before. */
export interface Sample {
  readonly at: number;
  readonly rooms: number;
  readonly sockets: number;
  readonly tagSockets: number;
  readonly queue: number;
  readonly updatesPerSecond: number;
  readonly ack: Percentiles | null;
  readonly sent: Percentiles | null;
  readonly derived: Percentiles | null;
  readonly memory: number;
  readonly loopDelay: number;
}

export interface Refusal {
  readonly code: string;
  readonly count: number;
  readonly lastAt: string;
}

export interface ServerStatus {
  readonly version: string;
  readonly startedAt: string;
  /** Clock of the server. */
  readonly now: number;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly diskFree: number | null;
  readonly samples: readonly Sample[];
  readonly refusals: readonly Refusal[];
}

export interface ProjectStatus {
  readonly id: string;
  readonly name: string;
  readonly online: number;
  readonly files: number;
  readonly lines: number;
  readonly tags: number;
  /** CRDT items of the largest files, the largest first. */
  readonly items: readonly { readonly path: string; readonly items: number }[];
  readonly entries: number;
  readonly logBytes: number;
  readonly dayBytes: number;
  readonly snapshotBytes: number;
  readonly lastAt: string | null;
}

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
      const status: ServerStatus = await send('GET', `/api/status?since=${since}`);
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
        const page: { projects: ProjectStatus[]; next: string | null } = await send(
          'GET',
          `/api/status/projects?after=${encodeURIComponent(after)}`,
        );
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

/** Jobs as others see them: imports, exports, derivations and publications, each with a beginning, progress and an end. */

import { randomId } from '@tagloom/collab';
import { Problem } from './problem.ts';

export type JobKind = 'import' | 'export' | 'derivation' | 'publication';

/** One message of `/api/ws/sync/<org>`. */
export interface JobEvent {
  readonly type: 'SYNC_STARTED' | 'SYNC_PROGRESS' | 'SYNC_SUCCESS' | 'SYNC_CONFLICT' | 'SYNC_FAILED';
  readonly jobId: string;
  readonly projectId: string;
  /** 0 to 100. */
  readonly progress?: number;
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly data?: object;
}

/** A job that runs. */
export interface Job {
  readonly id: string;
  progress(percent: number, message: string): void;
  /** Fields of the last message's `data`. */
  result(data: object): void;
}

export interface JobStart {
  readonly project: string;
  readonly kind: JobKind;
  /** What is being done, for people: "Export siemens-xlsx". */
  readonly title: string;
}

export interface Jobs {
  /** Runs `act` and tells of it; what it throws is told and thrown. */
  run<T>(start: JobStart, act: (job: Job) => Promise<T>): Promise<T>;
  /** A job whose end comes later by itself. */
  begin(start: JobStart): { readonly job: Job; end(error?: unknown): void };
  conflict(project: string, message: string, data: object): void;
  /** Whether anybody would hear of a job of this project: what nobody hears need not be worked out. */
  isHeard(project: string): boolean;
  /** Hears everything about one project. Returns the function that stops it. */
  listen(project: string, listener: (event: JobEvent) => void): () => void;
}

export function createJobs(now: () => number = Date.now): Jobs {
  const listeners = new Map<string, Set<(event: JobEvent) => void>>();
  const tell = (
    type: JobEvent['type'],
    jobId: string,
    projectId: string,
    message: string,
    more: object = {},
  ) => {
    const heard = listeners.get(projectId);
    if (!heard) return;
    const event = { type, jobId, projectId, message, timestamp: new Date(now()).toISOString(), ...more };
    for (const listener of [...heard]) listener(event);
  };

  const begin: Jobs['begin'] = ({ project, kind, title }) => {
    const id = randomId(12);
    let data: object = { kind };
    tell('SYNC_STARTED', id, project, `${title} began.`, { progress: 0, data });
    return {
      job: {
        id,
        progress: (progress, message) =>
          tell('SYNC_PROGRESS', id, project, message, { progress, data: { kind } }),
        result: (fields) => {
          data = { ...data, ...fields };
        },
      },
      end: (error) => {
        if (error === undefined)
          tell('SYNC_SUCCESS', id, project, `${title} is done.`, { progress: 100, data });
        else
          tell('SYNC_FAILED', id, project, sentenceOf(title, error), { data: { kind, ...failureOf(error) } });
      },
    };
  };

  return {
    begin,
    run: async (start, act) => {
      const { job, end } = begin(start);
      try {
        const result = await act(job);
        end();
        return result;
      } catch (error) {
        end(error);
        throw error;
      }
    },
    conflict: (project, message, data) => tell('SYNC_CONFLICT', randomId(12), project, message, { data }),
    isHeard: (project) => listeners.has(project),
    listen: (project, listener) => {
      const heard = listeners.get(project) ?? new Set();
      listeners.set(project, heard);
      heard.add(listener);
      return () => {
        heard.delete(listener);
        if (heard.size === 0) listeners.delete(project);
      };
    },
  };
}

function sentenceOf(title: string, error: unknown): string {
  return error instanceof Problem
    ? `${title} failed. ${error.message}`
    : `${title} failed; the server's log says why.`;
}

/** Worth another attempt: what lay with the server or with the moment, not with the request. */
const RETRYABLE = new Set([409, 429, 503]);

function failureOf(error: unknown): { errorCode: string; retryable: boolean } {
  if (error instanceof Problem) return { errorCode: error.code, retryable: RETRYABLE.has(error.status) };
  return { errorCode: 'INTERNAL', retryable: false };
}

/** The history of one tag as the server keeps it: pages, newest first, and what each step changed. */

import { type Person, projectPath } from './api.ts';
import { ApiError, send } from './send.ts';

/** What is written of a tag. */
export interface TagState {
  readonly path: string;
  readonly type: string;
  readonly initial: string | null;
  readonly address: string | null;
  readonly comment: string | null;
  readonly qualifiers: readonly string[];
}

export interface TagStep {
  readonly cursor: string;
  /** ISO 8601, clock of the server. */
  readonly at: string;
  readonly authors: readonly Person[];
  readonly change: 'created' | 'updated' | 'renamed' | 'deleted';
  readonly before: TagState | null;
  readonly after: TagState | null;
}

/** A page; `next` is asked for with `after`, null behind the last one. */
export interface TagStepPage {
  readonly entries: readonly TagStep[];
  readonly next: string | null;
}

/** One field with its old and its new value; empty where it has none. */
export interface FieldStep {
  readonly title: string;
  readonly old: string;
  readonly now: string;
}

const FIELDS: readonly (readonly [keyof TagState, string])[] = [
  ['path', 'Name'],
  ['type', 'Type'],
  ['initial', 'Initial value'],
  ['address', 'Address'],
  ['comment', 'Comment'],
  ['qualifiers', 'Qualifiers'],
];

/** What a step changed, field by field; of a new or deleted tag all that it has. */
export function fieldSteps({ before, after }: Pick<TagStep, 'before' | 'after'>): FieldStep[] {
  return FIELDS.flatMap(([field, title]) => {
    const [old, now] = [textIn(before, field), textIn(after, field)];
    return old === now ? [] : [{ title, old, now }];
  });
}

function textIn(state: TagState | null, field: keyof TagState): string {
  const value = state?.[field] ?? '';
  return typeof value === 'string' ? value : value.join(' ');
}

/** Asks the server. Throws ApiError. */
export function readHistory(project: string, key: string, after: string | null): Promise<TagStepPage> {
  const query = after === null ? '' : `&after=${encodeURIComponent(after)}`;
  return send('GET', `${projectPath(project)}/tags/${encodeURIComponent(key)}/history?limit=50${query}`);
}

export class TagHistory {
  steps = $state.raw<readonly TagStep[]>([]);
  /** The key whose steps these are; null before the first answer. */
  of = $state<string | null>(null);
  isLoading = $state(false);
  hasMore = $state(false);
  /** Why the last question was not answered. */
  failure = $state('');

  readonly #ask: (key: string, after: string | null) => Promise<TagStepPage>;
  #next: string | null = null;
  /** Counts questions: an older answer is of no use. */
  #asked = 0;

  constructor(ask: (key: string, after: string | null) => Promise<TagStepPage>) {
    this.#ask = ask;
  }

  /** Reads the newest page of a tag; what is shown of the same tag stays until it is there. */
  async show(key: string): Promise<void> {
    await this.#read(key, null);
  }

  /** The next older page. */
  async more(): Promise<void> {
    if (this.of !== null && this.#next !== null && !this.isLoading) await this.#read(this.of, this.#next);
  }

  async #read(key: string, after: string | null): Promise<void> {
    const asked = ++this.#asked;
    this.isLoading = true;
    this.failure = '';
    try {
      const { entries, next } = await this.#ask(key, after);
      if (asked !== this.#asked) return;
      this.#take(key, after === null ? entries : [...this.steps, ...entries], next);
    } catch (error) {
      if (asked !== this.#asked) return;
      // The server derives a tag that was just declared a moment later.
      if (error instanceof ApiError && error.code === 'TAG_UNKNOWN') this.#take(key, [], null);
      else if (error instanceof Error) this.failure = error.message;
    } finally {
      if (asked === this.#asked) this.isLoading = false;
    }
  }

  #take(key: string, steps: readonly TagStep[], next: string | null): void {
    this.of = key;
    this.steps = steps;
    this.#next = next;
    this.hasMore = next !== null;
  }
}

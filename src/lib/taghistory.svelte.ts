/** The history of one tag as the server keeps it: pages, newest first, and what each step changed. */

import { type Answer, call } from './call.ts';
import { ApiError } from './send.ts';

const PAGE = 50;

const HISTORY = '/api/projects/{project}/tags/{tag}/history';

/** A page; `next` is asked for with `after`, null behind the last one. */
export type TagStepPage = Pick<Answer<'get', typeof HISTORY>, 'entries' | 'next'>;
export type TagStep = TagStepPage['entries'][number];
/** What is written of a tag. */
export type TagState = NonNullable<TagStep['before']>;

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
  ['section', 'Section'],
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

/** Asks the server for a page behind `after` (null: the newest). Throws ApiError. */
export function readHistory(
  project: string,
  tag: string,
  after: string | null,
  limit = PAGE,
): Promise<TagStepPage> {
  return call('get', HISTORY, { project, tag, query: { limit: String(limit), after: after ?? undefined } });
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

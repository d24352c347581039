/** Who changed a tag last, and when: what this page saw itself, else what the history of the server says. */

import type { Person } from './api.ts';
import { call } from './call.ts';
import { readHistory } from './taghistory.svelte.ts';
import { when } from './times.ts';

/** One change of a tag. `by` is null for the person of this page; `at` is milliseconds of `Date.now()`. */
export interface LastChange {
  readonly by: readonly string[] | null;
  readonly at: number;
  readonly what: 'created' | 'updated' | 'renamed' | 'deleted';
}

interface Sources {
  /** The last change of a tag that arrived while this page is open; `author` is null for this person. */
  readonly seen: (key: string) => { readonly at: number; readonly author: Person | null } | undefined;
  /** The newest entry of the history; null when there is none. Rejects without a connection. */
  readonly ask: (key: string) => Promise<LastChange | null>;
  readonly canAsk: () => boolean;
  readonly now: () => number;
}

/** An answer of the server is asked for again after this time, milliseconds: imports change many tags unseen. */
const FRESH_MS = 60_000;
/** Answers that are kept. */
const KEPT = 1_000;

export class LastChanges {
  readonly #sources: Sources;
  readonly #answers = new Map<string, { readonly change: LastChange | null; readonly askedAt: number }>();
  readonly #asked = new Map<string, Promise<LastChange | null>>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** The newest change that is known here without asking anybody. */
  known(key: string): LastChange | null {
    const told = this.#answers.get(key)?.change ?? null;
    const seen = this.#sources.seen(key);
    if (!seen || (told && told.at > seen.at)) return told;
    return { by: seen.author ? [seen.author.name] : null, at: seen.at, what: 'updated' };
  }

  /** The last change of a tag by its key; what is known when the server cannot be asked; null when nothing is. */
  async of(key: string): Promise<LastChange | null> {
    const { seen, canAsk, now } = this.#sources;
    const answer = this.#answers.get(key);
    const isFresh = seen(key) !== undefined || (answer && now() - answer.askedAt < FRESH_MS);
    if (!isFresh && canAsk()) await this.#ask(key);
    return this.known(key);
  }

  async #ask(key: string): Promise<void> {
    const asked = this.#asked.get(key) ?? this.#sources.ask(key);
    this.#asked.set(key, asked);
    try {
      this.#keep(key, await asked);
    } catch {
      // The line about the author is an extra: without a connection the last known one stays.
    } finally {
      this.#asked.delete(key);
    }
  }

  #keep(key: string, change: LastChange | null): void {
    this.#answers.delete(key);
    this.#answers.set(key, { change, askedAt: this.#sources.now() });
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > KEPT && !oldest.done) this.#answers.delete(oldest.value);
  }
}

const VERBS = { created: 'Declared', updated: 'Changed', renamed: 'Renamed', deleted: 'Deleted' } as const;

/** "Changed by Ann, 3 min ago". */
export function changeWords({ by, at, what }: LastChange, now: number): string {
  const names = by === null ? 'you' : by.length === 0 ? 'somebody' : by.join(' and ');
  return `${VERBS[what]} by ${names}, ${when(at, now)}`;
}

/** Asks the server's history of a tag for its newest entry. `self` is told as "you". Throws ApiError. */
export async function newestChange(project: string, key: string, self: string): Promise<LastChange | null> {
  const { entries } = await readHistory(project, key, null, 1);
  const [entry] = entries;
  if (!entry) return null;
  const isOwn = entry.authors.length === 1 && entry.authors[0]?.id === self;
  const by = isOwn ? null : entry.authors.map(({ id, name }) => (id === self ? 'you' : name));
  return { by, at: Date.parse(entry.at), what: entry.change };
}

/** Asks who changed each tag last: by key, `author` null for `self`. Throws ApiError. */
export async function allLastChanges(
  project: string,
  self: string,
): Promise<[key: string, change: { at: number; author: Person | null }][]> {
  const { people, changes } = await call('get', '/api/projects/{project}/last-changes', { project });
  const known = new Map<string, Person>(people.map((person) => [person.id, person]));
  return changes.flatMap(({ at, by, keys }) => {
    const author = known.get(by[0] ?? '') ?? { id: '', name: 'Somebody', color: 10 };
    const change = { at: Date.parse(at), author: author.id === self ? null : author };
    return keys.map((key): [string, typeof change] => [key, change]);
  });
}

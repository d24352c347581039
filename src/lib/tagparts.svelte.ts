/** Which tags stand open in the table, and what is under them: asked of the worker, followed while types change. */

import type { Facts } from './facts.svelte.ts';
import type { OpenParts } from './questions.ts';

export class TagParts {
  /** By the key of a tag and by `partId`. */
  opened = $state.raw<ReadonlyMap<string, OpenParts>>(new Map());
  readonly #facts: Facts;
  #asked = 0;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  async open(id: string): Promise<void> {
    const parts = await this.#ask(id);
    if (hasParts(parts)) this.opened = new Map(this.opened).set(id, parts);
  }

  /** What is open under it stays so for the next time. */
  close(id: string): void {
    const opened = new Map(this.opened);
    opened.delete(id);
    this.opened = opened;
  }

  toggle(id: string): void {
    if (this.opened.has(id)) this.close(id);
    else void this.open(id);
  }

  /** Types or values may have changed: what is open is read anew; what has no parts any more closes. */
  async follow(): Promise<void> {
    if (this.opened.size === 0) return;
    const asked = ++this.#asked;
    const before = this.opened;
    const found = await Promise.all([...before.keys()].map(async (id) => [id, await this.#ask(id)] as const));
    if (asked !== this.#asked || before !== this.opened) return;
    const now = found.filter((one): one is [string, OpenParts] => hasParts(one[1]));
    if (JSON.stringify(now) !== JSON.stringify([...before])) this.opened = new Map(now);
  }

  /** Tags that go by another key stay open. */
  rekey(keys: ReadonlyMap<string, string>): void {
    if (this.opened.size === 0) return;
    this.opened = new Map([...this.opened].map(([id, parts]) => [rekeyed(id, keys), parts]));
  }

  async #ask(id: string): Promise<OpenParts | null> {
    const [key = '', ...path] = id.split('>');
    return (await this.#facts.ask('parts', { key, path }))?.value ?? null;
  }
}

function hasParts(open: OpenParts | null): open is OpenParts {
  return open !== null && open.parts.length + open.more > 0;
}

function rekeyed(id: string, keys: ReadonlyMap<string, string>): string {
  const [key = '', ...path] = id.split('>');
  return [keys.get(key) ?? key, ...path].join('>');
}

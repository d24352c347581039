/** Going where a colleague is: once, or for as long as they move, until this person does something. */

import type { FileId } from '@tagloom/st-parser';
import type { People, Presence } from './people.svelte.ts';

/** What a click on a person did. */
export type Followed = 'jumped' | 'following' | 'stopped' | 'nowhere';

export class Follow {
  /** The person who is followed. */
  id = $state<string | null>(null);
  readonly #people: People;
  readonly #go: (person: Presence) => boolean;
  #jumpedTo: string | null = null;

  constructor(people: People, go: (person: Presence) => boolean) {
    this.#people = people;
    this.#go = go;
  }

  /** The followed person as they are now; null when nobody is followed or they left. */
  readonly person: Presence | null = $derived.by(
    () => this.#people.others.find((one) => one.id === this.id && one.isHere) ?? null,
  );

  /** The first click goes there, the second follows, the third lets go. */
  click(person: Presence): Followed {
    if (this.id === person.id) {
      this.stop();
      return 'stopped';
    }
    if (this.#jumpedTo === person.id) {
      this.id = person.id;
      return 'following';
    }
    this.stop();
    if (!this.#go(person)) return 'nowhere';
    this.#jumpedTo = person.id;
    return 'jumped';
  }

  /** Goes there and follows at once; false when they have no cursor yet. */
  start(person: Presence): boolean {
    this.stop();
    if (!this.#go(person)) return false;
    this.id = person.id;
    return true;
  }

  /** Something of mine: a key, a scroll, a click elsewhere. */
  stop(): void {
    this.id = null;
    this.#jumpedTo = null;
  }

  /** Where the followed person is, as one value that changes when they move. */
  readonly place: { file: FileId; line: number } | null = $derived.by(() => {
    const { person } = this;
    return person?.file ? { file: person.file, line: person.line ?? 1 } : null;
  });
}

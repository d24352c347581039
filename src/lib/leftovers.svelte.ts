/** Uses of names that were renamed meanwhile, also while their writer was offline: found after the merge and offered. */

import { type FormerName, formerNames, noteRenames, renamesMap } from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type * as Y from 'yjs';
import type { Step, Steps } from './editor/steps.ts';
import type { Facts } from './facts.svelte.ts';
import type { LeftUses } from './questions.ts';
import { ATTEMPTS, applyWhole } from './wholesteps.ts';

/** Uses of one former name that can be written anew as one step. */
export interface Leftover {
  /** The same as long as it is about the same places. */
  readonly id: string;
  readonly former: FormerName;
  /** The names as people write them. */
  readonly from: string;
  readonly to: string;
  readonly files: readonly FileId[];
  readonly count: number;
}

/** Problems come in pieces; what is left is looked for when none came for this long. */
const CALM_MS = 400;

export class Leftovers {
  open = $state.raw<readonly Leftover[]>([]);
  readonly #doc: Y.Doc;
  readonly #facts: Facts;
  readonly #steps: Steps;
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  /** Files were merged of which the problems alone may not tell. */
  #isForced = true;

  constructor(own: { doc: Y.Doc; facts: Facts; steps: Steps }) {
    this.#doc = own.doc;
    this.#facts = own.facts;
    this.#steps = own.steps;
    const renames = renamesMap(own.doc);
    const look = () => this.look(true);
    renames.observe(look);
    this.#stop = () => renames.unobserve(look);
  }

  /** Looks soon, and only if there is something to look for; `isForced` also where no problem names a former name. */
  look(isForced = false): void {
    this.#isForced ||= isForced;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), CALM_MS);
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#timer);
    this.#asked++;
  }

  /** Writes the present name in the places of one; null when they are gone, or colleagues write in them. */
  async renew({ former }: Leftover): Promise<Step | null> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = await this.#facts.ask('leftovers', { former: [former] });
      const [found] = answer?.value ?? [];
      if (!answer || !found) return null;
      const label = `Rename ${found.from} to ${found.to} where it was left`;
      const step = applyWhole(this.#steps, found.edits, answer.since, label);
      if (step) return step;
    }
    return null;
  }

  async #look(): Promise<void> {
    const former = formerNames(this.#doc);
    const asked = ++this.#asked;
    const isWorthIt = former.length > 0 && (this.#isForced || this.#isNamed(former));
    this.#isForced = false;
    const found = isWorthIt ? ((await this.#facts.ask('leftovers', { former }))?.value ?? []) : [];
    if (asked === this.#asked && found.length + this.open.length > 0) this.open = found.map(leftover);
  }

  /** Whether some problem speaks of a former name. */
  #isNamed(former: readonly FormerName[]): boolean {
    const names = new Set(former.map(({ key }) => key.slice(key.lastIndexOf('.') + 1)));
    for (const list of this.#facts.problems.values())
      for (const { code, message } of list)
        if (code.startsWith('UNKNOWN_') && quoted(message).some((word) => names.has(word))) return true;
    return false;
  }
}

/** The lower-case words that a message quotes, without the signs of `#x`. */
function quoted(message: string): string[] {
  return [...message.matchAll(/`#?([^`]+)`/g)].map(([, word = '']) => word.toLowerCase());
}

function leftover({ former, from, to, edits }: LeftUses): Leftover {
  const count = edits.reduce((sum, [, list]) => sum + list.length, 0);
  const files = edits.map(([file]) => file);
  return { id: `left:${former.key}:${count}:${files.join()}`, former, from, to, files, count };
}

/** Notes what was just renamed, for peers that do not know of it yet. */
export function noteRenamed(doc: Y.Doc, keys: readonly string[], name: string): void {
  const renames = keys.map((key) => ({ key, name }));
  noteRenames(doc, renames, Date.now(), noteRenamed);
}

/**
 * What the search of the tag table looks through: the lower-cased texts of many tags in one string, block by block, so that
 * a word is looked for by the engine's own search. Blocks are made ahead while nothing else is to do.
 */

import type { VendorRow } from '@tagloom/vendor-formats';
import type { TagRow } from './analysis.ts';

/** How long one slice of the work ahead may take, milliseconds. */
const SLICE_MS = 8;
/** Tags of one block: an edit of one makes the texts of all of them again. */
const BLOCK = 512;

interface Block {
  readonly text: string;
  /** Where the text of each tag begins, and behind the last one where all end. */
  readonly starts: Uint32Array;
}

export class SearchTexts {
  /** Where each tag stands, for as long as it is there. */
  readonly #slots = new Map<string, number>();
  readonly #keys: (string | undefined)[] = [];
  readonly #free: number[] = [];
  /** Null where something changed. */
  readonly #blocks: (Block | null)[] = [];
  readonly #tags: ReadonlyMap<string, TagRow>;
  readonly #vendorRows: ReadonlyMap<string, VendorRow>;
  readonly #soon: (slice: () => void) => void;
  #isKept = false;
  #isWaiting = false;

  /** `soon` runs a slice when there is time for it. */
  constructor(
    tags: ReadonlyMap<string, TagRow>,
    vendorRows: ReadonlyMap<string, VendorRow>,
    soon: (slice: () => void) => void = whenIdle,
  ) {
    this.#tags = tags;
    this.#vendorRows = vendorRows;
    this.#soon = soon;
  }

  /** Answers for each row whether all words (lower case) stand in its text, in any order. */
  finder(words: readonly string[]): (row: TagRow) => boolean {
    this.#blocks.forEach((block, at) => {
      if (!block) this.#make(at);
    });
    const found = new Uint8Array(this.#keys.length);
    words.forEach((word, n) => {
      this.#blocks.forEach((block, at) => {
        if (block) mark(found.subarray(at * BLOCK), block, word, n);
      });
    });
    return ({ slot }) => slot !== undefined && found[slot] === words.length;
  }

  /** The tag or its vendor row came, is another one now, or is gone. */
  forget(key: string): void {
    const slot = this.#slots.get(key) ?? this.#take(key);
    const at = Math.floor(slot / BLOCK);
    this.#blocks[at] = null;
    if (this.#isKept) this.#prepare();
  }

  /** From now on blocks are made ahead, until the function that it returns is called. */
  keep(): () => void {
    this.#isKept = true;
    this.#prepare();
    return () => {
      this.#isKept = false;
    };
  }

  #take(key: string): number {
    const slot = this.#free.pop() ?? this.#keys.length;
    this.#keys[slot] = key;
    this.#slots.set(key, slot);
    return slot;
  }

  #make(at: number): void {
    const first = at * BLOCK;
    const keys = this.#keys.slice(first, first + BLOCK);
    const starts = new Uint32Array(keys.length + 1);
    let text = '';
    keys.forEach((key, n) => {
      const row = key === undefined ? undefined : this.#tags.get(key);
      if (row) {
        row.slot = first + n;
        text += `${searchText(row, this.#vendorRows.get(row.key)?.name)}\n`;
      } else if (key !== undefined) this.#leave(key, first + n);
      starts[n + 1] = text.length;
    });
    this.#blocks[at] = { text, starts };
  }

  #leave(key: string, slot: number): void {
    this.#slots.delete(key);
    this.#keys[slot] = undefined;
    this.#free.push(slot);
  }

  #prepare(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#soon(() => this.#slice());
  }

  #slice(): void {
    this.#isWaiting = false;
    if (!this.#isKept) return;
    const end = performance.now() + SLICE_MS;
    for (let at = 0; at < this.#blocks.length; at++) {
      if (this.#blocks[at]) continue;
      if (performance.now() > end) {
        this.#prepare();
        return;
      }
      this.#make(at);
    }
  }
}

/** Counts the tags that have this word, too: those that have the `n` words before it. */
function mark(found: Uint8Array, { text, starts }: Block, word: string, n: number): void {
  for (let row = 0, at = text.indexOf(word); at >= 0; at = text.indexOf(word, starts[row])) {
    while (starts[row + 1]! <= at) row++;
    if (found[row] === n) found[row] = n + 1;
    row++;
  }
}

/** The text that a row is found by: path, type, address, initial value, comment and, where it is another one, the vendor's name. */
export function searchText(row: TagRow, vendorName: string | undefined): string {
  const { path, type, address, initial, comment, name } = row;
  const other = vendorName === undefined || vendorName === name ? '' : `\n${vendorName}`;
  return `${path}\n${type}\n${address}\n${initial}\n${comment}${other}`.toLowerCase();
}

function whenIdle(slice: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(slice, { timeout: 1_000 });
  else setTimeout(slice, 50);
}

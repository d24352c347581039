/** What the search of the tag table looks through: one lower-cased text per tag, made ahead while nothing else is to do. */

import type { VendorRow } from '@tagloom/vendor-formats';
import type { TagRow } from './analysis.ts';

/** How long one slice of the work ahead may take, milliseconds. */
const SLICE_MS = 8;
/** Texts between two looks at the clock. */
const AT_ONCE = 100;

export class SearchTexts {
  readonly #texts = new Map<string, string>();
  /** Tags whose texts are to be made ahead. */
  readonly #missing = new Set<string>();
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

  /** Path, type, address, initial value, comment and, where it is another one, the vendor's name. */
  of(row: TagRow): string {
    const known = this.#texts.get(row.key);
    if (known !== undefined) return known;
    const text = searchText(row, this.#vendorRows.get(row.key)?.name);
    this.#texts.set(row.key, text);
    return text;
  }

  /** The tag or its vendor row came, is another one now, or is gone. */
  forget(key: string): void {
    this.#texts.delete(key);
    if (this.#isKept) this.#want(key);
  }

  /** From now on texts are made ahead, until the function that it returns is called. */
  keep(): () => void {
    this.#isKept = true;
    for (const key of this.#tags.keys()) if (!this.#texts.has(key)) this.#want(key);
    return () => {
      this.#isKept = false;
      this.#missing.clear();
    };
  }

  #want(key: string): void {
    this.#missing.add(key);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#soon(() => this.#slice());
  }

  #slice(): void {
    const end = performance.now() + SLICE_MS;
    let made = 0;
    for (const key of this.#missing) {
      this.#missing.delete(key);
      const row = this.#tags.get(key);
      if (row) this.of(row);
      if (++made % AT_ONCE === 0 && performance.now() > end) break;
    }
    this.#isWaiting = this.#missing.size > 0;
    if (this.#isWaiting) this.#soon(() => this.#slice());
  }
}

/** The text that a row is found by. */
export function searchText(row: TagRow, vendorName: string | undefined): string {
  const { path, type, address, initial, comment, name } = row;
  const other = vendorName === undefined || vendorName === name ? '' : `\n${vendorName}`;
  return `${path}\n${type}\n${address}\n${initial}\n${comment}${other}`.toLowerCase();
}

function whenIdle(slice: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(slice, { timeout: 1_000 });
  else setTimeout(slice, 50);
}

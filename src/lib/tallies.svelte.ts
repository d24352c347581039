/** Sums over all tags that follow each change: tags with errors and warnings, and what the vendor loses by code. */

import type { VendorDiagnostic, VendorRow } from '@tagloom/vendor-formats';
import type { TagRow } from './analysis.ts';
import { worstSeverity } from './table.ts';

type Severity = VendorDiagnostic['severity'];

/** What is lost under one code and severity. */
export interface Loss {
  readonly code: string;
  readonly severity: Severity;
  readonly count: number;
  /** One sentence of it. */
  readonly example: string;
}

interface Bin {
  readonly code: string;
  readonly severity: Severity;
  count: number;
  /** Keys of the tags, for examples. */
  readonly keys: Set<string>;
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

export interface Sums {
  /** Tags whose worst problem is one. */
  readonly errors: number;
  readonly warnings: number;
  /** Rows of the vendor, those it leaves out, those it changes, and of the others those that have a note. */
  readonly tags: number;
  readonly leftOut: number;
  readonly changed: number;
  readonly noted: number;
  /** Worst and most frequent first. */
  readonly losses: readonly Loss[];
}

/** Most edits move no sum: nothing is drawn anew then. */
function isSameSums(a: Sums, b: Sums): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const NOTHING = { errors: 0, warnings: 0, tags: 0, leftOut: 0, changed: 0, noted: 0 };

export class Tallies {
  sums = $state.raw<Sums>({ ...NOTHING, losses: [] });

  #n = { ...NOTHING };
  readonly #worst = new Map<string, 'error' | 'warning'>();
  readonly #bins = new Map<string, Bin>();
  readonly #rows: ReadonlyMap<string, VendorRow>;

  /** `rows` are the vendor's rows now: examples are read from there. */
  constructor(rows: ReadonlyMap<string, VendorRow>) {
    this.#rows = rows;
  }

  /** A tag or its vendor row changed; null for a tag that is gone. */
  noteTag(key: string, row: TagRow | null, vendor: VendorRow | undefined): void {
    const before = this.#worst.get(key);
    const found = row ? worstSeverity(row, vendor) : null;
    const now = found === 'error' || found === 'warning' ? found : undefined;
    if (before === now) return;
    if (before) this.#n[`${before}s`]--;
    if (now) this.#n[`${now}s`]++;
    if (now) this.#worst.set(key, now);
    else this.#worst.delete(key);
  }

  /** A vendor row came, went or changed. */
  noteVendor(key: string, before: VendorRow | undefined, after: VendorRow | undefined): void {
    if (before) this.#count(key, before, -1);
    if (after) this.#count(key, after, 1);
  }

  /** Another vendor: everything is counted anew. */
  clearVendor(): void {
    this.#bins.clear();
    this.#n = { ...this.#n, tags: 0, leftOut: 0, changed: 0, noted: 0 };
  }

  /** Call it once after a batch of notes. */
  settle(): void {
    const losses: Loss[] = [];
    for (const bin of this.#bins.values()) {
      const { code, severity, count } = bin;
      if (count > 0) losses.push({ code, severity, count, example: this.examples(bin, 1)[0]?.message ?? '' });
    }
    losses.sort(
      (a, b) => RANK[a.severity] - RANK[b.severity] || b.count - a.count || (a.code < b.code ? -1 : 1),
    );
    const sums = { ...this.#n, losses };
    if (!isSameSums(sums, this.sums)) this.sums = sums;
  }

  /** Up to `most` tags that lose something under a code and severity. */
  examples(
    { code, severity }: Pick<Loss, 'code' | 'severity'>,
    most: number,
  ): readonly (VendorDiagnostic & { key: string })[] {
    const found: (VendorDiagnostic & { key: string })[] = [];
    for (const key of this.#bins.get(`${severity} ${code}`)?.keys ?? []) {
      for (const one of this.#rows.get(key)?.diagnostics ?? [])
        if (one.code === code && one.severity === severity && found.length < most)
          found.push({ ...one, key });
      if (found.length >= most) break;
    }
    return found;
  }

  #count(key: string, { diagnostics }: VendorRow, by: 1 | -1): void {
    this.#n.tags += by;
    if (diagnostics.some(({ severity }) => severity === 'error')) this.#n.leftOut += by;
    else if (diagnostics.some(({ severity }) => severity === 'warning')) this.#n.changed += by;
    else if (diagnostics.length > 0) this.#n.noted += by;
    for (const { code, severity } of diagnostics) {
      const name = `${severity} ${code}`;
      let bin = this.#bins.get(name);
      if (!bin) {
        bin = { code, severity, count: 0, keys: new Set() };
        this.#bins.set(name, bin);
      }
      bin.count += by;
      if (by === 1) bin.keys.add(key);
      else bin.keys.delete(key);
    }
  }
}

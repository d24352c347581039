/** The diagnostics of one file by place. */

import type { Diagnostic } from '@tagloom/st-parser';

/** Longer ones are few and are looked at one by one. */
const SHORT = 200;

/** Finds what a span touches without a look at all diagnostics; one of no length counts as one character. */
export class JudgedFile {
  readonly #short: readonly Diagnostic[];
  readonly #long: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const isShort = ({ place }: Diagnostic) => place.to - place.from <= SHORT;
    this.#short = diagnostics.filter(isShort).sort((a, b) => a.place.from - b.place.from);
    this.#long = diagnostics.filter((one) => !isShort(one));
  }

  /** Those that touch the span, long ones first. Offsets of UTF-16 units. */
  at({ from, to }: { readonly from: number; readonly to: number }): Diagnostic[] {
    const found = this.#long.filter((one) => touches(one, from, to));
    for (let index = this.#firstFrom(from - SHORT); index < this.#short.length; index++) {
      const one = this.#short[index] as Diagnostic;
      if (one.place.from >= to) break;
      if (touches(one, from, to)) found.push(one);
    }
    return found;
  }

  /** Index of the first short one that begins at or behind an offset. */
  #firstFrom(offset: number): number {
    let [low, high] = [0, this.#short.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#short[middle]?.place.from ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function touches({ place }: Diagnostic, from: number, to: number): boolean {
  return place.from < to && Math.max(place.to, place.from + 1) > from;
}

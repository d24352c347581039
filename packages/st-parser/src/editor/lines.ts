/** Offsets to lines of one text, for callers that ask for many: one pass, then a binary search each. */

export class Lines {
  readonly #starts: Uint32Array;
  readonly #count: number;

  constructor(text: string) {
    let starts = new Uint32Array(1024);
    let count = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      if (count === starts.length) starts = grown(starts);
      starts[count++] = at + 1;
    }
    this.#starts = starts;
    this.#count = count;
  }

  /** How many lines there are. */
  get count(): number {
    return this.#count;
  }

  /** 1-based line of an offset. */
  at(offset: number): number {
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** Offset where a 1-based line begins. */
  start(line: number): number {
    return this.#starts[line - 1]!;
  }
}

function grown(starts: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(starts.length * 2);
  larger.set(starts);
  return larger;
}

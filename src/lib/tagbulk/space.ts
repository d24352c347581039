/** Which bits of one area are taken: sorted ranges that do not touch. */

export class Space {
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  /** Where a search for so many bits may go on: what is taken never becomes free. */
  readonly #free = new Map<string, number>();

  isFree(from: number, to: number): boolean {
    const next = this.#next(from);
    return next >= this.#from.length || this.#from[next]! >= to;
  }

  take(from: number, to: number): void {
    if (to <= from) return;
    let first = this.#next(from);
    if (first > 0 && this.#to[first - 1] === from) first--;
    let last = first;
    while (last < this.#from.length && this.#from[last]! <= to) last++;
    if (last > first) {
      from = Math.min(from, this.#from[first]!);
      to = Math.max(to, this.#to[last - 1]!);
    }
    this.#from.splice(first, last - first, from);
    this.#to.splice(first, last - first, to);
  }

  /** The first bits with room for `bits` at a multiple of `align`, not before `from`. */
  firstFree(bits: number, align: number, from: number): number {
    const id = `${bits} ${align} ${from}`;
    const at = this.freeFrom(bits, align, this.#free.get(id) ?? from);
    this.#free.set(id, at);
    return at;
  }

  /** The same for a place that is asked for once. */
  freeFrom(bits: number, align: number, from: number): number {
    let at = up(from, align);
    for (let next = this.#next(at); next < this.#from.length && this.#from[next]! < at + bits; next++)
      at = up(this.#to[next]!, align);
    return at;
  }

  /** The first range that ends behind a bit. */
  #next(bit: number): number {
    let low = 0;
    let high = this.#to.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#to[middle]! <= bit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function up(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

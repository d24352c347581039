/** ADDRESS_OVERLAP: two variables share bits of %I, %Q or %M. IEC 61131-3 ed. 3, 6.5.5. */

import { type BitRange, parseAddress } from '../project/addresses.ts';
import { slotOrder } from '../project/names.ts';
import { bitsOf } from '../project/sizes.ts';
import type { Slot } from '../project/slots.ts';
import type { Finding } from './findings.ts';

/** Bits per cell of the index, and cells that one variable may fill. */
const CELL = 64;
const CELLS = 4096;

/** Which variable is where, kept up to date slot by slot. */
export class Overlaps {
  readonly #cells = new Map<string, Set<Slot>>();
  readonly #ranges = new Map<Slot, BitRange>();

  /** Replaces slots and answers the slots whose findings may differ now. */
  update(
    removed: ReadonlySet<Slot>,
    added: ReadonlySet<Slot>,
    unitOf: (slot: Slot) => 'byte' | 'element',
  ): Set<Slot> {
    const touched = new Set<Slot>();
    for (const slot of removed) this.#take(slot, touched);
    for (const slot of added) this.#put(slot, unitOf(slot), touched);
    for (const slot of removed) touched.delete(slot);
    return touched;
  }

  /** The finding of a slot: it overlaps one that stands before it. */
  finding(slot: Slot): Finding | null {
    const range = this.#ranges.get(slot);
    if (range === undefined) return null;
    const others = [...this.#near(range)].filter(
      (other) => other !== slot && overlap(this.#ranges.get(other)!, range),
    );
    const first = others.sort(slotOrder).find((other) => slotOrder(other, slot) < 0);
    if (first === undefined) return null;
    const { address, name } = slot.declaration;
    const place = `\`${first.declaration.name ?? ''}\` at \`${first.declaration.address}\``;
    return {
      code: 'ADDRESS_OVERLAP',
      severity: 'warning',
      message: `\`${name ?? ''}\` at \`${address}\` shares memory with ${place}`,
      target: { slot, part: 'name' },
      related: [{ target: { slot: first, part: 'name' }, message: `${place} is declared here` }],
    };
  }

  #put(slot: Slot, unit: 'byte' | 'element', touched: Set<Slot>): void {
    const range = rangeOf(slot, unit);
    if (range === null) return;
    this.#ranges.set(slot, range);
    for (const key of cellsOf(range)) {
      const cell = this.#cells.get(key) ?? new Set();
      this.#cells.set(key, cell.add(slot));
    }
    for (const other of this.#near(range)) touched.add(other);
  }

  #take(slot: Slot, touched: Set<Slot>): void {
    const range = this.#ranges.get(slot);
    if (range === undefined) return;
    for (const other of this.#near(range)) touched.add(other);
    this.#ranges.delete(slot);
    for (const key of cellsOf(range)) {
      const cell = this.#cells.get(key)!;
      cell.delete(slot);
      if (cell.size === 0) this.#cells.delete(key);
    }
  }

  #near(range: BitRange): Set<Slot> {
    const near = new Set<Slot>();
    for (const key of cellsOf(range)) for (const slot of this.#cells.get(key) ?? []) near.add(slot);
    return near;
  }
}

/** The bits of a located variable: at least what its address letter says, more when its type is larger. */
function rangeOf(slot: Slot, unit: 'byte' | 'element'): BitRange | null {
  const { declaration, entry } = slot;
  if (declaration.address === undefined || entry.section === 'VAR_EXTERNAL' || entry.section === 'VAR_ACCESS')
    return null;
  const address = parseAddress(declaration.address, unit);
  if (address === null) return null;
  const size = Math.max(address.size, bitsOf(declaration.typeExpr) ?? 0);
  return { area: address.area, from: address.start, to: address.start + size };
}

function overlap(a: BitRange, b: BitRange): boolean {
  return a.area === b.area && a.from < b.to && b.from < a.to;
}

function* cellsOf({ area, from, to }: BitRange): Generator<string> {
  const last = Math.min(Math.floor((to - 1) / CELL), Math.floor(from / CELL) + CELLS);
  for (let cell = Math.floor(from / CELL); cell <= last; cell++) yield `${area}${cell}`;
}

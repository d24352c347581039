/** Addresses in `%M` for variables that have none (`vendor-formats.md` 3.5): declaration order, stable beside a side map. */
import type { Project, Tag } from '@tagloom/st-parser';
import { readAddress, WIDTH_BYTES } from '../addresses.ts';
import { hasStorage } from '../common.ts';
import { shapeOf } from '../shapes.ts';
import type { VendorOptions } from '../types.ts';
import { s7Type } from './types.ts';

/** First byte when nobody chose one. */
const DEFAULT_START = 100;

/** New addresses by tag key. Earlier ones of the side map come first, then free bytes behind the start. */
export function allocate(project: Project, options: VendorOptions): ReadonlyMap<string, string> {
  if (options.allocate !== 'M') return new Map();
  const memory = new Memory(options);
  for (const tag of project.tags()) memory.block(tag, sizeOf(tag, project, options));
  const wanting = project.tags().flatMap((tag) => {
    const bits = tag.address === undefined && isVariable(tag) ? sizeOf(tag, project, options) : null;
    return bits === null ? [] : [{ tag, bits }];
  });
  const earlier = earlierOf(options);
  const out = new Map<string, string>();
  for (const { tag, bits } of wanting) {
    const address = earlier.get(tag.path.toLowerCase());
    if (address !== undefined && memory.take(address, bits)) out.set(tag.key, address);
  }
  for (const { tag, bits } of wanting) if (!out.has(tag.key)) out.set(tag.key, memory.next(bits));
  return out;
}

/** Constants with a value become user constants; everything else that is stored may get an address. */
function isVariable(tag: Tag): boolean {
  return hasStorage(tag, () => undefined) && !tag.qualifiers.includes('CONSTANT');
}

function sizeOf(tag: Tag, project: Project, options: VendorOptions): number | null {
  return s7Type(shapeOf(tag.typeExpr, project), options.cpu ?? 'S7-1500', () => undefined)?.bits ?? null;
}

function earlierOf({ sideMap }: VendorOptions): ReadonlyMap<string, string> {
  const entries = sideMap === undefined || sideMap === true ? [] : sideMap.entries;
  const own = entries.filter((entry) => /^%M[BWD]?\d/.test(entry.vendorAddress));
  return new Map(own.map((entry) => [entry.path.toLowerCase(), entry.vendorAddress]));
}

/** The letter behind `%M`; 64 bits are written as byte and bit. */
const LETTERS: Readonly<Record<number, string>> = { 8: 'B', 16: 'W', 32: 'D' };

class Memory {
  readonly #scale: boolean;
  readonly #usedBits = new Set<number>();
  #byte: number;
  #bit = 0;

  constructor(options: VendorOptions) {
    this.#scale = options.addressIndex === 'element';
    this.#byte = options.allocateStart ?? DEFAULT_START;
  }

  /** Keeps the bytes of an explicit address. */
  block(tag: Tag, bits: number | null): void {
    const address = tag.address === undefined ? null : readAddress(tag.address);
    if (address?.kind !== 'direct' || address.area !== 'M') return;
    const byte = address.index * (this.#scale ? WIDTH_BYTES[address.width] : 1);
    this.#mark(byte * 8 + (address.bit ?? 0), bits ?? WIDTH_BYTES[address.width] * 8);
  }

  /** Takes an address that is still free; false otherwise. */
  take(text: string, bits: number): boolean {
    const address = readAddress(text);
    if (address.kind !== 'direct' || addressText(address.index * 8 + (address.bit ?? 0), bits) !== text)
      return false;
    const from = address.index * 8 + (address.bit ?? 0);
    if (!this.#isFree(from, bits)) return false;
    this.#mark(from, bits);
    return true;
  }

  next(bits: number): string {
    if (bits !== 1 && this.#bit > 0) this.#close();
    for (;;) {
      if (bits > 8 && this.#byte % 2 === 1) this.#byte++;
      const from = this.#byte * 8 + this.#bit;
      if (this.#isFree(from, bits)) {
        this.#mark(from, bits);
        this.#advance(bits);
        return addressText(from, bits);
      }
      this.#advance(bits === 1 ? 1 : 8);
    }
  }

  #close(): void {
    this.#byte++;
    this.#bit = 0;
  }

  #advance(bits: number): void {
    if (bits === 1) {
      if (++this.#bit === 8) this.#close();
    } else this.#byte += bits / 8;
  }

  #isFree(from: number, bits: number): boolean {
    for (let bit = from; bit < from + bits; bit++) if (this.#usedBits.has(bit)) return false;
    return true;
  }

  #mark(from: number, bits: number): void {
    for (let bit = from; bit < from + bits; bit++) this.#usedBits.add(bit);
  }
}

function addressText(from: number, bits: number): string {
  const letter = LETTERS[bits];
  const byte = Math.floor(from / 8);
  return letter === undefined ? `%M${byte}.${from % 8}` : `%M${letter}${byte}`;
}

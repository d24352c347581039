/** The I/O map (`vendor-formats.md` 2.5): IEC addresses, or ranges of them, to operands of modules. */
import { type Address, readAddress, WIDTH_BYTES } from '../addresses.ts';

/** The operand of an address, or undefined: a module is never invented. */
export type OperandOf = (address: string) => string | undefined;

interface Range {
  readonly from: Address & { kind: 'direct' };
  /** In units of the address: bits, bytes, words ... */
  readonly length: number;
  readonly operand: string;
}

/** `%IX0.0` names one bit; `%IX0.0..%IX1.7` sixteen, and the last number of the operand counts up with them. */
export function operands(
  ioMap: Readonly<Record<string, string>> | undefined,
  addressIndex: 'byte' | 'element' = 'byte',
): OperandOf {
  const single = new Map<string, string>();
  const ranges: Range[] = [];
  for (const [key, operand] of Object.entries(ioMap ?? {})) {
    const [first = '', last] = key.toUpperCase().split('..');
    if (last === undefined) single.set(first.trim(), operand);
    else ranges.push(...rangeOf(first, last, operand, addressIndex));
  }
  return (address) => {
    const own = single.get(address.toUpperCase());
    return own ?? (ranges.length === 0 ? undefined : inRanges(readAddress(address), ranges, addressIndex));
  };
}

function rangeOf(first: string, last: string, operand: string, addressIndex: 'byte' | 'element'): Range[] {
  const from = readAddress(first);
  const to = readAddress(last);
  if (from.kind !== 'direct' || to.kind !== 'direct' || from.area !== to.area || from.width !== to.width)
    return [];
  const length = unit(to, addressIndex) - unit(from, addressIndex) + 1;
  return length > 0 ? [{ from, length, operand }] : [];
}

/** The number of an address in units of its own width. */
function unit(address: Address & { kind: 'direct' }, addressIndex: 'byte' | 'element'): number {
  if (address.width === 'X') return address.index * 8 + (address.bit ?? 0);
  return addressIndex === 'element' ? address.index : address.index / WIDTH_BYTES[address.width];
}

function inRanges(
  address: Address,
  ranges: readonly Range[],
  addressIndex: 'byte' | 'element',
): string | undefined {
  if (address.kind !== 'direct') return undefined;
  for (const { from, length, operand } of ranges) {
    if (from.area !== address.area || from.width !== address.width) continue;
    const at = unit(address, addressIndex) - unit(from, addressIndex);
    if (Number.isInteger(at) && at >= 0 && at < length) return counted(operand, at);
  }
  return undefined;
}

/** The last number of an operand goes up: `I.Data.0` to `I.Data.5`, `I.Ch[0]` to `I.Ch[5]`. */
function counted(operand: string, by: number): string {
  return operand.replace(/(\d+)(\D*)$/, (_, number: string, rest: string) => `${Number(number) + by}${rest}`);
}

/**
 * What an address of a tag looks like on each machine: its letter, where it may begin, what its number counts.
 * Sources: IEC 61131-3 ed. 3, 6.5.5; Siemens STEP 7 (bits without X, words at even bytes, 64 bits and structures by their
 * first bit); Beckhoff InfoSys "Addresses" and "Alignment" (bytes are counted, natural alignment).
 */

import type { Room } from '@tagloom/st-parser/editor';
import { addressOf } from '../addressmap.ts';
import { up } from './space.ts';

export type Area = NonNullable<Room['at']>['area'];

/** The bits that a tag covers at an address of its own: as many as its type has, whole bytes but for a bit. */
export function bitsIn({ bits }: Pick<Room, 'bits'>): number {
  return bits === 1 ? 1 : up(Math.max(8, bits), 8);
}

/** Where a tag may begin, in bits. What counts elements can name no place between two of them. */
export function alignIn(room: Room): number {
  if (room.bits === 1) return 1;
  const size = sizeIn(room);
  const own = room.machine === 'siemens' ? (room.bits <= 8 ? 8 : 16) : Math.max(8, room.align);
  return room.unit === 'element' && size > 1 ? Math.max(own, size) : own;
}

/** Bits of the element that the letter names: 1 for `X`, 8 for `B` ... SCL names more than 32 bits by their first bit. */
export function sizeIn({ bits, element, dialect }: Room): number {
  if (bits === 1) return 1;
  const isWhole = LETTERED.has(bits);
  if (dialect === 'siemens') return isWhole && bits < 64 ? bits : 1;
  if (isWhole) return bits;
  return LETTERED.has(element) ? element : 8;
}

const LETTERED: ReadonlySet<number> = new Set([8, 16, 32, 64]);

/** The address of a tag that begins at a bit, as its file writes it. */
export function addressIn(room: Room, area: Area, bit: number): string {
  const text = addressOf(area, bit, sizeIn(room), room.unit);
  return room.dialect === 'siemens' ? text.replace('X', '') : text;
}

/** Whether the address of a tag is one that the rules could have given: its letter, its place, its area. */
export function isInRule(room: Room): boolean {
  const { at } = room;
  if (at === null) return false;
  const isLettered = at.size === sizeIn(room) || (at.size <= 8 && !LETTERED.has(room.bits) && room.bits > 1);
  return isLettered && at.from % alignIn(room) === 0;
}

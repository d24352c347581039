/**
 * New addresses for many tags: the same answer for the same question, nothing that overlaps, and an answer that is
 * given again changes nothing. Tags that are not chosen stay where they are, and their bits are not given away.
 */

import type { Room } from '@tagloom/st-parser/editor';
import type { Draft, Unwanted, Wanted } from './difference.ts';
import { type Area, addressIn, alignIn, bitsIn, isInRule } from './rules.ts';
import { Space, up } from './space.ts';

export interface AreaRule {
  readonly isOn: boolean;
  /** The first byte that may be given, and the first that may not; null without an end. */
  readonly start: number;
  readonly end: number | null;
}

export interface RenumberOptions {
  readonly areas: Readonly<Record<Area, AreaRule>>;
  /** Addresses that keep the rules and are free stay as they are. */
  readonly keepsValid: boolean;
  /** Gaps are filled; otherwise distances stay, and what is new goes behind the last one. */
  readonly fillsGaps: boolean;
  /** Where tags without an address, and those with `%I*`, get one; null leaves them alone. */
  readonly newIn: Area | null;
}

/** A tag whose bits are chosen. */
interface Placed {
  readonly room: Room;
  /** Null where nothing is free before the end. */
  readonly from: number | null;
}

export const AREAS: readonly Area[] = ['I', 'Q', 'M'];
/** Distances stay true to every alignment that there is. */
const BLOCK_BITS = 64;

/** `rooms` holds the chosen tags and all others that have an address, in the order of the source. */
export function renumber(
  rooms: readonly Room[],
  chosen: ReadonlySet<string>,
  options: RenumberOptions,
): Draft {
  const wanted: Wanted[] = [];
  const unwanted: Unwanted[] = [];
  for (const area of AREAS) {
    const rule = options.areas[area];
    const own = rooms.filter((room) => chosen.has(room.key) && areaOf(room, options) === area);
    if (!rule.isOn) continue;
    const able = new Set(own.filter(({ why }) => why === ''));
    for (const room of own)
      if (!able.has(room))
        unwanted.push(refused(room, 'RENUMBER_TYPE', `${room.name} gets no address: ${room.why}`));
    for (const { room, from } of placeAll(rooms, able, rule, { ...options, area }))
      if (from === null) unwanted.push(refused(room, 'RENUMBER_FULL', fullText(area, rule)));
      else wanted.push({ key: room.key, field: 'address', value: textOf(room, area, from), row: null });
  }
  return { wanted, unwanted };
}

function textOf(room: Room, area: Area, from: number): string {
  const isThere = room.at?.area === area && room.at.from === from && isInRule(room);
  return isThere ? room.address : addressIn(room, area, from);
}

function refused({ key, name }: Room, code: string, message: string): Unwanted {
  return { key, name, field: 'address', value: '', row: null, code, message };
}

function fullText(area: Area, { start, end }: AreaRule): string {
  return `%${area} has no room left from byte ${start} to byte ${(end ?? 0) - 1}`;
}

/** Null for a tag that is left alone: without an address while nobody wants one, or at a place that is no bit. */
function areaOf({ at, address }: Room, { newIn }: RenumberOptions): Area | null {
  if (at !== null || newIn === null) return at?.area ?? null;
  if (address === '') return newIn;
  return /^%[IQM][XBWDL]?\*$/i.test(address) ? (address.charAt(1).toUpperCase() as Area) : null;
}

/** The bits of all chosen tags of one area. One that finds no room keeps what it has, which the others then go round. */
function placeAll(rooms: readonly Room[], wanted: ReadonlySet<Room>, rule: AreaRule, how: How): Placed[] {
  const area = how.area;
  const left = new Set<Room>();
  for (;;) {
    const space = new Space();
    const own = rooms.filter((room) => wanted.has(room) && !left.has(room));
    for (const room of rooms)
      if (room.at?.area === area && (left.has(room) || !wanted.has(room)))
        space.take(room.at.from, room.at.from + Math.max(room.at.size, room.bits));
    const placed = placeOnce(byAddress(own), { space, ...limits(rule) }, how);
    const homeless = placed.filter(({ room, from }) => from === null && room.at !== null);
    if (homeless.length === 0) return [...placed, ...[...left].map((room) => ({ room, from: null }))];
    for (const { room } of homeless) left.add(room);
  }
}

interface How extends Pick<RenumberOptions, 'keepsValid' | 'fillsGaps'> {
  readonly area: Area;
}

function placeOnce(rooms: readonly Room[], desk: Desk, { keepsValid, fillsGaps }: How): Placed[] {
  if (keepsValid) return keepValid(rooms, desk, fillsGaps);
  return fillsGaps ? closeGaps(rooms, desk, desk.start) : keepDistances(rooms, desk);
}

/** Those with an address by its first bit, the others behind them in the order of the source. */
function byAddress(rooms: readonly Room[]): readonly Room[] {
  const located = rooms.filter(({ at }) => at !== null);
  const others = rooms.filter(({ at }) => at === null);
  return [...located.sort((a, b) => a.at!.from - b.at!.from), ...others];
}

/** The bits that are taken, and between which bits something may be given. */
interface Desk {
  readonly space: Space;
  readonly start: number;
  readonly end: number;
}

function limits({ start, end }: AreaRule): { start: number; end: number } {
  return { start: start * 8, end: end === null ? Number.MAX_SAFE_INTEGER : end * 8 };
}

/** What is valid stays; the others get the first room, or the first behind all that stay. */
function keepValid(rooms: readonly Room[], desk: Desk, fillsGaps: boolean): Placed[] {
  const placed = new Map<Room, number | null>();
  let behind = desk.start;
  for (const room of rooms) {
    const from = room.at !== null && isInRule(room) ? room.at.from : -1;
    const to = from + bitsIn(room);
    if (from < desk.start || to > desk.end || !desk.space.isFree(from, to)) continue;
    desk.space.take(from, to);
    placed.set(room, from);
    behind = Math.max(behind, to);
  }
  const rest = rooms.filter((room) => !placed.has(room));
  const at = fillsGaps ? desk.start : behind;
  for (const room of rest) placed.set(room, give(room, desk, at));
  return rooms.map((room) => ({ room, from: placed.get(room) ?? null }));
}

/** One behind the other, in the order that they have. */
function closeGaps(rooms: readonly Room[], desk: Desk, from: number): Placed[] {
  let at = from;
  return rooms.map((room) => {
    const given = give(room, desk, at);
    if (given !== null) at = given + bitsIn(room);
    return { room, from: given };
  });
}

function give(room: Room, { space, end }: Desk, from: number): number | null {
  const bits = bitsIn(room);
  const at = space.firstFree(bits, alignIn(room), from);
  if (at + bits > end) return null;
  space.take(at, at + bits);
  return at;
}

/** All that keep the rules move together to the first place where all of them fit; the others follow behind. */
function keepDistances(rooms: readonly Room[], desk: Desk): Placed[] {
  const block: Room[] = [];
  let reach = 0;
  for (const room of rooms) {
    if (!isInRule(room) || room.at!.from < reach) continue;
    block.push(room);
    reach = room.at!.from + bitsIn(room);
  }
  const shift = shiftOf(block, desk);
  if (shift === null) return rooms.map((room) => ({ room, from: null }));
  for (const room of block) desk.space.take(room.at!.from + shift, room.at!.from + shift + bitsIn(room));
  const inBlock = new Set(block);
  const rest = rooms.filter((room) => !inBlock.has(room));
  const behind = block.length === 0 ? up(desk.start, BLOCK_BITS) : reach + shift;
  const moved = block.map((room) => ({ room, from: room.at!.from + shift }));
  return [...moved, ...closeGaps(rest, desk, behind)];
}

/** How far a block moves: in steps that keep every alignment. Null when it fits nowhere before the end. */
function shiftOf(block: readonly Room[], { space, start, end }: Desk): number | null {
  const first = block[0]?.at?.from ?? 0;
  const last = block.reduce((to, room) => Math.max(to, room.at!.from + bitsIn(room)), 0);
  let shift = up(start, BLOCK_BITS) - (first - (first % BLOCK_BITS));
  for (;;) {
    if (last + shift > end) return null;
    const short = block.reduce((most, room) => Math.max(most, missing(space, room, shift)), 0);
    if (short === 0) return shift;
    shift += up(short, BLOCK_BITS);
  }
}

/** How much further a tag has to go until it fits. */
function missing(space: Space, room: Room, shift: number): number {
  const from = room.at!.from + shift;
  return space.freeFrom(bitsIn(room), 1, from) - from;
}

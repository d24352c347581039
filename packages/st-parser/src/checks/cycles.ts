/**
 * EXTENDS_CYCLE: a type that extends itself, directly or through others. RECURSIVE_TYPE: a structure that holds itself, or
 * names that stand for one another and for nothing else (`A : B; B : A;`), reported once for the whole circle.
 * IEC 61131-3 ed. 3, 6.4.4.6 and 6.6.5.4.
 */

import { findType } from '../project/frames.ts';
import type { RawType } from '../project/rawtypes.ts';
import { type Item, isTypeItem, type Unit } from '../project/slots.ts';
import { typeNameOf } from '../project/typenames.ts';
import type { World } from '../project/world.ts';
import type { Finding } from './findings.ts';

const LIMIT = 500;

export function checkCycles(world: World, unit: Unit): Finding[] {
  const found: Finding[] = [];
  const tell = (code: string, name: string, does: string, scope = name) => {
    found.push({ code, severity: 'error', message: `\`${name}\` ${does} itself`, target: { unit, scope } });
  };
  for (const item of unit.items) {
    if (isFirstOfCircle(world, item)) tell('RECURSIVE_TYPE', item.name, 'stands for', item.type!.name);
    if (item.scope === null || !isTypeItem(item)) continue;
    const { scope, head, kind } = item.scope;
    if (head.extends.length > 0 && reaches(world, item, bases)) tell('EXTENDS_CYCLE', scope, 'extends');
    else if ((kind === 'STRUCT' || kind === 'UNION') && reaches(world, item, parts))
      tell('RECURSIVE_TYPE', scope, 'holds');
  }
  return found;
}

/** Aliases that are followed. */
const CHAIN = 64;

/** True for the alias whose name comes first among those that lead back to it. */
function isFirstOfCircle(world: World, start: Item): boolean {
  let item: Item | undefined = start;
  for (let n = 0; n < CHAIN && item !== undefined; n++) {
    item = aliased(world, item);
    if (item === start) return true;
    if (item !== undefined && item.key < start.key) return false;
  }
  return false;
}

/** What an alias or an array type is made of, when that is held by value. */
function aliased(world: World, { type }: Item): Item | undefined {
  const raw = type?.fact.type;
  if (raw === undefined || !(isHeld(raw) || raw.kind === 'subrange')) return undefined;
  const name = typeNameOf(raw);
  return name === null ? undefined : findType(world, null, name);
}

type Next = (world: World, item: Item) => readonly Item[];

/** True when a walk from an item comes back to it. */
function reaches(world: World, start: Item, next: Next): boolean {
  const seen = new Set<Item>();
  const queue = [...next(world, start)];
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
    if (item === start) return true;
    if (seen.has(item) || seen.size > LIMIT) continue;
    seen.add(item);
    queue.push(...next(world, item));
  }
  return false;
}

function bases(world: World, { scope }: Item): Item[] {
  const names = scope?.head.extends ?? [];
  return names.flatMap((name) => {
    const found = findType(world, null, name);
    return found === undefined || (name.includes('.') && found.scope === scope) ? [] : [found];
  });
}

/** The types of the members, those that are held by value. */
function parts(world: World, item: Item): Item[] {
  const { scope, key, unit } = item;
  if (item.type !== null) return [aliased(world, item)].filter((other) => other !== undefined);
  if (scope?.kind !== 'STRUCT' && scope?.kind !== 'UNION') return [];
  world.asked?.add(`${key}(`);
  const names = unit.slots.flatMap(({ entry }) =>
    entry.scope === scope.scope && isHeld(entry.fact.type) ? (typeNameOf(entry.fact.type) ?? []) : [],
  );
  return types(world, names);
}

function isHeld(type: RawType): boolean {
  return type.kind === 'array' ? isHeld(type.base) : type.kind === 'named';
}

function types(world: World, names: readonly string[]): Item[] {
  return names.flatMap((name) => findType(world, null, name) ?? []);
}

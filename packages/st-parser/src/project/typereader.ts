/** What types, their members and constants mean at one place, as far as it is known for sure. */

import type { Part } from '../syntax/view.ts';
import type { TypeExpr } from '../types.ts';
import { type Constant, fold, readConstant } from './constants.ts';
import { type Found, type Frame, findType, memberOf, typeOfText } from './frames.ts';
import type { Value } from './meanings.ts';
import { resolve } from './rawtypes.ts';
import type { Item } from './slots.ts';
import { isSlot, type World } from './world.ts';

const DEPTH = 16;

/** Reads types where the leaf with this source stands. */
export class TypeReader {
  readonly world: World;
  readonly frame: Frame | null;
  readonly source: string;

  constructor(world: World, frame: Frame | null, source: string) {
    this.world = world;
    this.frame = frame;
    this.source = source;
  }

  textOf(part: Part): string {
    return this.source.slice(part.from, part.to);
  }

  /** The integer of an expression, or null. */
  constant(part: Part): number | null {
    const constant: Constant = readConstant(part, (p) => this.textOf(p));
    return fold(constant, (path) => this.world.constant(path, this.frame?.scope ?? ''));
  }

  /** A member of a value, of a type's name, or of a list. */
  member({ type, sym }: Value, key: string): Found {
    if (type?.kind === 'struct' || type?.kind === 'enum')
      return sym && isSlot(sym) ? this.world.at(`${sym.base}.${key}`) : undefined;
    if (type !== null) {
      const item = this.itemOf(type);
      return item === undefined ? undefined : memberOf(this.world, item, key);
    }
    if (!sym || isSlot(sym)) return undefined;
    const alias = sym.type === null ? undefined : sym.type.fact.type;
    if (alias !== undefined && alias.kind !== 'enum') return undefined;
    return memberOf(this.world, sym, key);
  }

  /** The declaration behind a type, through references and aliases; undefined when it is elementary or not known. */
  itemOf(type: TypeExpr, depth = 0): Item | undefined {
    if (depth > DEPTH) return undefined;
    if (type.kind === 'reference') return this.itemOf(type.base, depth + 1);
    if (type.kind !== 'named') return undefined;
    const item = findType(this.world, this.frame, type.name);
    const alias = item?.type?.fact.type;
    if (alias === undefined || alias.kind === 'enum') return item;
    return alias.kind === 'named' || alias.kind === 'reference'
      ? this.itemOf(
          resolve(alias, () => null),
          depth + 1,
        )
      : undefined;
  }

  /** What a type is behind references, aliases and ranges; null when it is not known. */
  plain(type: TypeExpr | null, depth = 0): TypeExpr | null {
    if (type === null || depth > DEPTH) return null;
    if (type.kind === 'reference' || type.kind === 'subrange') return this.plain(type.base, depth + 1);
    if (type.kind !== 'named') return type;
    const item = findType(this.world, this.frame, type.name);
    if (item === undefined) return null;
    const alias = this.aliasOf(item);
    return alias === null ? typeOfText(item.type?.name ?? item.scope!.scope) : this.plain(alias, depth + 1);
  }

  /** What a declared type is another name for; null for structures, blocks and enumerations. */
  aliasOf(item: Item): TypeExpr | null {
    const alias = item.type?.fact.type;
    if (alias === undefined || alias.kind === 'enum') return null;
    return resolve(alias, (path) => this.world.constant(path, ''));
  }

  /** The lower-case name without quotes and signs. */
  keyOf(word: string): string {
    const lower = this.world.lower(word);
    return lower.charCodeAt(0) === 35 || lower.includes('"') ? lower.replace(/[#"]/g, '') : lower;
  }
}

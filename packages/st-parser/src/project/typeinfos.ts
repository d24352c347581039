/** User-defined types with their members resolved. */

import type { Declaration, FileId, TypeInfo } from '../types.ts';
import { fold } from './constants.ts';
import { resolve } from './rawtypes.ts';
import type { NamedType, Scope } from './scopes.ts';
import type { Unit } from './slots.ts';
import { enumConstants, isTypeScope, type Symbols } from './symbols.ts';

/** The types that a unit declares, in text order. */
export function typeInfos(unit: Unit, symbols: Pick<Symbols, 'constant'>): TypeInfo[] {
  const members = new Map<string, Declaration[]>();
  for (const { declaration } of unit.slots) {
    const list = members.get(declaration.scope);
    if (list === undefined) members.set(declaration.scope, [declaration]);
    else list.push(declaration);
  }
  const scopes = unit.contribution.scopes.filter(isTypeScope);
  return [
    ...scopes.map((scope) => scopeInfo(scope, members.get(scope.scope) ?? [], unit.file)),
    ...unit.contribution.types.map((type) => namedInfo(type, symbols, unit.file)),
  ];
}

const KINDS: Readonly<Record<string, TypeInfo['kind']>> = {
  STRUCT: 'struct',
  UNION: 'union',
  FUNCTION_BLOCK: 'functionblock',
  TEST_FUNCTION_BLOCK: 'functionblock',
  CLASS: 'class',
  INTERFACE: 'interface',
};

function scopeInfo(scope: Scope, members: readonly Declaration[], file: FileId): TypeInfo {
  const base = scope.head.extends[0];
  return {
    name: scope.scope,
    kind: KINDS[scope.kind] ?? 'struct',
    ...(base === undefined ? {} : { base }),
    ...(scope.head.attributes === undefined ? {} : { attributes: scope.head.attributes }),
    members,
    file,
  };
}

function namedInfo({ name, fact }: NamedType, symbols: Pick<Symbols, 'constant'>, file: FileId): TypeInfo {
  const lookup = (path: string) => symbols.constant(path, '');
  const initial = fact.initial === undefined ? {} : { initial: fact.initial };
  const { type } = fact;
  if (type.kind === 'enum') {
    const values = enumConstants(type.values).map(([value, constant]) => ({
      name: value,
      value: fold(constant, lookup),
    }));
    return {
      name,
      kind: 'enum',
      ...(type.base === null ? {} : { base: type.base }),
      ...initial,
      values,
      file,
    };
  }
  const resolved = resolve(type, lookup);
  if (resolved.kind !== 'subrange')
    return { name, kind: 'alias', base: resolved.text, typeExpr: resolved, ...initial, file };
  const range = resolved.range === null ? {} : { range: resolved.range };
  return { name, kind: 'subrange', base: resolved.base.text, ...initial, ...range, file };
}

/** From summaries to declarations with their scopes, and to the scopes themselves (contract section 3). */

import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { Tag } from '../types.ts';
import { saidBy } from './facts.ts';
import type { Fact, RawType } from './rawtypes.ts';
import type { Head, Section, Summary } from './summary.ts';

/** One declared name with what its surroundings say about it. */
export interface Entry {
  readonly fact: Fact;
  readonly leaf: Green;
  readonly scope: string;
  readonly section: string;
  readonly qualifiers: readonly string[];
  /** What makes it a tag; null for members of types. */
  readonly owner: Tag['owner'] | null;
  readonly override?: string;
  /** All values of the BEGIN part of its data block, by lower-case path. */
  readonly overrides?: ReadonlyMap<string, string>;
}

/** A named thing that has variables: a POU, a type, a namespace. */
export interface Scope {
  readonly scope: string;
  /** `PROGRAM`, `METHOD`, `STRUCT` ... */
  readonly kind: string;
  readonly head: Head;
  readonly summary: Summary;
}

/** A type declared by name without members of its own: alias, enumeration, subrange. */
export interface NamedType {
  readonly name: string;
  readonly fact: Fact;
  readonly leaf: Green;
}

/** Everything that one top-level unit contributes, in text order. */
export interface Contribution {
  readonly entries: readonly Entry[];
  readonly scopes: readonly Scope[];
  readonly types: readonly NamedType[];
}

/** Reads a unit. `fileScope` is the file's name without folder and extension. */
export function contributionOf(summary: Summary, fileScope: string): Contribution {
  const out = { entries: [] as Entry[], scopes: [] as Scope[], types: [] as NamedType[] };
  visit(summary, '', fileScope, null, out);
  return out;
}

type Out = { entries: Entry[]; scopes: Scope[]; types: NamedType[] };

function visit(unit: Summary, prefix: string, fileScope: string, parent: Summary | null, out: Out): void {
  const name = unit.head.name ?? '';
  const isAccessor = unit.kind === N.Accessor;
  const isOpen =
    unit.kind === N.Section ||
    unit.kind === N.Headless ||
    unit.kind === N.Stray ||
    unit.kind === N.TypeBlock ||
    unit.kind === N.Task ||
    unit.kind === N.ProgramInstance;
  const scope = isOpen ? prefix : join(prefix, isAccessor ? unit.head.word : name);
  if (!isOpen && unit.head.word !== 'ACTIONS')
    out.scopes.push({ scope, kind: unit.head.word, head: headIn(parent, unit), summary: unit });
  const sectionScope = unit.kind === N.Section || unit.kind === N.Headless ? prefix || fileScope : scope;
  for (const section of unit.sections)
    addSection(section, unit, sectionScope, ownerOf(unit, section, parent), out);
  for (const leaf of unit.types) addTypes(leaf, prefix, out);
  for (const child of unit.units) visit(child, scope, fileScope, unit, out);
}

/** Pragmas before TYPE are about the first type of the block. */
function headIn(parent: Summary | null, unit: Summary): Head {
  const attributes = parent?.kind === N.TypeBlock ? parent.head.attributes : undefined;
  if (attributes === undefined || parent?.units[0] !== unit) return unit.head;
  return { ...unit.head, attributes: { ...attributes, ...unit.head.attributes } };
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

const REFERENCES = new Set(['VAR_EXTERNAL', 'VAR_ACCESS', 'VAR_CONFIG']);

function ownerOf(unit: Summary, section: Section, parent: Summary | null): Tag['owner'] | null {
  if (REFERENCES.has(section.word)) return null;
  switch (unit.kind) {
    case N.Section:
    case N.Headless:
      return parent?.kind === N.Configuration
        ? 'configuration'
        : parent?.kind === N.Resource
          ? 'resource'
          : 'global';
    case N.Configuration:
      return 'configuration';
    case N.Resource:
      return 'resource';
    case N.DataBlock:
      return 'datablock';
    default:
      return unit.head.word === 'PROGRAM' ? 'program' : null;
  }
}

function addSection(section: Section, unit: Summary, scope: string, owner: Entry['owner'], out: Out): void {
  for (const green of section.leaves) {
    for (const fact of saidBy(green)) {
      const override = fact.name === null ? undefined : unit.overrides?.get(fact.name.toLowerCase());
      const entry: Entry = {
        fact,
        leaf: green,
        scope,
        section: section.word,
        qualifiers: section.qualifiers,
        owner,
      };
      const { overrides } = unit;
      const more = override === undefined ? {} : { override };
      out.entries.push(overrides === null ? entry : { ...entry, ...more, overrides });
      addInline(fact, fact.type, green, scope, out);
    }
  }
}

/** Members of an inline structure are listed under the variable that holds it. */
function addInline({ name }: Fact, type: RawType, leaf: Green, outer: string, out: Out): void {
  while (type.kind === 'array') type = type.base;
  if (type.kind !== 'struct') return;
  const scope = join(outer, name ?? '');
  for (const fact of type.members) {
    const section = type.union ? 'UNION' : 'STRUCT';
    out.entries.push({ fact, leaf, scope, section, qualifiers: [], owner: null });
    addInline(fact, fact.type, leaf, scope, out);
  }
}

function addTypes(leaf: Green, prefix: string, out: Out): void {
  for (const fact of saidBy(leaf)) {
    if (fact.name !== null) out.types.push({ name: join(prefix, fact.name), fact, leaf });
  }
}

/** `folder/GVL_IO.st` is the scope `GVL_IO`. */
export function scopeOfPath(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const dot = base.indexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}

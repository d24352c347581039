/**
 * What a unit declares, without its bodies: the only thing that the rest of the project sees of a file (L3).
 * A summary is cached with its unit; an edit inside a body gives back the summary that was there before.
 */

import type { Green } from '../syntax/green.ts';
import { keywordOf } from '../syntax/keywords.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import { find, type Part, type View, view } from '../syntax/view.ts';
import { isModifier, isQualifier } from '../syntax/words.ts';
import { attributesOf, commentsOf } from './attributes.ts';
import { readDeclaration, withoutComments } from './facts.ts';
import { unquoted } from './paths.ts';
import { canonicalName, readType, resolve } from './rawtypes.ts';

/** The head of a unit. */
export interface Head {
  /** `PROGRAM`, `METHOD`, `VAR_GLOBAL`, `TYPE` ... */
  readonly word: string;
  readonly name: string | null;
  /** Where the name stands, counted from the start of the unit. */
  readonly from: number;
  readonly to: number;
  readonly modifiers: readonly string[];
  readonly extends: readonly string[];
  readonly implements: readonly string[];
  /** Names of the type parameters of a generic POU. */
  readonly generics?: readonly string[];
  readonly returnType?: string;
  readonly comment?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A list of declarations: a variable section, or the members of a structure. */
export interface Section {
  /** `VAR_INPUT`, `STRUCT`, `UNION` ... */
  readonly word: string;
  readonly qualifiers: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
  /** Declarations; what they say is in `saidBy`. */
  readonly leaves: readonly Green[];
}

/** A unit without bodies. */
export interface Summary {
  readonly kind: number;
  readonly head: Head;
  readonly sections: readonly Section[];
  /** Alias, enum, subrange and array types of a TYPE block. */
  readonly types: readonly Green[];
  /** Members, types that are structures, contents of namespaces and configurations. */
  readonly units: readonly Summary[];
  /** Values from the BEGIN part of a data block: lower-case path to source text. */
  readonly overrides: ReadonlyMap<string, string> | null;
  /** The type that a data block or a program is an instance of. */
  readonly instanceOf: string | null;
  /** It has steps of a chart or lists of instructions, whose names are not read. */
  readonly isOpaque: boolean;
}

/** What a branch keeps as its facts. */
type Known = readonly [summary: Summary | undefined, section: Section | undefined];

const NOTHING: Known = [undefined, undefined];

function knownOf({ facts }: Green): Known {
  return (facts as Known | null) ?? NOTHING;
}

/** The summary of a unit at offset `at`. `before` are summaries of the previous version: one of them comes back if nothing changed. */
export function summarize(unit: Green, at: number, text: Text, before: readonly Summary[]): Summary {
  const [cached] = knownOf(unit);
  if (cached !== undefined) return cached;
  let summary = read(unit, at, text, before);
  for (const old of before) {
    if (!isEqual(old, summary)) continue;
    summary = old;
    break;
  }
  unit.facts = [summary, knownOf(unit)[1]];
  return summary;
}

/** The summary that a unit was given. */
export function summaryOf(unit: Green): Summary | undefined {
  return knownOf(unit)[0];
}

function read(unit: Green, at: number, text: Text, before: readonly Summary[]): Summary {
  const build = new Builder(
    unit,
    text,
    before.flatMap((old) => old.units),
  );
  if (unit.kind === N.Section || unit.kind === N.Headless) build.section(unit, at);
  else for (const child of unit.children) at = build.part(child, at);
  return build.finish();
}

const NO_HEAD: Head = { word: '', name: null, from: 0, to: 0, modifiers: [], extends: [], implements: [] };

/** Collects the parts of one unit. */
class Builder {
  readonly #unit: Green;
  readonly #text: Text;
  #before: readonly Summary[];
  #head: Head = NO_HEAD;
  #hasHead = false;
  #sections: Section[] = [];
  #types: Green[] = [];
  #units: Summary[] = [];
  #overrides: Map<string, string> | null = null;
  #instanceOf: string | null = null;
  #isOpaque = false;
  #length = 0;

  constructor(unit: Green, text: Text, before: readonly Summary[]) {
    this.#unit = unit;
    this.#text = text;
    this.#before = before;
  }

  finish(): Summary {
    return {
      kind: this.#unit.kind,
      head: this.#head,
      sections: this.#sections,
      types: this.#types,
      units: this.#units,
      overrides: this.#overrides,
      instanceOf: this.#instanceOf,
      isOpaque: this.#isOpaque,
    };
  }

  /** Reads one child at `at` and returns the offset behind it. */
  part(child: Green, at: number): number {
    switch (child.kind) {
      case N.Header:
        this.#readHead(child, at);
        break;
      case N.InstanceOf:
        this.#instanceOf = instanceName(child, at, this.#text);
        break;
      case N.Section:
      case N.DataStruct:
      case N.Headless:
        this.section(child, at);
        break;
      case N.TypeDecl:
        readDeclaration(child, at, this.#text);
        this.#types.push(child);
        break;
      case N.Member:
        this.#members(child, at);
        break;
      case N.Body:
        if (this.#unit.kind === N.DataBlock) this.#overrides = overridesOf(child, at, this.#text);
        break;
      case N.Step:
      case N.Transition:
      case N.Instructions:
        this.#isOpaque = true;
        break;
      case N.End:
      case N.Labels:
      case N.StrayWord:
        break;
      case N.Task:
      case N.ProgramInstance:
        this.#instance(child, at);
        break;
      default:
        // Statements that stand outside of all bodies declare nothing.
        if (child.children.length > 0 && (child.kind < N.Assign || child.kind > N.Branch))
          this.#child(child, at);
    }
    this.#length += child.length;
    return at + child.length;
  }

  /** Two units never share a summary: it says which one a name was met in. */
  #child(green: Green, at: number): void {
    const summary = summarize(green, at, this.#text, this.#before);
    this.#before = this.#before.filter((other) => other !== summary);
    this.#units.push(summary);
  }

  section(green: Green, at: number): void {
    this.#sections.push(sectionOf(green, at, this.#text));
  }

  /** Members of a structure follow its header directly. */
  #members(leaf: Green, at: number): void {
    let members = this.#sections[0];
    if (members === undefined) {
      members = { word: this.#head.word, qualifiers: [], leaves: [] };
      this.#sections.push(members);
    }
    readDeclaration(leaf, at, this.#text);
    (members.leaves as Green[]).push(leaf);
  }

  /** PROGRAM instances are listed as units without parts. */
  #instance(leaf: Green, at: number): void {
    const source = sourceOf(leaf, at, this.#text);
    const read = view(leaf, 0);
    const type = find(read.parts, N.NamedType);
    const head = { ...headOf(read, source), word: leaf.kind === N.Task ? 'TASK' : 'PROGRAM' };
    this.#units.push({
      kind: leaf.kind,
      head: shifted(head, this.#length),
      sections: [],
      types: [],
      units: [],
      overrides: null,
      instanceOf: type === undefined ? null : canonicalName(source(type.from, type.to)),
      isOpaque: false,
    });
  }

  #readHead(leaf: Green, at: number): void {
    const head = headOf(view(leaf, 0), sourceOf(leaf, at, this.#text));
    if (this.#hasHead) this.#head = addedTo(this.#head, head);
    if (this.#hasHead) return;
    this.#hasHead = true;
    this.#head =
      this.#unit.kind === N.StructType ? { ...head, word: structWord(leaf, at, this.#text) } : head;
  }
}

/** The rest of a head behind VAR_GENERIC: EXTENDS and IMPLEMENTS. */
function addedTo(head: Head, rest: Head): Head {
  return {
    ...head,
    extends: [...head.extends, ...rest.extends],
    implements: [...head.implements, ...rest.implements],
  };
}

function shifted(head: Head, by: number): Head {
  return { ...head, from: head.from + by, to: head.to + by };
}

function structWord(leaf: Green, at: number, text: Text): string {
  return /\bUNION\b/i.test(sourceOf(leaf, at, text)(0, leaf.length)) ? 'UNION' : 'STRUCT';
}

type Source = (from: number, to: number) => string;

function sourceOf(leaf: Green, at: number, text: Text): Source {
  const source = text.slice(at, at + leaf.length);
  return (from, to) => source.slice(from, to);
}

/** The section of a green node; data blocks have STRUCT in place of VAR. */
function sectionOf(green: Green, at: number, text: Text): Section {
  const [, cached] = knownOf(green);
  if (cached !== undefined) return cached;
  const header = green.children[0]!;
  const words = view(header, 0);
  const source = sourceOf(header, at, text);
  const [first = 'VAR', ...qualifiers] = words.parts.map((part) => source(part.from, part.to).toUpperCase());
  const attributes = attributesOf(words.trivia, source);
  const word = green.kind === N.Headless || first === 'CONST' ? 'VAR' : first;
  if (first === 'CONST') qualifiers.push('CONSTANT');
  const leaves: Green[] = [];
  for (const child of green.children) {
    if (child.kind === N.VarDecl || child.kind === N.Member || child.kind === N.Constant) {
      readDeclaration(child, at, text);
      leaves.push(child);
    }
    at += child.length;
  }
  const section: Section = { word, qualifiers, leaves, ...(attributes === undefined ? {} : { attributes }) };
  green.facts = [knownOf(green)[0], section];
  return section;
}

function headOf(read: View, source: Source): Head {
  const name = find(read.parts, N.Name);
  const words = read.parts
    .filter((part) => part.kind === K.Keyword)
    .map((part) => source(part.from, part.to).toUpperCase());
  const result = find(read.parts, N.ReturnType)?.parts[1];
  const { comment } = commentsOf(read.trivia, read.from, read.to, source);
  const attributes = attributesOf(read.trivia, source);
  return {
    word: words.find((word) => isModifier[keywordOf(word)] === 0) ?? '',
    name: name === undefined ? null : unquoted(source(name.from, name.to)),
    from: name?.from ?? read.from,
    to: name?.to ?? read.to,
    modifiers: words.filter(
      (word) => isModifier[keywordOf(word)] === 1 || isQualifier[keywordOf(word)] === 1,
    ),
    extends: namesOf(find(read.parts, N.Extends), source),
    implements: namesOf(find(read.parts, N.Implements), source),
    ...genericsOf(find(read.parts, N.Generics), source),
    ...(result === undefined ? {} : { returnType: resolve(readType(result, source).type, () => null).text }),
    ...(comment === undefined ? {} : { comment }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** `<T : ANY_NUM, U : ANY>`: the names. */
function genericsOf(part: Part | undefined, source: Source): { generics?: readonly string[] } {
  if (part === undefined) return {};
  return {
    generics: part.parts.filter((p) => p.kind === K.Ident).map((p) => source(p.from, p.to).toLowerCase()),
  };
}

function namesOf(part: Part | undefined, source: Source): readonly string[] {
  if (part === undefined) return [];
  return part.parts.filter((p) => p.kind === N.NamedType).map((p) => canonicalName(source(p.from, p.to)));
}

function instanceName(leaf: Green, at: number, text: Text): string | null {
  const source = sourceOf(leaf, at, text);
  const part = view(leaf, 0).parts[0];
  return part === undefined ? null : resolve(readType(part, source).type, () => null).text;
}

/** Assignments of a BEGIN part, by lower-case path without quotes. */
function overridesOf(body: Green, at: number, text: Text): Map<string, string> {
  const values = new Map<string, string>();
  for (const leaf of body.children) {
    if (leaf.kind === N.Assign) {
      const source = sourceOf(leaf, at, text);
      const read = view(leaf, 0);
      const target = read.parts[0];
      const value = read.parts[2];
      if (target !== undefined && value !== undefined)
        values.set(
          unquoted(source(target.from, target.to)).toLowerCase(),
          withoutComments(source, value.from, value.to, read),
        );
    }
    at += leaf.length;
  }
  return values;
}

// ---- equality: an edit in a body must give back the old summary

function isEqual(a: Summary, b: Summary): boolean {
  return (
    a.kind === b.kind &&
    a.instanceOf === b.instanceOf &&
    a.isOpaque === b.isOpaque &&
    sameItems(a.sections, b.sections, sameSection) &&
    sameItems(a.types, b.types, isIdentical) &&
    sameItems(a.units, b.units, isIdentical) &&
    sameMap(a.overrides, b.overrides) &&
    JSON.stringify(a.head) === JSON.stringify(b.head)
  );
}

function sameSection(a: Section, b: Section): boolean {
  return a === b || (sameItems(a.leaves, b.leaves, isIdentical) && sectionKey(a) === sectionKey(b));
}

function isIdentical(a: object, b: object): boolean {
  return a === b;
}

function sameItems<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i]!));
}

function sameMap(a: ReadonlyMap<string, string> | null, b: ReadonlyMap<string, string> | null): boolean {
  if (a === null || b === null) return a === b;
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

function sectionKey(section: Section): string {
  return `${section.word} ${section.qualifiers.join()} ${JSON.stringify(section.attributes)}`;
}

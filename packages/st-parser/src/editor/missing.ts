/** The declaration of a variable that nobody declared: its type as far as its use says, and the section that takes it. */

import { insideOf } from '../project/inside.ts';
import { readLeaf, type Site, siteAt } from '../project/sites.ts';
import { Reader } from '../project/values.ts';
import type { World } from '../project/world.ts';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import { type Part, view } from '../syntax/view.ts';
import type { Diagnostic, Edit, Fix, Project, TypeExpr } from '../types.ts';

/** One way for each type that the use allows; empty where a name is no variable for sure, as before a dot or a call. */
export function declarations(project: Project, { place }: Diagnostic): readonly Fix[] {
  const { files, world } = insideOf(project);
  const { tree } = files.get(place.file)!;
  const { text } = tree;
  const name = text.slice(place.from, place.to).replace(/^#/, '');
  const site = siteAt(files.get(place.file)!, place.from);
  const isPlain = /^[A-Za-z_]\w*$/.test(name) && !/^\s*[.([^]/.test(text.slice(place.to, place.to + 80));
  const home = isPlain && site !== null ? homeOf(tree.root, 0, place.from) : null;
  if (site === null || home === null) return [];
  const source = text.slice(site.at, site.at + site.leaf.length);
  const use = { from: place.from - site.at, to: place.to - site.at };
  const isBound = site.leaf.kind === N.VarDecl && isInType(view(site.leaf, 0), use);
  const types = isBound ? ['INT'] : typesOf(world.speak(tree.dialect), site, source, use);
  return types.map((type) => {
    const line = isBound ? `${name} : ${type} := 1;` : `${name} : ${type};`;
    const { from, to, insert } = spotIn(home, isBound ? 'VAR CONSTANT' : 'VAR', line, (a, b) =>
      text.slice(a, b),
    );
    return {
      title: `Declare \`${name}\` as ${isBound ? 'a constant ' : ''}${type}`,
      edits: [{ place: { file: place.file, from, to }, insert }],
    };
  });
}

/** A bound of an array, the length of a string: only a constant can stand there. */
function isInType({ parts }: Pick<Part, 'parts'>, use: Span): boolean {
  return parts.some((part) => {
    if (part.kind !== N.Bounds && part.kind !== N.StringType) return isInType(part, use);
    return part.from <= use.from && use.to <= part.to;
  });
}

/** The POU or method around an offset, with where it starts. */
interface Home {
  readonly unit: Green;
  readonly at: number;
}

function homeOf(node: Green, at: number, offset: number): Home | null {
  const own = node.kind === N.Pou || node.kind === N.Accessor ? { unit: node, at } : null;
  for (const child of node.children) {
    if (offset < at + child.length) return homeOf(child, at, offset) ?? own;
    at += child.length;
  }
  return own;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const LOGICAL = ['BOOL', 'INT', 'REAL'];
const NUMBERS = ['INT', 'REAL', 'BOOL'];
/** An operator of numbers before or behind the use. */
const NUMBER_BEFORE = /(?:[-+*/<>]|(?<!:)=|\bMOD)\s*$/i;
const NUMBER_BEHIND = /^\s*(?:[-+*/<>=]|MOD\b)/i;

/** What is written to it or asked of it; where nothing says that, the types that are meant most. */
function typesOf(world: World, { leaf, frame }: Site, source: string, use: Span): readonly string[] {
  const isUse = (part: Part) => part.from === use.from && part.to === use.to;
  let wanted: string | null = null;
  const want = (part: Part, type: TypeExpr | null) => {
    if (isUse(part)) wanted ??= type && declarable(type);
  };
  readLeaf(world, leaf, source, frame, {
    assign: want,
    argument: (part, _param, type) => want(part, type),
    condition: (part) => {
      if (isUse(part)) wanted ??= 'BOOL';
    },
  });
  wanted ??= writtenType(world, leaf, source, frame, isUse);
  if (wanted !== null) return [wanted];
  if (leaf.kind === N.Header && /^\s*FOR\b/i.test(source)) return ['INT'];
  const isNumber = NUMBER_BEFORE.test(source.slice(0, use.from)) || NUMBER_BEHIND.test(source.slice(use.to));
  return isNumber ? NUMBERS : LOGICAL;
}

/** The type of the value that an assignment writes to it. */
function writtenType(
  world: World,
  leaf: Green,
  source: string,
  frame: Site['frame'],
  isUse: (part: Part) => boolean,
): string | null {
  if (leaf.kind !== N.Assign) return null;
  const operands = view(leaf, 0).parts.filter(({ kind }) => kind >= N.Binary);
  const value = operands.pop();
  if (value === undefined || !operands.some(isUse)) return null;
  const { type } = new Reader(world, frame, source, {}).value(value);
  return type && declarable(type);
}

/** A type that a declaration can name; literals are of a type that nobody writes. */
function declarable(type: TypeExpr): string | null {
  if (type.text === 'ANY_INT') return 'INT';
  if (type.text === 'ANY_REAL') return 'REAL';
  return type.kind === 'struct' || type.kind === 'unknown' || type.text.startsWith('ANY') ? null : type.text;
}

type Read = (from: number, to: number) => string;

/**
 * Behind the last variable of the first section with this head; without one, a section of its own
 * behind those that are there; one of constants in front of them, which use them.
 */
function spotIn({ unit, at }: Home, section: string, line: string, read: Read): Edit {
  let behind = at;
  for (const child of unit.children) {
    if (child.kind === N.Section && isHead(section, firstLine(child, at, read)))
      return spotInSection(child, at, line, read);
    at += child.length;
    if (child.kind === N.Header || (child.kind === N.Section && section === 'VAR')) behind = at;
  }
  const isOpen = read(behind - 1, behind) !== '\n';
  return { from: behind, to: behind, insert: `${isOpen ? '\n' : ''}${section}\n\t${line}\nEND_VAR\n` };
}

function isHead(section: string, words: string): boolean {
  return words.trim().toUpperCase().replace(/\s+/g, ' ') === section;
}

/** The words of a section's head, without comments behind them. */
function firstLine(section: Green, at: number, read: Read): string {
  const head = section.children[0]!;
  const { from, to } = view(head, at);
  return read(from, to);
}

function spotInSection(section: Green, at: number, line: string, read: Read): Edit {
  let indent: string | null = null;
  let end = at + section.length;
  for (const child of section.children) {
    const { from } = view(child, at);
    const start = read(at - 4_096 < 0 ? 0 : at - 4_096, from);
    const blank = start.slice(start.lastIndexOf('\n') + 1);
    if (child.kind === N.VarDecl && blank.trim() === '') indent = blank;
    if (child.kind === N.End) {
      if (blank.trim() !== '') return { from, to: from, insert: `${line} ` };
      end = from - blank.length;
      indent ??= `${blank}\t`;
    }
    at += child.length;
  }
  return { from: end, to: end, insert: `${indent ?? '\t'}${line}\n` };
}

/** A tag as a tree: structures and arrays of structures as groups, everything else as one value. */
import type { Declaration } from '@tagloom/st-parser';
import { type Note, notesOn } from '../notes.ts';
import { type Bounds, membersOf, type Shape, shapeOf, type TypeLookup } from '../shapes.ts';
import type { VendorDiagnostic } from '../types.ts';
import { type NodeDraft, type NodeRules, nodeType } from './target.ts';

export interface TreeNode {
  /** `speed`, or `[1]` for an element. */
  readonly name: string;
  /** From the scope on: `GVL.motor[1].speed`. */
  readonly path: string;
  /** Node type of a value; empty for a group. */
  readonly type: string;
  /** Sizes of an array value. */
  readonly dims: readonly number[];
  readonly comment: string;
  /** Name of a group's type. */
  readonly typeName: string;
  readonly children: readonly TreeNode[] | null;
}

/** Nodes of one tag at most. */
export const MAX_NODES = 10_000;
const MAX_DEPTH = 32;

/** Expands tags. What members lose is said once for each type, not for each instance. */
export class Trees {
  readonly #rules: NodeRules;
  readonly #lookup: TypeLookup;
  readonly #said = new Set<string>();
  readonly diagnostics: VendorDiagnostic[] = [];
  #left = 0;

  constructor(rules: NodeRules, lookup: TypeLookup) {
    this.#rules = rules;
    this.#lookup = lookup;
  }

  /** The tree of a tag under its given name; null, with its diagnostic, when it has too many nodes. */
  tree(draft: NodeDraft, name: string): TreeNode | null {
    const path = `${draft.tag.scope}.${name}`;
    this.#left = MAX_NODES;
    const node = this.#node(name, path, draft.shape, draft.comment, 0);
    if (this.#left >= 0) return node;
    const { note, list } = notesOn(draft.tag.path);
    note('TYPE_UNSUPPORTED', `${draft.tag.path} has more than ${MAX_NODES} members, so it is left out.`);
    this.diagnostics.push(...list);
    return null;
  }

  /** The members of a type, for formats that write types. */
  members(typeName: string): readonly TreeNode[] {
    this.#left = MAX_NODES;
    const info = this.#lookup.type(typeName);
    return info === undefined ? [] : this.#children(typeName, '', membersOf(info, this.#lookup), 0);
  }

  #node(name: string, path: string, shape: Shape, comment: string, depth: number): TreeNode | null {
    if (--this.#left < 0 || depth > MAX_DEPTH) return null;
    const base = { name, path, comment, dims: [], typeName: '', type: '' };
    const members = this.#membersOf(shape);
    if (members !== null) {
      const typeName = shape.kind === 'struct' || shape.kind === 'block' ? shape.name : '';
      return { ...base, typeName, children: this.#children(typeName, path, members, depth) };
    }
    if (shape.kind === 'array' && this.#membersOf(shape.base) !== null)
      return { ...base, children: this.#elements(path, shape, depth) };
    const type = nodeType(shape, this.#rules, () => undefined);
    if (type === null) return null;
    const dims = shape.kind === 'array' ? shape.dims.map(([low, high]) => high - low + 1) : [];
    return { ...base, type, dims, children: null };
  }

  #membersOf(shape: Shape): readonly Declaration[] | null {
    if (shape.kind === 'inline') return shape.members;
    if (shape.kind !== 'struct' && !(shape.kind === 'block' && shape.own)) return null;
    const info = this.#lookup.type(shape.name);
    return info === undefined ? [] : membersOf(info, this.#lookup);
  }

  #children(typeName: string, path: string, members: readonly Declaration[], depth: number): TreeNode[] {
    return members.flatMap((member) => {
      if (member.name === null || UNSTORED.has(member.section)) return [];
      const shape = shapeOf(member.typeExpr, this.#lookup);
      this.#notes(typeName, member, shape);
      const node = this.#node(member.name, `${path}.${member.name}`, shape, member.comment ?? '', depth + 1);
      return node === null ? [] : [node];
    });
  }

  #notes(typeName: string, member: Declaration, shape: Shape): void {
    const path = `${typeName}.${member.name}`;
    if (this.#said.has(path)) return;
    this.#said.add(path);
    const { note, list } = notesOn(path);
    memberNotes(member, shape, this.#rules, note);
    this.diagnostics.push(...list);
  }

  #elements(path: string, shape: Shape & { kind: 'array' }, depth: number): TreeNode[] {
    const out: TreeNode[] = [];
    for (const index of indices(shape.dims)) {
      const node = this.#node(`[${index}]`, `${path}[${index}]`, shape.base, '', depth + 1);
      if (node === null) break;
      out.push(node);
    }
    return out;
  }
}

function memberNotes(member: Declaration, shape: Shape, rules: NodeRules, note: Note): void {
  nodeType(shape, rules, note);
  if (member.initial !== undefined)
    note('INITIAL_LOST', `The default ${member.initial} is not kept.`, 'info');
}

const UNSTORED = new Set(['VAR_TEMP', 'VAR_IN_OUT', 'VAR_EXTERNAL']);

/** `0,0`, `0,1` ... in memory order. */
function* indices([first, ...rest]: readonly Bounds[]): Generator<string> {
  if (first === undefined) return;
  for (let at = first[0]; at <= first[1]; at++) {
    if (rest.length === 0) yield String(at);
    else for (const inner of indices(rest)) yield `${at},${inner}`;
  }
}

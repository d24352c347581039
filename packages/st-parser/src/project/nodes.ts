/** Findings and asked names of a unit's tree, node by node; what an edit did not touch is taken over. */

import type { LeafFinding } from '../checks/findings.ts';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { File } from './files.ts';
import type { Frame } from './frames.ts';
import { frameOf } from './sites.ts';

/** What is known of one node. Offsets of findings count from its start. */
export interface Node {
  readonly green: Green;
  /** The lower-case path of the frame that it was read in. */
  readonly scope: string;
  readonly children: readonly Node[];
  readonly asked: readonly string[];
  readonly findings: readonly LeafFinding[];
  /** Findings in the whole subtree. */
  readonly count: number;
  /** One bit for each name that the subtree asked for, by a hash: what has no bit was not asked for. */
  readonly mask: number;
}

/** What a check of a leaf or of a branch as a whole says. */
export interface Verdict {
  readonly asked: readonly string[];
  readonly findings: readonly LeafFinding[];
}

/** Reads nodes: looks at a leaf or a branch, and keeps count of asked names. */
export interface Inspection {
  readonly file: File;
  readonly changed: ReadonlySet<string>;
  /** The bits of the changed names. */
  readonly mask: number;
  leaf(green: Green, at: number, frame: Frame | null): Verdict;
  branch(green: Green, at: number, frame: Frame | null): Verdict | null;
  count(asked: readonly string[], by: 1 | -1): void;
}

const NO_NODES: readonly Node[] = [];
const NO_NAMES: readonly string[] = [];
const NO_FINDINGS: readonly LeafFinding[] = [];

/** The node of a green one at `at`; `old` is what stood there before. */
export function nodeOf(
  look: Inspection,
  green: Green,
  at: number,
  frame: Frame | null,
  old: Node | null,
): Node {
  const scope = frame?.key ?? '';
  if (old !== null && old.scope !== scope) {
    forget(look, old);
    old = null;
  }
  if (old?.green === green && (old.mask & look.mask) === 0) return old;
  if (green.children.length === 0) return leafNode(look, green, at, frame, old);
  const children =
    old?.green === green ? sameChildren(look, old, at, frame) : childrenOf(look, green, at, frame, old);
  const isSame = old?.green === green && children === old.children;
  if (isSame && !isStale(look, old!)) return old!;
  const verdict = look.branch(green, at, frame);
  if (verdict !== null) look.count(verdict.asked, 1);
  if (old !== null) look.count(old.asked, -1);
  let count = verdict?.findings.length ?? 0;
  let mask = verdict === null ? 0 : maskOf(verdict.asked);
  for (const child of children) {
    count += child.count;
    mask |= child.mask;
  }
  return {
    green,
    scope,
    children,
    asked: verdict?.asked ?? NO_NAMES,
    findings: verdict?.findings ?? NO_FINDINGS,
    count,
    mask,
  };
}

function leafNode(look: Inspection, green: Green, at: number, frame: Frame | null, old: Node | null): Node {
  if (old?.green === green && !isStale(look, old)) return old;
  const { asked, findings } = look.leaf(green, at, frame);
  if (old === null || old.children.length > 0 || !areSame(old.asked, asked)) {
    look.count(asked, 1);
    if (old !== null) forget(look, old);
  }
  return {
    green,
    scope: frame?.key ?? '',
    children: NO_NODES,
    asked,
    findings,
    count: findings.length,
    mask: maskOf(asked),
  };
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

/** The bits of some names. */
export function maskOf(names: Iterable<string>): number {
  let mask = 0;
  for (const name of names) {
    const { length } = name;
    const hash =
      length * 7 + name.charCodeAt(length - 1) * 3 + name.charCodeAt(length >> 1) * 5 + name.charCodeAt(0);
    mask |= 1 << (hash & 31);
  }
  return mask;
}

function isStale(look: Inspection, { asked }: Node): boolean {
  for (const name of asked) if (look.changed.has(name)) return true;
  return false;
}

/** Nodes of the children of a tree that did not change: only names did. */
function sameChildren(look: Inspection, old: Node, at: number, frame: Frame | null): readonly Node[] {
  let nodes: Node[] | null = null;
  for (let i = 0; i < old.children.length; i++) {
    const child = old.children[i]!;
    if ((child.mask & look.mask) !== 0) {
      const inner = frameOf(child.green, at, look.file.tree.text, frame, look.file.path);
      const node = nodeOf(look, child.green, at, inner, child);
      if (node !== child) {
        nodes ??= [...old.children];
        nodes[i] = node;
      }
    }
    at += child.green.length;
  }
  return nodes ?? old.children;
}

/** Nodes of the children. Equal ones at both ends are kept; what is between is paired by kind. */
function childrenOf(
  look: Inspection,
  green: Green,
  at: number,
  frame: Frame | null,
  old: Node | null,
): readonly Node[] {
  const { children } = green;
  const before = old?.children ?? NO_NODES;
  const { first, behind } = sameEnds(before, children);
  const nodes: Node[] = new Array(children.length);
  const shift = before.length - children.length;
  let isSame = shift === 0;
  for (let i = 0; i < children.length; i++) {
    const child = children[i]!;
    const isKept = i < first || i >= children.length - behind;
    const partner = isKept ? before[i < first ? i : i + shift]! : partnerOf(before, i, first, behind, child);
    const inner = frameOf(child, at, look.file.tree.text, frame, look.file.path);
    const node = nodeOf(look, child, at, inner, partner);
    if (node !== partner) isSame = false;
    nodes[i] = node;
    at += child.length;
  }
  for (let i = first; i < before.length - behind; i++)
    if (i >= children.length - behind || partnerOf(before, i, first, behind, children[i]!) === null)
      forget(look, before[i]!);
  return isSame ? before : nodes;
}

/** The old node between the equal ends that a child continues, or null. */
function partnerOf(
  before: readonly Node[],
  i: number,
  first: number,
  behind: number,
  child: Green,
): Node | null {
  const old = i >= first && i < before.length - behind ? before[i]! : null;
  return old !== null && old.green.kind === child.kind ? old : null;
}

function sameEnds(before: readonly Node[], children: readonly Green[]): { first: number; behind: number } {
  const most = Math.min(before.length, children.length);
  let first = 0;
  while (first < most && before[first]!.green === children[first]) first++;
  let behind = 0;
  while (
    behind < most - first &&
    before[before.length - 1 - behind]!.green === children[children.length - 1 - behind]
  )
    behind++;
  return { first, behind };
}

/** A node goes: what it asked for is not asked for any more. */
export function forget(look: Pick<Inspection, 'count'>, node: Node): void {
  look.count(node.asked, -1);
  for (const child of node.children) forget(look, child);
}

/** Calls `visit` for all findings in text order until it answers false; offsets count from where `at` does. */
export function eachFinding(
  node: Node,
  at: number,
  visit: (finding: LeafFinding, at: number) => boolean,
): boolean {
  if (node.count === 0) return true;
  for (const finding of node.findings) if (!visit(finding, at)) return false;
  for (const child of node.children) {
    if (!eachFinding(child, at, visit)) return false;
    at += child.green.length;
  }
  return true;
}

/** Records of an END word with its `;`; the end of REPEAT has a condition and more. */
const END_RECORDS = 6;

/** Leaves without names. */
export function isMute({ kind, first, last }: Green): boolean {
  return kind === N.Empty || kind === N.StrayWord || (kind === N.End && last - first < END_RECORDS);
}

/** Findings and asked names of a unit's tree, node by node; what an edit did not touch is taken over. */

import type { LeafFinding } from '../checks/findings.ts';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { File } from './files.ts';
import { type Frame, forgetOutside } from './frames.ts';
import { frameOf } from './sites.ts';

/** What is known of one node; where its tree stays and names change, it is brought up to date in place. Offsets of findings count from its start. */
export interface Node {
  readonly green: Green;
  /** The lower-case path of the frame that it was read in. */
  readonly scope: string;
  readonly children: readonly Node[];
  /**
   * Three numbers for each child, side by side in memory, so that a walk touches only those that it looks for: one bit
   * for each name that the subtree asked for, by a hash; its length in UTF-16 units; the findings in it.
   */
  readonly sums: number[];
  asked: readonly string[];
  findings: readonly LeafFinding[];
}

const SUMS = 3;

/** What a check of a leaf or of a branch as a whole says. */
export interface Verdict {
  readonly asked: readonly string[];
  readonly findings: readonly LeafFinding[];
}

/** A node that asked for a name from outside its scope, where it stands, and the nodes that it is in. */
export interface Outlook {
  readonly node: Node;
  /** Counts from the start of the file, as of when it was noted. */
  readonly at: number;
  readonly frame: Frame | null;
  readonly up: Outlook | null;
  /** Where the numbers of this node begin among those of the one that it is in. */
  readonly index: number;
  /** The names from outside. */
  names: readonly string[];
}

/** All such nodes of a tree. */
export interface Outlooks {
  /** Where the tree stood. */
  readonly at: number;
  readonly sites: readonly Outlook[];
  /** The bits of the names from outside that each of them asked for, side by side in memory. */
  readonly bits: number[];
}

/** Reads nodes: looks at a leaf or a branch, and keeps count of asked names. */
export interface Inspection {
  readonly file: File;
  readonly changed: ReadonlySet<string>;
  /** The bits of the changed names. */
  readonly mask: number;
  /** Findings of a node that stayed differ. */
  isMoved: boolean;
  leaf(green: Green, at: number, frame: Frame | null): Verdict;
  branch(green: Green, at: number, frame: Frame | null): Verdict | null;
  count(asked: readonly string[], by: 1 | -1): void;
}

const NO_NODES: readonly Node[] = [];
const NO_SUMS: number[] = [];
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
  if (old?.green === green) {
    if ((namesIn(old) & look.mask) !== 0) renew(look, old, at, frame);
    return old;
  }
  if (green.children.length === 0) return leafNode(look, green, at, frame, old);
  const children = childrenOf(look, green, at, frame, old);
  const { asked, findings } = look.branch(green, at, frame) ?? SILENT;
  look.count(asked, 1);
  if (old !== null) look.count(old.asked, -1);
  const sums: number[] = [];
  for (const child of children) sums.push(namesIn(child), child.green.length, countIn(child));
  return { green, scope, children, sums: sums.slice(), asked, findings };
}

const SILENT: Verdict = { asked: NO_NAMES, findings: NO_FINDINGS };

/** One bit for each name that a subtree asked for: what has no bit was not asked for. */
function namesIn({ asked, sums }: Node): number {
  let mask = maskOf(asked);
  for (let i = 0; i < sums.length; i += SUMS) mask |= sums[i]!;
  return mask;
}

/** Findings in a whole subtree. */
export function countIn({ findings, sums }: Node): number {
  let count = findings.length;
  for (let i = 2; i < sums.length; i += SUMS) count += sums[i]!;
  return count;
}

function leafNode(look: Inspection, green: Green, at: number, frame: Frame | null, old: Node | null): Node {
  const { asked, findings } = look.leaf(green, at, frame);
  const isKept = old !== null && old.children.length === 0 && areSame(old.asked, asked);
  if (!isKept) {
    look.count(asked, 1);
    if (old !== null) forget(look, old);
  }
  return {
    green,
    scope: frame?.key ?? '',
    children: NO_NODES,
    sums: NO_SUMS,
    asked: isKept ? old.asked : asked,
    findings,
  };
}

/** Reads those leaves and branches of a tree again that asked for a name that changed; the tree did not. */
function renew(look: Inspection, node: Node, at: number, frame: Frame | null): void {
  const { children, sums } = node;
  let start = at;
  for (let i = 0; i < sums.length; i += SUMS) {
    if ((sums[i]! & look.mask) !== 0) {
      const child = children[i / SUMS]!;
      renew(look, child, start, frameOf(child.green, start, look.file, frame));
      sums[i] = namesIn(child);
      sums[i + 2] = countIn(child);
    }
    start += sums[i + 1]!;
  }
  if (isStale(look, node.asked)) judge(look, node, at, frame);
}

/** Looks at a node itself once more. */
function judge(look: Inspection, node: Node, at: number, frame: Frame | null): void {
  const { green } = node;
  const { asked, findings } =
    (green.children.length === 0 ? look.leaf(green, at, frame) : look.branch(green, at, frame)) ?? SILENT;
  const before = node.asked;
  if (!areSame(before, asked)) {
    look.count(
      asked.filter((name) => !before.includes(name)),
      1,
    );
    look.count(
      before.filter((name) => !asked.includes(name)),
      -1,
    );
    node.asked = asked;
  }
  if (findings.length + node.findings.length > 0) look.isMoved = true;
  if (findings !== node.findings) node.findings = findings;
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
    // A shift counts modulo 32.
    mask |= 1 << hash;
  }
  return mask;
}

function outsideOf({ asked, scope }: Node): readonly string[] {
  return asked.filter((name) => !name.startsWith(scope));
}

/** Adds all nodes of a subtree that asked for a name from outside. */
function noteOutlooks(
  file: File,
  node: Node,
  at: number,
  frame: Frame | null,
  up: Outlook | null,
  index: number,
  out: Outlook[],
): void {
  const { children, sums } = node;
  const site = { node, at, frame, up, index, names: outsideOf(node) };
  if (site.names.length > 0) out.push(site);
  for (let i = 0; i < sums.length; i += SUMS) {
    const child = children[i / SUMS]!;
    if (sums[i] !== 0) noteOutlooks(file, child, at, frameOf(child.green, at, file, frame), site, i, out);
    at += sums[i + 1]!;
  }
}

/** What a tree at `at` asked from outside. */
export function outlooksOf(file: File, node: Node, at: number, frame: Frame | null): Outlooks {
  const sites: Outlook[] = [];
  noteOutlooks(file, node, at, frame, null, 0, sites);
  return { at, sites, bits: sites.map(({ names }) => maskOf(names)) };
}

/** Reads those nodes again that asked for a name that changed, and keeps the sums around them true. */
export function renewOutlooks(look: Inspection, { at, sites, bits }: Outlooks, now: number): void {
  const { mask } = look;
  let last: Frame | null = null;
  for (let i = 0; i < bits.length; i++) {
    const site = sites[i]!;
    if ((bits[i]! & mask) === 0 || !isStale(look, site.names)) continue;
    if (site.frame !== last) forgetOutside(last);
    last = site.frame;
    renewOutlook(look, site, site.at + now - at);
    bits[i] = maskOf(site.names);
  }
  forgetOutside(last);
}

function renewOutlook(look: Inspection, site: Outlook, at: number): void {
  const { node } = site;
  const { asked, findings } = node;
  judge(look, node, at, site.frame);
  const more = node.findings.length - findings.length;
  if (more === 0 && node.asked === asked) return;
  site.names = outsideOf(node);
  const bits = maskOf(node.asked);
  for (let { up, index } = site; up !== null; { up, index } = up) {
    up.node.sums[index]! |= bits;
    up.node.sums[index + 2]! += more;
  }
}

function isStale(look: Inspection, names: readonly string[]): boolean {
  for (const name of names) if (look.changed.has(name)) return true;
  return false;
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
    const inner = frameOf(child, at, look.file, frame);
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
  for (const finding of node.findings) if (!visit(finding, at)) return false;
  const { children, sums } = node;
  for (let i = 0; i < sums.length; i += SUMS) {
    if (sums[i + 2] !== 0 && !eachFinding(children[i / SUMS]!, at, visit)) return false;
    at += sums[i + 1]!;
  }
  return true;
}

/** Records of an END word with its `;`; the end of REPEAT has a condition and more. */
const END_RECORDS = 6;

/** Leaves without names. */
export function isMute({ kind, first, last }: Green): boolean {
  return kind === N.Empty || kind === N.StrayWord || (kind === N.End && last - first < END_RECORDS);
}

/** Trees as text, for comparing and for golden cases. */

import { type Green, isNodeRecord, recordKind, recordSize } from '../syntax/green.ts';
import { KIND_NAMES } from '../syntax/kindnames.ts';
import { K } from '../syntax/kinds.ts';
import type { Tree } from '../syntax/tree.ts';
import { type Part, view } from '../syntax/view.ts';

/** The first difference of two trees in structure, tokens or errors; null when they are equal. */
export function treeDifference(a: Green, b: Green, path = ''): string | null {
  const here = `${path}/${KIND_NAMES[a.kind]}`;
  if (a.kind !== b.kind) return `${here}: kind ${KIND_NAMES[b.kind]}`;
  if (a.length !== b.length) return `${here}: length ${a.length} and ${b.length}`;
  if (JSON.stringify(a.errors) !== JSON.stringify(b.errors))
    return `${here}: ${JSON.stringify(a.errors)} and ${JSON.stringify(b.errors)}`;
  if (a.children.length !== b.children.length)
    return `${here}: ${a.children.length} and ${b.children.length} children`;
  for (let i = 0; i < a.children.length; i++) {
    const difference = treeDifference(a.children[i]!, b.children[i]!, `${here}[${i}]`);
    if (difference !== null) return difference;
  }
  if (a.errorCount !== b.errorCount) return `${here}: errors ${a.errorCount} and ${b.errorCount}`;
  return recordDifference(a, b, here);
}

function recordDifference(a: Green, b: Green, here: string): string | null {
  if (a.last - a.first !== b.last - b.first) return `${here}: number of records`;
  for (let i = 0; i < a.last - a.first; i++) {
    const x = a.records[a.first + i]!;
    const y = b.records[b.first + i]!;
    if (x !== y) return `${here}: record ${i}: ${showRecord(x)} and ${showRecord(y)}`;
  }
  return null;
}

function showRecord(record: number): string {
  return `${KIND_NAMES[recordKind(record)]}${isNodeRecord(record) ? '#' : ' '}${recordSize(record)}`;
}

/** A tree as nested brackets: `(Pou (Header (Name x)) ...)`. Only names, literals and words are spelled. */
export function showTree(tree: Tree): string {
  return showGreen(tree.root, 0, tree);
}

function showGreen(green: Green, at: number, tree: Tree): string {
  if (green.children.length > 0 || green.first === green.last) {
    const inner = green.children.map((child) => {
      const shown = showGreen(child, at, tree);
      at += child.length;
      return shown;
    });
    return `(${[KIND_NAMES[green.kind], ...inner.filter((text) => text !== '(End)')].join(' ')})`;
  }
  const parts = view(green, at).parts.map((part) => showPart(part, tree));
  return `(${[KIND_NAMES[green.kind], ...parts.filter((text) => text !== '')].join(' ')})`;
}

function showPart(part: Part, tree: Tree): string {
  if (part.kind < 128) return part.kind === K.Eof ? '' : tree.text.slice(part.from, part.to);
  const inner = part.parts.map((child) => showPart(child, tree));
  return `(${[KIND_NAMES[part.kind], ...inner].join(' ')})`;
}

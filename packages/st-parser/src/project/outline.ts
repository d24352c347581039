/** The outline of a file: POUs, members, sections and variables with their places. */

import type { Green } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import { find, view } from '../syntax/view.ts';
import type { FileId, OutlineNode, Project } from '../types.ts';
import { factsOf } from './facts.ts';
import { fileOf } from './inside.ts';
import { resolve } from './rawtypes.ts';

/** The outline of a file, as its text is now. Unknown file: throws RangeError. */
export function outlineIn(project: Project, id: FileId): readonly OutlineNode[] {
  const { tree } = fileOf(project, id);
  return outlineOf(tree.root, 0, tree.text);
}

/** The outline of everything below a node at offset `at`. */
function outlineOf(green: Green, at: number, text: Text): OutlineNode[] {
  const out: OutlineNode[] = [];
  for (const child of green.children) {
    if (
      child.kind === N.VarDecl ||
      child.kind === N.Constant ||
      child.kind === N.Member ||
      child.kind === N.TypeDecl
    )
      out.push(...variables(child, at, text));
    else if (child.children.length > 0 && child.kind !== N.Body && child.kind !== N.Stray) {
      const node = branch(child, at, text);
      if (child.kind === N.TypeBlock) out.push(...node.children);
      else out.push(node);
    }
    at += child.length;
  }
  return out;
}

function variables(leaf: Green, at: number, text: Text): OutlineNode[] {
  const { from, to } = view(leaf, at);
  return factsOf(leaf, at, text).map((fact) => ({
    name: fact.name ?? fact.address ?? '',
    kind: leaf.kind === N.TypeDecl ? 'TYPE' : 'variable',
    detail: resolve(fact.type, () => null).text,
    from,
    to,
    children: [],
  }));
}

function branch(green: Green, at: number, text: Text): OutlineNode {
  const header = green.children[0]!;
  const { parts, from } = view(header, at);
  const named = find(parts, N.Name);
  const words = parts
    .filter((part) => part.kind === K.Keyword)
    .map((part) => text.slice(part.from, part.to).toUpperCase());
  const kind =
    words.find((word) => !/^(?:PUBLIC|PRIVATE|PROTECTED|INTERNAL|ABSTRACT|FINAL|OVERRIDE)$/.test(word)) ?? '';
  const name = named === undefined ? words.join(' ') : text.slice(named.from, named.to);
  return {
    name,
    kind: green.kind === N.StructType ? 'STRUCT' : kind,
    from,
    to: at + green.length,
    children: outlineOf(green, at, text),
  };
}

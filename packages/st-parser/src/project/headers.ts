/** Where the name of a POU or type stands. */

import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import { find, view } from '../syntax/view.ts';
import { unquoted } from './paths.ts';

/** The offsets of the name of `scope` inside a unit at offset `at`; the unit's start when it is not found. */
export function namePlace(unit: Green, at: number, text: Text, scope: string): { from: number; to: number } {
  return (
    search(unit, at, text, scope.slice(scope.lastIndexOf('.') + 1).toLowerCase()) ?? { from: at, to: at }
  );
}

function search(node: Green, at: number, text: Text, name: string): { from: number; to: number } | null {
  for (const child of node.children) {
    if (child.kind === N.Header || child.kind === N.TypeDecl) {
      const found = nameIn(child, at, text, name);
      if (found !== null) return found;
    } else if (child.kind !== N.Body && child.kind !== N.Section && child.children.length > 0) {
      const found = search(child, at, text, name);
      if (found !== null) return found;
    }
    at += child.length;
  }
  return null;
}

function nameIn(leaf: Green, at: number, text: Text, name: string): { from: number; to: number } | null {
  const { parts } = view(leaf, at);
  const part = find(parts, N.Name) ?? find(find(parts, N.Names)?.parts ?? [], N.Name);
  if (part === undefined) return null;
  const written = unquoted(text.slice(part.from, part.to)).toLowerCase();
  return written.slice(written.lastIndexOf('.') + 1) === name ? { from: part.from, to: part.to } : null;
}

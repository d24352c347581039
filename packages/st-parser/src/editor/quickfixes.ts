/** Fixes that are worked out when somebody asks, because they are larger than what a diagnostic carries. */

import { factsOf } from '../project/facts.ts';
import { insideOf } from '../project/inside.ts';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import { errorsOf, reparse } from '../syntax/tree.ts';
import type { Diagnostic, Edit, Fix, Project } from '../types.ts';
import { declarations } from './missing.ts';
import { ending } from './missingend.ts';

/** All fixes of a diagnostic: its own, then what declares a missing variable, removes an unused one or ends a block. Empty when there are none. */
export function fixesOf(project: Project, diagnostic: Diagnostic): readonly Fix[] {
  const own = (diagnostic.fixes ?? []).filter((fix) => isSound(project, diagnostic, fix));
  if (diagnostic.code === 'UNKNOWN_NAME') return [...own, ...declarations(project, diagnostic)];
  if (diagnostic.code === 'MISSING_END') {
    const fix = ending(project.text(diagnostic.place.file), diagnostic);
    return fix && isSound(project, diagnostic, fix) ? [...own, fix] : own;
  }
  if (diagnostic.code !== 'UNUSED_VARIABLE') return own;
  const { file, from } = diagnostic.place;
  const edit = removal(project, diagnostic);
  if (edit === null) return own;
  const title = `Remove \`${project.text(file, from, diagnostic.place.to)}\``;
  const place = { file, from: edit.from, to: edit.to };
  return [...own, { title, edits: [{ place, insert: '' }] }];
}

/** What a syntax error offers may help nothing where the mistake is another one: `MANIPULATOR);` does not lack its `;`. */
function isSound(project: Project, { place }: Diagnostic, { edits }: Fix): boolean {
  const { tree } = insideOf(project).files.get(place.file)!;
  const isError = errorsOf(tree).some(({ from, to }) => from === place.from && to === place.to);
  if (!isError) return true;
  const own = edits.map(({ place: { from, to }, insert }) => ({ from, to, insert }));
  return reparse(tree, own).root.errorCount < tree.root.errorCount;
}

/** A variable alone goes with its line's comment, what stands above it stays; one of several names goes with a comma. */
function removal(project: Project, { place }: Diagnostic): Edit | null {
  const { tree } = insideOf(project).files.get(place.file)!;
  const found = leafAt(tree.root, 0, place.from);
  if (found === null) return null;
  const facts = factsOf(found.leaf, found.at, tree.text);
  const i = facts.findIndex(({ from }) => found.at + from === place.from);
  if (i < 0) return null;
  const { from, to } = facts[i]!;
  const range = (a: number, b: number) => ({ from: found.at + a, to: found.at + b, insert: '' });
  if (i > 0) return range(facts[i - 1]!.to, to);
  if (facts.length > 1) return range(from, facts[1]!.from);
  const above = tree.text.slice(found.at, found.at + from);
  return range(above.trimEnd() === '' ? 0 : above.lastIndexOf('\n') + 1 || from, found.leaf.length);
}

/** The declaration around an offset, and where it starts. */
function leafAt(node: Green, at: number, offset: number): { leaf: Green; at: number } | null {
  if (node.kind === N.VarDecl) return { leaf: node, at };
  for (const child of node.children) {
    if (offset < at + child.length) return leafAt(child, at, offset);
    at += child.length;
  }
  return null;
}

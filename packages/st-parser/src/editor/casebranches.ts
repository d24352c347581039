/** Branches for the values of an enumeration that a CASE does not name: an empty one each, before ELSE or the end. */

import { insideOf } from '../project/inside.ts';
import { frameOf } from '../project/sites.ts';
import { Reader } from '../project/values.ts';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import { find, view } from '../syntax/view.ts';
import type { FileId, Fix, Project, TypeInfo } from '../types.ts';

/** What completes the CASE whose head an offset stands in; null where there is none, and where no value is missing. */
export function caseBranchesAt(project: Project, file: FileId, offset: number): Fix | null {
  const found = caseAt(project, file, offset);
  const type = found && selectorType(project, found);
  if (!found || !type) return null;
  const text = project.text(file, found.at, found.at + found.green.length);
  const labels = labelsOf(found.green, text);
  const named = new Set(labels.map((label) => lastWord(label)));
  const missing = (type.values ?? []).filter(({ name }) => !named.has(name.toLowerCase()));
  if (missing.length === 0) return null;
  const { at, indent } = spotIn(found.green, text, labels.length > 0);
  const prefix = prefixOf(labels, type, found.dialect);
  const lines = missing.map(({ name }) => `${indent}${prefix}${name}:\n${indent}\t;\n`);
  const isOpen = text[at - 1] !== '\n';
  const count = missing.length === 1 ? 'the missing branch' : `the ${missing.length} missing branches`;
  const place = { file, from: found.at + at, to: found.at + at };
  return {
    title: `Add ${count} of \`${type.name}\``,
    edits: [{ place, insert: `${isOpen ? '\n' : ''}${lines.join('')}` }],
  };
}

interface FoundCase {
  readonly green: Green;
  readonly at: number;
  readonly frame: ReturnType<typeof frameOf>;
  readonly dialect: string;
  readonly file: FileId;
}

/** The innermost CASE around an offset, when the offset is in its first line. */
function caseAt(project: Project, id: FileId, offset: number): FoundCase | null {
  const file = insideOf(project).files.get(id);
  if (file === undefined) return null;
  const { root, dialect } = file.tree;
  let found: FoundCase | null = null;
  const walk = (green: Green, at: number, frame: FoundCase['frame']): void => {
    if (green.kind === N.Case) {
      const isHead = offset <= at + view(green.children[0]!, 0).to;
      found = isHead ? { green, at, frame, dialect, file: id } : null;
    }
    for (const child of green.children) {
      if (offset < at + child.length) {
        walk(child, at, frameOf(child, at, file, frame));
        return;
      }
      at += child.length;
    }
  };
  walk(root, 0, null);
  return found;
}

/** The enumeration of the selector; null for another type. */
function selectorType(project: Project, { green, at, frame, file }: FoundCase): TypeInfo | null {
  const { world, files } = insideOf(project);
  const head = green.children[0]!;
  const source = project.text(file, at, at + head.length);
  const selector = find(view(head, 0).parts, N.Path);
  if (selector === undefined) return null;
  const reader = new Reader(world.speak(files.get(file)!.tree.dialect), frame, source, {});
  const { type } = reader.value(selector);
  const info = type?.kind === 'named' ? project.type(type.name) : undefined;
  return info?.kind === 'enum' ? info : null;
}

/** The labels as they are written, without what parts them. */
function labelsOf(green: Green, text: string): string[] {
  let at = 0;
  const labels: string[] = [];
  for (const branch of green.children) {
    const label = branch.kind === N.Branch ? branch.children[0] : undefined;
    if (label !== undefined)
      for (const part of view(label, at).parts)
        if (part.kind >= N.Binary) labels.push(text.slice(part.from, part.to));
    at += branch.length;
  }
  return labels;
}

function lastWord(label: string): string {
  return label.slice(Math.max(label.lastIndexOf('.'), label.lastIndexOf('#')) + 1).toLowerCase();
}

/** As the labels that are there are written; where there is none, with the name of the type. */
function prefixOf([first]: readonly string[], { name }: TypeInfo, dialect: string): string {
  if (first !== undefined) return first.slice(0, first.length - lastWord(first).length);
  return dialect === 'codesys' ? `${name}.` : `${name}#`;
}

/** Before ELSE or END_CASE, with the indentation of the branches. */
function spotIn(green: Green, text: string, hasBranches: boolean): { at: number; indent: string } {
  let at = 0;
  let indent: string | null = null;
  for (const [index, child] of green.children.entries()) {
    const { from } = view(child.children[0] ?? child, at);
    const blank = /[^\n]*$/.exec(text.slice(0, from))![0];
    if (child.kind === N.Branch) indent ??= blank.trim() === '' ? blank : '\t';
    const isEnd = index > 0 && (child.kind === N.Header || child.kind === N.End);
    if (isEnd) {
      const isOwnLine = blank.trim() === '' && from - blank.length > 0;
      return {
        at: isOwnLine ? from - blank.length : from,
        indent: indent ?? (hasBranches ? '' : `${isOwnLine ? blank : ''}\t`),
      };
    }
    at += child.length;
  }
  return { at: text.length, indent: indent ?? '\t' };
}

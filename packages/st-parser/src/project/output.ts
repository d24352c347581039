/** One file as `tagloom parse` prints it (contract section 3). */

import type { DialectId, FileId, Project, TypeInfo } from '../types.ts';
import { type File, unitStart } from './files.ts';
import { insideOf } from './inside.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import type { Library } from './library.ts';
import { openProject } from './project.ts';
import { offsetOf } from './slots.ts';
import type { Head } from './summary.ts';
import { typeInfos } from './typeinfos.ts';

/** Options of `parseOutput`. */
export interface OutputOptions {
  readonly dialect: DialectId | 'auto';
  /** The path that is shown and that names file-level scopes. */
  readonly file: string;
  /** What functions and blocks of libraries look like; without it less is known, and less found. */
  readonly library?: Library;
  /** CPU clock in milliseconds; without one `ms` is 0. */
  readonly clock?: () => number;
}

/** One of the texts that a file holds. */
export interface OutputSource {
  /** Its name without extension is the scope of file-level variables. */
  readonly path: string;
  readonly text: string;
  /** Line and column to show for an offset, when the text came out of a container. */
  readonly locate?: (offset: number) => { readonly line: number; readonly col: number };
}

/** The object of contract section 3. */
export interface ParseOutput {
  readonly file: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly dialect: DialectId;
  readonly errors: readonly { code: string; line: number; col: number; message: string }[];
  readonly declarations: readonly object[];
  readonly leaves: readonly Leaf[];
  readonly types: readonly object[];
  readonly scopes: readonly object[];
}

/** Parses one text and lists everything that it declares. */
export function parseOutput(text: string, options: OutputOptions): ParseOutput {
  return parseOutputs([{ path: options.file, text }], options);
}

/** Parses the texts of one container together: they see each other's types, and one object lists them all. */
export function parseOutputs(
  sources: readonly OutputSource[],
  { dialect, file: path, library, clock }: OutputOptions,
): ParseOutput {
  const start = clock?.() ?? 0;
  const project = openProject({ dialect }, library);
  sources.forEach(({ path, text }, at) => {
    project.set(`file${at}` as FileId, path, text);
  });
  project.changes();
  const inside = insideOf(project);
  const files = sources.map((source, at) => ({
    source,
    project,
    file: inside.files.get(`file${at}` as FileId)!,
  }));
  const units = files.flatMap(({ file }) => file.units);
  const types = units.flatMap((unit) => typeInfos(unit, inside.world));
  const errors = files.flatMap(errorsShown).sort((a, b) => a.line - b.line || a.col - b.col);
  const output = {
    file: path,
    ok: errors.length === 0,
    ms: 0,
    dialect: commonDialect(files.map(({ file }) => file.tree.dialect)),
    errors,
    declarations: files.flatMap(declarationsShown),
    leaves: leavesOf(
      units.flatMap((unit) => unit.slots),
      types,
    ),
    types: types
      .filter(isListed)
      .map(({ file: _, typeExpr: _t, ...type }) => ({ ...type, ...membersOf(type) })),
    scopes: units.flatMap((unit) => unit.contribution.scopes).map(scopeShown),
  };
  return { ...output, ms: clock === undefined ? 0 : clock() - start };
}

interface Opened {
  readonly source: OutputSource;
  readonly project: Project;
  readonly file: File;
}

/** Two declarations of one name are a matter between files and their versions: both are listed. */
const BETWEEN_FILES = new Set(['DUPLICATE_DECLARATION', 'DUPLICATE_UNIT']);

/** What is wrong in any project that the file may stand in. */
function errorsShown({ source, project, file: { id, tree } }: Opened): ParseOutput['errors'][number][] {
  const locate = source.locate ?? ((offset: number) => tree.text.locate(offset));
  return project
    .diagnostics(id)
    .filter(({ code, severity }) => severity === 'error' && !BETWEEN_FILES.has(code))
    .map(({ code, place, message }) => ({ code, ...locate(place.from), message }));
}

function declarationsShown({ source, file }: Opened): object[] {
  const locate = source.locate ?? ((offset: number) => file.tree.text.locate(offset));
  const placed = file.units
    .flatMap((unit) => unit.slots)
    .map((slot) => ({
      slot,
      at: unitStart(file, slot.unit) + offsetOf(slot.unit.green, slot.entry.leaf) + slot.entry.fact.from,
    }));
  // Slots come unit by unit; what a configuration declares behind its resources stands behind them.
  placed.sort((a, b) => a.at - b.at);
  return placed.map(({ slot: { declaration }, at }) => {
    const { typeExpr: _, ...shown } = declaration;
    return { ...shown, pos: locate(at) };
  });
}

/** What most of the texts are written in; the first of those that are equally many. */
function commonDialect(dialects: readonly DialectId[]): DialectId {
  const count = (id: DialectId) => dialects.filter((one) => one === id).length;
  return dialects.reduce((best, id) => (count(id) > count(best) ? id : best), dialects[0] ?? 'iec');
}

const LISTED = new Set(['struct', 'union', 'enum', 'subrange', 'alias']);

function isListed(type: TypeInfo): boolean {
  return LISTED.has(type.kind);
}

function membersOf(type: Omit<TypeInfo, 'file'>): object {
  if (type.members === undefined) return {};
  return { members: type.members.map(({ typeExpr: _, ...member }) => member) };
}

function scopeShown({ scope, kind, head }: { scope: string; kind: string; head: Head }): object {
  return {
    scope,
    kind,
    ...(head.returnType === undefined ? {} : { returnType: head.returnType }),
    ...(head.extends.length === 0 ? {} : { extends: head.extends }),
    ...(head.implements.length === 0 ? {} : { implements: head.implements }),
  };
}

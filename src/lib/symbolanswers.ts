/** What the worker answers about names: where they are declared and used, what they mean, what could stand here. */

import type { FormerName } from '@tagloom/collab';
import type { Edit, FileId, Place, Project, Span, TextEdit } from '@tagloom/st-parser';
import {
  caseBranchesAt,
  definitionsAt,
  definitionsOf,
  findSymbols,
  fixesOf,
  keywordCaseAt,
  Lines,
  leftoversOf,
  type Reference,
  referencesAt,
  referencesOf,
  renameAt,
  type SymbolInfo,
  symbolAt,
} from '@tagloom/st-parser/editor';
import type {
  DefinitionKind,
  Hovered,
  LeftUses,
  ListedPlace,
  LocatedPlace,
  OfferedFix,
  PlacesOfFile,
  References,
  RenameAnswer,
  WorkspaceSymbol,
} from './questions.ts';
import { matchAt } from './search.ts';

/** More symbols than this of one search help nobody. */
const SYMBOLS = 50;

/** The symbol at an offset with what a hover shows of it. */
export function hovered(project: Project, file: FileId, at: number): Hovered | null {
  const use = symbolAt(project, file, at);
  if (!use) return null;
  const [declared] = definitionsAt(project, file, at);
  return { symbol: use.symbol, place: use.place, declared: declared ? located(project, declared) : null };
}

/** Where a name, its type or what implements it is declared. */
export function definitions(
  project: Project,
  file: FileId,
  at: number,
  what: DefinitionKind,
): readonly LocatedPlace[] {
  const use = symbolAt(project, file, at);
  if (!use) return [];
  const places =
    what === 'definition'
      ? definitionsAt(project, file, at)
      : what === 'type'
        ? typeOf(project, use.symbol)
        : implementations(project, use.symbol);
  return places.map((place) => located(project, place));
}

/** The declaration of the type that a symbol has; the last name of `ARRAY [0..3] OF ST_Axis`. */
function typeOf(project: Project, symbol: SymbolInfo): readonly Place[] {
  const name = /(\w+)$/.exec(symbol.type ?? symbol.name)?.[1];
  return name === undefined ? [] : definitionsOf(project, name.toLowerCase());
}

/** Types that implement an interface or extend a block, or their methods of the same name. */
function implementations(project: Project, symbol: SymbolInfo): readonly Place[] {
  const dot = symbol.key.lastIndexOf('.');
  const isMember = symbol.kind === 'method' || symbol.kind === 'property';
  const holder = isMember ? symbol.key.slice(0, dot) : symbol.key;
  const heirs = referencesOf(project, holder).filter(
    ({ place, role }) => role === 'type' && isInherited(project, place),
  );
  return heirs.flatMap(({ place }) => {
    const name = /\b(?:FUNCTION_BLOCK|CLASS|INTERFACE)\b[^\n]*?(\w+)\s+(?:EXTENDS|IMPLEMENTS)/i.exec(
      lineOf(project, place),
    )?.[1];
    if (name === undefined) return [];
    return definitionsOf(project, (isMember ? `${name}${symbol.key.slice(dot)}` : name).toLowerCase());
  });
}

function isInherited(project: Project, place: Place): boolean {
  return /\b(?:EXTENDS|IMPLEMENTS)\b/i.test(lineOf(project, place));
}

function lineOf(project: Project, { file, from }: Place): string {
  const text = project.text(file);
  const end = text.indexOf('\n', from);
  return text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end);
}

/** Every use of the symbol at an offset, by file. */
export function references(project: Project, file: FileId, at: number): References | null {
  const use = symbolAt(project, file, at);
  if (!use) return null;
  return { symbol: use.symbol, files: byFile(project, referencesAt(project, file, at)) };
}

/** Uses in one file, for the highlight of occurrences. */
export function occurrences(project: Project, file: FileId, at: number): readonly Reference[] {
  return referencesAt(project, file, at).filter(({ place }) => place.file === file);
}

/** The edits of a rename with every place as a row, or why there is none. */
export function renaming(project: Project, file: FileId, at: number, name: string): RenameAnswer {
  const answer = renameAt(project, file, at, name);
  if (!answer.ok && answer.code === 'RENAME_FILE') return renamingList(project, file, at, answer.message);
  if (!answer.ok) {
    const places = (answer.places ?? []).map((place) => ({ place }));
    return { isPossible: false, message: answer.message, files: byFile(project, places) };
  }
  const files = byFile(
    project,
    answer.edits.map(({ place, insert }) => ({ place, insert })),
  );
  const { symbol, keys, edits } = answer;
  return { isPossible: true, symbol, keys, edits: editsByFile(edits), files };
}

/** A list has the name of its file: its uses follow once that has another one (N1). */
function renamingList(project: Project, file: FileId, at: number, message: string): RenameAnswer {
  const [list] = definitionsAt(project, file, at);
  const files = byFile(project, referencesAt(project, file, at));
  return { isPossible: false, message, files, ...(list ? { list: list.file } : {}) };
}

/** Uses of former names that are left, with the edits that write the present ones. */
export function leftUses(project: Project, former: readonly FormerName[]): LeftUses[] {
  return leftoversOf(project, former).flatMap(({ past, symbol, edits }) => {
    const place = edits[0]?.place;
    const from = place ? project.text(place.file, place.from, place.to).replace(/^#?"?|"$/g, '') : '';
    return { former: past, from, to: symbol.name, edits: editsByFile(edits) };
  });
}

/** Ways out of the problems that a span touches, what completes the CASE whose head it begins in, and the case of a keyword. */
export function fixesAt(project: Project, file: FileId, { from, to }: Span): readonly OfferedFix[] {
  const branches = caseBranchesAt(project, file, from);
  const completing: readonly OfferedFix[] =
    branches === null
      ? []
      : [{ code: '', title: branches.title, isFirst: false, from, to, edits: editsByFile(branches.edits) }];
  const ways = project
    .diagnostics(file)
    .filter(({ place }) => place.from <= to && place.to >= from)
    .flatMap((problem) =>
      fixesOf(project, problem).map(({ title, edits }, i) => ({
        code: problem.code,
        title,
        isFirst: i === 0,
        from: problem.place.from,
        to: problem.place.to,
        edits: editsByFile(edits),
      })),
    );
  const cases = keywordCaseAt(project, file, from).map(({ title, edits }) => ({
    code: '',
    title,
    isFirst: false,
    from,
    to,
    edits: editsByFile(edits),
  }));
  return [...ways, ...completing, ...cases];
}

/** Edits by file, ascending in each. */
export function editsByFile(edits: readonly TextEdit[]): [FileId, Edit[]][] {
  const files = new Map<FileId, Edit[]>();
  for (const { place, insert } of edits) {
    const list = files.get(place.file) ?? [];
    list.push({ from: place.from, to: place.to, insert });
    files.set(place.file, list);
  }
  for (const list of files.values()) list.sort((a, b) => a.from - b.from);
  return [...files];
}

/** Declared names of the project that fit what was typed, with their places. */
export function workspaceSymbols(project: Project, query: string): readonly WorkspaceSymbol[] {
  return findSymbols(project, query, SYMBOLS).flatMap((symbol) => {
    const [place] = definitionsOf(project, symbol.key);
    return place ? [{ symbol, place: located(project, place) }] : [];
  });
}

function located(project: Project, { file, from, to }: Place): LocatedPlace {
  return { file, from, to, ...project.locate(file, from) };
}

function byFile(
  project: Project,
  places: readonly { place: Place; role?: Reference['role']; insert?: string }[],
): PlacesOfFile[] {
  const files = new Map<FileId, ListedPlace[]>();
  const lines = new Map<FileId, Lines>();
  for (const { place, role, insert } of places) {
    const text = project.text(place.file);
    const known = lines.get(place.file) ?? new Lines(text);
    lines.set(place.file, known);
    const row = matchAt(text, known, place.from, place.to - place.from);
    const list = files.get(place.file) ?? [];
    list.push({
      ...row,
      ...(role ? { role: ROLES[role] } : {}),
      ...(insert === undefined ? {} : { insert }),
    });
    files.set(place.file, list);
  }
  return [...files].map(([file, matches]) => ({ file, matches }));
}

const ROLES: Readonly<Record<Reference['role'], string>> = {
  definition: 'declared',
  read: 'read',
  write: 'written',
  call: 'called',
  type: 'as type',
};

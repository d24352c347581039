/**
 * Owns the analysis of one project, off the main thread: changes of the source in, tags, vendor rows, problems and the
 * outline of the focused file out. One message in, one message of facts back, in order.
 */

import { type Analysis, createAnalysis, JudgedFile, type SourceChange, TagTrail } from '@tagloom/collab';
import {
  type Diagnostic,
  type FileId,
  hasChildren,
  type OutlineNode,
  outlineIn,
  type ProjectChange,
  placesIn,
  type Tag,
} from '@tagloom/st-parser';
import { createVendorRows, type VendorRows } from '@tagloom/vendor-formats';
import type {
  FileFacts,
  FileKind,
  FromAnalysis,
  LineRange,
  OutlineItem,
  Problem,
  TagProblem,
  TagRow,
  ToAnalysis,
  VendorChange,
} from './analysis.ts';
import { answerOf } from './answers.ts';
import { factParts } from './factparts.ts';
import { Overlapped } from './overlapped.ts';
import { UseCounts } from './usecounts.ts';

/** Problems in bodies and the outline follow a key after this time: they are looked at, not typed against. */
const FOLLOW_AFTER_MS = 60;

/** A project that was just opened is checked in steps that a key may wait for. */
const CHECK_STEP_MS = 10;

/** Uses are counted when nobody typed for this time, in steps that a key may wait for. */
const COUNT_AFTER_MS = 500;
const COUNT_STEP_MS = 8;

const scope = self as unknown as {
  postMessage(message: FromAnalysis): void;
  onmessage: ((event: MessageEvent<ToAnalysis>) => void) | null;
};

type FactsMessage = Extract<FromAnalysis, { type: 'facts' }>;

const analysis: Analysis = createAnalysis();
const { project } = analysis;
const trail = new TagTrail(project);
/** Null as long as nobody looks at counts. */
let useCounts: UseCounts | null = null;
/** Counts that were not sent yet. */
let counted = new Map<string, number>();
let countTimer: ReturnType<typeof setTimeout> | undefined;
let choice = 0;
let vendorRows: VendorRows = createVendorRows('rockwell');
let focused: FileId | null = null;
let willFollow = false;
/** Files whose problems may have changed since they were sent. */
const judged = new Set<FileId>();
/** The problems that each tag's row was sent with. */
const rowProblemsSent = new Map<string, string>();
/** Tags with parts: structures, blocks, arrays. */
const openable = new Set<string>();
/** The problems of each file that were sent last. */
const problemsSent = new Map<FileId, string>();
/** First tags on bits that others take, too. */
const overlapped = new Overlapped((file) => placesIn(project, file));
const judgedFiles = new WeakMap<readonly Diagnostic[], JudgedFile>();
/** The files that the project holds now. */
const alive = new Set<FileId>();
/** Files whose kind and number of lines may have changed, and what was said of each file last. */
const edited = new Set<FileId>();
const factsSent = new Map<FileId, FileFacts | null>();
/** The outline that was sent last: most edits are inside bodies and move none of it. */
let outlineSent = '';
const outlines = new Map<FileId, readonly OutlineNode[]>();

const NO_FACTS = {
  type: 'facts',
  batch: 0,
  more: false,
  at: 0,
  began: 0,
  author: null,
  put: [],
  removed: [],
  renamed: [],
  types: false,
  problems: [],
  files: [],
  focused: null,
} as const;

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'changes':
      return applyBatch(data);
    case 'vendor':
      return chooseVendor(data);
    case 'focus':
      focused = data.file;
      outlineSent = '';
      return sendOutline();
    case 'uses':
      return wantUses(data.isWanted);
    case 'locate':
      return scope.postMessage({ type: 'place', request: data.request, place: placeOf(data.key) });
    case 'ask':
      // They are worked out from findings, which stand where the last check saw them.
      if (data.asked.name === 'fixes') sendProblems();
      return scope.postMessage({
        type: 'answer',
        request: data.request,
        answer: answerOf(project, data.asked),
      });
    default:
      return data satisfies never;
  }
};

function applyBatch(message: Extract<ToAnalysis, { type: 'changes' }>): void {
  const began = performance.timeOrigin + performance.now();
  trail.note(message.changes);
  analysis.apply(message.changes);
  outlines.clear();
  const change = analysis.changes('declarations');
  for (const file of change.diagnostics.keys()) judged.add(file);
  const { batch, author } = message;
  sendFacts({
    ...NO_FACTS,
    batch,
    began,
    author,
    put: changedRows(change),
    removed: change.tags.removed,
    renamed: trail.follow(change),
    types: change.types,
    files: fileFacts(message.changes),
    vendor: updateVendor(change),
    focused: focusedTags(change),
  });
  recountSoon(message.changes, change);
  followSoon();
}

/** All but the rows goes with the first part. */
function sendFacts(facts: FactsMessage): void {
  const parts = factParts({ put: facts.put, rows: facts.vendor.rows });
  parts.forEach(({ put, rows }, n) => {
    const at = performance.timeOrigin + performance.now();
    const more = n < parts.length - 1;
    const rest = { ...NO_FACTS, author: facts.author, vendor: { choice, isWhole: false, rows, removed: [] } };
    const whole = { ...facts, vendor: { ...facts.vendor, rows } };
    scope.postMessage({ ...(n === 0 ? whole : rest), at, put, more });
  });
}

function wantUses(isWanted: boolean): void {
  clearTimeout(countTimer);
  counted = new Map();
  useCounts = isWanted ? new UseCounts(project) : null;
  useCounts?.touchAll();
  countTimer = setTimeout(countUses);
}

function countUses(): void {
  if (!useCounts) return;
  for (const [key, count] of useCounts.step(COUNT_STEP_MS)) counted.set(key, count);
  if (!useCounts.isDone()) countTimer = setTimeout(countUses);
  else if (counted.size > 0) {
    scope.postMessage({ type: 'uses', counts: counted });
    counted = new Map();
  }
}

function recountSoon(changes: readonly SourceChange[], { tags, types }: ProjectChange): void {
  if (!useCounts) return;
  if (types || tags.added.length + tags.removed.length > 0) useCounts.touchAll();
  for (const change of changes) if (change.type !== 'settings') useCounts.touch(change.file);
  clearTimeout(countTimer);
  countTimer = setTimeout(countUses, COUNT_AFTER_MS);
}

function chooseVendor(chosen: Extract<ToAnalysis, { type: 'vendor' }>): void {
  choice = chosen.choice;
  vendorRows = createVendorRows(chosen.target, chosen.options);
  const all = { added: project.tags(), changed: [], removed: [], types: true };
  vendorRows.update(project, all);
  sendFacts({ ...NO_FACTS, vendor: { choice, isWhole: true, rows: vendorRows.all(), removed: [] } });
}

function updateVendor(change: ProjectChange): VendorChange {
  const { rows, removed } = vendorRows.update(project, { ...change.tags, types: change.types });
  return { choice, isWhole: false, rows, removed };
}

function changedRows(change: ProjectChange): TagRow[] {
  for (const key of change.tags.removed) {
    rowProblemsSent.delete(key);
    openable.delete(key);
  }
  return [...[...change.tags.added, ...change.tags.changed].map(sentRow), ...otherwiseOpenable(change)];
}

/** Rows of tags whose problems changed although nothing of them did. */
function rowsWithOtherProblems(file: FileId): TagRow[] {
  if (!alive.has(file)) return [];
  const judgedFile = judgedOf(file);
  return [...placesIn(project, file)].flatMap(([key, place]) => {
    const problems = [...judgedFile.at(place).map(tagProblem), ...overlapped.of(key)];
    const print = printOf(problems);
    const tag = print === (rowProblemsSent.get(key) ?? '') ? undefined : project.tag(key);
    if (tag === undefined) return [];
    rowProblemsSent.set(key, print);
    return [rowOf(tag, problems)];
  });
}

/** Tags that stay as they are while their type gets its first member, or loses the last. */
function otherwiseOpenable({ types, tags }: ProjectChange): TagRow[] {
  if (!types) return [];
  const sent = new Set([...tags.added, ...tags.changed]);
  return project.tags().flatMap((tag) => {
    const before = openable.has(tag.key);
    return sent.has(tag) || before === noteOpenable(tag) ? [] : [sentRow(tag)];
  });
}

function noteOpenable(tag: Tag): boolean {
  const isOpenable = hasChildren(tag.typeExpr, project);
  if (isOpenable) openable.add(tag.key);
  else openable.delete(tag.key);
  return isOpenable;
}

function sentRow(tag: Tag): TagRow {
  noteOpenable(tag);
  const found = judgedOf(tag.file).at(project.position(tag)).map(tagProblem);
  const row = rowOf(tag, [...found, ...overlapped.of(tag.key)]);
  rowProblemsSent.set(tag.key, printOf(row.problems));
  return row;
}

/** The diagnostics of a file by place, sorted once for each list that the project makes. */
function judgedOf(file: FileId): JudgedFile {
  const list = project.diagnostics(file);
  const known = judgedFiles.get(list) ?? new JudgedFile(list);
  judgedFiles.set(list, known);
  return known;
}

function printOf(problems: readonly TagProblem[]): string {
  return problems.length === 0
    ? ''
    : problems.map(({ severity, code, message }) => `${severity} ${code} ${message}`).join('\n');
}

function tagProblem({ code, severity, message }: Diagnostic): TagProblem {
  return { code, severity, message };
}

function rowOf(tag: Tag, problems: readonly TagProblem[]): TagRow {
  return {
    key: tag.key,
    name: tag.name,
    path: tag.path,
    scope: tag.scope,
    section: tag.section,
    type: tag.type,
    initial: tag.initialOverride ?? tag.initial ?? '',
    address: tag.address ?? '',
    comment: tag.comment ?? tag.leadingComment ?? '',
    qualifiers: tag.qualifiers,
    owner: tag.owner,
    file: tag.file,
    problems,
    ...(openable.has(tag.key) ? { hasParts: true } : {}),
  };
}

/** The problems of a file, when a reader of them would see a difference; none of a file that is gone. */
function changedProblems(file: FileId): [FileId, Problem[]][] {
  const problems = alive.has(file) ? project.diagnostics(file).map(problemOf) : [];
  const print = problems.map(printOfProblem).join('\n');
  if (print === (problemsSent.get(file) ?? '')) return [];
  problemsSent.set(file, print);
  return [[file, problems]];
}

function printOfProblem({ line, col, endLine, endCol, severity, code, message, related }: Problem): string {
  const others = related.length === 0 ? '' : JSON.stringify(related);
  return `${line}:${col}-${endLine}:${endCol} ${severity} ${code} ${message}${others}`;
}

function problemOf({ code, severity, message, place, related = [] }: Diagnostic): Problem {
  const others = related.filter((one) => one.place.file === place.file);
  return {
    ...lineRange(place),
    code,
    severity,
    message,
    related: others.map((one) => ({ ...lineRange(one.place), message: one.message })),
  };
}

function lineRange({ file, from, to }: Diagnostic['place']): LineRange {
  const end = project.locate(file, to);
  return { ...project.locate(file, from), endLine: end.line, endCol: end.col };
}

/** Files that came or went; what an edit did to a file's kind and lines follows with the outline. */
function fileFacts(changes: readonly SourceChange[]): [FileId, FileFacts | null][] {
  const touched = new Set<FileId>();
  for (const change of changes) {
    if (change.type === 'edit') edited.add(change.file);
    else if (change.type === 'set') alive.add(change.file);
    else if (change.type === 'remove') alive.delete(change.file);
    if (change.type === 'set' || change.type === 'remove') touched.add(change.file);
  }
  return [...touched].map((file) => {
    const facts = factsOf(file);
    factsSent.set(file, facts);
    return [file, facts];
  });
}

/** A file that is gone by the end of its batch has no facts. */
function factsOf(file: FileId): FileFacts | null {
  return alive.has(file) ? { kind: kindOf(file), lines: lineCount(file) } : null;
}

function sendEdited(): void {
  const files: [FileId, FileFacts | null][] = [];
  for (const file of edited) {
    const facts = factsOf(file);
    const sent = factsSent.get(file);
    if (facts?.kind === sent?.kind && facts?.lines === sent?.lines) continue;
    factsSent.set(file, facts);
    files.push([file, facts]);
  }
  edited.clear();
  if (files.length === 0) return;
  scope.postMessage({ ...NO_FACTS, files, vendor: { choice, isWhole: false, rows: [], removed: [] } });
}

/** The kind of the first declaration that a reader meets. */
function kindOf(file: FileId): FileKind {
  const first = outlineOf(file)[0];
  return first ? fileKind(first.kind) : 'file';
}

function fileKind(kind: string): FileKind {
  const word = kind.toLowerCase().replace(/[^a-z]/g, '');
  if (word.includes('functionblock') || word === 'class') return 'functionblock';
  if (word.includes('function') || word === 'method') return 'function';
  if (word.includes('program')) return 'program';
  if (word.includes('global') || word === 'gvl' || word.includes('datablock')) return 'globals';
  if (word.includes('enum')) return 'enum';
  if (/struct|union|type|alias|subrange/.test(word)) return 'struct';
  if (word.includes('interface')) return 'interface';
  return /configuration|resource/.test(word) ? 'configuration' : 'file';
}

function lineCount(file: FileId): number {
  return project.locate(file, Number.POSITIVE_INFINITY).line;
}

/** The outline of a file; it is made once after each batch, since half of what follows a key asks for it. */
function outlineOf(file: FileId): readonly OutlineNode[] {
  const known = outlines.get(file) ?? outlineIn(project, file);
  outlines.set(file, known);
  return known;
}

/** At most every 60 ms, also while somebody types on without a pause. */
function followSoon(): void {
  if (willFollow) return;
  willFollow = true;
  setTimeout(follow, FOLLOW_AFTER_MS);
}

function follow(): void {
  const until = performance.now() + CHECK_STEP_MS;
  if (!project.advance(() => performance.now() > until)) return void setTimeout(follow);
  willFollow = false;
  sendProblems();
  sendEdited();
  sendOutline();
  trail.settle();
}

/** Checks the bodies that changed; lists of problems are long, so they are sent here and not with each key. */
function sendProblems(): void {
  const change = analysis.changes();
  for (const file of change.diagnostics.keys()) judged.add(file);
  const problems = [...judged].flatMap(changedProblems);
  const files = new Set(judged);
  for (const file of judged)
    for (const key of overlapped.update(file, alive.has(file) ? project.diagnostics(file) : [])) {
      const tag = project.tag(key);
      if (tag) files.add(tag.file);
    }
  const put = [...files].flatMap(rowsWithOtherProblems);
  judged.clear();
  if (problems.length + put.length === 0) return;
  scope.postMessage({
    ...NO_FACTS,
    put,
    problems,
    vendor: { choice, isWhole: false, rows: [], removed: [] },
  });
}

function sendOutline(): void {
  const file = focused;
  if (file === null || !alive.has(file)) return;
  const items = outlineOf(file).map((node) => outlineItem(file, node));
  const keys = keysIn(file);
  const print = JSON.stringify([items, keys]);
  if (print === outlineSent) return;
  outlineSent = print;
  scope.postMessage({ type: 'outline', file, items, keys });
}

/** The order of the focused file's tags, when a tag came or went. */
function focusedTags(change: ProjectChange): { file: FileId; keys: string[] } | null {
  if (focused === null || change.tags.added.length + change.tags.removed.length === 0) return null;
  return { file: focused, keys: keysIn(focused) };
}

function keysIn(file: FileId): string[] {
  return project.tags().flatMap((tag) => (tag.file === file ? [tag.key] : []));
}

function outlineItem(file: FileId, node: OutlineNode): OutlineItem {
  const { line, col } = project.locate(file, node.from);
  const end = project.locate(file, node.to);
  return {
    name: node.name,
    kind: node.kind,
    detail: node.detail ?? '',
    line,
    col,
    // A declaration that ends with its line break does not own the line behind it.
    endLine: end.col === 1 && end.line > line ? end.line - 1 : end.line,
    children: node.children.map((child) => outlineItem(file, child)),
  };
}

function placeOf(key: string): { file: FileId; line: number; col: number } | null {
  const tag = project.tag(key);
  if (!tag) return null;
  const { line, col } = project.position(tag);
  return { file: tag.file, line, col };
}

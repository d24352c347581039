/** L4: after any edits of declarations and bodies that depend on one another, findings equal those of a project opened afresh. */

import { expect, test } from 'vitest';
import { referencesOf } from '../editor/editor.ts';
import { LIBRARY } from '../library/library.ts';
import { openProject } from '../project/project.ts';
import { below, pick, type Random, random } from '../testing/random.ts';
import type { Diagnostic, FileId, Project } from '../types.ts';

const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? 160) / 8);

const TYPES = [
  'INT',
  'REAL',
  'STRING',
  'BOOL',
  'S',
  'T',
  'E',
  'A',
  'FB_A',
  'FB_B',
  'I',
  'TON',
  'Missing',
  'ARRAY [0..N] OF INT',
  'ARRAY [1..2] OF S',
  'INT (0..N)',
];
const NAMES = ['a', 'b', 'x', 'y', 'N', 'Red', 'm', 'G', 'S'];

/** Lines of one file; the first and the last stay. */
const FILES: readonly (readonly [string, (next: Random) => string, number, string])[] = [
  [
    'VAR_GLOBAL CONSTANT',
    (next) => `${pick(next, NAMES)} : INT := ${pick(next, ['1', '5', 'N', 'a + 1', '70000'])};`,
    3,
    'END_VAR',
  ],
  ['VAR_GLOBAL', variable, 4, 'END_VAR'],
  ['TYPE', typeLine, 4, 'END_TYPE'],
  ['FUNCTION_BLOCK FB_A', memberLine, 5, 'END_FUNCTION_BLOCK'],
  ['FUNCTION_BLOCK FB_B EXTENDS FB_A', memberLine, 5, 'END_FUNCTION_BLOCK'],
  ['FUNCTION F : INT', memberLine, 4, 'END_FUNCTION'],
  ['PROGRAM P', memberLine, 7, 'END_PROGRAM'],
];

function variable(next: Random): string {
  const note = pick(next, ['', '', ' (* note *)', " {attribute 'x' := 'y'}"]);
  return `${pick(next, NAMES)} : ${pick(next, TYPES)}${note};`;
}

function typeLine(next: Random): string {
  const name = pick(next, ['S', 'T', 'E', 'A']);
  switch (below(next, 4)) {
    case 0:
      return `${name} : STRUCT ${variable(next)} ${variable(next)} END_STRUCT`;
    case 1:
      return `${name} : (${pick(next, NAMES)}, Green);`;
    case 2:
      return `S EXTENDS T : STRUCT ${variable(next)} END_STRUCT`;
    default:
      return `${name} : ${pick(next, TYPES)};`;
  }
}

function memberLine(next: Random): string {
  switch (below(next, 5)) {
    case 0:
      return `VAR ${variable(next)} ${variable(next)} END_VAR`;
    case 1:
      return `${pick(next, ['VAR_INPUT', 'VAR_OUTPUT', 'VAR_EXTERNAL', 'VAR_IN_OUT'])} ${variable(next)} END_VAR`;
    case 2:
      return `CASE ${pick(next, NAMES)} OF ${pick(next, NAMES)}: ; 1, N: ; Red: ${statement(next)} END_CASE`;
    default:
      return statement(next);
  }
}

function statement(next: Random): string {
  return `${path(next)} := ${value(next)};`;
}

function path(next: Random): string {
  const name = pick(next, NAMES);
  return pick(next, [
    name,
    `${name}.${pick(next, NAMES)}`,
    `G.${name}`,
    `${name}[${pick(next, NAMES)}]`,
    `F`,
    `S.${name}`,
  ]);
}

function value(next: Random): string {
  return pick(next, [
    path(next),
    '1',
    "'s'",
    '-5',
    'TRUE',
    `F(${pick(next, NAMES)}, ${pick(next, NAMES)} := 2)`,
    `E.${pick(next, NAMES)}`,
    'N + 1',
  ]);
}

function opened(texts: readonly string[]): Project {
  const project = openProject({ dialect: 'codesys' }, LIBRARY);
  texts.forEach((text, i) => {
    project.set(`f${i}` as FileId, i === 1 ? 'G.st' : `f${i}.st`, text);
  });
  project.changes();
  return project;
}

/** Replaces one line, adds or takes one. */
function edited(next: Random, file: number, text: string): { from: number; to: number; insert: string } {
  const lines = text.split('\n');
  const at = 1 + below(next, Math.max(1, lines.length - 2));
  const from = lines.slice(0, at).join('\n').length + 1;
  const to = Math.min(text.length, from + (next() < 0.2 ? 0 : (lines[at] ?? '').length + 1));
  const insert = next() < 0.15 ? '' : `${FILES[file]![1](next)}\n`;
  return { from: Math.min(from, text.length), to: Math.max(Math.min(from, text.length), to), insert };
}

test(`L4 findings and references follow declarations, over ${RUNS} random projects`, {
  timeout: 3_600_000,
}, () => {
  for (let seed = 1; seed <= RUNS; seed++) follow(seed);
});

function randomTexts(next: Random): string[] {
  return FILES.map(([head, line, count, end]) =>
    [head, ...Array.from({ length: count }, () => line(next)), end].join('\n'),
  );
}

function follow(seed: number): void {
  const next = random(seed * 104_729);
  const texts = randomTexts(next);
  const project = opened(texts);
  const mirror = new Map<FileId, readonly Diagnostic[]>();
  for (const { id } of project.files()) mirror.set(id, project.diagnostics(id));
  for (let step = 0; step < 16; step++) {
    const file = below(next, FILES.length);
    const edit = edited(next, file, texts[file]!);
    take(project, texts, file, edit);
    if (next() < 0.4) continue;
    for (const [id, list] of project.changes(next() < 0.1 ? 'declarations' : 'all').diagnostics)
      mirror.set(id, list);
    for (const [id, list] of project.changes().diagnostics) mirror.set(id, list);
    compare(project, opened(texts), mirror, `seed ${seed}, step ${step}`);
  }
}

test('L4 what a use asks for since a type changed is asked for also when its own POU changes', () => {
  const texts = [
    'TYPE S : STRUCT m : T; END_STRUCT END_TYPE',
    'TYPE U : STRUCT k : INT; END_STRUCT END_TYPE',
    'TYPE T : STRUCT k : INT; END_STRUCT END_TYPE',
    'PROGRAM P VAR v : S; a : INT; END_VAR IF a = 1 THEN a := v.m.k; END_IF END_PROGRAM',
  ];
  const project = opened(texts);
  const write = (file: number, old: string, insert: string) => {
    const from = texts[file]!.indexOf(old);
    take(project, texts, file, { from, to: from + old.length, insert });
  };
  write(0, 'T;', 'U;');
  project.changes();
  write(1, 'k : INT', 'k : STRING');
  write(3, 'a : INT;', 'a : INT; b : INT;');
  project.changes();
  expect(project.diagnostics('f3' as FileId).map(({ code }) => code)).toEqual([
    'UNUSED_VARIABLE',
    'TYPE_CONFLICT',
  ]);
  expect(project.diagnostics('f3' as FileId)).toEqual(opened(texts).diagnostics('f3' as FileId));
});

test(`L4 findings are right however often one declaration changes to and fro, over ${3 * RUNS} random projects`, {
  timeout: 3_600_000,
}, () => {
  for (let seed = 1; seed <= 3 * RUNS; seed++) toAndFro(seed);
});

/** One edit and its undoing in turn, so that the same names change again and again, and now and then another edit in between. */
function toAndFro(seed: number): void {
  const next = random(seed * 7_919);
  const texts = randomTexts(next);
  const project = opened(texts);
  const mirror = new Map(project.files().map(({ id }) => [id, project.diagnostics(id)]));
  const file = below(next, 5);
  const there = edited(next, file, texts[file]!);
  const back = {
    from: there.from,
    to: there.from + there.insert.length,
    insert: texts[file]!.slice(there.from, there.to),
  };
  for (let step = 0; step < 10; step++) {
    take(project, texts, file, step % 2 === 0 ? there : back);
    const other = 5 + below(next, FILES.length - 5);
    if (next() < 0.3) take(project, texts, other, edited(next, other, texts[other]!));
    for (const [id, list] of project.changes().diagnostics) mirror.set(id, list);
    compare(project, opened(texts), mirror, `seed ${seed}, step ${step}`);
  }
}

function take(project: Project, texts: string[], file: number, edit: ReturnType<typeof edited>): void {
  texts[file] = texts[file]!.slice(0, edit.from) + edit.insert + texts[file]!.slice(edit.to);
  project.edit(`f${file}` as FileId, [edit]);
}

function compare(
  project: Project,
  fresh: Project,
  mirror: ReadonlyMap<FileId, readonly Diagnostic[]>,
  where: string,
): void {
  for (const { id } of fresh.files()) {
    expect(project.diagnostics(id), where).toEqual(fresh.diagnostics(id));
    expect(mirror.get(id), where).toEqual(fresh.diagnostics(id));
  }
  for (const key of ['g.a', 's.x', 'fb_a.b', 'n', 'e', 'p.x'])
    expect(referencesOf(project, key), where).toEqual(referencesOf(fresh, key));
}

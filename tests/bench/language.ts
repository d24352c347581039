/**
 * What the analysis worker needs for the editor's questions: completion, hover, colours, folding and formatting of a file of
 * 10,000 lines; references, search and rename over 200,000 lines in 100 files. `renameWritten` is the rename of a symbol with 5,000
 * uses as one transaction of the shared document, `renameUndone` its one undo. CPU milliseconds in Node, medians.
 */

import { createFile, fileEntry } from '@tagloom/collab';
import { openProject, type Project } from '@tagloom/st-parser';
import { LIBRARY } from '@tagloom/st-parser/library';
import * as Y from 'yjs';
import { answerOf } from '../../src/lib/answers.ts';
import { Steps } from '../../src/lib/editor/steps.ts';
import type { Asked, RenameAnswer } from '../../src/lib/questions.ts';
import { percentile, round } from './numbers.ts';

const LINES = 10_000;
const FILES = 100;
const FILE_LINES = 2_000;
const ROUNDS = 15;

export function benchLanguage() {
  const small = projectOf([program('PRG_Large', LINES)]);
  const large = projectOf(Array.from({ length: FILES }, (_, i) => program(`PRG_${i}`, FILE_LINES)));
  const at = small.text('f0').indexOf('rValue100 :=') + 3;
  const use = large.text('f0').indexOf('rShared') + 2;
  const file = 'f0';
  const options = { tabSize: 4, insertSpaces: true, keywords: 'upper', emptyLines: 2 } as const;
  const search = { text: 'rShared', isRegex: false, isCaseSensitive: false, isWholeWord: true };
  return {
    unit: 'ms CPU',
    lines: LINES,
    completion: cost(small, { name: 'completion', ask: { file, at } }),
    hover: cost(small, { name: 'hover', ask: { file, at } }),
    coloursOfScreen: cost(small, { name: 'colours', ask: { file, from: at, to: at + 4_000 } }),
    folds: cost(small, { name: 'folds', ask: { file } }),
    format: cost(small, { name: 'format', ask: { file, options, span: null } }),
    projectLines: FILES * FILE_LINES,
    references: cost(large, { name: 'references', ask: { file, at: use } }),
    rename: cost(large, { name: 'rename', ask: { file, at: use, name: 'rCommon' } }),
    uses: usesOf(large, use),
    ...renameCost(large, use),
    search: cost(large, { name: 'replace', ask: { options: { ...search, replacement: 'x' }, left: [] } }),
  };
}

function cost(project: Project, asked: Asked): { p50: number; p95: number } {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    times.push(cpuOf(() => answerOf(project, asked)));
  }
  return middle(times);
}

function cpuOf(act: () => unknown): number {
  const from = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

function middle(times: readonly number[]): { p50: number; p95: number } {
  return { p50: round(percentile(times, 0.5)), p95: round(percentile(times, 0.95)) };
}

function renameEdits(project: Project, at: number, name: string) {
  const answer = answerOf(project, { name: 'rename', ask: { file: 'f0', at, name } }) as RenameAnswer | null;
  if (!answer?.isPossible) throw new Error('The symbol of the bench cannot be renamed.');
  return new Map(answer.edits);
}

function usesOf(project: Project, at: number): number {
  return [...renameEdits(project, at, 'rCommon').values()].reduce((sum, edits) => sum + edits.length, 0);
}

/** What the page itself does with the answer, and with the one undo of it. */
function renameCost(project: Project, at: number) {
  const doc = new Y.Doc();
  const ids = new Map<string, string>();
  for (const file of renameEdits(project, at, 'rCommon').keys())
    ids.set(file, createFile(doc, `${file}.st`, project.text(file)));
  const edits = new Map(
    [...renameEdits(project, at, 'rCommon')].map(([file, list]) => [ids.get(file) as string, list]),
  );
  const steps = new Steps(doc);
  const written: number[] = [];
  const undone: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    written.push(cpuOf(() => steps.apply(edits, 'Rename')));
    undone.push(cpuOf(() => steps.run('undo')));
  }
  if (project.text('f0') !== fileEntry(doc, ids.get('f0') ?? '')?.text.toString())
    throw new Error('One undo did not take the rename back.');
  return { renameWritten: middle(written), renameUndone: middle(undone) };
}

function projectOf(texts: readonly string[]): Project {
  const project = openProject({ dialect: 'codesys' }, LIBRARY);
  texts.forEach((text, i) => {
    project.set(`f${i}`, `f${i}.st`, text);
  });
  project.set('globals', 'GVL.st', 'VAR_GLOBAL\n    rShared : REAL;\nEND_VAR\n');
  project.changes();
  return project;
}

/** A program of about `lines` lines, every twentieth of which uses a name that all programs share. */
function program(name: string, lines: number): string {
  const count = Math.floor(lines / 2);
  const declared = Array.from({ length: count }, (_, i) => `    rValue${i} : REAL; // channel ${i}`);
  const body = Array.from({ length: count }, (_, i) =>
    i % 20 === 0
      ? `rValue${i} := rShared * ${i}.0;`
      : `rValue${i} := LIMIT(0.0, rValue${Math.max(0, i - 1)} * 1.05, 100.0);`,
  );
  return `PROGRAM ${name}\nVAR\n${declared.join('\n')}\nEND_VAR\n${body.join('\n')}\nEND_PROGRAM\n`;
}

/**
 * What the analysis worker needs for the editor's questions: completion, hover, colours, folding and formatting of a file of
 * 10,000 lines; references and search over 200,000 lines in 100 files. CPU milliseconds in Node, medians.
 */

import { openProject, type Project } from '@tagloom/st-parser';
import { LIBRARY } from '@tagloom/st-parser/library';
import { answerOf } from '../../src/lib/answers.ts';
import type { Asked } from '../../src/lib/questions.ts';
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
    search: cost(large, { name: 'replace', ask: { options: { ...search, replacement: 'x' }, left: [] } }),
  };
}

function cost(project: Project, asked: Asked): { p50: number; p95: number } {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const from = process.cpuUsage();
    answerOf(project, asked);
    const { user, system } = process.cpuUsage(from);
    times.push((user + system) / 1_000);
  }
  return { p50: round(percentile(times, 0.5)), p95: round(percentile(times, 0.95)) };
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

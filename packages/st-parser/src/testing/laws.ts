/** The laws of the parser as checks that throw: one script or one text each, for tests, `npm run fuzz` and whoever hunts a seed. */

import { LIBRARY } from '../library/library.ts';
import { openProject } from '../project/project.ts';
import { WORDS } from '../syntax/keywords.ts';
import { errorsOf, parse, reparse, spell, type Tree } from '../syntax/tree.ts';
import type { DialectId, Edit, FileId, Project } from '../types.ts';
import { BR } from './constructs/br.ts';
import { CODESYS } from './constructs/codesys.ts';
import { IEC } from './constructs/iec.ts';
import { ROCKWELL } from './constructs/rockwell.ts';
import { SIEMENS } from './constructs/siemens.ts';
import { applyEdits, randomEdits, typedEdits } from './edits.ts';
import { PROGRAMS } from './programs.ts';
import { below, pick, type Random, random } from './random.ts';
import { treeDifference } from './trees.ts';

/** Texts that scripts start from: every construct of every dialect. */
export const SEEDS: readonly string[] = [...PROGRAMS, ...IEC, ...CODESYS, ...SIEMENS, ...ROCKWELL, ...BR];

/** Steps of one script. */
const STEPS = 12;

/**
 * L2, L4: follows one random script of edits and compares with full parses and a project opened afresh, in tree, errors,
 * tags and diagnostics. Throws with the place of the first difference.
 */
export function checkScript(seed: number, texts: readonly string[] = SEEDS): void {
  const next = random(seed);
  let text = texts[seed % texts.length]!;
  if (next() < 0.2) text = text.replaceAll('\n', '\r\n');
  let tree = parse(text);
  const other = texts[(seed * 7 + 3) % texts.length]!;
  const project = opened(text, other);
  for (let step = 0; step < STEPS; step++) {
    for (const edits of editsOf(next, text)) {
      text = applyEdits(text, edits);
      tree = reparse(tree, edits);
      const where = `seed ${seed}, step ${step}: ${JSON.stringify(edits)}`;
      compare(tree, text, where);
      project.edit(FILE, edits);
      project.changes();
      if (step % 3 === 2) compareFacts(project, opened(text, other), where);
    }
  }
}

const FILE = 'f' as FileId;

/** A project of the edited file and one that stays. */
function opened(text: string, other: string): Project {
  const project = openProject({ dialect: 'auto' }, LIBRARY);
  project.set(FILE, 'Edited.st', text);
  project.set('g' as FileId, 'Other.st', other);
  project.changes();
  return project;
}

function compareFacts(project: Project, fresh: Project, where: string): void {
  if (JSON.stringify(project.tags()) !== JSON.stringify(fresh.tags()))
    throw new Error(`${where}: the tags differ`);
  if (JSON.stringify(project.types()) !== JSON.stringify(fresh.types()))
    throw new Error(`${where}: the types differ`);
  const difference = firstDifference(project.diagnostics(), fresh.diagnostics());
  if (difference !== null) throw new Error(`${where}: the diagnostics differ: ${difference}`);
}

function firstDifference(list: readonly unknown[], others: readonly unknown[]): string | null {
  const at = [...list, null].findIndex((one, i) => JSON.stringify(one) !== JSON.stringify(others[i]));
  if (at === list.length && list.length === others.length) return null;
  return `${JSON.stringify(list[at])} and ${JSON.stringify(others[at])}`;
}

/** One edit of a tool, or what somebody types letter by letter. */
function editsOf(next: Random, text: string): (readonly Edit[])[] {
  return next() < 0.15 ? typedEdits(next, text) : [randomEdits(next, text)];
}

function compare(tree: Tree, text: string, where: string): void {
  const full = parse(text);
  if (tree.text.toString() !== text) throw new Error(`${where}: the text differs`);
  const difference = treeDifference(tree.root, full.root);
  if (difference !== null) throw new Error(`${where}: ${difference}`);
  if (JSON.stringify(errorsOf(tree)) !== JSON.stringify(errorsOf(full)))
    throw new Error(`${where}: the errors differ`);
}

/** What a cut text costs at most, compared with the whole: work counts tokens and looked-at comments. */
const WORK_FACTOR = 3;
/** Work that any text may cost. */
const WORK_FLOOR = 400;

/** L1: the text cut at `length` parses, spells itself, has its errors inside, and costs work in proportion. */
export function checkCut(text: string, length: number, whole: number): void {
  const cut = text.slice(0, length);
  const tree = parse(cut);
  const where = `cut at ${length} of ${JSON.stringify(text.slice(0, 60))}`;
  if (spell(tree) !== cut) throw new Error(`${where}: the tokens do not spell the text`);
  for (const { from, to } of errorsOf(tree))
    if (!(from >= 0 && from <= to && to <= length)) throw new Error(`${where}: an error outside of the text`);
  if (tree.work > WORK_FACTOR * whole + WORK_FLOOR)
    throw new Error(`${where}: work ${tree.work} of ${whole}`);
}

/** Files up to this length are cut everywhere. */
const SMALL = 4_096;

/** L1 for one text: every prefix when it is small, else `points` seeded cuts, half of them at openers and inside tokens. */
export function checkCuts(text: string, seed: number, points = 64): void {
  const whole = parse(text).work;
  const lengths = text.length <= SMALL ? [...text].keys() : cutPoints(text, random(seed), points);
  for (const length of lengths) checkCut(text, length, whole);
}

function cutPoints(text: string, next: Random, points: number): number[] {
  const openers = [...text.matchAll(/\(\*|\/\*|\/\/|['"{([]|:=|\.\./g)].map((match) => match.index + 1);
  return Array.from({ length: points }, (_, n) =>
    n % 2 === 0 && openers.length > 0 ? pick(next, openers) : below(next, text.length + 1),
  );
}

/** L1: a text of random units, mostly ASCII. */
export function checkNoise(next: Random): void {
  let text = '';
  for (let i = below(next, 400); i > 0; i--)
    text += String.fromCharCode(below(next, next() < 0.9 ? 128 : 65_536));
  if (spell(parse(text)) !== text) throw new Error(`the tokens do not spell ${JSON.stringify(text)}`);
}

const MARKS = [
  'AT %QW5',
  ': INT;',
  'a',
  'b1',
  '"q"',
  '#l',
  '5',
  "'s'",
  ':',
  ';',
  ':=',
  '=',
  ',',
  '.',
  '(',
  ')',
  '[',
  ']',
  '%IX0.0',
  '\n',
  '{x}',
  '(* c *)',
];
const SPOKEN: readonly DialectId[] = ['iec', 'codesys', 'siemens', 'rockwell'];

/** L1: keywords and marks in any order, where loops that do not go forward show; work is in proportion to the tokens. */
export function checkSoup(next: Random): void {
  const words = Array.from({ length: 1 + below(next, 60) }, () =>
    next() < 0.5 ? pick(next, MARKS) : pick(next, WORDS),
  );
  const text = words.join(' ');
  const tree = parse(text, pick(next, SPOKEN));
  if (spell(tree) !== text) throw new Error(`the tokens do not spell ${JSON.stringify(text)}`);
  if (tree.work > 40 * words.length + WORK_FLOOR)
    throw new Error(`work ${tree.work} for ${words.length} tokens: ${JSON.stringify(text)}`);
}

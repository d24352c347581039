/**
 * One-typo mutations of valid real files: are they detected, near the mistake, with few errors, and do the other tags survive?
 * And several at once: n mistakes give at most 2n + 1 errors. Needs the shared corpus.
 */

import { LIBRARY } from '../src/library/library.ts';
import { openFile, refresh } from '../src/project/files.ts';
import { openProject } from '../src/project/project.ts';
import { eachToken } from '../src/syntax/green.ts';
import { K } from '../src/syntax/kinds.ts';
import { errorsOf, parse, type Tree } from '../src/syntax/tree.ts';
import { type Sample, samples } from '../src/testing/corpus.ts';
import { applyEdits } from '../src/testing/edits.ts';
import { below, pick, type Random, random } from '../src/testing/random.ts';
import type { DialectId, Edit, FileId } from '../src/types.ts';

/** A mistake as an edit of the valid text. */
interface Mistake extends Edit {
  readonly kind: string;
}

/** Sums over mutated files. */
interface Row {
  runs: number;
  /** An error of syntax; that or an error of a check (`tagloom parse` says not ok); that or another warning. */
  detected: number;
  rejected: number;
  warned: number;
  /** Not detected, and valid by the grammar of the dialect: an empty statement went, or `;` where CODESYS wants none. */
  valid: number;
  near: number;
  errors: number;
  tags: number;
  lost: number;
  invented: number;
}

/** What the bench prints. */
export interface MutationFigures {
  readonly seeds: readonly number[];
  readonly total: object;
  readonly kinds: Readonly<Record<string, object>>;
  /** Per number of mistakes: the share of files with at most 2n + 1 errors. */
  readonly bounded: Readonly<Record<number, number>>;
}

/** What went wrong with one mutation, for people who look for a class of mistakes. */
export type Complain = (what: string, mistake: Mistake, sample: Sample, text: string) => void;

const LONGEST = 60_000;

/** Mutates `count` files per seed. */
export function mutationFigures(
  count: number,
  seeds: readonly number[],
  complain?: Complain,
): MutationFigures {
  const valid = samples().filter(
    (s) =>
      !s.invalid && s.text.length > 200 && s.text.length < LONGEST && parse(s.text).root.errorCount === 0,
  );
  const total = zero();
  const kinds: Record<string, Row> = {};
  for (const seed of valid.length === 0 ? [] : seeds) {
    const next = random(seed);
    for (let n = 0; n < count; n++) {
      const sample = pick(next, valid);
      const tree = parse(sample.text);
      const mistake = mistakeIn(next, tree);
      if (mistake === null) continue;
      kinds[mistake.kind] ??= zero();
      judge(sample, tree, mistake, [total, kinds[mistake.kind]!], complain);
    }
  }
  const bounded: Record<number, number> = {};
  for (const n of [2, 3, 5]) bounded[n] = boundedShare(valid, n, Math.ceil(count / 4), seeds[0] ?? 1);
  return {
    seeds,
    total: rates(total),
    kinds: Object.fromEntries(Object.entries(kinds).map(([k, row]) => [k, rates(row)])),
    bounded,
  };
}

function zero(): Row {
  return {
    runs: 0,
    detected: 0,
    rejected: 0,
    warned: 0,
    valid: 0,
    near: 0,
    errors: 0,
    tags: 0,
    lost: 0,
    invented: 0,
  };
}

function judge(
  sample: Sample,
  tree: Tree,
  mistake: Mistake,
  rows: readonly Row[],
  complain: Complain | undefined,
): void {
  const text = applyEdits(sample.text, [mistake]);
  const mutated = parse(text, tree.dialect);
  const errors = errorsOf(mutated);
  const { lost, invented, tags } = compareNames(sample.text, text, tree.dialect);
  const line = mutated.text.locate(mistake.from).line;
  const first = errors[0] === undefined ? Number.NaN : mutated.text.locate(errors[0].from).line;
  const isNear = Math.abs(first - line) <= 2;
  const isSeen = errors.length > 0;
  const more = isSeen ? null : newFindings(sample, text, tree.dialect);
  const isValid = !isSeen && isOptional(tree, mistake);
  for (const row of rows) {
    row.runs++;
    if (isSeen) row.detected++;
    if (isSeen || more!.has('error')) row.rejected++;
    if (isSeen || more!.size > 0) row.warned++;
    if (isValid) row.valid++;
    if (isNear) row.near++;
    row.errors += errors.length;
    row.tags += tags;
    // The one name in which the typo may stand is not counted.
    row.lost += Math.max(0, lost - 1);
    row.invented += invented;
  }
  if (!isSeen)
    complain?.(isValid ? 'valid' : more!.size > 0 ? 'by checks' : 'undetected', mistake, sample, text);
  if (lost > 1) complain?.(`lost ${lost - 1}`, mistake, sample, text);
  if (invented > 0) complain?.(`invented ${invented}`, mistake, sample, text);
  if (errors.length > 3) complain?.('many', mistake, sample, text);
  if (errors.length > 0 && !isNear) complain?.('far', mistake, sample, text);
}

/** Severities of findings of the checks that the valid text does not have: `error`, `warning`. */
function newFindings({ text: valid }: Sample, text: string, dialect: DialectId): Set<string> {
  const before = findings(valid, dialect);
  const found = new Set<string>();
  for (const [key, count] of findings(text, dialect))
    if (count > (before.get(key) ?? 0)) found.add(key.slice(0, key.indexOf(' ')));
  return found;
}

/** How often each error and warning is found in a file that stands alone. */
function findings(text: string, dialect: DialectId): Map<string, number> {
  const project = openProject({ dialect }, LIBRARY);
  project.set('f' as FileId, 'f.st', text);
  project.changes();
  const out = new Map<string, number>();
  for (const { severity, code, message } of project.diagnostics()) {
    if (severity !== 'error' && severity !== 'warning') continue;
    const key = `${severity} ${code} ${message}`;
    out.set(key, (out.get(key) ?? 0) + 1);
  }
  return out;
}

/** CODESYS and TwinCAT take END_IF and END_STRUCT without `;`, and `;;` is an empty statement in every edition. */
function isOptional(tree: Tree, { kind, from }: Mistake): boolean {
  if (kind !== 'delete-punctuation' || tree.text.slice(from, from + 1) !== ';') return false;
  const before = tree.text
    .slice(Math.max(0, from - 200), from)
    .replace(/\(\*[\s\S]*?\*\)|\/\/.*/g, '')
    .trimEnd();
  if (before.endsWith(';')) return true;
  const isBlockEnd = /\bEND_(?:IF|CASE|FOR|WHILE|REPEAT|STRUCT|UNION)$/i.test(before);
  return isBlockEnd && tree.dialect === 'codesys';
}

function compareNames(
  valid: string,
  mutated: string,
  dialect: Tree['dialect'],
): { lost: number; invented: number; tags: number } {
  const before = namesOf(valid, dialect);
  const after = namesOf(mutated, dialect);
  let lost = 0;
  let invented = 0;
  let tags = 0;
  for (const [name, k] of before) {
    tags += k;
    lost += Math.max(0, k - (after.get(name) ?? 0));
  }
  for (const [name, k] of after) invented += Math.max(0, k - (before.get(name) ?? 0));
  return { lost, invented, tags };
}

/** All declared names with their scopes. */
function namesOf(text: string, dialect: Tree['dialect']): Map<string, number> {
  const file = openFile('f' as FileId, 'f.st', text, { dialect });
  refresh(file);
  const out = new Map<string, number>();
  for (const unit of file.units)
    for (const { scope, fact } of unit.contribution.entries) {
      const key = `${scope}.${fact.name}`.toLowerCase();
      out.set(key, (out.get(key) ?? 0) + 1);
    }
  return out;
}

function rates(row: Row): object {
  return {
    runs: row.runs,
    detected: row.detected / row.runs,
    detectedOrValid: (row.detected + row.valid) / row.runs,
    rejected: row.rejected / row.runs,
    rejectedOrWarned: row.warned / row.runs,
    near: row.near / row.detected,
    errorsPerFile: row.errors / row.detected,
    survival: 1 - row.lost / row.tags,
    inventedPer10k: (row.invented / row.tags) * 10_000,
  };
}

/** The share of files with `n` mistakes that have at most 2n + 1 errors. */
function boundedShare(valid: readonly Sample[], n: number, count: number, seed: number): number {
  const next = random(seed * 31 + n);
  let good = 0;
  let all = 0;
  for (let run = 0; run < count && valid.length > 0; run++) {
    const { text } = pick(next, valid);
    const tree = parse(text);
    const mistakes = Array.from({ length: n }, () => mistakeIn(next, tree))
      .filter((mistake) => mistake !== null)
      .sort((a, b) => a.from - b.from)
      .filter((mistake, i, list) => i === 0 || mistake.from > list[i - 1]!.to);
    const errors = parse(applyEdits(text, mistakes), tree.dialect).root.errorCount;
    all++;
    if (errors <= 2 * mistakes.length + 1) good++;
  }
  return good / all;
}

// ---- mistakes

interface Token {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const WORDS =
  /^(?:IF|THEN|END_IF|VAR|END_VAR|VAR_INPUT|VAR_OUTPUT|FOR|DO|TO|END_FOR|CASE|OF|END_CASE|WHILE|END_WHILE|STRUCT|END_STRUCT|TYPE|END_TYPE|PROGRAM|END_PROGRAM|FUNCTION_BLOCK|END_FUNCTION_BLOCK|FUNCTION|END_FUNCTION|METHOD|END_METHOD|ELSE|ELSIF)$/i;
const PUNCTUATION = /^(?:;|:|:=|\(|\)|\[|\]|,)$/;

const isWord = (t: Token) => (t.kind === K.Keyword || t.kind === K.Ident) && WORDS.test(t.text);
const isMark = (t: Token) => t.kind >= K.Semicolon && PUNCTUATION.test(t.text);
const cut = (t: Token): Edit => ({ from: t.from, to: t.to, insert: '' });

/** Each kind: which tokens it can hit, and what it does to one. */
const MISTAKES: Readonly<Record<string, readonly [(t: Token) => boolean, (t: Token, next: Random) => Edit]>> =
  {
    'delete-punctuation': [isMark, cut],
    'delete-word': [isWord, cut],
    'misspell-word': [
      isWord,
      (t, next) => {
        const from = t.from + below(next, t.text.length);
        return { from, to: from + 1, insert: '' };
      },
    ],
    'delete-quote': [(t) => t.kind === K.String, (t) => ({ from: t.to - 1, to: t.to, insert: '' })],
    'delete-comment-end': [
      (t) => t.kind === K.BlockComment,
      (t) => ({ from: t.to - 2, to: t.to, insert: '' }),
    ],
    'double-punctuation': [
      (t) => isMark(t) && t.text !== ';' && t.text !== '(' && t.text !== '[',
      (t) => ({ from: t.to, to: t.to, insert: t.text }),
    ],
    'insert-character': [
      (t) => t.kind >= K.Bad,
      (t, next) => ({ from: t.from, to: t.from, insert: pick(next, ['!', ')', ':', '@', '=']) }),
    ],
    'assign-to-equals': [(t) => t.kind === K.Assign, (t) => ({ from: t.from, to: t.to, insert: '=' })],
  };

export function mistakeIn(next: Random, tree: Tree): Mistake | null {
  const text = tree.text.toString();
  const kind = pick(next, Object.keys(MISTAKES));
  const [hits, apply] = MISTAKES[kind]!;
  const tokens: Token[] = [];
  eachToken(tree.root, 0, (k, from, to) => {
    const token = { kind: k, from, to, text: text.slice(from, to) };
    if (hits(token)) tokens.push(token);
  });
  return tokens.length === 0 ? null : { kind, ...apply(pick(next, tokens), next) };
}

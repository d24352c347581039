/**
 * Speed of parsing and of following keystrokes, in one warm process. Whole runs are CPU milliseconds; single keystrokes are wall
 * milliseconds, because the CPU clock is too coarse for them. Keys are typed one unit at a time, with broken code elsewhere.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openProject } from '../src/project/project.ts';
import { parse, reparse } from '../src/syntax/tree.ts';
import { hasCorpus, samples } from '../src/testing/corpus.ts';
import { applyEdits, randomEdits } from '../src/testing/edits.ts';
import { largeText } from '../src/testing/large.ts';
import { random } from '../src/testing/random.ts';
import type { FileId, Project } from '../src/types.ts';

const FILE = 'file' as FileId;

/** Everything about time and memory. */
export function speedFigures(): object {
  const text = largeText(100_000);
  for (let n = 0; n < 3; n++) parse(text, 'codesys');
  const full = best(5, () => parse(text, 'codesys'));
  const tagMap = best(5, () => opened(text, 'declarations'));
  const open = best(5, () => opened(text));
  return {
    parse100k: { units: text.length, ms: full, unitsPerSecond: Math.round(text.length / full) * 1000 },
    tagMap100k: { ms: tagMap, timesTheParse: tagMap / full },
    withDiagnostics100k: { ms: open, timesTheParse: open / full },
    ...corpusFigures(),
    project1000: projectFigures(),
    keystroke10k: keystrokes(10_000, false),
    keystroke10kErrors: keystrokes(10_000, true),
    keystroke100k: keystrokes(100_000, false),
    keystroke100kErrors: keystrokes(100_000, true),
    readAgain: readAgain(largeText(2_000)),
    heapPerUnit: heapPerUnit(text),
  };
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function best(runs: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < runs; n++) {
    const start = cpu();
    run();
    least = Math.min(least, cpu() - start);
  }
  return least;
}

function opened(text: string, depth: 'declarations' | 'all' = 'all'): Project {
  const project = openProject({ dialect: 'codesys' });
  project.set(FILE, 'f.st', text);
  project.changes(depth);
  return project;
}

/** The real files of the corpus: parsed alone, and opened as one project with their tags. */
function corpusFigures(): object {
  if (!hasCorpus) return {};
  const files = samples().filter((sample) => !sample.invalid);
  const units = files.reduce((sum, sample) => sum + sample.text.length, 0);
  const lines = files.reduce((sum, sample) => sum + sample.text.split('\n').length, 0);
  const ms = best(3, () => {
    for (const { text } of files) parse(text);
  });
  const tagMapMs = best(3, () => {
    const project = openProject({ dialect: 'auto' });
    files.forEach(({ text, file }, n) => void project.set(`f${n}` as FileId, file, text));
    project.changes('declarations');
  });
  const per100kLines = (all: number) => (all / lines) * 100_000;
  return {
    corpus: {
      units,
      lines,
      ms,
      per100kLines: per100kLines(ms),
      tagMapMs,
      tagMapPer100kLines: per100kLines(tagMapMs),
    },
  };
}

/** 1,000 files; `linesOf` says about how many lines each has. One type is shared by all of them. */
function plant(linesOf: (n: number) => number): string[] {
  return Array.from({ length: 1000 }, (_, n) =>
    largeText(linesOf(n))
      .replaceAll('FB_', `FB${n}_`)
      .replaceAll('PROGRAM P', `PROGRAM P${n}_`)
      .replace(/ST_Motor :/, `ST_Motor${n === 0 ? '' : n} :`),
  );
}

/** 1,000 files, 200,000 lines: opening them. */
function projectFigures(): object {
  const texts = plant((n) => (n % 4 === 0 ? 200 : 150));
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0);
  let toTagMap = Number.POSITIVE_INFINITY;
  let withDiagnostics = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 3; n++) {
    const project = openProject({ dialect: 'codesys' });
    const start = cpu();
    texts.forEach((text, i) => void project.set(`f${i}` as FileId, `d/f${i}.st`, text));
    project.changes('declarations');
    toTagMap = Math.min(toTagMap, cpu() - start);
    project.changes();
    withDiagnostics = Math.min(withDiagnostics, cpu() - start);
  }
  return { lines, toTagMap, withDiagnostics, editOfASharedType: sharedTypeFigures() };
}

/** Edits of a type that 1,000 files use, each taken back, until all diagnostics are right again. */
function sharedTypeFigures(): object {
  const project = openProject({ dialect: 'codesys' });
  plant(() => 200).forEach((text, n) => void project.set(`f${n}` as FileId, `d/f${n}.st`, text));
  project.changes();
  const type = 'f0' as FileId;
  const edit = (from: string, to: string) => {
    const at = project.text(type).indexOf(from);
    project.edit(type, [{ from: at, to: at + from.length, insert: to }]);
    project.changes();
  };
  /** The edit and its undoing in turn; `isFirst`: each after another member, so that nothing is known of who uses this one. */
  const pair = (old: string, now: string, isFirst = false) => {
    let least = Number.POSITIVE_INFINITY;
    for (let n = 0; n < 4; n++) {
      if (isFirst)
        for (const other of ['BOOL', 'INT'])
          edit(`on : ${other}`, `on : ${other === 'INT' ? 'BOOL' : 'INT'}`);
      least = Math.min(
        least,
        best(1, () => edit(old, now)),
      );
      edit(now, old);
    }
    return least;
  };
  const uses = project.files().reduce((sum, { id }) => sum + project.text(id).split('.speed').length - 1, 0);
  return {
    uses,
    memberAddedMs: pair('speed :', 'more : INT; speed :'),
    commentAddedMs: pair('speed :', '(* why *) speed :'),
    usedMemberRenamed: { ms: pair('speed :', 'speedx :'), firstMs: pair('speed :', 'speedx :', true) },
    usedMemberRetyped: {
      ms: pair('speed : REAL', 'speed : LREAL'),
      firstMs: pair('speed : REAL', 'speed : LREAL', true),
    },
  };
}

function keystrokes(lines: number, withErrors: boolean): object {
  let text = largeText(lines);
  if (withErrors) text = `PROGRAM broken\nVAR a : ; END_VAR\nIF x THEN y := (1;\n'open string\n${text}`;
  const project = opened(text);
  const body = text.indexOf('END_VAR\n', text.length / 2) + 8;
  const declared = text.indexOf('VAR\n', text.length / 2) + 4;
  const declaration = '\tnewTag : ARRAY[0..5] OF INT;\n';
  return {
    body: typing(project, body, '\tvalue := other + 1;\n'),
    declaration: typing(project, declared, declaration),
    tagsOnly: typing(project, declared, declaration, 'declarations'),
  };
}

function typing(project: Project, at: number, keys: string, depth: 'declarations' | 'all' = 'all'): object {
  const times: number[] = [];
  for (let round = 0; round < 8; round++) {
    for (let i = 0; i < keys.length; i++) {
      const start = performance.now();
      project.edit(FILE, [{ from: at + i, to: at + i, insert: keys[i]! }]);
      project.changes(depth);
      if (round > 1) times.push(performance.now() - start);
    }
    project.edit(FILE, [{ from: at, to: at + keys.length, insert: '' }]);
    project.changes();
  }
  times.sort((a, b) => a - b);
  const rank = (share: number) => Number(times[Math.floor((times.length - 1) * share)]!.toFixed(3));
  return { p50: rank(0.5), p95: rank(0.95), max: rank(1) };
}

/** The share of a text's tokens that random edits read again. */
export function readAgain(text: string): { median: number; p95: number } {
  const next = random(17);
  let tree = parse(text, 'codesys');
  const whole = tree.reads;
  let now = text;
  const shares: number[] = [];
  for (let n = 0; n < 200; n++) {
    const edits = randomEdits(next, now);
    now = applyEdits(now, edits);
    tree = reparse(tree, edits);
    shares.push(tree.reads / whole);
  }
  shares.sort((a, b) => a - b);
  return { median: shares[100]!, p95: shares[190]! };
}

/** Heap and buffers of a project with tree, symbols and tags, per UTF-16 unit of source. */
function heapPerUnit(text: string): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const project = opened(text);
  const after = used();
  return (after - before) / project.text(FILE).length;
}

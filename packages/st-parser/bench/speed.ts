/**
 * Speed of parsing and of following keystrokes, in CPU milliseconds of one warm process. Prints JSON.
 * Keystrokes are typed into the middle of the file, one unit at a time, with broken code elsewhere in the file.
 */

import { openProject } from '../src/project/project.ts';
import { parse } from '../src/syntax/tree.ts';
import { samples } from '../src/testing/corpus.ts';
import { largeText } from '../src/testing/large.ts';
import type { FileId } from '../src/types.ts';

const FILE = 'file' as FileId;

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timed(run: () => void): number {
  const start = cpu();
  run();
  return cpu() - start;
}

function best(runs: number, run: () => void): number {
  return Math.min(...Array.from({ length: runs }, () => timed(run)));
}

/** Wall milliseconds of single keystrokes: the CPU clock is too coarse for them. */
function keystrokes(lines: number, withErrors: boolean): object {
  let text = largeText(lines);
  if (withErrors)
    text = `PROGRAM broken\nVAR a : ; END_VAR\nIF x THEN y := (1;\n(* open comment ${text}`.replace(
      '(* open comment ',
      "'open string\n",
    );
  const project = openProject({ dialect: 'codesys' });
  project.set(FILE, 'f.st', text);
  project.changes();
  const body = text.indexOf('END_VAR\n', text.length / 2) + 8;
  const declared = text.indexOf('VAR\n', text.length / 2) + 4;
  return {
    body: typing(project, body, '\tvalue := other + 1;\n'),
    declaration: typing(project, declared, '\tnewTag : ARRAY[0..5] OF INT;\n'),
  };
}

function typing(project: ReturnType<typeof openProject>, at: number, keys: string): object {
  const times: number[] = [];
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < keys.length; i++) {
      const start = performance.now();
      project.edit(FILE, [{ from: at + i, to: at + i, insert: keys[i]! }]);
      project.changes();
      if (round > 0) times.push(performance.now() - start);
    }
    project.edit(FILE, [{ from: at, to: at + keys.length, insert: '' }]);
    project.changes();
  }
  times.sort((a, b) => a - b);
  const rank = (share: number) => Number(times[Math.floor((times.length - 1) * share)]!.toFixed(3));
  return { p50: rank(0.5), p95: rank(0.95), max: rank(1) };
}

const text = largeText(100_000);
for (let n = 0; n < 3; n++) parse(text, 'codesys');
const full = best(5, () => parse(text, 'codesys'));
const open = best(5, () => {
  const project = openProject({ dialect: 'codesys' });
  project.set(FILE, 'f.st', text);
  project.changes();
});
const files = samples().filter((sample) => !sample.invalid);
const bytes = files.reduce((sum, sample) => sum + sample.text.length, 0);
const corpus = files.length === 0 ? 0 : best(3, () => files.forEach((sample) => void parse(sample.text)));

const perFile = largeText(200);
const many = best(2, () => {
  const project = openProject({ dialect: 'codesys' });
  for (let n = 0; n < 1000; n++)
    project.set(
      `f${n}` as FileId,
      `d/f${n}.st`,
      perFile
        .replaceAll('FB_', `FB${n}_`)
        .replaceAll('PROGRAM P', `PROGRAM P${n}_`)
        .replace(/ST_Motor :/, `ST_Motor${n === 0 ? '' : n} :`),
    );
  project.changes();
});

globalThis.gc?.();
const before = process.memoryUsage();
const kept = openProject({ dialect: 'codesys' });
kept.set(FILE, 'f.st', text);
kept.changes();
globalThis.gc?.();
const after = process.memoryUsage();

console.log(
  JSON.stringify(
    {
      parse100k: {
        units: text.length,
        ms: full,
        unitsPerSecond: Math.round(text.length / full / 1000) * 1_000_000,
      },
      open100k: { ms: open, tags: kept.tags().length },
      corpus: { units: bytes, ms: corpus },
      project1000: { ms: many },
      keystroke10k: keystrokes(10_000, false),
      keystroke10kErrors: keystrokes(10_000, true),
      keystroke100k: keystrokes(100_000, false),
      keystroke100kErrors: keystrokes(100_000, true),
      heapPerUnit:
        (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / text.length,
    },
    null,
    1,
  ),
);

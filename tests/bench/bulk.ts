/**
 * Many tags at once: what 5,000 wishes, one in ten of them bad, cost the analysis worker, and what their preview, allocator
 * and step cost the page. CPU milliseconds in Node, medians; `perParse` is the ratio to parsing the project once, in the same run.
 */

import { filesMap } from '@tagloom/collab';
import { type FileId, openProject, type Project } from '@tagloom/st-parser';
import { roomsOf, type TagWish, tagEdits } from '@tagloom/st-parser/editor';
import * as Y from 'yjs';
import { Steps } from '../../src/lib/editor/steps.ts';
import { judge } from '../../src/lib/tagbulk/difference.ts';
import { fill } from '../../src/lib/tagbulk/fill.ts';
import { rowsOf } from '../../src/lib/tagbulk/fixtures.ts';
import { renumber } from '../../src/lib/tagbulk/renumber.ts';
import { percentile, round } from './numbers.ts';

const FILES = 10;
const TAGS = 500;
const ROUNDS = 5;
const FREE = { isOn: true, start: 40_000, end: null };

export function benchBulk() {
  const texts = plant();
  const project = projectOf(texts);
  const rows = rowsOf(project);
  const tags = [...rows.values()].filter(({ owner }) => owner === 'global');
  const keys = new Set(tags.map(({ key }) => key));
  const wishes = (field: TagWish['field'], value: (at: number) => string): TagWish[] =>
    tags.map(({ key }, at) => ({ key, field, value: value(at) }));
  const draft = fill(tags, { field: 'name', how: 'front', text: 'y_', first: 1, step: 1 });
  const options = { areas: { I: FREE, Q: FREE, M: FREE }, keepsValid: false, fillsGaps: true, newIn: null };
  const parse = cost(() => projectOf(texts));
  const worker = {
    comments: cost(() =>
      tagEdits(
        project,
        wishes('comment', (at) => `number ${at}`),
      ),
    ),
    oneInTenBad: cost(() =>
      tagEdits(
        project,
        wishes('initial', (at) => (at % 10 === 0 ? ')' : 'TRUE')),
      ),
    ),
    renames: cost(() =>
      tagEdits(
        project,
        wishes('name', (at) => `y_${at}`),
      ),
    ),
  };
  const page = {
    judge: cost(() => judge(draft, rows)),
    renumber: cost(() => renumber(roomsOf(project, keys, 'file'), keys, options)),
    step: step(
      texts,
      project,
      wishes('comment', (at) => `number ${at}`),
    ),
    stepOfRenames: step(
      texts,
      project,
      wishes('name', (at) => `y_${at}`),
    ),
  };
  const perParse = Object.fromEntries(Object.entries(worker).map(([name, ms]) => [name, round(ms / parse)]));
  return { unit: 'ms CPU', tags: tags.length, parse, worker, perParse, page };
}

/** One step over a shared document, as the page writes it. */
function step(texts: ReadonlyMap<string, string>, project: Project, wishes: readonly TagWish[]): number {
  const files = Map.groupBy(tagEdits(project, wishes).edits, ({ place }) => place.file);
  const edits = new Map(
    [...files].map(([file, list]) => [
      file,
      list.map(({ place, insert }) => ({ from: place.from, to: place.to, insert })),
    ]),
  );
  const steps = Array.from({ length: ROUNDS }, () => new Steps(documentOf(texts)));
  let next = 0;
  return cost(() => steps[next++]!.apply(edits, 'bulk'));
}

function documentOf(texts: ReadonlyMap<string, string>): Y.Doc {
  const doc = new Y.Doc();
  for (const [path, text] of texts) {
    const file = new Y.Map<unknown>();
    filesMap(doc).set(path as FileId, file);
    file.set('path', path);
    file.set('text', new Y.Text(text));
  }
  return doc;
}

function cost(act: () => unknown): number {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const from = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(from);
    times.push((user + system) / 1_000);
  }
  return round(percentile(times, 0.5));
}

function projectOf(texts: ReadonlyMap<string, string>): Project {
  const project = openProject({ dialect: 'codesys' });
  for (const [path, text] of texts) project.set(path as FileId, path, text);
  project.changes();
  return project;
}

/** Lists of bits with addresses and comments, and programs that use each of them three times. */
function plant(): Map<string, string> {
  const texts = new Map<string, string>();
  for (let f = 0; f < FILES; f++) {
    const lines = Array.from(
      { length: TAGS },
      (_, i) => `  x_${f}_${i} AT %MX${f * 1_000 + (i >> 3)}.${i % 8} : BOOL; // bit ${i}`,
    );
    const body = Array.from(
      { length: TAGS },
      (_, i) => `x_${f}_${i} := x_${(f + 1) % FILES}_${i} AND NOT x_${f}_${(i + 7) % TAGS};`,
    );
    texts.set(`GVL_${f}.st`, `VAR_GLOBAL\n${lines.join('\n')}\nEND_VAR\n`);
    texts.set(`PRG_${f}.st`, `PROGRAM PRG_${f}\nVAR\n  i : INT;\nEND_VAR\n${body.join('\n')}\nEND_PROGRAM\n`);
  }
  return texts;
}

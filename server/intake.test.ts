/** Imports into a document: the smallest change, never a replaced text. */

import { createFile, fileEntry, listFiles } from '@tagloom/collab';
import type { ImportedFile } from '@tagloom/containers';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRandom } from '#tests/harness/random.ts';
import { applyIntake, planIntake, replaceMiddle } from './intake.ts';

const imported = (path: string, text: string): ImportedFile => ({
  path,
  text,
  source: path,
  kind: 'st',
  encoding: 'utf-8',
  parts: [],
  original: 0,
  inner: '',
});

describe('intake', () => {
  test('V1 source comes in as a difference of its tags: new, changed field by field, removed, unchanged', () => {
    const doc = new Y.Doc();
    createFile(doc, 'GVL.st', 'VAR_GLOBAL\n  a : INT := 1; // one\n  b : BOOL;\n  c : REAL;\nEND_VAR\n');
    const text = 'VAR_GLOBAL\n  a : DINT := 2; // one\n  c : REAL;\n  d AT %IX0.0 : BOOL;\nEND_VAR\n';
    const { sourceTags } = planIntake(doc, { files: [imported('GVL.st', text)], problems: [] });
    expect(sourceTags).toEqual({
      counts: { added: 1, changed: 1, removed: 1, unchanged: 1 },
      news: [{ path: 'GVL.d', type: 'BOOL', address: '%IX0.0', comment: null, initial: null }],
      changed: [
        { path: 'GVL.a', field: 'type', from: 'INT', to: 'DINT' },
        { path: 'GVL.a', field: 'initial', from: '1', to: '2' },
      ],
      removed: ['GVL.b'],
    });
    expect(planIntake(doc, { files: [], problems: [] }).sourceTags).toBeNull();
  });

  test('plans and applies the same: new, changed, unchanged; letters of a path do not make another file', () => {
    const doc = new Y.Doc();
    const main = createFile(doc, 'a/MAIN.st', 'PROGRAM MAIN\nVAR x : INT; END_VAR\nEND_PROGRAM\n');
    createFile(doc, 'same.st', 'VAR_GLOBAL g : INT; END_VAR');
    const text = fileEntry(doc, main)?.text;
    const files = [
      imported('A/main.st', 'PROGRAM MAIN\nVAR x : INT; y : BOOL; END_VAR\nEND_PROGRAM\n'),
      imported('same.st', 'VAR_GLOBAL g : INT; END_VAR'),
      imported('new.st', 'VAR_GLOBAL h : INT; i : ; END_VAR'),
    ];
    const plan = planIntake(doc, { files, problems: [] });
    expect(plan.added.map(({ path }) => path)).toEqual(['new.st']);
    expect(plan.changed).toMatchObject([{ path: 'a/MAIN.st', tags: 2, lines: 4 }]);
    expect(plan.unchanged).toEqual(['same.st']);
    expect(plan.sourceTags).toMatchObject({
      counts: { added: 2, changed: 0, removed: 0, unchanged: 2 },
      news: [
        { path: 'MAIN.y', type: 'BOOL' },
        { path: 'new.h', type: 'INT' },
      ],
    });
    expect(plan.problems).toMatchObject([{ path: 'new.st', severity: 'error', line: 1 }]);
    applyIntake(doc, files);
    expect(listFiles(doc).map(({ path }) => path)).toEqual(['a/MAIN.st', 'new.st', 'same.st']);
    expect(fileEntry(doc, main)?.text).toBe(text);
    expect(text?.toString()).toBe(files[0]?.text);
  });

  test('V5 a file without a folder goes to the only file of its name; of several the person chooses, and may want a new one', () => {
    const text = 'VAR_GLOBAL\n  a : INT;\nEND_VAR\n';
    const files = [imported('gvl.st', 'VAR_GLOBAL\n  a : DINT;\nEND_VAR\n')];
    const result = { files, problems: [] };
    const made = (places?: ReadonlyMap<string, string>, paths = ['Deep/Down/GVL.st', 'Other/x.st']) => {
      const doc = new Y.Doc();
      for (const path of paths) createFile(doc, path, text);
      const { added, changed, matches, problems: all } = planIntake(doc, result, places);
      const problems = all.filter(({ code }) => code.startsWith('IMPORT_'));
      applyIntake(doc, files, places);
      const now = listFiles(doc).flatMap((entry) => (entry.text.toString() === text ? [] : [entry.path]));
      return {
        added: added.map(({ path }) => path),
        changed: changed.map(({ path }) => path),
        matches,
        problems,
        now,
      };
    };
    const one = [{ path: 'gvl.st', to: 'Deep/Down/GVL.st', choices: ['Deep/Down/GVL.st', 'gvl.st'] }];
    expect(made()).toEqual({
      added: [],
      changed: ['Deep/Down/GVL.st'],
      matches: one,
      problems: [],
      now: ['Deep/Down/GVL.st'],
    });
    expect(made(new Map([['gvl.st', 'gvl.st']]))).toMatchObject({ added: ['gvl.st'], now: ['gvl.st'] });
    const two = ['A/GVL.st', 'B/GVL.st'];
    expect(made(undefined, two)).toMatchObject({
      added: ['gvl.st'],
      matches: [{ choices: [...two, 'gvl.st'] }],
    });
    expect(made(new Map([['gvl.st', 'B/GVL.st']]), two)).toMatchObject({
      changed: ['B/GVL.st'],
      now: ['B/GVL.st'],
    });
    // Nobody writes anywhere else by naming it.
    expect(made(new Map([['gvl.st', '../x']]), two)).toMatchObject({
      added: ['gvl.st'],
      now: ['gvl.st'],
      problems: [{ code: 'IMPORT_PLACE_UNKNOWN', path: 'gvl.st', severity: 'warning' }],
    });
    expect(made(undefined, ['GVL.st', 'A/GVL.st'])).toMatchObject({ changed: ['GVL.st'], matches: [] });
  });

  test.each([1, 2, 3])(
    'the smallest replacement gives the wanted text, surrogates included (seed %i)',
    (seed) => {
      const random = createRandom(seed);
      const word = () =>
        Array.from({ length: random.below(8) }, () => random.pick(['a', 'b', '😀', '😁', 'ä'])).join('');
      for (let round = 0; round < 500; round++) {
        const doc = new Y.Doc();
        const text = doc.getText('t');
        text.insert(0, word());
        const next = word();
        replaceMiddle(text, next);
        expect(text.toString()).toBe(next);
        const copy = new Y.Doc();
        Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
        expect(copy.getText('t').toString()).toBe(next);
      }
    },
  );
});

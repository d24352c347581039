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
    expect(plan.problems).toMatchObject([{ path: 'new.st', severity: 'error', line: 1 }]);
    applyIntake(doc, files);
    expect(listFiles(doc).map(({ path }) => path)).toEqual(['a/MAIN.st', 'new.st', 'same.st']);
    expect(fileEntry(doc, main)?.text).toBe(text);
    expect(text?.toString()).toBe(files[0]?.text);
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

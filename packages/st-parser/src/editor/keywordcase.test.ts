/** The case of keywords as a quick fix. */

import { expect, test } from 'vitest';
import { openProject } from '../project/project.ts';
import { applyEdits } from '../testing/edits.ts';
import type { FileId } from '../types.ts';
import { keywordCaseAt } from './keywordcase.ts';

const FILE = 'm.st' as FileId;
const TEXT =
  'PROGRAM m\nVAR\n    if_ : INT; // if then\nEND_VAR\nif if_ > 0 THEN\n    if_ := if_ Mod 2;\nEnd_If\nEND_PROGRAM\n';

function open(text: string) {
  const project = openProject({ dialect: 'codesys' });
  project.set(FILE, 'm.st', text);
  project.changes();
  return project;
}

const written = (text: string, edits: readonly { place: { from: number; to: number }; insert: string }[]) =>
  applyEdits(
    text,
    edits.map(({ place: { from, to }, insert }) => ({ from, to, insert })),
  );

test('the keyword under the cursor, or all of the file; names, comments and capitals are left alone', () => {
  const project = open(TEXT);
  const at = TEXT.indexOf('if if_');
  const [one, all, ...more] = keywordCaseAt(project, FILE, at);
  expect([one?.title, all?.title, more]).toEqual([
    'Write `IF` in capitals',
    'Write all 3 such keywords of this file in capitals',
    [],
  ]);
  expect(written(TEXT, one?.edits ?? [])).toBe(TEXT.replace('if if_', 'IF if_'));
  const capitals = written(TEXT, all?.edits ?? []);
  expect(capitals).toBe(
    TEXT.replace('if if_', 'IF if_').replace(' Mod ', ' MOD ').replace('End_If', 'END_IF'),
  );
  expect(keywordCaseAt(open(capitals), FILE, at)).toEqual([]);
});

test('is offered at the end of the word, and nowhere else', () => {
  const project = open(TEXT);
  const at = TEXT.indexOf('Mod');
  expect(keywordCaseAt(project, FILE, at + 3)).toHaveLength(2);
  expect(keywordCaseAt(project, FILE, at + 5)).toEqual([]);
  expect(keywordCaseAt(project, FILE, TEXT.indexOf('if then'))).toEqual([]);
  expect(keywordCaseAt(project, 'gone' as FileId, at)).toEqual([]);
});

test('one keyword alone is one way out', () => {
  const text = 'PROGRAM m\nend_program\n';
  expect(keywordCaseAt(open(text), FILE, 12).map(({ title }) => title)).toEqual([
    'Write `END_PROGRAM` in capitals',
  ]);
});

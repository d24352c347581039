/** What the panel of a tag offers, applied where the declaration stands by then. */

import { createFile, fileEntry, formerNames, listFiles } from '@tagloom/collab';
import { openProject } from '@tagloom/st-parser';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { answerOf } from './answers.ts';
import { Steps } from './editor/steps.ts';
import type { Facts } from './facts.svelte.ts';
import type { Asked, OfferedFix } from './questions.ts';
import { SourceFiles } from './sourcefiles.svelte.ts';
import { Symbols } from './symbols.svelte.ts';

const TEXT =
  'PROGRAM Main\nVAR\n\tused : INT;\n\tspare : INT; // of no use\nEND_VAR\nused := 1;\nEND_PROGRAM\n';

function scene() {
  const doc = new Y.Doc();
  const file = createFile(doc, 'Main.st', TEXT);
  const ask = async (name: string, asked: unknown) => {
    const project = openProject({ dialect: 'codesys' });
    for (const { id, path, text } of listFiles(doc)) project.set(id, path, text.toString());
    project.changes();
    const value = answerOf(project, { name, ask: asked } as Asked);
    return value === null ? null : { value, since: [] };
  };
  const text = fileEntry(doc, file)!.text;
  const facts = { ask } as unknown as Facts;
  const sources = new SourceFiles(doc, null, {
    onChange: () => undefined,
    onList: () => undefined,
    open: () => [],
    personOf: () => null,
    isList: () => true,
  });
  const symbols = new Symbols({
    facts,
    doc,
    steps: new Steps(doc),
    textOf: () => text,
    lists: sources.lists(),
  });
  const offered = async () => {
    const at = TEXT.indexOf('spare');
    const found = (await ask('fixes', { file, from: at, to: at + 'spare'.length }))?.value;
    return (found as unknown as OfferedFix[]).find(({ code }) => code === 'UNUSED_VARIABLE')!;
  };
  return { doc, file, text, symbols, offered };
}

test('M1 a fix of a tag that was offered before a colleague wrote in front of it is applied where the tag is now', async () => {
  const { text, symbols, offered } = scene();
  const fix = await offered();
  const note = '// a note of a colleague, longer than what stands between\n';
  text.insert(0, note);
  expect(await symbols.applyTagFix('main.spare', fix)).toBe(true);
  expect(text.toString()).toBe(note + TEXT.replace('\tspare : INT; // of no use\n', ''));
});

test('a fix of a tag whose problem is gone changes nothing and says so', async () => {
  const { text, symbols, offered } = scene();
  const fix = await offered();
  text.insert(TEXT.indexOf('used := 1'), 'spare := 2;\n');
  const before = text.toString();
  expect(await symbols.applyTagFix('main.spare', fix)).toBe(false);
  expect(await symbols.applyTagFix('main.gone', fix)).toBe(false);
  expect(text.toString()).toBe(before);
});

test('N1 the name of a list of global variables renames its file, which is taken back with its former name', async () => {
  const { doc, file, text, symbols } = scene();
  createFile(doc, 'Globals/GVL_A.st', 'VAR_GLOBAL g : INT; END_VAR\n');
  text.insert(TEXT.indexOf('used := 1') + 'used := '.length, 'GVL_A.g + ');
  await symbols.startRename(file, text.toString().indexOf('GVL_A') + 1);
  symbols.nameChanged('GVL B');
  expect(await symbols.rename()).toBeNull();
  expect(symbols.preview).toMatchObject({ message: '`GVL B` is not a name', files: [{ file }] });
  symbols.nameChanged('GVL_B');
  const done = await symbols.rename();
  const paths = () => listFiles(doc).map(({ path }) => path);
  expect([paths(), formerNames(doc)]).toEqual([
    expect.arrayContaining(['Globals/GVL_B.st']),
    [{ key: 'gvl_a', now: 'gvl_b' }],
  ]);
  if (!done || !('back' in done)) throw new Error('The list was not renamed');
  // Who used the name meanwhile is found by it.
  done.back();
  expect([paths(), formerNames(doc)]).toEqual([
    expect.arrayContaining(['Globals/GVL_A.st']),
    [{ key: 'gvl_b', now: 'gvl_a' }],
  ]);
});

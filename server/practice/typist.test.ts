/** The hands of simulated colleagues, and that their parts fit the demo plant. */

import { join } from 'node:path';
import { createAnalysis, createFile, listFiles, observeSource } from '@tagloom/collab';
import { describe, expect, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { readSources } from '../plant.ts';
import { type Move, PARTS } from './script.ts';
import { Typist } from './typist.ts';

const PLANT = join(import.meta.dirname, '..', 'demo', 'filling-line');

class Enough extends Error {}

/** Plays moves at once; `between` is called before each pause. Ends with the first pause of what is repeated. */
async function play(doc: Y.Doc, first: readonly Move[], between: () => void = () => undefined) {
  const awareness = new Awareness(doc);
  const END = 987_654;
  const wait = async (ms: number) => {
    if (ms >= END / 2) throw new Enough();
    between();
  };
  const typist = new Typist({ doc, awareness, random: () => 0.5, wait });
  await typist.play({ first, afterwards: [{ type: 'rest', ms: END }] }).catch((error) => {
    if (!(error instanceof Enough)) throw error;
  });
  const state = awareness.getLocalState();
  awareness.destroy();
  return state;
}

function textOf(doc: Y.Doc, path: string): string {
  return (
    listFiles(doc)
      .find((file) => file.path === path)
      ?.text.toString() ?? ''
  );
}

async function plant(): Promise<Y.Doc> {
  const doc = new Y.Doc();
  for (const { path, text } of await readSources(PLANT)) createFile(doc, path, text);
  return doc;
}

function errorsIn(doc: Y.Doc): string[] {
  const analysis = createAnalysis();
  observeSource(doc, (changes) => analysis.apply(changes))();
  analysis.changes();
  return listFiles(doc).flatMap(({ id, path }) =>
    analysis.project
      .diagnostics(id)
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${path}: ${code} ${message}`),
  );
}

describe('T1 a part', () => {
  test.each(PARTS.map((part) => [part.name, part] as const))(
    '%s finds every place in the demo plant, writes what has no errors, and its repetition gives back the same text',
    async (_name, part) => {
      const doc = await plant();
      for (const move of part.first) await missesNothing(doc, move);
      expect(errorsIn(doc)).toEqual([]);
      const before = listFiles(doc).map(({ text }) => text.toString());
      for (const move of part.afterwards) await missesNothing(doc, move);
      expect(listFiles(doc).map(({ text }) => text.toString())).toEqual(before);
    },
  );

  test('both at once end in a text without errors', async () => {
    const doc = await plant();
    await Promise.all(PARTS.map((part) => play(doc, part.first)));
    expect(errorsIn(doc)).toEqual([]);
    expect(textOf(doc, 'Line/PRG_Main.st')).toContain('xReleasedOnce');
    expect(textOf(doc, 'Filling/PRG_Filler.st')).toContain('wValveMask');
  });

  async function missesNothing(doc: Y.Doc, move: Move): Promise<void> {
    const before = Y.encodeStateVector(doc);
    const state = await play(doc, [move]);
    if (move.type !== 'rest') expect([move, state?.file]).toEqual([move, expect.any(String)]);
    if (move.type !== 'rest' && move.type !== 'go') expect(Y.encodeStateVector(doc)).not.toEqual(before);
  }
});

describe('T1 a typist', () => {
  test('goes on in the right place while others write before it, and one who wrote in the same place keeps their text whole', async () => {
    const doc = new Y.Doc();
    createFile(doc, 'A.st', 'one\ntwo\n');
    const [file] = listFiles(doc);
    let keys = 0;
    await play(doc, [{ type: 'write', file: 'A.st', behind: 'two', text: ' three' }], () => {
      if (++keys === 3) file?.text.insert(0, 'zero\n');
    });
    expect(textOf(doc, 'A.st')).toBe('zero\none\ntwo three\n');
  });

  test('begins where it looked, though others wrote before that place meanwhile; a rename is of the name that it looked at', async () => {
    const doc = new Y.Doc();
    createFile(doc, 'A.st', 'PROGRAM A\nVAR\n  a : INT;\nEND_VAR\na := 1;\nEND_PROGRAM\n');
    const [file] = listFiles(doc);
    const insert = () => file?.text.insert(0, '// x\n');
    let pauses = 0;
    const once = () => void (++pauses === 1 && insert());
    await play(doc, [{ type: 'write', file: 'A.st', behind: 'a := 1', text: '0' }], once);
    expect(textOf(doc, 'A.st')).toContain('\na := 10;\n');
    pauses = 0;
    await play(doc, [{ type: 'rename', file: 'A.st', name: 'a :=', to: 'count' }], once);
    expect(textOf(doc, 'A.st')).not.toContain('count');
    pauses = 0;
    await play(doc, [{ type: 'rename', file: 'A.st', name: 'a', to: 'count' }], once);
    expect(textOf(doc, 'A.st')).toContain('  count : INT;\nEND_VAR\ncount := 10;');
  });

  test('leaves out what it does not find, and what is gone while it looks', async () => {
    const doc = new Y.Doc();
    createFile(doc, 'A.st', 'one two');
    const [file] = listFiles(doc);
    await play(doc, [{ type: 'write', file: 'A.st', behind: 'three', text: ' four' }]);
    await play(doc, [{ type: 'write', file: 'B.st', behind: 'one', text: ' four' }]);
    await play(doc, [{ type: 'replace', file: 'A.st', text: 'two', by: 'four' }], () =>
      file?.text.delete(4, file.text.length - 4),
    );
    expect(textOf(doc, 'A.st')).toBe('one ');
  });
});

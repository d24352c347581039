/** One rule for both sides: what a peer takes for a renamed tag has the same lasting id on the server. */

import { createAnalysis, type SourceChange, TagTrail } from '@tagloom/collab';
import type { Edit, FileId } from '@tagloom/st-parser';
import { expect, test } from 'vitest';
import { createRandom, type Random } from '../tests/harness/random.ts';
import { TagBook } from './tagbook.ts';

const NAMES = ['xOn', 'xOff', 'rLevel', 'iCount'];

function text(name: string): string {
  const lines = NAMES.map((one) => `  ${one} : INT; // a comment\n`).join('');
  return `PROGRAM ${name}\nVAR\n${lines}END_VAR\n${NAMES[0]} := 1;\nEND_PROGRAM\n`;
}

/** Names are typed on, cut, replaced, deleted and written again; lines move; text comes in front. */
function anyEdit(random: Random, before: string): Edit {
  const names = [...before.matchAll(/^ +(\w*) : INT/gm)];
  const found = names.length > 0 ? random.pick(names) : null;
  const from = found ? found.index + found[0].indexOf(found[1] ?? '') : 0;
  const to = from + (found?.[1]?.length ?? 0);
  switch (random.below(6)) {
    case 0:
      return { from: to, to, insert: random.pick(['2', 'z', 'On']) };
    case 1:
      return { from, to, insert: random.pick([...NAMES, 'xNew', '']) };
    case 2:
      return { from: Math.max(from, to - 1), to, insert: '' };
    case 3:
      return { from: 0, to: 0, insert: '// front\n' };
    case 4: {
      const at = before.indexOf('END_VAR');
      return { from: at, to: at, insert: `  ${random.pick(NAMES)}${random.below(3)} : INT;\n` };
    }
    default: {
      const line = before.indexOf('\n', from) + 1;
      return { from: before.lastIndexOf('\n', from) + 1, to: line, insert: '' };
    }
  }
}

test('I1 for any edits a peer follows exactly the tags whose lasting id the server keeps', () => {
  let followed = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed);
    const analysis = createAnalysis();
    const trail = new TagTrail(analysis.project);
    const book = new TagBook(analysis.project, []);
    const lastKeys = new Map<string, string>();
    const apply = (changes: readonly SourceChange[]) => {
      trail.note(changes);
      analysis.apply(changes);
      const change = analysis.changes('declarations');
      const renamed = trail.follow(change);
      book.update(change, filesOf(changes));
      const expected: [string, string][] = [];
      for (const { key } of analysis.project.tags()) {
        const id = book.row(key)?.id ?? '';
        const before = lastKeys.get(id);
        if (before !== undefined && before !== key) expected.push([before, key]);
        lastKeys.set(id, key);
      }
      expect([...renamed].sort(), `seed ${seed}`).toEqual(expected.sort());
      followed += renamed.length;
      if (random.chance(0.3)) trail.settle();
    };
    for (const file of ['f', 'g'])
      apply([{ type: 'set', file, path: `${file}.st`, text: text(file.toUpperCase()) }]);
    for (let step = 0; step < 40; step++) {
      const file = random.pick(['f', 'g']);
      apply([{ type: 'edit', file, edits: [anyEdit(random, analysis.project.text(file))] }]);
    }
  }
  expect(followed).toBeGreaterThan(200);
});

function filesOf(changes: readonly SourceChange[]) {
  const edits = new Map<FileId, (readonly Edit[])[]>();
  const touched = new Set<FileId>();
  for (const change of changes) {
    if (change.type === 'settings') continue;
    touched.add(change.file);
    if (change.type === 'edit') edits.set(change.file, [...(edits.get(change.file) ?? []), change.edits]);
  }
  return { edits, touched };
}

import { createAnalysis } from '@tagloom/collab';
import { referencesOf } from '@tagloom/st-parser/editor';
import { expect, it } from 'vitest';
import { UseCounts } from './usecounts.ts';

const GLOBALS = 'VAR_GLOBAL\n  xA : BOOL;\n  xB : BOOL;\nEND_VAR\n';
const MAIN =
  'PROGRAM Main\nVAR\n  xC : BOOL;\nEND_VAR\nxC := G.xA AND G.xB;\nIF xC THEN G.xA := FALSE; END_IF\nEND_PROGRAM\n';

function open() {
  const analysis = createAnalysis();
  analysis.apply([
    { type: 'set', file: 'g', path: 'G.st', text: GLOBALS },
    { type: 'set', file: 'm', path: 'Main.st', text: MAIN },
  ]);
  analysis.changes();
  const counts = new UseCounts(analysis.project);
  counts.touchAll();
  return { analysis, counts };
}

it('counts what the cross-reference lists, without the declarations', () => {
  const { analysis, counts } = open();
  const found = counts.step(1_000);
  expect(Object.fromEntries(found)).toEqual({ 'g.xa': 2, 'g.xb': 1, 'main.xc': 2 });
  for (const [key, count] of found)
    expect(referencesOf(analysis.project, key).filter(({ role }) => role !== 'definition')).toHaveLength(
      count,
    );
});

it('takes one file at a time when there is no more time, and tells only what differs', () => {
  const { analysis, counts } = open();
  expect(counts.step(0).size).toBe(0);
  expect(counts.isDone()).toBe(false);
  expect(counts.step(0).size).toBe(3);
  expect(counts.isDone()).toBe(true);
  const from = MAIN.indexOf(' AND G.xB');
  analysis.apply([{ type: 'edit', file: 'm', edits: [{ from, to: from + 9, insert: '' }] }]);
  analysis.changes();
  counts.touch('m');
  expect([...counts.step(1_000)]).toEqual([['g.xb', 0]]);
  analysis.apply([{ type: 'remove', file: 'm' }]);
  analysis.changes();
  counts.touch('m');
  expect(Object.fromEntries(counts.step(1_000))).toEqual({ 'g.xa': 0, 'main.xc': 0 });
});

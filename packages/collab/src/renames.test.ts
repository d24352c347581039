import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { formerNames, MOST_FORMER_NAMES, noteRenames, renamesMap } from './renames.ts';

const noted = (...renames: readonly (readonly [key: string, name: string])[]) => {
  const doc = new Y.Doc();
  renames.forEach(([key, name], at) => void noteRenames(doc, [{ key, name }], at));
  return doc;
};

it('N1 a name that was renamed twice, and in a block that was renamed, leads to what it is called now', () => {
  const doc = noted(
    ['gvl.xgo', 'xStart'],
    ['gvl.xstart', 'xRun'],
    ['fb_pmp.xgo', 'xOn'],
    ['fb_pmp', 'FB_Pump'],
  );
  expect(formerNames(doc)).toEqual([
    { key: 'fb_pmp', now: 'fb_pump' },
    { key: 'fb_pump.xgo', now: 'fb_pump.xon' },
    { key: 'gvl.xgo', now: 'gvl.xrun' },
    { key: 'gvl.xstart', now: 'gvl.xrun' },
  ]);
});

it('N1 a name that came back is no former name', () => {
  expect(formerNames(noted(['gvl.xgo', 'xRun'], ['gvl.xrun', 'xGo']))).toEqual([
    { key: 'gvl.xrun', now: 'gvl.xgo' },
  ]);
  expect(formerNames(noted(['gvl.xgo', 'XGO']))).toEqual([]);
});

it('N1 renames of two people that lead round in a circle lead nowhere, on both sides', () => {
  const [ann, ben] = [noted(['gvl.a', 'b']), noted(['gvl.b', 'a'])];
  Y.applyUpdate(ann, Y.encodeStateAsUpdate(ben));
  Y.applyUpdate(ben, Y.encodeStateAsUpdate(ann));
  expect(formerNames(ann)).toEqual([]);
  expect(formerNames(ben)).toEqual([]);
});

it('N1 values of others that are no names are passed over', () => {
  const doc = noted(['gvl.a', 'b']);
  const map = renamesMap(doc);
  for (const [i, value] of [null, 7, {}, { to: 'x.y', at: 1 }, { to: 'x' }, { to: '', at: 1 }].entries())
    map.set(`gvl.junk${i}`, value);
  map.set('GVL.Loud', { to: 'x', at: 1 });
  expect(formerNames(doc)).toEqual([{ key: 'gvl.a', now: 'gvl.b' }]);
});

it('N1 the oldest names go when there are too many', () => {
  const doc = noted(['gvl.first', 'other']);
  const many = Array.from({ length: MOST_FORMER_NAMES }, (_, i) => ({ key: `gvl.x${i}`, name: `y${i}` }));
  noteRenames(doc, many, 10);
  expect(renamesMap(doc).size).toBe(MOST_FORMER_NAMES);
  expect(renamesMap(doc).has('gvl.first')).toBe(false);
});

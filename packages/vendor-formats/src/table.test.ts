import type { Tag, TypeInfo } from '@tagloom/st-parser';
import { describe, expect, it } from 'vitest';
import { FILE, projectOf, seeded, tag, type } from './fixtures.ts';
import { createVendorRows, FORMATS, VENDORS } from './registry.ts';
import type { VendorRow } from './types.ts';

const NOTHING = { added: [], changed: [], removed: [], types: false };

describe.each([...VENDORS, ...FORMATS])('%s rows', (vendor) => {
  it('L5: after any edits equal the rows of a fresh table, and the differences say the same', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const next = seeded(seed);
      const tags = new Map<string, Tag>();
      let types: TypeInfo[] = [
        type('T_X', 'struct'),
        type('E_S', 'enum', { values: [{ name: 'A', value: 0 }] }),
      ];
      const project = projectOf([], types);
      const rows = createVendorRows(vendor);
      const seen = new Map<string, VendorRow>();
      const apply = (change: Parameters<typeof rows.update>[1]) => {
        project.tagList = [...tags.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
        project.typeList = types;
        const result = rows.update(project, change);
        for (const row of result.rows) seen.set(row.key, row);
        for (const key of result.removed) seen.delete(key);
      };
      apply(NOTHING);
      for (let step = 0; step < 40; step++) {
        const one = randomTag(next);
        const known = tags.has(one.key);
        const change = next(6);
        if (change === 0 && known) {
          tags.delete(one.key);
          apply({ ...NOTHING, removed: [one.key] });
        } else if (change === 1) {
          types = [
            type('T_X', next(2) === 0 ? 'union' : 'struct'),
            type('E_S', 'enum', { values: [{ name: 'A', value: next(9) }] }),
          ];
          apply({ ...NOTHING, types: true });
        } else {
          tags.set(one.key, one);
          apply(known ? { ...NOTHING, changed: [one] } : { ...NOTHING, added: [one] });
        }
        const fresh = createVendorRows(vendor);
        fresh.update(project, NOTHING);
        expect(rows.all()).toEqual(fresh.all());
        expect([...seen.values()].sort(byKey)).toEqual([...fresh.all()].sort(byKey));
      }
    }
  });
});

it('one changed tag among 50,000 costs no rescan', () => {
  const list = Array.from({ length: 50_000 }, (_, at) => tag(`GVL_${at % 50}.x${at}`, 'INT'));
  const project = projectOf(list);
  const rows = createVendorRows('rockwell');
  rows.update(project, NOTHING);
  let walked = 0;
  project.tags = () => {
    walked++;
    return list;
  };
  const changed = tag('GVL_7.x7', 'BOOL', { file: FILE });
  const result = rows.update(project, { ...NOTHING, changed: [changed] });
  expect(result.rows).toMatchObject([{ key: 'gvl_7.x7', type: 'BOOL' }]);
  expect(walked).toBe(0);
});

const byKey = (a: VendorRow, b: VendorRow) => (a.key < b.key ? -1 : 1);

function randomTag(next: (limit: number) => number): Tag {
  const scopes = ['GVL_A', 'GVL_B', 'MAIN', 'x'];
  const names = ['x', 'X_', 'x_2', 'y__z', 'y_z', 'GVL_A', 'Füll'];
  const typeNames = [
    'INT',
    'BOOL',
    'T_X',
    'E_S',
    'ARRAY [1..3] OF T_X',
    'TON',
    'STRING[10]',
    'POINTER TO INT',
  ];
  const pick = <T>(list: readonly T[]) => list[next(list.length)] as T;
  const more: Partial<Tag> = {
    ...(next(3) === 0 ? { address: pick(['%IX0.0', '%QW4', '%I*']) } : {}),
    ...(next(3) === 0 ? { initial: pick(['1', 'TRUE', 'E_S.A', 'X + 1']) } : {}),
    qualifiers: next(4) === 0 ? [pick(['CONSTANT', 'RETAIN'])] : [],
  };
  return tag(`${pick(scopes)}.${pick(names)}`, pick(typeNames), more);
}

import type { VendorRow } from '@tagloom/vendor-formats';
import { expect, it } from 'vitest';
import type { TagRow } from './analysis.ts';
import { factParts } from './factparts.ts';

const tag = (n: number): TagRow =>
  ({ key: `g.x${n}`, name: `x${n}`, path: `G.x${n}`, scope: 'G', type: 'BOOL' }) as TagRow;
const vendor = (n: number): VendorRow => ({
  key: `g.x${n}`,
  name: '',
  address: '',
  type: '',
  diagnostics: [],
});
const backwards = Array.from({ length: 5_000 }, (_, n) => 4_999 - n);

it('a short list is one part, as it is', () => {
  const put = [tag(2), tag(1)];
  const rows = [vendor(1), vendor(2)];
  expect(factParts({ put, rows })).toEqual([{ put, rows }]);
  expect(factParts({ put: [], rows: [] })).toEqual([{ put: [], rows: [] }]);
});

it('a long list comes in the order of the table, a short part first, each tag with its vendor row', () => {
  const parts = factParts({ put: backwards.map(tag), rows: backwards.toReversed().map(vendor) });
  expect(parts.map(({ put }) => put.length)).toEqual([300, 2_000, 2_000, 700]);
  expect(parts.flatMap(({ put }) => put.map(({ name }) => name))).toEqual(
    backwards.toReversed().map((n) => `x${n}`),
  );
  for (const { put, rows } of parts) expect(rows.map(({ key }) => key)).toEqual(put.map(({ key }) => key));
});

it('vendor rows without their tags come in parts, too, and none is lost', () => {
  const parts = factParts({ put: [], rows: backwards.map(vendor) });
  expect(parts).toHaveLength(4);
  expect(parts.flatMap(({ rows }) => rows)).toEqual(backwards.map(vendor));
  const some = factParts({ put: backwards.slice(0, 2_500).map(tag), rows: backwards.map(vendor) });
  expect(new Set(some.flatMap(({ rows }) => rows.map(({ key }) => key))).size).toBe(5_000);
});

import type { VendorRow } from '@tagloom/vendor-formats';
import { describe, expect, it } from 'vitest';
import type { TagRow } from './analysis.ts';
import {
  comparison,
  countValues,
  filterRows,
  mergeOrder,
  type Sort,
  sortRows,
  tableLines,
  worstSeverity,
} from './table.ts';

const BY_NAME: Sort = { column: 'name', descending: false };
const noVendor = () => undefined;

function tag(path: string, more: Partial<TagRow> = {}): TagRow {
  const [scope = '', name = path] = path.split('.');
  return {
    key: path.toLowerCase(),
    name,
    path,
    scope,
    section: 'VAR_GLOBAL',
    type: 'BOOL',
    initial: '',
    address: '',
    comment: '',
    qualifiers: [],
    owner: 'global',
    file: 'f',
    problems: [],
    ...more,
  };
}

const vendorRow = (key: string, more: Partial<VendorRow> = {}): VendorRow => ({
  key,
  name: key,
  address: '',
  type: '',
  diagnostics: [],
  ...more,
});
const paths = (rows: readonly TagRow[]) => rows.map((row) => row.path);
const filterOf = (more: object) => ({
  text: '',
  scopes: new Set<string>(),
  types: new Set<string>(),
  severities: new Set<never>(),
  ...more,
});

describe('sortRows', () => {
  it('orders numbers as numbers and ignores case', () => {
    const rows = ['G.x10', 'G.X9', 'G.a'].map((path) => tag(path));
    expect(paths(sortRows(rows, BY_NAME, false, noVendor))).toEqual(['G.a', 'G.X9', 'G.x10']);
  });

  it('keeps scopes together, in their order, also when the column is descending', () => {
    const rows = ['B.b', 'A.a', 'B.c', 'A.z'].map((path) => tag(path));
    expect(paths(sortRows(rows, { column: 'name', descending: true }, true, noVendor))).toEqual([
      'A.z',
      'A.a',
      'B.c',
      'B.b',
    ]);
  });

  it('puts rows without a value below those with one', () => {
    const rows = [tag('G.a'), tag('G.b', { address: '%IX0.10' }), tag('G.c', { address: '%IX0.2' })];
    expect(paths(sortRows(rows, { column: 'address', descending: false }, false, noVendor))).toEqual([
      'G.c',
      'G.b',
      'G.a',
    ]);
  });

  it('puts the worst problems first', () => {
    const bad = tag('G.b', { problems: [{ code: 'X', severity: 'error', message: '' }] });
    const loss = vendorRow('g.c', {
      diagnostics: [{ code: 'NAME_CHANGED', severity: 'warning', tag: 'G.c', message: '' }],
    });
    const rows = [tag('G.a'), tag('G.c'), bad];
    const vendorOf = (key: string) => (key === 'g.c' ? loss : undefined);
    expect(paths(sortRows(rows, { column: 'problems', descending: false }, false, vendorOf))).toEqual([
      'G.b',
      'G.c',
      'G.a',
    ]);
  });

  it('sorts 50,000 rows with one collator in well under the time of localeCompare', () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => tag(`G.tag${(i * 7919) % 50_000}`));
    const start = performance.now();
    const sorted = sortRows(rows, BY_NAME, false, noVendor);
    expect(sorted[9]?.name).toBe('tag9');
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});

describe('mergeOrder', () => {
  const order = ['G.a', 'G.c', 'G.e'].map((path) => tag(path));
  const compare = comparison(BY_NAME, false, noVendor);
  const now = (rows: readonly TagRow[]) => new Map(rows.map((row) => [row.key, row]));

  it('puts new rows where they belong and lets removed ones go', () => {
    const b = tag('G.b');
    expect(paths(mergeOrder(order, now([order[0]!, b, order[2]!]), [b], compare))).toEqual([
      'G.a',
      'G.b',
      'G.e',
    ]);
  });

  it('never re-sorts a changed row under the reader', () => {
    const byComment = comparison({ column: 'comment', descending: false }, false, noVendor);
    const changed = tag('G.c', { comment: 'zzz' });
    const merged = mergeOrder(order, now([order[0]!, changed, order[2]!]), [changed], byComment);
    expect(merged[1]).toBe(changed);
    expect(paths(merged)).toEqual(['G.a', 'G.c', 'G.e']);
  });

  it('takes new rows before the first and after the last', () => {
    const added = [tag('G.z'), tag('F.a')];
    expect(paths(mergeOrder(order, now([...order, ...added]), added, compare))).toEqual([
      'F.a',
      'G.a',
      'G.c',
      'G.e',
      'G.z',
    ]);
  });
});

describe('filterRows', () => {
  const rows = [
    tag('GVL_IO.xStart', { comment: 'Light barrier B1', address: '%IX0.0' }),
    tag('MAIN.rSpeed', { type: 'REAL' }),
  ];

  it('gives back the same array when nothing is filtered', () => {
    expect(filterRows(rows, filterOf({}), noVendor, new WeakMap())).toBe(rows);
  });

  it('finds all words in any column, in any case', () => {
    expect(paths(filterRows(rows, filterOf({ text: 'BARRIER %ix0' }), noVendor, new WeakMap()))).toEqual([
      'GVL_IO.xStart',
    ]);
    expect(filterRows(rows, filterOf({ text: 'barrier rSpeed' }), noVendor, new WeakMap())).toEqual([]);
  });

  it('finds the name that the vendor gives', () => {
    const vendorOf = (key: string) => vendorRow(key, { name: key === 'main.rspeed' ? 'Drive_7' : '' });
    expect(paths(filterRows(rows, filterOf({ text: 'drive_7' }), vendorOf, new WeakMap()))).toEqual([
      'MAIN.rSpeed',
    ]);
  });

  it('joins scope and type', () => {
    expect(
      filterRows(
        rows,
        filterOf({ scopes: new Set(['MAIN']), types: new Set(['BOOL']) }),
        noVendor,
        new WeakMap(),
      ),
    ).toEqual([]);
    expect(
      paths(
        filterRows(
          rows,
          filterOf({ scopes: new Set(['MAIN']), types: new Set(['REAL']) }),
          noVendor,
          new WeakMap(),
        ),
      ),
    ).toEqual(['MAIN.rSpeed']);
  });
});

describe('tableLines', () => {
  const rows = [
    tag('A.x', { problems: [{ code: 'X', severity: 'error', message: '' }] }),
    tag('A.y'),
    tag('B.z'),
  ];

  it('gives each scope a heading with its counts', () => {
    const lines = tableLines(rows, true, new Set());
    expect(lines.map((line) => line.type)).toEqual(['group', 'tag', 'tag', 'group', 'tag']);
    expect(lines[0]).toMatchObject({ scope: 'A', count: 2, errors: 1, isOpen: true });
  });

  it('shows the heading of a closed scope only', () => {
    expect(tableLines(rows, true, new Set(['A'])).map((line) => line.type)).toEqual([
      'group',
      'group',
      'tag',
    ]);
  });

  it('has no headings when nothing is grouped', () => {
    expect(tableLines(rows, false, new Set())).toHaveLength(3);
  });
});

describe('worstSeverity', () => {
  it('looks at the source and at the vendor, and counts hints as notes', () => {
    expect(worstSeverity(tag('A.x'), undefined)).toBeNull();
    expect(
      worstSeverity(tag('A.x', { problems: [{ code: 'H', severity: 'hint', message: '' }] }), undefined),
    ).toBe('info');
    const loss = vendorRow('a.x', {
      diagnostics: [{ code: 'NAME_CHANGED', severity: 'error', tag: 'A.x', message: '' }],
    });
    expect(
      worstSeverity(tag('A.x', { problems: [{ code: 'W', severity: 'warning', message: '' }] }), loss),
    ).toBe('error');
  });
});

describe('countValues', () => {
  it('puts the most frequent value first', () => {
    expect(countValues([tag('A.x'), tag('B.y'), tag('B.z')], (row) => row.scope)).toEqual([
      { value: 'B', count: 2 },
      { value: 'A', count: 1 },
    ]);
  });
});

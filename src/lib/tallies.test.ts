import type { VendorDiagnostic, VendorRow } from '@tagloom/vendor-formats';
import { describe, expect, it } from 'vitest';
import { Tallies } from './tallies.svelte.ts';

const row = (
  key: string,
  ...codes: [VendorDiagnostic['severity'], VendorDiagnostic['code']][]
): VendorRow => ({
  key,
  name: key,
  address: '',
  type: '',
  diagnostics: codes.map(([severity, code]) => ({ severity, code, tag: key, message: `${code} of ${key}` })),
});

function tally(rows: readonly VendorRow[]) {
  const map = new Map<string, VendorRow>();
  const tallies = new Tallies(map);
  const put = (key: string, now: VendorRow | undefined) => {
    tallies.noteVendor(key, map.get(key), now);
    if (now) map.set(key, now);
    else map.delete(key);
    tallies.settle();
  };
  for (const one of rows) put(one.key, one);
  return { tallies, put };
}

describe('Tallies', () => {
  const rows = [
    row('a'),
    row('b', ['warning', 'NAME_CHANGED']),
    row('c', ['error', 'TYPE_UNSUPPORTED'], ['warning', 'NAME_CHANGED']),
    row('d', ['info', 'NAME_CHANGED']),
  ];

  it('counts tags that are changed and left out, and losses by severity and code, worst first', () => {
    const { tallies } = tally(rows);
    expect(tallies.sums).toMatchObject({ tags: 4, changed: 1, leftOut: 1, noted: 1 });
    expect(
      tallies.sums.losses.map(
        ({ severity, code, count, example }) => `${severity} ${code} ${count} ${example}`,
      ),
    ).toEqual([
      'error TYPE_UNSUPPORTED 1 TYPE_UNSUPPORTED of c',
      'warning NAME_CHANGED 2 NAME_CHANGED of b',
      'info NAME_CHANGED 1 NAME_CHANGED of d',
    ]);
    expect(tallies.examples({ code: 'NAME_CHANGED', severity: 'warning' }, 1)).toMatchObject([
      { key: 'b', message: 'NAME_CHANGED of b' },
    ]);
  });

  it('follows rows that change and go, and forgets codes that nobody loses any more', () => {
    const { tallies, put } = tally(rows);
    put('c', row('c'));
    put('b', undefined);
    put('d', undefined);
    expect(tallies.sums).toMatchObject({ tags: 2, changed: 0, leftOut: 0, losses: [] });
  });

  it('counts each tag once, under its worst problem', () => {
    const { tallies } = tally(rows);
    const tag = { problems: [{ code: 'X', severity: 'warning', message: '' }] } as never;
    tallies.noteTag('a', tag, rows[0]);
    tallies.noteTag('c', tag, rows[2]);
    tallies.settle();
    expect(tallies.sums).toMatchObject({ errors: 1, warnings: 1 });
    tallies.noteTag('c', null, undefined);
    tallies.settle();
    expect(tallies.sums).toMatchObject({ errors: 0, warnings: 1 });
  });
});

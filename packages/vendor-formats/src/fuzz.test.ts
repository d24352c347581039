/** Every importer against broken files: mutated real ones where they are present, mutated exports of our own otherwise. */
import { importFiles } from '@tagloom/containers';
import { describe, expect, it } from 'vitest';
import { seeded } from './fixtures.ts';
import { readCsv, sniffDelimiter } from './intake/csv.ts';
import { importTags } from './intake/import.ts';
import { exportTags, FORMATS } from './registry.ts';
import { generatedProject } from './testing/programs.ts';
import { projectFrom, sample, samplePaths } from './testing/samples.ts';

const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 4);
/** Files above are cut, so that a round stays short. */
const MOST_BYTES = 40_000;

const own = FORMATS.flatMap((format) =>
  exportTags(projectFrom(generatedProject(5)), format).files.map(({ name, bytes }) => ({
    path: `${format}/${name}`,
    bytes,
  })),
);
const real = samplePaths()
  .filter((path) => !/\.xsd$|MANIFEST/.test(path))
  .map((path) => ({ path, bytes: sample(path) ?? new Uint8Array() }));

const PIECES = [
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '<![CDATA[',
  '&#0;',
  '&x;',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '\0',
  '$',
  '(*',
  ';',
  '{',
  '}',
  '[',
  ']',
  '\ufeff',
  '\ud800',
  '-1',
  '99999999999999999999',
  '%',
  'END_VAR',
  '\r',
];

/** One of: a bit flipped, a piece put in, a range doubled, a range cut out, the end cut off. */
function mutate(bytes: Uint8Array, next: (limit: number) => number): Uint8Array {
  const at = next(bytes.length + 1);
  const length = Math.min(bytes.length - at, next(200));
  const head = bytes.slice(0, at);
  const tail = bytes.slice(at);
  switch (next(5)) {
    case 0: {
      const copy = bytes.slice();
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << next(8));
      return copy;
    }
    case 1:
      return joined(head, new TextEncoder().encode(PIECES[next(PIECES.length)]), tail);
    case 2:
      return joined(head, bytes.slice(at, at + length), tail);
    case 3:
      return joined(head, bytes.slice(at + length));
    default:
      return head;
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

describe.each([...own, ...real])('$path', ({ path, bytes }) => {
  it('broken at random, never throws, accounts for what came in, and does not grow', {
    timeout: 60_000,
  }, () => {
    const next = seeded([...path].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7));
    let broken: Uint8Array = bytes.slice(0, MOST_BYTES);
    for (let round = 0; round < ROUNDS; round++) {
      broken = round % 3 === 0 ? mutate(bytes.slice(0, MOST_BYTES), next) : mutate(broken, next);
      const result = importTags([{ path, bytes: broken }]);
      const { total, imported, skipped } = result.rows;
      expect(imported + Object.values(skipped).reduce((sum, count) => sum + count, 0)).toBe(total);
      const size = result.texts.reduce((sum, one) => sum + one.text.length, 0);
      expect(size, 'size').toBeLessThan(broken.length * 60 + 100_000);
      for (const { message } of result.diagnostics) expect(message.length).toBeGreaterThan(5);
    }
  });
});

it('refuses document types and entities in every XML format', () => {
  for (const root of [
    'Document',
    'Tagtable',
    'TcModuleClass',
    'Symbolconfiguration',
    'UANodeSet',
    'RSLogix5000Content',
    'project',
  ]) {
    const text = `<?xml version="1.0"?><!DOCTYPE ${root} [<!ENTITY a "b">]><${root} xmlns="${root === 'project' ? 'http://www.plcopen.org/xml/tc6_0201' : ''}">&a;</${root}>`;
    const path = root === 'RSLogix5000Content' ? 'x.L5X' : 'x.xml';
    const format = {
      Document: 'siemens-openness-xml',
      Tagtable: 'siemens-openness-xml',
      TcModuleClass: 'beckhoff-tmc',
      Symbolconfiguration: 'codesys-symbols',
      UANodeSet: 'opcua',
      RSLogix5000Content: 'rockwell-l5x',
      project: 'plcopen',
    } as const;
    const result = importTags([{ path, bytes: new TextEncoder().encode(text) }], {
      format: format[root as keyof typeof format],
    });
    expect(result.tags, root).toEqual([]);
    expect(
      result.diagnostics.map((one) => one.code),
      root,
    ).toContain(root === 'project' ? 'FILE_KIND_UNKNOWN' : 'XML_DOCTYPE');
  }
});

it('bounds archives and documents by the limits', () => {
  const table = exportTags(projectFrom({ 'G.st': 'VAR_GLOBAL x AT %IX0.0 : BOOL; END_VAR' }), 'siemens-xlsx')
    .files[0];
  const small = importTags([{ path: 'a.xlsx', bytes: table?.bytes ?? new Uint8Array() }], {
    limits: { zipBytes: 100 },
  });
  expect(small.diagnostics.map((one) => one.code)).toContain('XML_BROKEN');
  const deep = `<Document>${'<a>'.repeat(200)}${'</a>'.repeat(200)}</Document>`;
  const nested = importTags([{ path: 'a.xml', bytes: new TextEncoder().encode(deep) }], {
    format: 'siemens-openness-xml',
  });
  expect(nested.diagnostics.map((one) => one.code)).toContain('XML_TOO_DEEP');
});

it('reads CSV cells of any kind without end, loss or loop', () => {
  const next = seeded(99);
  const pieces = ['a', '"', '""', ',', ';', '\n', '\r\n', '\r', '\t', ' ', 'ü'];
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: next(40) }, () => pieces[next(pieces.length)]).join('');
    for (const delimiter of [',', ';', '\t']) {
      const records = readCsv(text, delimiter);
      const lines = records.map((one) => one.line);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
    }
    sniffDelimiter(text);
  }
  expect(importFiles([]).files).toEqual([]);
});

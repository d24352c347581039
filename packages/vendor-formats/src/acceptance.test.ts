/** The suite that every target passes. A new format is covered by being in the registry. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readXml } from '@tagloom/containers';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createVendorRows, exportTags, FORMATS, VENDORS } from './registry.ts';
import { PLANT, projectFrom, VENDOR_SAMPLES } from './testing/samples.ts';
import type { ExportedFile } from './types.ts';

const project = projectFrom(PLANT);
const text = (file: ExportedFile | undefined) => new TextDecoder().decode(file?.bytes);

/** Every XML document among some files, parts of packages too. */
function documents(files: readonly ExportedFile[]): [string, string][] {
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return files.flatMap((file) =>
    file.name.endsWith('.xlsx')
      ? Object.entries(unzipSync(file.bytes)).map(([name, bytes]): [string, string] => [name, decode(bytes)])
      : [[file.name, decode(file.bytes)] as [string, string]],
  );
}

describe.each([...FORMATS, ...VENDORS])('%s', (format) => {
  const result = exportTags(project, format);

  it('accounts for every tag: in the side map, or left out with an error or a reason', () => {
    const written = new Set(result.map.map((entry) => entry.path));
    const excused = new Set(
      result.diagnostics
        .filter(({ severity, code }) => severity === 'error' || code === 'NOT_EXPORTED')
        .map((one) => one.tag),
    );
    const silent = project.tags().filter(({ path }) => !written.has(path) && !excused.has(path));
    expect(silent.map((tag) => tag.path)).toEqual([]);
    expect(written.size).toBeGreaterThan(1);
  });

  it('says each loss with a stable code and a sentence', () => {
    for (const { code, message, tag } of result.diagnostics) {
      expect(code).toMatch(/^[A-Z_]+$/);
      expect(message, code).toMatch(/^.{10,}\.$/s);
      expect(tag).not.toBe('');
    }
  });

  it('L5 gives equal bytes for equal tags and options', () => {
    const again = exportTags(projectFrom(PLANT), format);
    expect(again.files.map(({ name }) => name)).toEqual(result.files.map(({ name }) => name));
    again.files.forEach((file, at) => {
      expect(Buffer.from(file.bytes).equals(Buffer.from(result.files[at]?.bytes ?? [])), file.name).toBe(
        true,
      );
    });
  });

  it('writes XML that an XML reader takes', () => {
    for (const [name, content] of documents(result.files))
      if (/^\ufeff?\s*<\?xml/.test(content))
        expect(readXml(content.replace(/^\ufeff/, ''), 100).name, name).not.toBe('');
  });

  it('keeps live rows and files in step', () => {
    const rows = createVendorRows(format);
    rows.update(project, { added: [], changed: [], removed: [], types: true });
    const names = new Map(rows.all().map((row) => [row.key, row.name]));
    const differing = result.map.filter(
      ({ path, vendorName }) => names.get(path.toLowerCase()) !== vendorName,
    );
    expect(differing).toEqual([]);
  });

  it('writes no formula that a spreadsheet would compute', () => {
    for (const [name, content] of documents(result.files)) {
      if (/\.csv$/.test(name)) expect(content, name).not.toMatch(/(^|[,;\t\n])"?[=+@]/);
      expect(content, name).not.toMatch(/<f[ >]/);
    }
  });

  it('carries no hidden copy of the source', () => {
    const content = documents(result.files).map(([, one]) => one);
    const isWhole =
      format === 'beckhoff' || format === 'plcopen' || format === 'rockwell-l5x' || format === 'rockwell';
    if (!isWhole) expect(content.filter((one) => one.includes('nStep := nStep + 1'))).toEqual([]);
    expect(content.filter((one) => one.includes('VAR_TEMP') && !isWhole)).toEqual([]);
  });

  it('stamps the version where the format has a place, and nothing else changes', () => {
    const stamped = exportTags(project, format, { version: 'as-built 12' });
    const places = documents(stamped.files).filter(([, one]) => one.includes('as-built 12'));
    expect(places.length, 'places').toBe(HAS_NO_STAMP.has(format) ? 0 : Math.max(1, places.length));
    expect(stamped.map).toEqual(result.map);
    expect(stamped.diagnostics).toEqual(result.diagnostics);
  });

  it('writes an empty project without a fault', () => {
    expect(exportTags(projectFrom({}), format).map).toEqual([]);
  });
});

/** No header, no comment line that the vendor's tool would skip. */
const HAS_NO_STAMP = new Set<string>(['siemens-sdf', 'kepware']);

it('L5 gives equal bytes in another process, time zone and locale', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tagloom-l5-'));
  const script = join(folder, 'digest.mjs');
  const here = JSON.stringify(import.meta.dirname);
  writeFileSync(
    script,
    `import { createHash } from 'node:crypto';
     const { exportTags, FORMATS } = await import(${here} + '/registry.ts');
     const { PLANT, projectFrom } = await import(${here} + '/testing/samples.ts');
     const project = projectFrom(PLANT);
     for (const format of FORMATS) {
       const hash = createHash('sha256');
       for (const { name, bytes } of exportTags(project, format).files) hash.update(name).update(bytes);
       console.log(format, hash.digest('hex'));
     }`,
  );
  const run = (TZ: string, LANG: string) =>
    execFileSync(process.execPath, [script], {
      encoding: 'utf8',
      env: { ...process.env, TZ, LANG, LC_ALL: LANG },
    });
  const first = run('UTC', 'C');
  expect(first.split('\n').length).toBe(FORMATS.length + 1);
  expect(run('Pacific/Chatham', 'tr_TR.UTF-8')).toBe(first);
});

const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

it.skipIf(VENDOR_SAMPLES === undefined || !hasXmllint)(
  'opcua is valid against the schema (skipped when ../shared or xmllint is absent)',
  () => {
    const file = exportTags(project, 'opcua', { version: '12' }).files[0];
    expect(validate('opcua-nodeset/UANodeSet.xsd', text(file))).toBe('');
  },
);

it.skipIf(VENDOR_SAMPLES === undefined || !hasXmllint).each(['tc6_0201', 'codesys'] as const)(
  'plcopen as %s is valid against the schema (skipped when ../shared or xmllint is absent)',
  (dialect) => {
    const file = exportTags(project, 'plcopen', { dialect, version: '12' }).files[0];
    // CODESYS writes another namespace than the official schema's; the rest of the schema is the same.
    expect(validate('plcopen-xml/tc6_xml_v201.xsd', text(file).replaceAll('tc6_0200', 'tc6_0201'))).toBe('');
  },
);

/** What xmllint says against a schema of the samples; empty when the document is valid. */
function validate(schema: string, content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tagloom-xsd-')), 'document.xml');
  writeFileSync(path, content);
  const { status, stderr } = spawnSync(
    'xmllint',
    ['--noout', '--schema', join(VENDOR_SAMPLES ?? '', schema), path],
    { encoding: 'utf8' },
  );
  return status === 0 ? '' : stderr;
}

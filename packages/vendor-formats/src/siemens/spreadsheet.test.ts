/** The tag table as a program that is not ours opens it: LibreOffice turns each sheet into CSV, and its cells are compared. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openProject } from '@tagloom/st-parser';
import { afterAll, expect, it } from 'vitest';
import { exportTags } from '../index.ts';

const hasOffice = spawnSync('soffice', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'tagloom-office-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Comments that a spreadsheet could take for something else. */
const COMMENTS = ['läuft; "gut", immer', '=SUM(A1:A9)', '+49 1', "'quoted", '<b> & </b>', 'a  b', '-1', '@x'];
const BITS = Array.from({ length: 300 }, (_, n) => ({
  name: `xSignal${n}`,
  address: `%M${Math.floor(n / 8)}.${n % 8}`,
  comment: COMMENTS[n % COMMENTS.length]!,
}));

it.skipIf(!hasOffice)(
  'LibreOffice reads the cells of siemens-xlsx as they were written, formulas as text (skipped when soffice is not installed)',
  { timeout: 180_000 },
  () => {
    const project = openProject({ dialect: 'auto' });
    const lines = BITS.map(
      ({ name, address, comment }) => `  ${name} AT ${address.replace('%M', '%MX')} : BOOL; // ${comment}`,
    );
    project.set(
      'f',
      'GVL.st',
      `VAR_GLOBAL\n${lines.join('\n')}\nEND_VAR\nVAR_GLOBAL CONSTANT\n  cMost : INT := 5; // =1+1\nEND_VAR\n`,
    );
    project.changes();
    const [file] = exportTags(project, 'siemens-xlsx', { tableName: 'Line 3' }).files;
    writeFileSync(join(folder, 'tags.xlsx'), file!.bytes);
    convert();
    const [head, ...rows] = cellsOf('PLC Tags');
    expect(head?.slice(0, 5)).toEqual(['Name', 'Path', 'Data Type', 'Logical Address', 'Comment']);
    expect(rows.map((row) => row.slice(0, 5))).toEqual(
      BITS.map(({ name, address, comment }) => [name, 'Line 3', 'Bool', address, comment]),
    );
    expect(cellsOf('Constants').at(-1)).toEqual(['cMost', 'Line 3', 'Int', '5', '=1+1']);
  },
);

/** All sheets as CSV: commas, quotes, UTF-8. The profile is a folder of its own, so that no open LibreOffice is asked. */
function convert(): void {
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
  const done = spawnSync(
    'soffice',
    [profile, '--headless', '--convert-to', filter, '--outdir', folder, join(folder, 'tags.xlsx')],
    { encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(`soffice failed: ${done.stdout}${done.stderr}`);
}

/** RFC 4180 without line feeds in cells. */
function cellsOf(sheet: string): string[][] {
  const text = readFileSync(join(folder, `tags-${sheet}.csv`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

/** A project goes out in the formats that it came in. */

import { describe, expect, test } from 'vitest';
import { projectFolder } from './folder.ts';
import type { OriginalRow } from './store/store.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const POU = `\ufeff<TcPlcObject><POU Name="A"><Declaration><![CDATA[PROGRAM A]]></Declaration><Implementation><ST><![CDATA[x;]]></ST></Implementation></POU></TcPlcObject>`;
const original = (path: string, text: string, files: OriginalRow['files']): OriginalRow => ({
  id: path,
  path,
  bytes: utf8(text),
  files,
});
const names = (folder: Awaited<ReturnType<typeof projectFolder>>) => folder.files.map(({ name }) => name);

describe('projectFolder', () => {
  test('an untouched container goes out as the bytes that came in, an edited one with the edit in it', async () => {
    const live = [
      { id: '1', path: 'POUs/A.st', text: 'PROGRAM A\nx;\nEND_PROGRAM\n' },
      { id: '2', path: 'B.st', text: 'PROGRAM A\ny;\nEND_PROGRAM\n' },
      { id: '3', path: 'own.st', text: 'VAR_GLOBAL END_VAR' },
    ];
    const originals = [
      original('POUs/A.TcPOU', POU, [{ file: '1', inner: '' }]),
      original('old/A.TcPOU', POU, [{ file: '2', inner: '' }]),
    ];
    const folder = await projectFolder(live, originals);
    expect(names(folder)).toEqual(['B.TcPOU', 'POUs/A.TcPOU', 'own.st']);
    expect(folder.files[1]?.bytes).toEqual(utf8(POU));
    expect(folder.files[0]?.bytes).toEqual(utf8(POU.replace('x;', 'y;')));
    expect(folder.problems).toEqual([]);
  });

  test('an edit that its container cannot take goes out as ST beside it, and is said', async () => {
    const live = [{ id: '1', path: 'A.st', text: 'PROGRAM A\nMETHOD M\nEND_METHOD\nx;\nEND_PROGRAM\n' }];
    const folder = await projectFolder(live, [original('A.TcPOU', POU, [{ file: '1', inner: '' }])]);
    expect(names(folder)).toEqual(['A.TcPOU', 'A.st']);
    expect(folder.files[0]?.bytes).toEqual(utf8(POU));
    expect(folder.problems).toMatchObject([{ code: 'EDIT_NOT_RESTORED' }]);
  });

  test('a container of several texts keeps its path; one that lost all of them does not go out', async () => {
    const pou = (name: string) =>
      `<pou name="${name}" pouType="program"><interface/><body><ST><xhtml>x;</xhtml></ST></body></pou>`;
    const xml = `<project xmlns="http://www.plcopen.org/xml/tc6_0201">${pou('P')}${pou('Q')}</project>`;
    const files = [
      { file: '1', inner: 'P' },
      { file: '2', inner: 'Q' },
    ];
    const live = [{ id: '1', path: 'plant/P.st', text: 'PROGRAM P\nx;y;\nEND_PROGRAM\n' }];
    const folder = await projectFolder(live, [original('plant.xml', xml, files)]);
    expect(folder.files).toEqual([{ name: 'plant.xml', bytes: utf8(xml.replace('x;', 'x;y;')) }]);
    expect(folder.problems).toMatchObject([{ message: expect.stringContaining('"Q" was deleted') }]);
    expect((await projectFolder([], [original('plant.xml', xml, files)])).files).toEqual([]);
  });

  test('names that differ in letter case only are told apart', async () => {
    const live = [
      { id: '1', path: 'a.st', text: '1' },
      { id: '2', path: 'A.st', text: '2' },
    ];
    expect(names(await projectFolder(live, []))).toEqual(['A (2).st', 'a.st']);
  });
});

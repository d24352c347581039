/** Imported containers come back out of a project in their own formats, over HTTP. */

import { fileEntry, listFiles } from '@tagloom/collab';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningApp } from '#server/app.ts';
import { startTestApp, ticketFor } from './server.ts';

let app: RunningApp;

beforeEach(async () => {
  app = await startTestApp();
});

afterEach(() => app.close());

const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const POU = `\ufeff<?xml version="1.0"?>\r\n<TcPlcObject><POU Name="A" Id="{1}"><Declaration><![CDATA[PROGRAM A\r\nVAR x : INT; END_VAR\r\n]]></Declaration><Implementation><ST><![CDATA[x := 1;]]></ST></Implementation></POU></TcPlcObject>\r\n`;
const L5X = `<RSLogix5000Content><Controller Name="C"><Tags><Tag Name="n" TagType="Base" DataType="DINT"/></Tags></Controller></RSLogix5000Content>`;

test('an untouched TcPOU and L5X go out byte for byte, an edited one with the edit in it; equal projects give equal zips', async () => {
  const { project, token, personId } = await ticketFor(app, 'ann', 'line', 'owner');
  const headers = { Authorization: `Bearer ${token}` };
  const form = new FormData();
  for (const [name, text] of [
    ['A.TcPOU', POU],
    ['B.TcPOU', POU.replace('Name="A"', 'Name="B"').replace('PROGRAM A', 'PROGRAM B')],
    ['C.L5X', L5X],
    ['own.st', 'VAR_GLOBAL g : INT; END_VAR\n'],
  ] as const)
    form.append('files', new File([utf8(text)], name));
  const imported = await fetch(`${app.address}/api/projects/${project}/import`, {
    method: 'POST',
    headers,
    body: form,
  });
  expect(imported.status).toBe(200);
  expect(await imported.json()).toMatchObject({
    added: [{ path: 'A.st' }, { path: 'B.st' }, { path: 'C/C.st' }, { path: 'own.st' }],
  });

  const lease = await app.core.rooms.acquire({ project, document: 'source' });
  await lease.room.edit(personId, (copy) => {
    const file = listFiles(copy).find(({ path }) => path === 'B.st');
    const text = fileEntry(copy, file?.id ?? '')?.text;
    text?.insert(text.toString().indexOf('x := 1;') + 7, '\nx := x < 2;');
  });
  lease.release();

  const zip = async () =>
    new Uint8Array(
      await (await fetch(`${app.address}/api/projects/${project}/export/project`, { headers })).arrayBuffer(),
    );
  const first = await zip();
  const files = unzipSync(first);
  expect(Object.keys(files)).toEqual(['A.TcPOU', 'B.TcPOU', 'C.L5X', 'own.st']);
  expect(files['A.TcPOU']).toEqual(utf8(POU));
  expect(files['C.L5X']).toEqual(utf8(L5X));
  expect(Buffer.from(files['B.TcPOU'] ?? []).toString()).toContain('<![CDATA[x := 1;\r\nx := x < 2;]]>');
  expect(await zip()).toEqual(first);

  const report = await (
    await fetch(`${app.address}/api/projects/${project}/export/project/report`, { headers })
  ).json();
  expect(report).toEqual({
    problems: [],
    files: Object.entries(files).map(([name, bytes]) => ({ name, bytes: bytes.length })),
  });
  expect((await fetch(`${app.address}/api/projects/${project}/export/project`)).status).toBe(401);
});

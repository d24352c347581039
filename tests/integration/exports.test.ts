/** What differs from the last export of a target: told per target, with its author, over renames and over versions. */

import { createFile, filesMap, listFiles } from '@tagloom/collab';
import { type FileId, openProject } from '@tagloom/st-parser';
import { exportTags } from '@tagloom/vendor-formats';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer } from '../harness/peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

const TEXT = `VAR_GLOBAL
  xRun AT %MX0.0 : BOOL; // the line runs
  rSpeed : REAL := 1.5;
  diCount : DINT;
END_VAR
`;

let app: RunningApp;
let ada: Ticket;
let peer: Peer;
let text: Y.Text;

beforeEach(async () => {
  app = await startTestApp();
  ada = await ticketFor(app, 'ada', 'line', 'editor');
  peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token: ada.token });
  await peer.client.whenSynced;
  const file = createFile(peer.doc, 'GVL.st', TEXT);
  text = filesMap(peer.doc).get(file)?.get('text') as Y.Text;
  await peer.client.whenSaved();
});

afterEach(async () => {
  await peer.close();
  await app.close();
});

async function call(method: string, path: string, json?: object, token = ada.token) {
  const answer = await fetch(`${app.address}/api/projects/line${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(json ? { body: JSON.stringify(json) } : {}),
  });
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return { status: answer.status, body: isJson ? await answer.json() : await answer.text() };
}

/** Writes `now` for `was`, and waits until it is stored. */
async function write(was: string, now: string): Promise<void> {
  const at = text.toString().indexOf(was);
  text.doc?.transact(() => {
    text.delete(at, was.length);
    text.insert(at, now);
  });
  await peer.client.whenSaved();
}

const difference = async (target: string) => (await call('GET', `/export/${target}/difference`)).body;
const pathsOf = (rows: readonly { readonly path: string }[]) => rows.map(({ path }) => path);

test('V3 V4 what differs from the last export is told by target: new, changed and removed tags, a rename as one change', async () => {
  expect(await difference('rockwell-csv')).toEqual({ last: null, added: [], changed: [], removed: [] });
  expect((await call('GET', '/export/rockwell-csv')).status).toBe(200);
  const before = await difference('rockwell-csv');
  expect(before).toMatchObject({ last: { by: { name: 'ada' } }, added: [], changed: [], removed: [] });
  expect((await call('GET', '/files')).body.cursor).toBe(before.last.cursor);

  await write('xRun', 'xLineRuns');
  await write('1.5', '2.5');
  await write('  diCount : DINT;\n', '');
  await write('VAR_GLOBAL\n', 'VAR_GLOBAL\n  xNew : BOOL;\n');
  const after = await difference('rockwell-csv');
  expect(after.last).toEqual(before.last);
  expect(pathsOf(after.added)).toEqual(['GVL.xNew']);
  expect(pathsOf(after.removed)).toEqual(['GVL.diCount']);
  expect(after.changed).toMatchObject([
    { before: { path: 'GVL.rSpeed', initial: '1.5' }, after: { path: 'GVL.rSpeed', initial: '2.5' } },
    {
      before: { path: 'GVL.xRun', comment: 'the line runs' },
      after: { path: 'GVL.xLineRuns', comment: 'the line runs' },
    },
  ]);
  expect((await difference('kepware')).last).toBeNull();
  await call('GET', '/export/rockwell-csv');
  expect(await difference('rockwell-csv')).toMatchObject({ added: [], changed: [], removed: [] });
});

test('V4 an export of a version is the last one: what came since that version differs', async () => {
  await call('POST', '/versions', { name: 'as built' });
  await write('1.5', '2.5');
  expect((await call('GET', '/export/kepware?version=as%20built')).status).toBe(200);
  expect(pathsOf((await difference('kepware')).changed.map(({ after }: { after: object }) => after))).toEqual(
    ['GVL.rSpeed'],
  );
});

test('V3 an export made offline counts from its own texts when it is told later, once, and never over a later one', async () => {
  const was = text.toString();
  const { id, path } = listFiles(peer.doc)[0]!;
  const at = Date.now();
  await write('1.5', '2.5');
  const told = { options: {}, at, files: [{ id, path, text: was }] };
  expect((await call('POST', '/export/plcopen/taken', told)).status).toBe(204);
  const after = await difference('plcopen');
  expect(Date.parse(after.last.at)).toBe(at);
  expect(after.changed).toMatchObject([
    { before: { initial: '1.5' }, after: { path: 'GVL.rSpeed', initial: '2.5' } },
  ]);
  expect((await call('GET', '/export/plcopen')).status).toBe(200);
  expect((await call('POST', '/export/plcopen/taken', told)).status).toBe(204);
  expect(await difference('plcopen')).toMatchObject({ added: [], changed: [], removed: [] });
});

test('V4 the difference of a large project is worked out beside the server, with the same answer', async () => {
  const wide = Array.from({ length: 8_000 }, (_, n) => `  xWide${n} : BOOL; // of a large list\n`).join('');
  await write('VAR_GLOBAL\n', `VAR_GLOBAL\n${wide}`);
  expect((await call('POST', '/export/opcua/taken', {})).status).toBe(204);
  await write('xWide7', 'xOther7');
  const { added, changed, removed } = await difference('opcua');
  expect([added, removed]).toEqual([[], []]);
  expect(changed).toMatchObject([{ before: { path: 'GVL.xWide7' }, after: { path: 'GVL.xOther7' } }]);
});

test('V3 files that a page made by itself are noted with their options and in the audit log; a wrong option is refused', async () => {
  const vic = await ticketFor(app, 'vic', 'line', 'viewer');
  const taken = (json: object) => call('POST', '/export/siemens-xlsx/taken', json, vic.token);
  expect(await taken({ options: { nonsense: 1 } })).toMatchObject({
    status: 422,
    body: { code: 'OPTION_INVALID' },
  });
  expect((await call('POST', '/export/nope/taken', {}, vic.token)).body.code).toBe('FORMAT_UNKNOWN');
  expect((await taken({ options: { cpu: 'S7-1200' } })).status).toBe(204);
  const { last } = await difference('siemens-xlsx');
  expect(last).toMatchObject({ by: { name: 'vic' }, options: { cpu: 'S7-1200' } });
  const owner = await ticketFor(app, 'olga', 'line', 'owner');
  const { body } = await call('GET', '/audit', undefined, owner.token);
  expect(JSON.stringify(body)).toContain('"siemens-xlsx"');
});

test('V3 a large project is exported in a thread of its own, with the bytes, the report and the rows of the same project here', async () => {
  const lines = Array.from(
    { length: 5_000 },
    (_, n) => `  xTag${n} : BOOL; // sensor ${n} of the filling line\n`,
  );
  const large = `VAR_GLOBAL\n${lines.join('')}END_VAR\n`;
  text.doc?.transact(() => {
    text.delete(0, text.length);
    text.insert(0, large);
  });
  await peer.client.whenSaved();
  const project = openProject({ dialect: 'auto' });
  project.set('f' as FileId, 'GVL.st', large);
  project.changes();
  let threads = 0;
  const count = () => void threads++;
  process.on('worker', count);
  const get = (path: string) =>
    fetch(`${app.address}/api/projects/line/export/${path}`, {
      headers: { authorization: `Bearer ${ada.token}` },
    });

  const csv = await get('rockwell-csv');
  const [expected] = exportTags(project, 'rockwell-csv').files;
  expect(new Uint8Array(await csv.arrayBuffer())).toEqual(expected?.bytes);
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="tags.csv"');

  const zip = await get('beckhoff');
  expect(zip.headers.get('content-disposition')).toBe('attachment; filename="line-beckhoff.zip"');
  const files = Object.entries(unzipSync(new Uint8Array(await zip.arrayBuffer())));
  expect(files).toEqual(exportTags(project, 'beckhoff').files.map(({ name, bytes }) => [name, bytes]));

  const { map, diagnostics } = exportTags(project, 'kepware');
  expect(await (await get('kepware/report')).json()).toMatchObject({ map, diagnostics });
  expect(await difference('rockwell-csv')).toMatchObject({ added: [], changed: [], removed: [] });
  process.off('worker', count);
  expect(threads).toBe(4);
});

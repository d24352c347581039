/** M1 over the wire: what loses a merge is told to whoever comes later, with both authors. */

import {
  createFile,
  deleteFile,
  fileEntry,
  mendBorders,
  renameFile,
  takeValue,
  writeEdits,
} from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConflictList } from '#server/api/content.ts';
import type { RunningApp } from '#server/app.ts';
import { openPeer, type Peer, whenDocument } from '../harness/peer.ts';
import { newDataDir, removeDataDir } from '../harness/server.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';

let dataDir: string;
let app: RunningApp;
const start = () => startTestApp({ dataDir, database: `${dataDir}/tagloom.db` });

beforeEach(async () => {
  dataDir = newDataDir();
  app = await start();
});

afterEach(async () => {
  await app.close();
  removeDataDir(dataDir);
});

async function enter(name: string): Promise<Peer & { token: string }> {
  const { token } = await ticketFor(app, name, 'line', 'editor');
  const peer = openPeer({ ws: socketUrl(app.address), projectId: 'line', token });
  await peer.client.whenSynced;
  return { ...peer, token };
}

async function conflicts(token: string) {
  const answer = await fetch(`${app.address}/api/projects/line/conflicts`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ConflictList.parse(await answer.json());
}

/** The second one comes back, and both mend what met once it is stored. */
async function meetAgain(ann: Peer, ben: Peer): Promise<void> {
  let isStored = false;
  const mending = [ann, ben].map(({ doc }) => mendBorders(doc, null, () => isStored));
  ben.setOnline(true);
  await ben.client.whenSaved();
  isStored = true;
  for (const { mend } of mending) mend();
}

test('M1 the path that lost and both authors are told after a restart too, and one call takes it', async () => {
  const [ann, ben] = [await enter('ann'), await enter('ben')];
  const file = createFile(ann.doc, 'A.st', 'x');
  await ann.client.whenSaved();
  await whenDocument(ben.doc, () => fileEntry(ben.doc, file) !== undefined);
  ben.setOnline(false);
  renameFile(ann.doc, file, 'ann.st');
  renameFile(ben.doc, file, 'ben.st');
  await ann.client.whenSaved();
  ben.setOnline(true);
  await ben.client.whenSaved();
  await Promise.all([ann.close(), ben.close()]);
  await app.close();

  app = await start();
  const cat = await enter('cat');
  const { lost } = await conflicts(cat.token);
  const won = fileEntry(cat.doc, file)?.path ?? '';
  const other = won === 'ann.st' ? 'ben.st' : 'ann.st';
  expect(lost).toMatchObject([
    {
      key: 'path',
      lost: { value: other },
      won: { value: won },
      lostBy: { name: other.slice(0, 3) },
      wonBy: { name: won.slice(0, 3) },
    },
  ]);
  takeValue(cat.doc, { file, key: 'path' }, other);
  await cat.client.whenSaved();
  expect((await conflicts(cat.token)).lost).toEqual([]);
  await cat.close();
});

test('M1 B10 two sections of one tag: the text stays valid, and both authors and times are told after a restart too', async () => {
  const [ann, ben] = [await enter('ann'), await enter('ben')];
  const file = createFile(ann.doc, 'Main.st', 'PROGRAM Main\nVAR\n\tb : INT;\nEND_VAR\nEND_PROGRAM\n');
  await ann.client.whenSaved();
  await whenDocument(ben.doc, () => fileEntry(ben.doc, file) !== undefined);
  ben.setOnline(false);
  const write = ({ doc }: Peer, head: string) => {
    const { text } = fileEntry(doc, file)!;
    doc.transact(() => {
      text.delete(13, 'VAR\n'.length);
      text.insert(13, `${head}\n`);
    });
  };
  const before = Date.now();
  write(ann, 'VAR_INPUT');
  write(ben, 'VAR_OUTPUT');
  await ann.client.whenSaved();
  await meetAgain(ann, ben);
  const textOf = ({ doc }: Peer) => fileEntry(doc, file)!.text.toString();
  const isOne = (peer: Peer) => textOf(peer).match(/VAR_(?:IN|OUT)PUT/g)?.length === 1;
  await whenDocument(ben.doc, () => isOne(ben));
  await ben.client.whenSaved();
  await whenDocument(ann.doc, () => isOne(ann) && textOf(ann) === textOf(ben));
  await ann.client.whenSaved();
  const [won, lost] = textOf(ann).includes('VAR_INPUT') ? ['ann', 'ben'] : ['ben', 'ann'];
  const words = { ann: 'VAR_INPUT', ben: 'VAR_OUTPUT' } as Record<string, string>;
  const told = [
    {
      key: 'section',
      tag: 'b',
      lost: { value: words[lost] },
      won: { value: words[won] },
      lostBy: { name: lost },
      wonBy: { name: won },
    },
  ];
  const first = (await conflicts(ann.token)).lost;
  expect(first).toMatchObject(told);
  for (const { at } of [first[0]!.lost, first[0]!.won]) expect(at).toBeGreaterThanOrEqual(before);
  await Promise.all([ann.close(), ben.close()]);
  await app.close();

  app = await start();
  const cat = await enter('cat');
  expect((await conflicts(cat.token)).lost).toEqual(first);
  write(cat, 'VAR_TEMP');
  await cat.client.whenSaved();
  expect((await conflicts(cat.token)).lost).toEqual([]);
  await cat.close();
});

test('M1 B11 two start values of one tag: one stays, and both authors and times are told to whoever comes later', async () => {
  const [ann, ben] = [await enter('ann'), await enter('ben')];
  const text = 'PROGRAM Main\nVAR\n\tb : INT := 5;\nEND_VAR\nEND_PROGRAM\n';
  const file = createFile(ann.doc, 'Main.st', text);
  await ann.client.whenSaved();
  await whenDocument(ben.doc, () => fileEntry(ben.doc, file) !== undefined);
  ben.setOnline(false);
  const from = text.indexOf(' := 5');
  const write = ({ doc }: Peer, insert: string) =>
    doc.transact(() => writeEdits(fileEntry(doc, file)!.text, [{ from, to: from + ' := 5'.length, insert }]));
  write(ann, ' := 84');
  write(ben, ' := 13');
  await ann.client.whenSaved();
  await meetAgain(ann, ben);
  const textOf = ({ doc }: Peer) => fileEntry(doc, file)!.text.toString();
  const isOne = (peer: Peer) => /:= (84|13);/.test(textOf(peer));
  await whenDocument(ben.doc, () => isOne(ben));
  await ben.client.whenSaved();
  await whenDocument(ann.doc, () => isOne(ann) && textOf(ann) === textOf(ben));
  await ann.client.whenSaved();
  const [won, lost] = textOf(ann).includes('84') ? ['ann', 'ben'] : ['ben', 'ann'];
  const cat = await enter('cat');
  const told = (await conflicts(cat.token)).lost;
  expect(told).toMatchObject([{ key: 'value', tag: 'b', lostBy: { name: lost }, wonBy: { name: won } }]);
  expect([typeof told[0]?.lost.at, typeof told[0]?.won.at]).toEqual(['number', 'number']);
  await Promise.all([ann.close(), ben.close(), cat.close()]);
});

test('M1 FILE_DELETED_AND_EDITED names who deleted and who wrote', async () => {
  const [ann, ben] = [await enter('ann'), await enter('ben')];
  const file = createFile(ann.doc, 'A.st', 'x');
  await ann.client.whenSaved();
  await whenDocument(ben.doc, () => fileEntry(ben.doc, file) !== undefined);
  ben.setOnline(false);
  deleteFile(ann.doc, file);
  fileEntry(ben.doc, file)?.text.insert(0, 'needed ');
  await ann.client.whenSaved();
  ben.setOnline(true);
  await ben.client.whenSaved();
  expect((await conflicts(ann.token)).deleted).toMatchObject([
    {
      code: 'FILE_DELETED_AND_EDITED',
      path: 'A.st',
      deletedBy: { name: 'ann' },
      editedBy: [{ name: 'ben' }],
    },
  ]);
  await Promise.all([ann.close(), ben.close()]);
});

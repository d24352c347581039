/** Large imports are read in a thread: others go on meanwhile, and an aborted request leaves nothing behind. */

import { createFile, listFiles } from '@tagloom/collab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningApp } from '#server/app.ts';
import type { JobEvent } from '#server/jobs.ts';
import { SERVER_LIMITS } from '#server/limits.ts';
import { openPeer } from '../harness/peer.ts';
import { socketUrl, startTestApp, type Ticket, ticketFor } from './server.ts';

let app: RunningApp;
let ann: Ticket;

beforeEach(async () => {
  app = await startTestApp();
  ann = await ticketFor(app, 'ann', 'line', 'editor');
});

afterEach(() => app.close());

/** A tag table of TIA with `rows` rows, then a broken one. */
function sdf(rows: number): string {
  const row = (_: unknown, n: number) =>
    `"tag_${n}","%MD${n * 4}","DInt","True","True","False","tag ${n} of the plant","","True"\n`;
  return `${Array.from({ length: rows }, row).join('')}"broken"\n`;
}

const post = (query: string, body: string, signal?: AbortSignal) =>
  fetch(`${app.address}/api/projects/line/import?path=PLCTags.sdf${query}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${ann.token}` },
    ...(signal ? { signal } : {}),
  });

/** The first event of the import that fits. */
function heard(fits: (event: JobEvent) => boolean): Promise<JobEvent> {
  return new Promise((resolve) => {
    const stop = app.core.jobs.listen('line', (event) => {
      if (!fits(event)) return;
      stop();
      resolve(event);
    });
  });
}

const isHalfway = ({ type, progress }: JobEvent) => type === 'SYNC_PROGRESS' && progress === 30;

test('S8 an edit in another project is stored while a large vendor file is read, and its broken row has its number', async () => {
  const { token } = await ticketFor(app, 'ben', 'other', 'editor');
  const ben = openPeer({ ws: socketUrl(app.address), projectId: 'other', token });
  try {
    await ben.client.whenSynced;
    const body = sdf(4_000);
    expect(body.length).toBeGreaterThan(SERVER_LIMITS.importInlineBytes);
    const order: string[] = [];
    const halfway = heard(isHalfway);
    const imported = post('&dryRun=true', body).then(async (answer) => {
      order.push('import');
      return answer.json();
    });
    await halfway;
    ben.doc.transact(() => createFile(ben.doc, 'MAIN.st', 'PROGRAM MAIN\nEND_PROGRAM\n'));
    await ben.client.whenSaved();
    order.push('edit');
    const { tags } = await imported;
    expect(order).toEqual(['edit', 'import']);
    expect(tags.rows).toMatchObject({ total: 4_001, imported: 4_000 });
    expect(tags.problems).toContainEqual(
      expect.objectContaining({ code: 'IMPORT_ROW_SKIPPED', line: 4_001 }),
    );
  } finally {
    await ben.close();
  }
});

test('S8 an aborted import stores nothing and says so to those who follow the job', async () => {
  const stop = new AbortController();
  const halfway = heard(isHalfway);
  const failed = heard(({ type }) => type === 'SYNC_FAILED');
  const answer = post('', sdf(4_000), stop.signal).catch((error: Error) => error.name);
  await halfway;
  stop.abort();
  expect(await answer).toBe('AbortError');
  expect((await failed).data).toMatchObject({ errorCode: 'IMPORT_CANCELLED' });
  const lease = await app.core.rooms.acquire({ project: 'line', document: 'source' });
  expect(listFiles(lease.room.doc)).toEqual([]);
  lease.release();
});

import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { DEMO, expect, expectBadge, goTo, openFile, shownLines, signIn, test } from './fixtures.ts';

const FILE = 'GVL_Const';

test.use({ serviceWorkers: 'allow' });

test('O1 U2 edits made offline survive a reload offline and merge on return', async ({ person, project }) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, FILE);
  await openFile(ben.page, project, FILE);
  // The shell is in the service worker only after the first visit has been cached.
  await ann.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

  await ann.context.setOffline(true);
  await expectBadge(ann.page, 'offline');
  await goTo(ann.page, 1);
  await ann.page.keyboard.type('(* ann offline *)');
  await expect(ann.page.getByTestId('connection')).toContainText('17 edits kept on this device');
  await goTo(ben.page, 2);
  await ben.page.keyboard.type('(* ben online *)');
  await expectBadge(ben.page, 'live');

  await ann.page.reload();
  await expect
    .poll(() => shownLines(ann.page), { timeout: 20_000 })
    .toContainEqual(expect.stringContaining('(* ann offline *)'));
  expect(await shownLines(ann.page)).not.toContainEqual(expect.stringContaining('(* ben online *)'));
  await expectBadge(ann.page, 'offline');
  await expect(ann.page.getByTestId('connection')).toContainText('17 edits kept on this device');
  await goTo(ann.page, 1);
  await ann.page.keyboard.type('// more ');
  await expect(ann.page.getByTestId('connection')).toContainText('25 edits kept on this device');

  await ann.context.setOffline(false);
  await expectBadge(ann.page, 'live');
  for (const { page } of [ann, ben]) {
    await expect.poll(() => shownLines(page)).toContainEqual(expect.stringContaining('(* ben online *)'));
    await expect
      .poll(() => shownLines(page))
      .toContainEqual(expect.stringContaining('// more (* ann offline *)'));
  }
  const merged = (await shownLines(ben.page)).join('\n');
  expect(merged.split('ann offline')).toHaveLength(2);
});

test('S1 O1 the server is killed under two people and comes back: nothing is lost, nothing is doubled', async ({
  browser,
}) => {
  const dataDir = newDataDir();
  let server = await startServer({ dataDir });
  const [ann, ben] = await Promise.all(
    ['ann', 'ben'].map((name) => signIn(browser, server, DEMO, name, 'editor')),
  );
  if (!ann || !ben) throw new Error('Two people sign in.');
  await openFile(ann.page, DEMO, FILE);
  await openFile(ben.page, DEMO, FILE);
  await goTo(ann.page, 1);
  await ann.page.keyboard.type('before ');
  await expectBadge(ann.page, 'live');

  const dead = server.kill('SIGKILL');
  await goTo(ben.page, 1);
  await Promise.all([ann.page.keyboard.type('during '), ben.page.keyboard.type('together ')]);
  await dead;
  await expect(ann.page.getByTestId('connection')).toHaveAttribute('data-badge', 'reconnecting');
  server = await startServer({ dataDir, port: server.port });
  for (const { page } of [ann, ben]) await expectBadge(page, 'live');

  await expect.poll(async () => (await shownLines(ann.page))[0]).toContain('together');
  const first = (await shownLines(ann.page))[0] ?? '';
  await expect.poll(async () => (await shownLines(ben.page))[0]).toBe(first);
  for (const word of ['before', 'during', 'together']) expect(first.split(word)).toHaveLength(2);
  await Promise.all([ann.context.close(), ben.context.close()]);
  expect((await server.kill('SIGTERM')).ms).toBeLessThan(2_000);
  removeDataDir(dataDir);
});

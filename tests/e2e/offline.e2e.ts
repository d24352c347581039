import type { CDPSession, Page } from '@playwright/test';
import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import {
  DEMO,
  expect,
  expectBadge,
  goTo,
  openFile,
  type Person,
  shownLines,
  signIn,
  test,
  treeItem,
} from './fixtures.ts';

const FILE = 'GVL_Const';

test.use({ serviceWorkers: 'allow' });

test('O1 U2 edits made offline survive a reload offline and merge on return', async ({ person, project }) => {
  test.slow();
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

  const network = await reloadOffline(ann);
  await expect
    .poll(() => shownLines(ann.page), { timeout: 20_000 })
    .toContainEqual(expect.stringContaining('(* ann offline *)'));
  expect(await shownLines(ann.page)).not.toContainEqual(expect.stringContaining('(* ben online *)'));
  await expectBadge(ann.page, 'offline');
  await expect(ann.page.getByTestId('connection')).toContainText('17 edits kept on this device');
  await goTo(ann.page, 1);
  await ann.page.keyboard.type('// more ');
  await expect(ann.page.getByTestId('connection')).toContainText('25 edits kept on this device');

  // Files that were never open here are read, and new ones made; a colleague makes one of the same name.
  await treeItem(ann.page, 'FC_FillVolume').click();
  await expect.poll(() => shownLines(ann.page)).toContainEqual('FUNCTION FC_FillVolume : REAL');
  await makeFile(ann.page, '/FB_Made', '// made by ann, offline');
  await makeFile(ben.page, '/FB_Made', '// made by ben');
  await expectBadge(ben.page, 'live');
  await ann.page.getByTestId('connection').click();
  const waiting = ann.page.getByRole('list', { name: 'Files with edits that are not sent' });
  await expect(waiting.getByRole('button', { name: /FB_Made/ })).toBeVisible();
  await ann.page.keyboard.press('Escape');

  await network.detach();
  await ann.context.setOffline(false);
  await expectBadge(ann.page, 'live');
  for (const { page } of [ann, ben]) {
    await expect(page.getByText(/^(Ann and ben|Ben and ann) made two files FB_Made$/)).toBeVisible();
    await expect(treeItem(page, 'FB_Made')).toHaveCount(2);
  }
  await ben.page.getByRole('button', { name: 'Call one FB_Made (2)' }).click();
  for (const { page } of [ann, ben]) {
    await expect(treeItem(page, 'FB_Made (2)')).toBeVisible();
    await expect(page.getByText(/made two files FB_Made/)).toHaveCount(0);
    const texts = new Set<string>();
    for (const file of ['FB_Made (2)', 'FB_Made']) {
      await treeItem(page, file).click();
      await expect(page.getByRole('tabpanel', { name: file, exact: true })).toBeVisible();
      texts.add((await shownLines(page))[0] ?? '');
    }
    expect([...texts].sort()).toEqual(['// made by ann, offline', '// made by ben']);
    await page.getByRole('tab', { name: FILE }).click();
    await expect.poll(() => shownLines(page)).toContainEqual(expect.stringContaining('(* ben online *)'));
    await expect
      .poll(() => shownLines(page))
      .toContainEqual(expect.stringContaining('// more (* ann offline *)'));
  }
  const merged = (await shownLines(ben.page)).join('\n');
  expect(merged.split('ann offline')).toHaveLength(2);
});

/** Chromium tells a page that is loaded anew that there is a network, emulated or not: it is told again. */
async function reloadOffline({ page, context }: Person): Promise<CDPSession> {
  await page.reload();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', {
    offline: true,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  return network;
}

/** At the top of the tree. */
async function makeFile(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: 'New file' }).click();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: name.slice(1), selected: true })).toBeVisible();
  await page.locator('.monaco-editor.focused').waitFor();
  await page.keyboard.type(text);
  await expect.poll(() => shownLines(page)).toEqual([text]);
}

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

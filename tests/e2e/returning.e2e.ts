/** Coming back after a time without network: what others did meanwhile, and edits that the server does not take. */

import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { startUpgradeProxy } from '../harness/proxy.ts';
import { expect, expectBadge, goTo, openFile, shownLines, signInHere, test, treeItem } from './fixtures.ts';

test('O1 who was away is told in short which files and tags others changed, and each leads there', async ({
  person,
  project,
}) => {
  test.slow();
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, 'PRG_Main');
  await openFile(ben.page, project, 'GVL_Const');
  await ann.context.setOffline(true);
  await expectBadge(ann.page, 'offline');
  const left = Date.now();
  await goTo(ben.page, 1);
  await ben.page.keyboard.insertText('VAR_GLOBAL\n    xLate : BOOL;\nEND_VAR\n');
  await expectBadge(ben.page, 'live');
  // A shorter absence is a hiccup, of which nothing is told.
  await expect.poll(() => Date.now() - left).toBeGreaterThan(3_500);

  await ann.context.setOffline(false);
  await expectBadge(ann.page, 'live');
  await expect(
    ann.page.getByText('While you were offline others changed 1 file and 1 tag', { exact: true }),
  ).toBeVisible();
  await ann.page.getByRole('button', { name: 'Show', exact: true }).click();
  const report = ann.page.getByRole('dialog', { name: 'While you were offline' });
  const file = report.getByRole('list', { name: 'Files that others changed' }).getByRole('button');
  await expect(file).toContainText('GVL_Const');
  await report
    .getByRole('list', { name: 'New tags' })
    .getByRole('button', { name: /GVL_Const\.xLate/ })
    .click();
  await expect(report).toHaveCount(0);
  await expect(ann.page.getByRole('tab', { name: 'GVL_Const' })).toHaveAttribute('aria-selected', 'true');
  await expect(ann.page.getByTestId('cursor')).toContainText('Ln 2,');
});

test('U2 O1 a machine sleeps and wakes up without network: the badge does not lie, and nothing is lost or doubled', async ({
  browser,
  person,
  project,
  server,
}) => {
  test.slow();
  const proxy = await startUpgradeProxy(server.url);
  proxy.allowUpgrades(true);
  const ben = await person('ben');
  const context = await browser.newContext({ baseURL: proxy.url });
  await signInHere(context, server, project, 'ann', 'editor');
  const page = await context.newPage();
  await openFile(page, project, 'GVL_Const');
  await openFile(ben.page, project, 'GVL_Const');
  await goTo(page, 1);
  await page.keyboard.type('(*before*)');
  await expectBadge(page, 'live');

  const machine = await context.newCDPSession(page);
  await machine.send('Page.setWebLifecycleState', { state: 'frozen' });
  const asleep = Date.now();
  proxy.lose();
  await goTo(ben.page, 1);
  await ben.page.keyboard.type('(*meanwhile*)');
  await expectBadge(ben.page, 'live');
  await expect.poll(() => Date.now() - asleep, { timeout: 20_000 }).toBeGreaterThan(11_000);

  await machine.send('Page.setWebLifecycleState', { state: 'active' });
  await expectBadge(page, 'reconnecting');
  await page.keyboard.type('(*awake*)');
  await expect(page.getByTestId('connection')).toContainText('9 edits kept on this device');
  proxy.find();
  await expectBadge(page, 'live');
  for (const one of [page, ben.page])
    await expect.poll(async () => (await shownLines(one))[0]).toContain('(*awake*)');
  const [first = ''] = await shownLines(page);
  expect((await shownLines(ben.page))[0]).toBe(first);
  for (const word of ['(*before*)', '(*meanwhile*)', '(*awake*)']) expect(first.split(word)).toHaveLength(2);
  await context.close();
  await proxy.close();
});

test('O1 S7 edits of somebody who may not write any more stay in sight, are exported, and discarded only when asked twice', async ({
  person,
  project,
  server,
}) => {
  test.slow();
  const { page, context } = await person('ann');
  await openFile(page, project, 'GVL_Const');
  await context.setOffline(true);
  await expectBadge(page, 'offline');
  await goTo(page, 1);
  await page.keyboard.type('// mine ');
  await expect(page.getByTestId('connection')).toContainText('8 edits kept on this device');
  await server.token('ann', project, 'viewer');
  await context.setOffline(false);
  await expectBadge(page, 'refused');
  expect((await shownLines(page))[0]).toContain('// mine (* Constants');

  await page.getByRole('button', { name: 'Export or discard' }).click();
  const dialog = page.getByRole('dialog');
  const list = dialog.getByRole('list', { name: 'Files with edits that are not sent' });
  await expect(list.getByRole('button', { name: /GVL_Const/ })).toContainText('8 edits');
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export my text' }).click();
  const files = unzipSync(readFileSync(await (await downloading).path()));
  const [path, bytes] = Object.entries(files)[0] ?? ['', new Uint8Array()];
  expect(Object.keys(files)).toHaveLength(1);
  expect(path).toContain('GVL_Const');
  expect(strFromU8(bytes)).toMatch(/^\/\/ mine \(\* Constants/);

  await dialog.getByRole('button', { name: 'Discard my edits' }).click();
  await expect(dialog.getByRole('alert')).toContainText('cannot come back');
  expect((await shownLines(page))[0]).toContain('// mine');
  await dialog.getByRole('button', { name: 'Discard for good' }).click();
  await expect(dialog).toHaveCount(0);
  await expectBadge(page, 'live');
  await expect(treeItem(page, 'GVL_Const')).toBeVisible();
  await expect.poll(async () => (await shownLines(page))[0]).toMatch(/^\(\* Constants/);
});

/** The tour of the demo plant, and the practice copy that it runs in. */

import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { ServerProcess } from '../harness/server.ts';
import { expectAccessible } from './accessible.ts';
import { DEMO, expect, expectBadge, openFile, shownLines, signInHere, test, treeItem } from './fixtures.ts';

/** Somebody who has never been here, with the demo in front. */
async function newcomer(browser: Browser, server: ServerProcess, name: string, role: 'editor' | 'viewer') {
  const context: BrowserContext = await browser.newContext({ baseURL: server.url });
  await signInHere(context, server, DEMO, name, role);
  const page = await context.newPage();
  await page.goto(`/workspace/${DEMO}/logic-studio`);
  await expect(card(page, 'A bottle filling line')).toBeVisible({ timeout: 20_000 });
  return { context, page };
}

const card = (page: Page, name: string) => page.getByRole('dialog', { name });

test('the demo offers its tour once; it is skipped with Esc, and is under ?', async ({ browser, server }) => {
  test.slow();
  const { context, page } = await newcomer(browser, server, 'newcomer', 'editor');
  await expectAccessible(page);
  await expect(page.getByRole('button', { name: 'Take the tour' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card(page, 'A bottle filling line')).toHaveCount(0);

  await page.reload();
  await expectBadge(page, 'live');
  await expect(page.getByRole('tree', { name: 'Outline' })).toBeVisible();
  await expect(card(page, 'A bottle filling line')).toHaveCount(0);
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Take the tour' }).click();
  await expect(card(page, 'A bottle filling line')).toBeVisible();
  await context.close();
});

test('T1 a viewer takes the tour in a practice copy: two simulated colleagues type, a tag comes, nothing stays', async ({
  browser,
  server,
}) => {
  test.setTimeout(120_000);
  const { context, page } = await newcomer(browser, server, 'visitor', 'viewer');
  const failed: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
  });
  await page.keyboard.press('Enter');
  await expect(card(page, 'One file for each unit')).toBeVisible({ timeout: 20_000 });
  expect(page.url()).toMatch(/\/workspace\/~[a-z0-9]{12}\/logic-studio$/);
  await expect(page.getByText('Practice copy: nothing here is kept.')).toBeVisible();
  await expect(card(page, 'One file for each unit').getByText('1 of 8')).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'Just type')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'Who is here')).toBeVisible();
  const people = page.getByRole('list', { name: 'People' });
  await expect(people.getByRole('button', { name: /Mara \(simulated\).*PRG_Main/ })).toBeVisible();
  await expect(people.getByRole('button', { name: /Jonas \(simulated\).*PRG_/ })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'Write beside Mara')).toBeVisible();
  await expect(page.locator('.monaco-editor').getByText('Mara (simulated)').first()).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'Declared is listed')).toBeVisible();
  const tags = page.getByRole('region', { name: 'Tags of this file' });
  await expect(tags.getByText('tonGuardOpen', { exact: true })).toBeVisible({ timeout: 30_000 });
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await card(page, 'A badge that does not lie').getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('of 8')).toHaveCount(0);

  // A viewer of the demo writes here, wherever the tour's sight has ended, and a reload finds the copy again.
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('// was here\n');
  await expectBadge(page, 'live');
  await page.reload();
  await expectBadge(page, 'live');
  await expect.poll(async () => (await shownLines(page))[0]).toBe('// was here');
  await page.goto(`${page.url().replace('/logic-studio', '/settings')}`);
  await expect(page.getByText('A practice copy has no settings')).toBeVisible();
  await page.getByRole('button', { name: 'Leave the practice copy' }).click();
  await expect(page.getByRole('heading', { name: 'Filling line 3' })).toBeVisible();
  await expectBadge(page, 'live');
  await expect.poll(async () => (await shownLines(page))[0]).toMatch(/^\(\* Main task of filling line 3/);
  const kept = await page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
  ]);
  expect(kept.filter((name) => /~[a-z0-9]{12}/.test(name))).toEqual([]);
  expect(failed).toEqual([]);
  await context.close();
});

test('T1 a practice copy that is not there any more says so, with the way to another one and to the demo', async ({
  person,
  server,
}) => {
  const { context, page } = await person('late');
  await signInHere(context, server, DEMO, 'late', 'editor');
  await page.goto('/workspace/~k3d9fj20s4t6/logic-studio');
  await expect(page.getByText('This practice copy is not there any more')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open a fresh one' }).click();
  await expect(page.getByText('Practice copy: nothing here is kept.')).toBeVisible();
  await expect(treeItem(page, 'PRG_Main')).toBeVisible();
  await page.getByRole('button', { name: 'Leave the practice copy' }).click();
  await openFile(page, DEMO, 'PRG_Main');
});

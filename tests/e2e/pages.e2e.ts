/** Each page by the rules of WCAG 2.2 AA, and the way in with the keyboard alone. */

import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, expectBadge, test } from './fixtures.ts';

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('80 times Tab did not lead there.');
}

test('each page passes axe in both themes', async ({ person, project }) => {
  const { page } = await person('paula', 'owner');
  const pages: readonly [string, string | RegExp][] = [
    ['/', 'Drop PLC files here'],
    ['/account', 'Signed-in browsers'],
    ['/status', 'Your projects'],
    [`/workspace/${project}/settings`, 'What was done'],
    [`/workspace/${project}/tag-database`, /rows|tags/],
    [`/workspace/${project}/logic-studio`, 'GVL_Const'],
    ['/nowhere', /not|no page/i],
  ];
  for (const [path, shown] of pages) {
    await page.goto(path);
    await expect(page.getByText(shown).first()).toBeVisible();
    if (/studio|database/.test(path)) await expectBadge(page, 'live');
    await expectAccessible(page);
  }
});

test('the dialect and the vendor of a project are set for everybody; a viewer reads them', async ({
  person,
  project,
}) => {
  const [paula, vera] = await Promise.all([person('paula', 'editor'), person('vera', 'viewer')]);
  for (const { page } of [paula, vera]) {
    await page.goto(`/workspace/${project}/settings`);
    await expectBadge(page, 'live');
  }
  await paula.page.getByLabel('Dialect').selectOption('CODESYS');
  await paula.page.getByLabel('Vendor', { exact: true }).selectOption('Siemens');
  await paula.page.getByLabel('CPU').selectOption('S7-1200');
  await expect(vera.page.getByLabel('Dialect')).toHaveValue('codesys');
  await expect(vera.page.getByLabel('Dialect')).toBeDisabled();
  await expect(vera.page.getByLabel('Vendor', { exact: true })).toHaveValue('siemens');
  await expectBadge(paula.page, 'live');
  await paula.page.reload();
  await expect(paula.page.getByLabel('CPU')).toHaveValue('S7-1200');
  await expectAccessible(paula.page);
});

test('an owner makes a link and a guest joins with it, both by keyboard alone', async ({
  person,
  project,
  browser,
  server,
}) => {
  const { page } = await person('kora', 'owner');
  await page.goto(`/workspace/${project}/settings`);
  const make = page.getByRole('button', { name: 'Make a link' });
  await expect(make).toBeVisible();
  await tabTo(page, make);
  await page.keyboard.press('Enter');
  const url = (await page.getByTestId('invite-url').textContent()) ?? '';
  const context = await browser.newContext({ baseURL: server.url });
  const guest = await context.newPage();
  await guest.goto(url);
  const name = guest.getByLabel('Your name');
  await expect(name).toBeVisible();
  await tabTo(guest, name);
  await guest.keyboard.type('Gita');
  await guest.keyboard.press('Enter');
  await expect(guest).toHaveURL(/logic-studio/);
  await expectBadge(guest, 'live');
  await context.close();
});

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
    await expectWhole(page);
  }
});

test('each page with nothing in it, or that cannot be shown, says so and what to do, in both themes', async ({
  person,
  project,
  server,
}) => {
  test.slow();
  const { page, context } = await person('emil', 'owner');
  const empty = `${project}-empty`;
  await server.command('project', 'create', '--id', empty, '--name', 'Empty plant');
  await server.token('emil', empty, 'owner');
  const pages: readonly [string, string | RegExp][] = [
    [
      `/workspace/${empty}/logic-studio`,
      'ST, TcPOU, TcGVL, TcDUT, TcIO, PLCopen XML, L5X, or a zip of them.',
    ],
    [`/workspace/${empty}/tag-database`, /No tags? yet|no tags/i],
    [`/workspace/${empty}/settings`, 'No state has a name yet.'],
    ['/workspace/no-such-plant/logic-studio', /cannot be opened/],
    ['/join#spent', /invit/i],
  ];
  for (const [path, shown] of pages) {
    await page.goto(path);
    await expect(page.getByText(shown).first()).toBeVisible();
    await expectAccessible(page);
    await expectWhole(page);
  }
  await context.clearCookies();
  await page.goto('/login?code=spent');
  await expect(page.getByRole('alert')).toContainText('link');
  await expectAccessible(page);
  await expectWhole(page);
});

/** At the sizes of a laptop nothing lies beside the page; `PICTURES=folder` keeps what it looks like. */
async function expectWhole(page: Page): Promise<void> {
  for (const theme of ['light', 'dark'] as const)
    for (const [width, height] of [
      [1440, 900],
      [1280, 720],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme });
      const isWithin = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      expect(isWithin, `${page.url()} at ${width} in ${theme}`).toBe(true);
      const name = new URL(page.url()).pathname.replaceAll('/', '-');
      if (process.env.PICTURES)
        await page.screenshot({ path: `${process.env.PICTURES}/page${name}-${width}-${theme}.png` });
    }
}

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

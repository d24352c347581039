/** A small touch screen: code is read, tags are looked up, and no editor is loaded. */

import { expectAccessible } from './accessible.ts';
import { expect, expectBadge, signInHere, test } from './fixtures.ts';

test('on a phone code is read in colours without an editor, another file is chosen, a tag is looked up, nothing scrolls sideways', async ({
  browser,
  server,
  project,
}) => {
  const viewport = { width: 360, height: 740 };
  const context = await browser.newContext({ baseURL: server.url, viewport, hasTouch: true, isMobile: true });
  await signInHere(context, server, project, 'phone', 'editor');
  const page = await context.newPage();
  const isWithin = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  await page.goto(`/workspace/${project}/logic-studio`);
  const code = page.getByRole('region', { name: 'PRG_Main, Structured Text, reading view' });
  await expect(code.locator('.keyword').getByText('PROGRAM')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Code is edited on a larger screen.')).toBeVisible();
  expect(await page.locator('.monaco-editor').count()).toBe(0);
  await expectBadge(page, 'live');
  await expectAccessible(page);
  expect(await isWithin()).toBe(true);
  await page.getByRole('button', { name: /PRG_Main.*Files/ }).tap();
  await page.getByRole('treeitem', { name: /GVL_IO/ }).tap();
  await expect(page.getByRole('region', { name: /^GVL_IO, Structured Text/ })).toBeVisible();

  // 320 px, the narrowest: a long line is read by scrolling the code, not the page, and its end can be reached.
  await page.setViewportSize({ width: 320, height: 640 });
  const io = page.getByRole('region', { name: /^GVL_IO, Structured Text/ });
  expect(await isWithin()).toBe(true);
  expect(
    await io.evaluate((one) => {
      const box = one.getBoundingClientRect();
      one.scrollLeft = one.scrollWidth;
      const lines = [...one.querySelectorAll('*')].map((line) => line.getBoundingClientRect().right);
      return { isIn: box.left >= 0 && box.right <= 320, isEndIn: Math.max(...lines) <= 321 };
    }),
  ).toEqual({ isIn: true, isEndIn: true });
  await page.setViewportSize({ width: 360, height: 740 });

  await page.goto(`/workspace/${project}/tag-database`);
  await page.getByPlaceholder('Name, path, comment, address').fill('xAirPressureLow');
  await expect(page.getByText('xAirPressureLow').first()).toBeVisible();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await isWithin()).toBe(true);
  await context.close();
});

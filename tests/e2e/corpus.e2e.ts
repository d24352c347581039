/** Real projects through the product's own import. They are third-party data beside the checkout, read in place. */

import { rmSync } from 'node:fs';
import { expect, expectBadge, goTo, shownLines, test, treeItem } from './fixtures.ts';
import { importFolder, isCorpusHere, rawFiles } from './real.ts';

test.skip(!isCorpusHere, 'The corpus of real projects is not beside this checkout.');

test('TcUnit comes in whole, and two people edit it', async ({ person, server }) => {
  test.setTimeout(120_000);
  const folder = rawFiles('tcunit__TcUnit');
  const ann = await person('ann');
  const { project, ms } = await importFolder(ann.page, folder, 'TcUnit');
  await expect(ann.page.getByText(/97 files/).first()).toBeVisible();
  await server.token('ben', project, 'editor');
  const ben = await person('ben');
  for (const { page } of [ann, ben]) {
    await page.goto(`/workspace/${project}/logic-studio`);
    await expectBadge(page, 'live');
    await page.getByRole('textbox', { name: 'Filter files' }).fill('FB_TestSuite');
    await treeItem(page, 'FB_TestSuite').click();
    await goTo(page, 1);
  }
  await Promise.all([ann.page.keyboard.type('// ann\n'), ben.page.keyboard.type('// ben\n')]);
  for (const { page } of [ann, ben]) await expectBadge(page, 'live');
  const texts = async () =>
    Promise.all([ann, ben].map(async ({ page }) => (await shownLines(page)).slice(0, 8).join('\n')));
  await expect.poll(async () => new Set(await texts()).size).toBe(1);
  expect((await texts())[0]?.match(/[anbe]/g)?.length).toBeGreaterThan(5);
  test.info().annotations.push({ type: 'import', description: `TcUnit ${ms} ms` });
  rmSync(folder, { recursive: true });
});

test('the tag table of TcOpen scrolls and filters', async ({ person }) => {
  test.setTimeout(120_000);
  const folder = rawFiles('TcOpenGroup__TcOpen');
  const { page } = await person('ann');
  const { project, ms } = await importFolder(page, folder, 'TcOpen');
  await page.goto(`/workspace/${project}/tag-database`);
  const count = page.getByTestId('tag-count');
  await expect(count).toHaveText(/1\d\d tags/, { timeout: 30_000 });
  const grid = page.getByTestId('tag-grid');
  const first = await grid.locator('[data-key]').first().getAttribute('data-key');
  await grid.hover();
  await page.mouse.wheel(0, 3_000);
  await expect.poll(() => grid.locator('[data-key]').first().getAttribute('data-key')).not.toBe(first);
  await page.getByLabel('Search tags').first().fill('main.');
  await expect(count).toHaveText(/of 1\d\d/);
  await page.getByLabel('Search tags').first().fill('no such tag anywhere');
  await expect(page.getByText('No tag fits the filter')).toBeVisible();
  test.info().annotations.push({ type: 'import', description: `TcOpen ${ms} ms` });
  rmSync(folder, { recursive: true });
});

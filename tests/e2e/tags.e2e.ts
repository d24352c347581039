import type { Page } from '@playwright/test';
import { expect, expectBadge, goTo, openFile, test } from './fixtures.ts';

test('a tag that one person declares appears in the other’s tag table, with its vendor name', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, 'PRG_Main');
  await ben.page.goto(`/workspace/${project}/tag-database`);
  await expectBadge(ben.page, 'live');
  const grid = ben.page.getByTestId('tag-grid');
  await ben.page.getByLabel('Search tags').first().fill('xBrandNew');
  await expect(ben.page.getByText('No tag fits the filter').first()).toBeVisible();

  await goTo(ann.page, 5);
  await ann.page.keyboard.type('xBrandNewValve : BOOL := TRUE; // opened by hand\n');
  const row = grid.getByRole('row', { name: /xBrandNewValve/ });
  await expect(row).toBeVisible();
  await expect(row).toContainText('BOOL');
  await expect(row).toContainText('opened by hand');

  await ben.page
    .getByRole('radio', { name: 'Siemens' })
    .or(ben.page.getByRole('button', { name: 'Siemens' }))
    .first()
    .click();
  await expect(row).toContainText('xBrandNewValve');
  await expect(async () => {
    await ann.page.keyboard.press('Control+z');
    await expect(row).toHaveCount(0, { timeout: 500 });
  }).toPass();
});

test('the table filters, sorts and opens the declaration of a tag', async ({ person, project }) => {
  const { page } = await person('ann');
  await page.goto(`/workspace/${project}/tag-database`);
  await expectBadge(page, 'live');
  await page.getByLabel('Search tags').first().fill('GVL_IO.xEStop');
  const row = page
    .getByTestId('tag-grid')
    .getByRole('row', { name: /xEStop/ })
    .first();
  await expect(row).toContainText('%IX');
  await row.getByRole('button').first().click();
  await expect(page).toHaveURL(/logic-studio/);
  await expect(page.getByRole('tab', { name: 'GVL_IO' })).toHaveAttribute('aria-selected', 'true');
});

test('columns are filtered one by one, chosen and kept, rows grouped and copied as a spreadsheet takes them', async ({
  person,
  project,
}) => {
  const { page, context } = await person('ann');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/workspace/${project}/tag-database`);
  await expectBadge(page, 'live');
  const grid = page.getByTestId('tag-grid');
  await page.getByRole('button', { name: 'Filter by column' }).click();
  await page.getByRole('searchbox', { name: 'Filter type' }).fill('=BOOL');
  await page.getByRole('searchbox', { name: 'Filter address' }).fill('%IX0');
  await expect(page.getByTestId('tag-count')).toContainText(/^\d+ of /);
  await expect(grid.getByRole('row', { name: /%QX/ })).toHaveCount(0);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Section' }).click();
  await expect(grid.getByRole('columnheader', { name: 'Section' })).toBeVisible();
  await page.getByRole('button', { name: /^Group/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'File' }).click();
  await expect(grid.getByRole('row', { name: /\.st/ }).first()).toBeVisible();

  await grid.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByTestId('tag-count')).toHaveText('2 selected');
  await page.keyboard.press('Control+c');
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^Name\tSection\t[^\n]*Address[^\n]*\n[^\n]*\tVAR_GLOBAL\t[^\n]*%IX0[^\n]*\n[^\n]*%IX0[^\n]*$/);
  await page.reload();
  await expect(grid.getByRole('columnheader', { name: 'Section' })).toBeVisible();
});

test('a link to a tag shows it, in the middle of everything else', async ({ person, project }) => {
  const { page } = await person('ann');
  await page.goto(`/workspace/${project}/tag-database?tag=GVL_IO.xEStopOk`);
  await expectBadge(page, 'live');
  const row = page.getByTestId('tag-grid').locator('[data-key="gvl_io.xestopok"]');
  await expect(row).toBeInViewport({ timeout: 15_000 });
  await expect(row).toHaveAttribute('aria-selected', 'true');
});

test('a tag with parts opens in its place by arrow keys, level by level, and follows its type while a colleague writes', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await page.goto(`/workspace/${project}/tag-database?tag=GVL_Cip.astProgram`);
  await expectBadge(page, 'live');
  const grid = page.getByTestId('tag-grid');
  const row = grid.locator('[data-key="gvl_cip.astprogram"]');
  await expect(row).toHaveAttribute('aria-expanded', 'false', { timeout: 15_000 });
  await grid.focus();
  await page.keyboard.press('ArrowRight');
  await expect(row).toHaveAttribute('aria-expanded', 'true');
  await expect(grid.getByRole('row', { name: /^\[2\]/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const part = grid.getByRole('row', { name: /^\.tDuration/ });
  await expect(part).toContainText('runs only while all conditions hold');
  await expect(part).toHaveAttribute('aria-level', '4');
  const written = await page.evaluate(async (id) => {
    const path = `/api/projects/${id}/files/${encodeURIComponent('Types/ST_CipStep.st')}`;
    const answer = await fetch(path);
    const body = (await answer.text()).replace('tDuration', 'tPhaseTime');
    const headers = { 'If-Match': answer.headers.get('etag') ?? '' };
    return (await fetch(path, { method: 'PUT', headers, body })).status;
  }, project);
  expect(written).toBe(200);
  await expect(grid.getByRole('row', { name: /^\.tPhaseTime/ })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(part).toHaveCount(0);
  await expect(row).toHaveAttribute('aria-expanded', 'true');
});

test('beside the table stands what differs from the last export: who made it, and the tags that came since', async ({
  person,
  project,
}) => {
  const ann = await person('ann');
  await ann.page.goto(`/workspace/${project}/tag-database`);
  await expectBadge(ann.page, 'live');
  await ann.page.getByRole('tab', { name: 'Since export' }).click();
  await expect(ann.page.getByText('No export yet')).toBeVisible();
  const [download] = await Promise.all([
    ann.page.waitForEvent('download'),
    ann.page.getByRole('button', { name: /^Export / }).click(),
  ]);
  expect(download.suggestedFilename()).not.toBe('');
  const sums = ann.page.getByTestId('since-export');
  await expect(sums).toContainText('Since the last export (ann, now): 0 added, 0 changed, 0 removed');

  // Without the server: it hears of the export later, with the texts of then.
  await ann.context.setOffline(true);
  await expect(ann.page.getByText('Written from this device')).toBeVisible();
  await Promise.all([
    ann.page.waitForEvent('download'),
    ann.page.getByRole('button', { name: /^Export / }).click(),
  ]);
  const told = ann.page.waitForResponse((answer) => answer.url().endsWith('/taken'));
  await ann.context.setOffline(false);
  expect((await told).status()).toBe(204);

  const written = await ann.page.evaluate(async (id) => {
    const body = 'VAR_GLOBAL\n  xSinceExport : BOOL;\nEND_VAR\n';
    return (await fetch(`/api/projects/${id}/files/Since.st`, { method: 'PUT', body })).status;
  }, project);
  expect(written).toBe(201);
  await expect(sums).toContainText('1 added, 0 changed, 0 removed');
  await ann.page.getByRole('button', { name: /xSinceExport$/ }).click();
  const row = ann.page.getByTestId('tag-grid').getByRole('row', { name: /xSinceExport/ });
  await expect(row).toHaveAttribute('aria-selected', 'true');
});

test('what colleagues changed today stands alone, by person, and a link to it filters the same', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  for (const { page } of [ann, ben]) {
    await page.goto(`/workspace/${project}/tag-database`);
    await expectBadge(page, 'live');
    await expect(page.getByTestId('tag-grid').locator('.grid-row').first()).toBeVisible({ timeout: 60_000 });
  }
  const row = (page: Page) => page.getByTestId('tag-grid').locator('[data-key="gvl_io.xestopok"]');
  await ben.page.getByLabel('Search tags').first().fill('GVL_IO.xEStopOk');
  await row(ben.page).locator('.cell-comment').dblclick();
  await ben.page.getByRole('textbox', { name: /^Comment of/ }).fill('both channels');
  await ben.page.keyboard.press('Enter');
  await ann.page.getByRole('button', { name: 'By', exact: true }).click();
  await ann.page.getByRole('option', { name: /ben/ }).click();
  await ann.page.keyboard.press('Escape');
  await expect(ann.page.getByTestId('tag-count')).toHaveText(/^1 of /);
  await expect(row(ann.page)).toContainText('both channels');

  await ann.page.goto(`/workspace/${project}/tag-database?changed=today&by=ben&find=estop`);
  await expect(ann.page.getByTestId('tag-count')).toHaveText(/^1 of /, { timeout: 30_000 });
  await expect(ann.page.getByRole('button', { name: 'Changed today' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(row(ann.page)).toContainText('both channels');
  await ann.page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(ann.page.getByTestId('tag-count')).toHaveText(/ tags$/);
});

test('nothing of the page is cut at 1440 by 900 and 1280 by 720, in both themes; a refusal in a cell stands above the rows below', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
  ] as const)
    for (const theme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(`/workspace/${project}/tag-database?tag=GVL_IO.xEStopOk`);
      await expectBadge(page, 'live');
      const row = page.getByTestId('tag-grid').locator('[data-key="gvl_io.xestopok"]');
      await expect(row).toBeVisible({ timeout: 60_000 });
      await row.locator('.cell-address').dblclick();
      await page.getByRole('textbox', { name: /^Address of/ }).fill('IX0.0');
      await page.keyboard.press('Enter');
      const alert = page.getByRole('alert');
      await expect(alert).toContainText('cannot be the address');
      const isOnTop = await alert.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const isSeen = (y: number) => element.contains(document.elementFromPoint((left + right) / 2, y));
        return isSeen(top + 4) && isSeen(bottom - 4);
      });
      expect(isOnTop).toBe(true);
      const cut = await page.evaluate(() =>
        ['.toolbar .filters', '.map .bits > *', 'main .options'].flatMap((selector) =>
          [...document.querySelectorAll(selector)]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
            .map(() => selector),
        ),
      );
      expect(cut, `${width} ${theme}`).toEqual([]);
      if (process.env.PICTURES)
        await page.screenshot({ path: `${process.env.PICTURES}/tags-${width}-${theme}.png` });
      await page.keyboard.press('Escape');
    }
});

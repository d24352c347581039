import type { Page } from '@playwright/test';
import { expect, expectBadge, test } from './fixtures.ts';

const KEY = 'gvl_io.xestopok';

async function openTable(page: Page, project: string) {
  await page.goto(`/workspace/${project}/tag-database?tag=GVL_IO.xEStopOk`);
  await expectBadge(page, 'live');
  const row = page.getByTestId('tag-grid').locator(`[data-key="${KEY}"]`);
  await expect(row).toBeVisible({ timeout: 60_000 });
  return row;
}

test('two people edit one tag in the table: both edits stand, each takes back only their own', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const annRow = await openTable(ann.page, project);
  const benRow = await openTable(ben.page, project);

  await annRow.locator('.cell-comment').dblclick();
  const field = ann.page.getByRole('textbox', { name: 'Comment of GVL_IO.xEStopOk' });
  await expect(field).toBeFocused();
  await benRow.locator('.cell-address').dblclick();
  await ben.page.getByRole('textbox', { name: 'Address of GVL_IO.xEStopOk' }).fill('%IX7.5');
  await ben.page.keyboard.press('Enter');
  await expect(annRow).toContainText('%IX7.5');
  await expect(annRow).toHaveClass(/is-changed/);
  await expect(field).toBeFocused();
  await field.fill('Safety relay K12');
  await ann.page.keyboard.press('Enter');
  await expect(benRow).toContainText('Safety relay K12');
  await expect(benRow).toContainText('%IX7.5');

  await ann.page.keyboard.press('Control+z');
  await expect(benRow).toContainText('Safety relay K10');
  await expect(benRow).toContainText('%IX7.5');
});

test('a value that would make the text say something else is refused in the cell', async ({
  person,
  project,
}) => {
  const { page } = await person('ben');
  const row = await openTable(page, project);
  await row.locator('.cell-initial').dblclick();
  await page.getByRole('textbox', { name: /^Initial of/ }).fill('5; y : INT');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('cannot be the initial value');
});

test('a viewer reads in the cell why it cannot be written', async ({ person, project }) => {
  const { page } = await person('eve', 'viewer');
  const row = await openTable(page, project);
  await row.locator('.cell-comment').dblclick();
  await expect(page.getByRole('alert')).toContainText('Only editors change tags');
});

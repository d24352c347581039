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

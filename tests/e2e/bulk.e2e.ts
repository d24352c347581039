import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, expectBadge, test } from './fixtures.ts';

/** Opens the tag table with the tags that a search leaves. */
async function openTable(page: Page, project: string, search: string): Promise<Locator> {
  await page.goto(`/workspace/${project}/tag-database`);
  await expectBadge(page, 'live');
  const grid = page.getByTestId('tag-grid');
  await expect(grid.locator('.grid-row').first()).toBeVisible({ timeout: 60_000 });
  await page.getByLabel('Search tags').first().fill(search);
  return grid;
}

const row = (page: Page, name: string, scope = 'gvl_io') =>
  page.getByTestId('tag-grid').locator(`[data-key="${scope}.${name.toLowerCase()}"]`);
const line = (page: Page, field: string, name: string, scope = 'gvl_io') =>
  page.locator(`[data-line="${field} ${scope}.${name.toLowerCase()}"]`);

/** Selects all rows that are shown, with the keyboard in the table. */
async function selectShown(page: Page, grid: Locator, count: number): Promise<void> {
  await expect(page.getByTestId('tag-count')).toContainText(new RegExp(`^${count} of `));
  await grid.focus();
  await page.keyboard.press('Control+a');
  if (count > 1) await expect(page.getByTestId('tag-count')).toHaveText(`${count} selected`);
}

test('B3 one field of many tags: a preview, one step, one undo; a colleague’s change of one of them merges', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const grid = await openTable(ann.page, project, 'GVL_IO.xZone1');
  await openTable(ben.page, project, 'GVL_IO.xZone1');
  const count = Number(/^(\d+) of/.exec((await ann.page.getByTestId('tag-count').textContent()) ?? '')?.[1]);
  expect(count).toBeGreaterThan(1);
  await selectShown(ann.page, grid, count);
  await ann.page.keyboard.press('Alt+e');
  const dialog = ann.page.getByRole('dialog', { name: 'Change tags' });
  await dialog.getByRole('textbox', { name: 'Text' }).fill('Zone 1: {name}');
  await expect(line(ann.page, 'comment', 'xZone1Occupied')).toContainText('Zone 1: xZone1Occupied');

  await row(ben.page, 'xZone1Occupied').locator('.cell-address').dblclick();
  await ben.page.getByRole('textbox', { name: /^Address of/ }).fill('%IX60.1');
  await ben.page.keyboard.press('Enter');
  await expect(line(ann.page, 'comment', 'xZone1Occupied')).toContainText('ben changed it just now');

  await row(ben.page, 'xZone1MotorOk').locator('.cell-type').click();
  await ben.page.getByTestId('tag-grid').focus();
  await ben.page.keyboard.press('Home');
  await ben.page.keyboard.press('F2');
  await ben.page.getByRole('textbox', { name: /^Name of/ }).fill('xZone1DriveOk');
  await ben.page.keyboard.press('Enter');
  await expect(line(ann.page, 'comment', 'xZone1DriveOk')).toContainText('Zone 1: xZone1DriveOk');

  await dialog.getByRole('button', { name: `Apply ${count} changes` }).click();
  await expect(row(ben.page, 'xZone1Occupied')).toContainText('Zone 1: xZone1Occupied');
  await expect(row(ben.page, 'xZone1Occupied')).toContainText('%IX60.1');
  await expect(row(ben.page, 'xZone1DriveOk')).toContainText('Zone 1: xZone1DriveOk');
  await grid.focus();
  await ann.page.keyboard.press('Control+z');
  await expect(row(ben.page, 'xZone1DriveOk')).toContainText('Motor starter Q41');
  await expect(row(ben.page, 'xZone1Occupied')).toContainText('Light barrier B41');
  await expect(row(ben.page, 'xZone1Occupied')).toContainText('%IX60.1');
});

test('B10 qualifiers of many tags: the preview offers what their sections take, a colleague sees the blocks move, one undo moves them back', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const grid = await openTable(ann.page, project, 'GVL_IO.xEStop');
  await openTable(ben.page, project, 'GVL_IO.xEStop');
  await ben.page.getByRole('button', { name: 'Columns' }).click();
  await ben.page.getByRole('menuitemcheckbox', { name: 'Qualifiers' }).click();
  await selectShown(ann.page, grid, 1);
  await ann.page.keyboard.press('Alt+e');
  const dialog = ann.page.getByRole('dialog', { name: 'Change tags' });
  await dialog.getByRole('combobox', { name: 'Field' }).selectOption('Qualifiers');
  const value = dialog.getByRole('combobox', { name: 'New value' });
  await value.selectOption('RETAIN PERSISTENT');
  await expect(line(ann.page, 'qualifiers', 'xEStopOk')).toContainText('RETAIN PERSISTENT');
  await expectAccessible(ann.page);
  await dialog.getByRole('button', { name: 'Apply 1 change' }).click();
  await expect(row(ben.page, 'xEStopOk').locator('.cell-qualifiers')).toHaveText('RETAIN PERSISTENT');
  await expect(row(ben.page, 'xEStopOk')).toHaveClass(/is-changed/);
  await grid.focus();
  await ann.page.keyboard.press('Control+z');
  await expect(row(ben.page, 'xEStopOk').locator('.cell-qualifiers')).toHaveText('');
});

test('B9 find and replace in names renames every use; a name that is taken is refused with its reason', async ({
  person,
  project,
  server,
}) => {
  const { page, context } = await person('ann');
  const grid = await openTable(page, project, 'GVL_IO.xEStop');
  await selectShown(page, grid, 1);
  await page.keyboard.press('Control+h');
  const dialog = page.getByRole('dialog', { name: 'Find and replace in tags' });
  await dialog.getByRole('textbox', { name: 'Find' }).fill('xEStopOk');
  await dialog.getByRole('textbox', { name: 'Replace by' }).fill('xMainsOk');
  await dialog.getByRole('radio', { name: /^Refused 1/ }).click();
  await expect(line(page, 'name', 'xEStopOk')).toContainText('twice');
  await dialog.getByRole('textbox', { name: 'Replace by' }).fill('xEmergencyStopOk');
  await dialog.getByRole('radio', { name: /^Changes 1/ }).click();
  await dialog.getByRole('button', { name: 'Apply 1 change' }).click();
  // The dialog holds the focus until it is gone.
  await expect(dialog).toBeHidden();
  await page.getByLabel('Search tags').first().fill('GVL_IO.xEmergency');
  await expect(row(page, 'xEmergencyStopOk')).toBeVisible();
  const files = `${server.url}/api/projects/${project}/files`;
  const listed = (await (await context.request.get(files)).json()) as {
    files: { id: string; path: string }[];
  };
  const inputs = listed.files.find(({ path }) => path.endsWith('PRG_Inputs.st'))?.id;
  const text = async () => (await context.request.get(`${files}/${inputs}`)).text();
  await expect.poll(text).toContain('GVL_Signals.xEStopOk := GVL_IO.xEmergencyStopOk');
  await grid.focus();
  await page.keyboard.press('Control+z');
  await expect.poll(text).toContain('GVL_Signals.xEStopOk := GVL_IO.xEStopOk');
});

test('B5 addresses are renumbered round those that stay, a line that is left out stays', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  const grid = await openTable(page, project, 'PRG_Alarms');
  await grid.focus();
  await page.keyboard.press('Control+a');
  await expect(page.getByTestId('tag-count')).toContainText('selected');
  // What another filter showed is not selected any more.
  await page.getByLabel('Search tags').first().fill('GVL_IO.xMode');
  await selectShown(page, grid, 3);
  await page.getByLabel('Search tags').first().fill('');
  await expect(page.getByTestId('tag-count')).toHaveText('3 selected');
  await page.getByLabel('Search tags').first().fill('GVL_IO.xMode');
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Renumber/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Renumber addresses' });
  await dialog.getByRole('radio', { name: 'All anew' }).click();
  await dialog.getByRole('group', { name: '%I' }).getByLabel('from byte').fill('3');
  await expect(dialog.getByText('3 tags stay as they are.')).toBeVisible();
  await dialog.getByRole('group', { name: '%I' }).getByLabel('from byte').fill('300');
  await expect(line(page, 'address', 'xModeAutomatic')).toContainText('%IX300.0');
  await line(page, 'address', 'xModeManual').getByRole('checkbox').uncheck();
  await expect(line(page, 'address', 'xModeCip')).toContainText('%IX300.1');
  await dialog.getByRole('button', { name: 'Apply 2 changes' }).click();
  await expect(row(page, 'xModeAutomatic')).toContainText('%IX300.0');
  await expect(row(page, 'xModeManual')).toContainText('%IX3.4');
  await expect(row(page, 'xModeCip')).toContainText('%IX300.1');
});

test('B8 rows of a spreadsheet come in by name; a bad cell and an unknown tag are told with their rows', async ({
  person,
  project,
}) => {
  const { page, context } = await person('ann');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const grid = await openTable(page, project, 'GVL_IO.xMode');
  await grid.focus();
  const sheet = [
    'Path\tInitial\tComment\tType',
    'GVL_IO.xModeAutomatic\tTRUE\tautomatic\tBOOL',
    'GVL_IO.xModeManual\t)\tby hand\tBOOL',
    'GVL_IO.xModeNight\t\tnobody\tBOOL',
  ].join('\n');
  await page.evaluate((text) => navigator.clipboard.writeText(text), sheet);
  await page.keyboard.press('Control+v');
  const dialog = page.getByRole('dialog', { name: 'Paste from a spreadsheet' });
  await expect(dialog.getByRole('button', { name: 'Apply 3 changes' })).toBeVisible();
  await dialog.getByRole('radio', { name: /^Refused 2/ }).click();
  await expect(dialog.getByRole('row').filter({ hasText: 'xModeNight' })).toContainText('4');
  await expect(line(page, 'initial', 'xModeManual')).toContainText('cannot be the initial value');
  await dialog
    .getByRole('combobox', { name: 'New tags' })
    .selectOption({ label: 'Declare them in GVL_IO, VAR_GLOBAL' });
  await dialog.getByRole('button', { name: 'Apply 4 changes' }).click();
  await expect(row(page, 'xModeNight')).toContainText('nobody');
  await expect(row(page, 'xModeAutomatic')).toContainText('automatic');
  await expect(row(page, 'xModeAutomatic')).toContainText('TRUE');
  await expect(row(page, 'xModeManual')).toContainText('by hand');
  await grid.focus();
  await page.keyboard.press('Control+z');
  await expect(row(page, 'xModeNight')).toHaveCount(0);
  await expect(row(page, 'xModeManual')).toContainText('Key switch S13');
});

test('B1 a viewer sees what would change and why it is not theirs to write', async ({ person, project }) => {
  const { page } = await person('eve', 'viewer');
  const grid = await openTable(page, project, 'GVL_IO.xMode');
  await selectShown(page, grid, 3);
  await row(page, 'xModeManual').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Change selected tags/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Change tags' });
  await dialog.getByRole('textbox', { name: 'Text' }).fill('mine');
  await expect(dialog.getByText('Only editors change tags')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Apply 3 changes' })).toBeDisabled();
});

test('each of the four previews holds the rules of accessibility, light and dark', async ({
  person,
  project,
}) => {
  test.slow();
  const { page } = await person('ann');
  const grid = await openTable(page, project, 'GVL_IO.xMode');
  await selectShown(page, grid, 3);
  for (const keys of ['Alt+e', 'Control+h', 'Alt+n']) {
    await grid.focus();
    await page.keyboard.press(keys);
    if (keys === 'Control+h') await page.getByRole('textbox', { name: 'Find' }).fill('xMode');
    await expect(page.getByTestId('difference')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Paste/ }).click();
  await page
    .getByRole('textbox', { name: 'Rows of a spreadsheet' })
    .fill('Name\tComment\nxModeManual\tby hand\nxNobody\t?');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('difference')).toBeVisible();
  await expectAccessible(page);
});

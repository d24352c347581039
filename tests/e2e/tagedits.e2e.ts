import type { Page } from '@playwright/test';
import { expect, expectBadge, focusEditor, openFile, test } from './fixtures.ts';

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

  // Two good addresses that are wrong together: both authors, both times.
  await benRow.locator('.cell-address').dblclick();
  await ben.page.getByRole('textbox', { name: 'Address of GVL_IO.xEStopOk' }).fill('%IX90.0');
  await ben.page.keyboard.press('Enter');
  await expect(annRow).toContainText('%IX90.0');
  const other = ann.page.getByTestId('tag-grid').locator('[data-key="gvl_io.xguardclosed"]');
  await other.locator('.cell-address').dblclick();
  await ann.page.getByRole('textbox', { name: 'Address of GVL_IO.xGuardClosed' }).fill('%IX90.0');
  await ann.page.keyboard.press('Enter');
  const conflict = ben.page.getByRole('region', { name: 'Conflicts and free places' });
  await expect(conflict).toContainText('%IX90.0 is used twice');
  await expect(conflict).toContainText(/ann, (now|\d+ s ago)/);
  await expect(conflict).toContainText(/ben, (now|\d+ s ago)/);
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

test('a name that Logix does not take is renamed in the source as offered, and one undo takes it back', async ({
  person,
  project,
}) => {
  const { page } = await person('ben');
  const long = 'GVL_Line.xAccumulationTableZonePressureExceededLatched';
  await page.goto(`/workspace/${project}/tag-database?tag=${long}`);
  const row = (path: string) => page.getByTestId('tag-grid').locator(`[data-key="${path.toLowerCase()}"]`);
  await expect(row(long)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await page.getByRole('button', { name: /^Rename it to/ }).click();
  await expect(row('GVL_Line.xAccumulationTableZonePressureExceededLa')).toBeVisible();
  await expect(page.getByText('Nothing is wrong with')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(row(long)).toBeVisible();
});

test('a viewer reads in the cell why it cannot be written', async ({ person, project }) => {
  const { page } = await person('eve', 'viewer');
  const row = await openTable(page, project);
  await row.locator('.cell-comment').dblclick();
  await expect(page.getByRole('alert')).toContainText('Only editors change tags');
});

/** Writes over a word of the open file, found by the editor's own search. */
async function replaceInSource(page: Page, project: string, file: string, what: string, by: string) {
  await openFile(page, project, file);
  await focusEditor(page);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  const find = page.getByRole('textbox', { name: 'Find' }).first();
  await find.fill(what);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.type(by);
}

test('I1 a tag that a colleague renames in the source stays where its reader sees it, selected, with the open cell and its text', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const row = await openTable(ann.page, project);
  const grid = ann.page.getByTestId('tag-grid');
  await row.click({ modifiers: ['Control'] });
  await grid.hover();
  await ann.page.mouse.wheel(0, 60);
  await row.locator('.cell-comment').dblclick();
  const field = ann.page.getByRole('textbox', { name: /^Comment of/ });
  await field.fill('Safety relay K77');
  const before = (await row.boundingBox())!.y;

  await replaceInSource(ben.page, project, 'GVL_IO', 'xEStopOk', 'zzSafe');
  const renamed = grid.locator('[data-key="gvl_io.zzsafe"]');
  await expect(renamed).toBeVisible();
  await expect(renamed).toHaveClass(/is-changed person-\d+/);
  await expect(renamed).toHaveAttribute('aria-selected', 'true');
  expect(Math.abs((await renamed.boundingBox())!.y - before)).toBeLessThan(2);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Safety relay K77');
  await expect(field).toHaveAccessibleName('Comment of GVL_IO.zzSafe');

  await field.press('Enter');
  await expect(renamed).toContainText('Safety relay K77');
  await expect(grid.locator(`[data-key="${KEY}"]`)).toHaveCount(0);
});

test('I1 a tag that a colleague retypes and moves keeps its row and the open cell', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const row = await openTable(ann.page, project);
  await row.locator('.cell-comment').dblclick();
  const field = ann.page.getByRole('textbox', { name: 'Comment of GVL_IO.xEStopOk' });
  await field.fill('Moved along');

  await replaceInSource(ben.page, project, 'GVL_IO', 'xEStopOk', 'xEStopOk');
  // The line goes one down: it is cut, and set in again behind the next one.
  await ben.page.keyboard.press('Alt+ArrowDown');
  await ben.page.keyboard.press('Home');
  await ben.page.keyboard.press('Shift+End');
  await ben.page.keyboard.type('xEStopOk AT %IX0.0 : INT;');
  await expect(row).toContainText('INT');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Moved along');
  await field.press('Enter');
  await expect(row).toContainText('Moved along');
});

test('the panel tells who changed a tag, when, and from what to what, follows a colleague, and the table still knows it after a reload', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const annRow = await openTable(ann.page, project);
  const benRow = await openTable(ben.page, project);
  await annRow.locator('.cell-section, .cell-problems').first().click();
  await ann.page.getByRole('tab', { name: 'Tag history' }).click();
  await benRow.locator('.cell-address').dblclick();
  await ben.page.getByRole('textbox', { name: 'Address of GVL_IO.xEStopOk' }).fill('%IX7.5');
  await ben.page.keyboard.press('Enter');
  const steps = ann.page.getByRole('list', { name: 'History of GVL_IO.xEStopOk' }).getByRole('listitem');
  await expect(steps.first()).toContainText(/ben.*changed it/i);
  await expect(steps.first()).toContainText(/Address%IX\d+\.\d+→%IX7\.5/);
  await ann.page.setViewportSize({ width: 1920, height: 1000 });
  await ann.page.reload();
  await expect(annRow.locator('.cell-changed')).toContainText(/ago|now/, { timeout: 60_000 });
  await expect(annRow.locator('.cell-changed').getByTitle(/^ben,/i)).toBeVisible();
  await ann.page.getByRole('button', { name: 'Columns' }).click();
  await ann.page.getByRole('menuitemcheckbox', { name: 'Uses' }).click();
  await ann.page.keyboard.press('Escape');
  await expect(annRow.locator('.cell-uses')).toHaveText(/^[1-9]\d*$/);
  await ann.page.getByRole('tab', { name: 'Tag history' }).click();
  await expect(steps.first()).toContainText(/changed it/);
  await ann.context.setOffline(true);
  await expect(ann.page.getByText('Offline: what came since is missing here.')).toBeVisible();
});

test('B10 a tag changes its section in its cell while a colleague without network writes its comment: both stand, and its history says who did what', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const row = (page: Page) => page.getByTestId('tag-grid').locator('[data-key="prg_alarms.tonmode"]');
  for (const { page } of [ann, ben]) {
    await page.goto(`/workspace/${project}/tag-database?tag=PRG_Alarms.tonMode`);
    await expectBadge(page, 'live');
    await expect(row(page)).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Section' }).click();
    await expect(row(page).locator('.cell-section')).toHaveText('VAR');
  }

  await ben.context.setOffline(true);
  await expectBadge(ben.page, 'offline');
  await row(ben.page).locator('.cell-comment').dblclick();
  await ben.page.getByRole('textbox', { name: /^Comment of/ }).fill('key switch, debounced');
  await ben.page.keyboard.press('Enter');

  await row(ann.page).locator('.cell-section').dblclick();
  const cell = ann.page.getByRole('combobox', { name: 'Section of PRG_Alarms.tonMode' });
  await cell.fill('VAR_GLOBAL');
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByRole('alert')).toContainText(
    '`VAR_GLOBAL` is no section for the tags of PRG_Alarms',
  );
  await cell.fill('var_temp');
  await ann.page.keyboard.press('Enter');
  await expect(row(ann.page).locator('.cell-section')).toHaveText('VAR_TEMP');

  await ben.context.setOffline(false);
  for (const { page } of [ann, ben]) {
    await expect(row(page).locator('.cell-section')).toHaveText('VAR_TEMP');
    await expect(row(page).locator('.cell-comment')).toHaveText('key switch, debounced');
  }
  await row(ann.page).locator('.cell-type').click();
  await ann.page.getByRole('tab', { name: 'Tag history' }).click();
  const history = ann.page.getByRole('tabpanel', { name: 'Tag history' });
  await expect(history).toContainText('VAR_TEMP');
  await expect(history).toContainText('ben');

  await ann.page.getByTestId('tag-grid').focus();
  await ann.page.keyboard.press('Control+z');
  for (const { page } of [ann, ben]) {
    await expect(row(page).locator('.cell-section')).toHaveText('VAR');
    await expect(row(page).locator('.cell-comment')).toHaveText('key switch, debounced');
  }

  // M1: two sections for one tag are told to both, with people and times, and one click takes the other one.
  await ben.context.setOffline(true);
  await expectBadge(ben.page, 'offline');
  const say = async (page: Page, section: string) => {
    await row(page).locator('.cell-section').dblclick();
    await page.getByRole('combobox', { name: 'Section of PRG_Alarms.tonMode' }).fill(section);
    await page.keyboard.press('Enter');
    await expect(row(page).locator('.cell-section')).toHaveText(section);
  };
  await say(ben.page, 'VAR_INPUT');
  await say(ann.page, 'VAR_OUTPUT');
  await ben.context.setOffline(false);
  const told = (page: Page) =>
    page.getByText(/(?:Ann and ben|Ben and ann) gave tonMode two sections at the same time/);
  for (const { page } of [ann, ben]) {
    await expect(told(page)).toBeVisible();
    await expect(page.getByText(/ann said VAR_OUTPUT at \d\d:\d\d/i)).toContainText(
      /ben said VAR_INPUT at \d\d:\d\d/i,
    );
  }
  const stays = await row(ann.page).locator('.cell-section').textContent();
  const other = stays === 'VAR_INPUT' ? 'VAR_OUTPUT' : 'VAR_INPUT';
  await expect(row(ben.page).locator('.cell-section')).toHaveText(stays ?? '');
  await ann.page.getByRole('button', { name: `Make it ${other}` }).click();
  for (const { page } of [ann, ben]) {
    await expect(row(page).locator('.cell-section')).toHaveText(other);
    await expect(told(page)).toHaveCount(0);
  }
});

test('B11 two people give one tag two start values, one of them without network: one stays, both are told, one click takes the other', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const cell = (page: Page) =>
    page.getByTestId('tag-grid').locator('[data-key="gvl_alarms.air_pressure_warning"] .cell-initial');
  for (const { page } of [ann, ben]) {
    await page.goto(`/workspace/${project}/tag-database?tag=GVL_Alarms.AIR_PRESSURE_WARNING`);
    await expectBadge(page, 'live');
    await expect(cell(page)).toHaveText('5.8', { timeout: 60_000 });
  }
  await ben.context.setOffline(true);
  await expectBadge(ben.page, 'offline');
  for (const [page, value] of [
    [ben.page, '6.4'],
    [ann.page, '7.25'],
  ] as const) {
    await cell(page).dblclick();
    await page.getByRole('textbox', { name: 'Initial of GVL_Alarms.AIR_PRESSURE_WARNING' }).fill(value);
    await page.keyboard.press('Enter');
    await expect(cell(page)).toHaveText(value);
  }
  await ben.context.setOffline(false);
  const told = (page: Page) =>
    page.getByText(/(?:Ann and ben|Ben and ann) changed AIR_PRESSURE_WARNING at the same time/);
  for (const { page } of [ann, ben]) {
    await expect(told(page)).toBeVisible();
    await expect(page.getByText(/ann said 7\.25 at \d\d:\d\d/i)).toContainText(/ben said 6\.4 at \d\d:\d\d/i);
  }
  const stays = (await cell(ann.page).textContent())?.trim() ?? '';
  expect(['6.4', '7.25']).toContain(stays);
  await expect(cell(ben.page)).toHaveText(stays);
  const other = stays === '6.4' ? '7.25' : '6.4';
  await ann.page.getByRole('button', { name: `Make it ${other}` }).click();
  for (const { page } of [ann, ben]) {
    await expect(cell(page)).toHaveText(other);
    await expect(told(page)).toHaveCount(0);
  }
});

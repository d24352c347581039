import type { Page } from '@playwright/test';
import { expect, expectBadge, test } from './fixtures.ts';

const row = (name: string, at: string, comment: string) =>
  `"${name}","${at}","Bool","True","True","False","${comment}","","True"\n`;

/** A tag table of TIA: one tag moved, one with another comment, one new, one broken row. */
const SDF = Buffer.from(
  row('xBottleAtInfeed', '%I0.0', 'Light barrier B1, moved') +
    row('xBottleAtDischarge', '%I90.1', 'Light barrier B2, star wheel out') +
    row('xImported', '%I91.0', 'from TIA') +
    '"broken"\n',
);

async function openTags(page: Page, project: string): Promise<void> {
  await page.goto(`/workspace/${project}/tag-database`);
  await expectBadge(page, 'live');
  await expect(page.getByTestId('tag-grid').getByRole('row').nth(3)).toBeVisible({ timeout: 30_000 });
}

test('M1 a vendor file comes in on the page of tags as a difference, each tag by choice, as one step of undo', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const { page } = ann;
  await Promise.all([openTags(page, project), openTags(ben.page, project)]);
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByLabel('Files to import')
    .setInputFiles({ name: 'PLCTags.sdf', mimeType: 'text/plain', buffer: SDF });
  await expect(dialog.getByTestId('import-sums')).toContainText('1 new, 2 changed');
  await expect(dialog.getByTestId('import-sums')).toContainText('3 of 4 rows read');
  const lines = dialog.getByTestId('import-tags');
  await expect(lines.getByRole('row', { name: /xBottleAtInfeed comment/ })).toContainText(
    'Light barrier B1, moved',
  );
  await expect(lines.getByRole('row', { name: /xBottleAtDischarge address/ })).toContainText('%IX90.1');
  await dialog.getByRole('radio', { name: /Notes 1/ }).click();
  await expect(lines.getByRole('row', { name: /PLCTags\.sdf:4/ })).toContainText('IMPORT_ROW_SKIPPED');

  await dialog.getByRole('radio', { name: /Changed 2/ }).click();
  await lines.getByRole('checkbox', { name: /xBottleAtDischarge/ }).uncheck();
  await dialog.getByRole('button', { name: 'Import 2 tags' }).click();
  await expect(dialog).toHaveCount(0);
  for (const { page: own } of [ann, ben]) {
    await own.getByLabel('Search tags').first().fill('GVL_IO.xBottleAt');
    const grid = own.getByTestId('tag-grid');
    await expect(grid.getByRole('row', { name: /xBottleAtInfeed/ })).toContainText('Light barrier B1, moved');
    await expect(grid.getByRole('row', { name: /xBottleAtDischarge/ })).toContainText('%IX0.1');
    await own.getByLabel('Search tags').first().fill('xImported');
    await expect(grid.getByRole('row', { name: /xImported/ })).toContainText('%IX91.0');
  }
  await page.getByTestId('tag-grid').focus();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('No tag fits the filter').first()).toBeVisible();
  await page.getByLabel('Search tags').first().fill('GVL_IO.xBottleAtInfeed');
  await expect(page.getByTestId('tag-grid').getByRole('row', { name: /xBottleAtInfeed/ })).toContainText(
    'infeed worm',
  );
});

test('a viewer sees no way to import tags', async ({ person, project }) => {
  const { page } = await person('vic', 'viewer');
  await openTags(page, project);
  await expect(page.getByRole('button', { name: 'Import' })).toBeDisabled();
});

/** Many lists in one PLCopen file, 10 MB. */
function largePlcopen(): Buffer {
  const variable = (n: number) =>
    `<variable name="xLarge${n}"><type><BOOL/></type><documentation><xhtml xmlns="http://www.w3.org/1999/xhtml">signal ${n} of a large plant</xhtml></documentation></variable>`;
  const lists = Array.from({ length: 130 }, (_, list) => {
    const variables = Array.from({ length: 500 }, (_, n) => variable(list * 500 + n)).join('');
    return `<globalVars name="GVL_Large${list}">${variables}</globalVars>`;
  });
  return Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?><project xmlns="http://www.plcopen.org/xml/tc6_0201"><fileHeader companyName="" productName="p" productVersion="1" creationDateTime="1980-01-01T00:00:00"/><contentHeader name="large"><coordinateInfo><fbd><scaling x="1" y="1"/></fbd><ld><scaling x="1" y="1"/></ld><sfc><scaling x="1" y="1"/></sfc></coordinateInfo></contentHeader><types><dataTypes/><pous/></types><instances><configurations><configuration name="C"><resource name="R"/>${lists.join('')}</configuration></configurations></instances></project>`,
  );
}

test('V1 a large file is read beside the page, with progress and a way to give up; its tags are compared one by one', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openTags(page, project);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Import' }).click();
  await dialog
    .getByLabel('Files to import')
    .setInputFiles({ name: 'large.xml', mimeType: 'text/xml', buffer: largePlcopen() });
  await expect(dialog.getByRole('progressbar', { name: 'Import' })).toBeVisible();
  const refused = page.waitForEvent('requestfailed', (request) => request.url().includes('dryRun'));
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await refused;
  await expect(dialog).toHaveCount(0);

  // The files are still chosen: they are read anew.
  await page.getByRole('button', { name: 'Import' }).click();
  await expect(dialog.getByRole('progressbar', { name: 'Import' })).toBeVisible();
  await expect(dialog.getByTestId('import-source-sums')).toContainText('65,000 new', { timeout: 60_000 });
  await expect(dialog.getByTestId('import-source-sums')).toContainText('the first 5,000 are listed');
  await expect(
    dialog
      .getByTestId('import-source-tags')
      .getByRole('row', { name: /xLarge/ })
      .first(),
  ).toBeVisible();
});

test('V6 a file of source comes in as a difference of tags, each by choice, into the file of its name deep in the tree', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openTags(page, project);
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog');
  const text =
    'VAR_GLOBAL\n  xEStopOk AT %IX0.3 : BOOL; // both channels\n  xBrandNew : BOOL;\n  xFurther : INT := 2;\nEND_VAR\n';
  await dialog
    .getByLabel('Files to import')
    .setInputFiles({ name: 'GVL_IO.st', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect(dialog.getByRole('combobox', { name: 'Where GVL_IO.st goes' })).toHaveValue(/.+\/GVL_IO\.st$/);
  await expect(dialog.getByTestId('import-source-sums')).toContainText('removed');
  await dialog.getByRole('radio', { name: 'Tags by choice' }).click();
  await expect(dialog.getByTestId('import-sums')).toContainText('2 new, 1 changed');
  await dialog.getByRole('radio', { name: /New 2/ }).click();
  await dialog
    .getByTestId('import-tags')
    .getByRole('checkbox', { name: /xBrandNew/ })
    .uncheck();
  await dialog.getByRole('button', { name: 'Import 2 tags' }).click();
  await expect(dialog).toHaveCount(0);
  const search = page.getByLabel('Search tags').first();
  const grid = page.getByTestId('tag-grid');
  await search.fill('GVL_IO.xEStopOk');
  await expect(grid.getByRole('row', { name: /xEStopOk/ })).toContainText('both channels');
  await search.fill('xFurther');
  await expect(grid.getByRole('row', { name: /xFurther/ })).toBeVisible();
  await search.fill('xBrandNew');
  await expect(page.getByText('No tag fits the filter').first()).toBeVisible();
  await grid.focus();
  await page.keyboard.press('Control+z');
  await search.fill('GVL_IO.xEStopOk');
  await expect(grid.getByRole('row', { name: /xEStopOk/ })).toContainText('Safety relay K10');
});

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, expectBadge, goTo, openFile, shownLines, test, treeItem } from './fixtures.ts';

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

const TCPOU = `<?xml version="1.0" encoding="utf-8"?>\r
<TcPlcObject Version="1.1.0.1" ProductVersion="3.1.4024.12">\r
  <POU Name="FB_Dropped" Id="{11111111-2222-3333-4444-555555555555}" SpecialFunc="None">\r
    <Declaration><![CDATA[FUNCTION_BLOCK FB_Dropped\r
VAR_INPUT\r
\txGo : BOOL; // \u00fcber\r
END_VAR\r
]]></Declaration>\r
    <Implementation>\r
      <ST><![CDATA[IF xGo THEN\r
\t;\r
END_IF\r
]]></ST>\r
    </Implementation>\r
  </POU>\r
</TcPlcObject>`;

async function dragFiles(page: Page, files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    (list) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of list) transfer.items.add(new File([new Uint8Array(bytes)], name));
      return transfer;
    },
    files.map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
  );
  await page.dispatchEvent('.studio', 'dragover', { dataTransfer });
  if (await page.getByRole('button', { name: 'Import files' }).isVisible())
    await expect(page.getByText('Let go to import: a preview comes first')).toBeVisible();
  await page.dispatchEvent('.studio', 'drop', { dataTransfer });
}

test('M1 files are dropped on the studio, a preview says what comes, and the project comes out in their formats: a TcPOU byte for byte but for the edit', async ({
  person,
  project,
}) => {
  const [{ page }, vera] = await Promise.all([person('ann'), person('vera', 'viewer')]);
  await openFile(page, project, 'PRG_Main');
  const l5x =
    '<?xml version="1.0" encoding="UTF-8"?><RSLogix5000Content SchemaRevision="1.0" TargetName="Line" TargetType="Controller"><Controller Use="Target" Name="Line"><Tags><Tag Name="Speed" TagType="Base" DataType="DINT"/></Tags><Programs/></Controller></RSLogix5000Content>';
  const zip = zipSync({
    'POUs/FB_Dropped.TcPOU': strToU8(TCPOU),
    'POUs/FB_Plain.st': strToU8('FUNCTION_BLOCK FB_Plain\nEND_FUNCTION_BLOCK\n'),
    'bad.TcPOU': strToU8('<broken'),
  });
  await dragFiles(page, [
    { name: 'lib.zip', bytes: zip },
    { name: 'Line.L5X', bytes: strToU8(l5x) },
  ]);
  const dialog = page.getByRole('dialog', { name: 'Import files' });
  await expect(dialog.getByText('3 new files')).toBeVisible();
  await expect(dialog).toContainText('XML_BROKEN');
  for (const name of ['FB_Dropped.st', 'FB_Plain.st', 'Line.st']) await expect(dialog).toContainText(name);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toHaveCount(0);

  await page.getByRole('textbox', { name: 'Filter files' }).fill('FB_Dropped');
  await treeItem(page, 'FB_Dropped').click();
  await expect.poll(() => shownLines(page)).toContainEqual('    xGo : BOOL; // \u00fcber');
  await goTo(page, 6);
  await page.keyboard.press('End');
  await page.keyboard.type(' // here');
  await expectBadge(page, 'live');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'More file actions' }).click();
  await page.getByRole('menuitem', { name: 'Download in original formats' }).click();
  const files = unzipSync(readFileSync(await (await downloading).path()));
  expect(strFromU8(files['POUs/FB_Dropped.TcPOU'] ?? new Uint8Array())).toBe(
    TCPOU.replace('\t;', '\t; // here'),
  );
  expect(strFromU8(files['Line.L5X'] ?? new Uint8Array())).toBe(l5x);

  // A viewer's browser does not open the file in place of the page.
  await openFile(vera.page, project, 'PRG_Main');
  await dragFiles(vera.page, [{ name: 'lib.zip', bytes: zip }]);
  await expect(vera.page.getByText('Files are imported by editors')).toBeVisible();
});

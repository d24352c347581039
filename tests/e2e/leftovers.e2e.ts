/** Uses of a name that was renamed meanwhile. */

import { expect, expectBadge, goTo, openFile, shownLines, test, treeItem } from './fixtures.ts';

test('U1 N1 a name that was renamed while a colleague used it offline is offered to both, and renewed as one step', async ({
  person,
  project,
}) => {
  test.slow();
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, 'GVL_IO');
  await openFile(ben.page, project, 'FC_FillVolume');
  await ben.context.setOffline(true);
  await expectBadge(ben.page, 'offline');
  await goTo(ben.page, 1);
  await ben.page.keyboard.insertText(
    'FUNCTION F_Late : BOOL\nF_Late := GVL_IO.xEStopOk AND GVL_IO.xEStopOk;\nEND_FUNCTION\n',
  );
  await expect(ben.page.getByTestId('connection')).toContainText('kept on this device');

  const line = (await shownLines(ann.page)).findIndex((text) => text.includes('xEStopOk'));
  await goTo(ann.page, line + 1, 8);
  await ann.page.keyboard.press('F2');
  const dialog = ann.page.getByRole('dialog', { name: 'Rename xEStopOk' });
  await dialog.getByLabel('New name').fill('xEmergencyOk');
  await expect(dialog.getByText(/places? in/)).toBeVisible();
  await ann.page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect.poll(async () => (await shownLines(ann.page))[line]).toContain('xEmergencyOk');
  const offer = '2 uses of xEStopOk are left, which is called xEmergencyOk now';
  await expect(ann.page.getByText(offer)).toHaveCount(0);

  await ben.context.setOffline(false);
  await expectBadge(ben.page, 'live');
  for (const { page } of [ann, ben]) await expect(page.getByText(offer)).toBeVisible();
  await expect(ann.page.getByText('In FC_FillVolume', { exact: true })).toBeVisible();
  await ben.page.getByRole('button', { name: 'Rename 2 uses' }).click();
  await expect
    .poll(async () => (await shownLines(ben.page))[1])
    .toBe('F_Late := GVL_IO.xEmergencyOk AND GVL_IO.xEmergencyOk;');
  for (const { page } of [ann, ben]) await expect(page.getByText(offer)).toHaveCount(0);
  await goTo(ben.page, 1);
  await ben.page.keyboard.press('Control+z');
  await expect
    .poll(async () => (await shownLines(ben.page))[1])
    .toBe('F_Late := GVL_IO.xEStopOk AND GVL_IO.xEStopOk;');
  for (const { page } of [ann, ben]) await expect(page.getByText(offer)).toBeVisible();

  // A list goes by the name of its file: F2 in the text renames that, as F2 in the tree does, and its uses follow.
  await ann.page.getByRole('button', { name: 'Rename 2 uses' }).click();
  for (const { page } of [ann, ben]) await expect(page.getByText(offer)).toHaveCount(0);
  await goTo(ben.page, 2, 12);
  await ben.page.keyboard.press('F2');
  const rename = ben.page.getByRole('dialog');
  const name = rename.getByLabel('New name');
  await name.fill('GVL_Const');
  await expect(rename.getByRole('alert')).toContainText('GVL_Const');
  await name.fill('GVL Terminals');
  await expect(rename.getByRole('alert')).toHaveText('GVL Terminals is not a name');
  await name.fill('GVL_Clamps');
  await expect(rename.getByRole('alert')).toHaveCount(0);
  await expect(rename).toContainText(
    /\d+ places in \d+ files which are offered as one step once the file is renamed/,
  );
  await rename.getByRole('button', { name: 'Rename' }).click();
  await expect(treeItem(ann.page, 'GVL_Clamps')).toBeVisible();
  await expect(
    ann.page.getByText(/\d+ uses of GVL_IO are left, which is called GVL_Clamps now/),
  ).toBeVisible();
  // The offer lies over what was just done; under the pointer both stand apart.
  await ben.page.getByText(/uses of GVL_IO are left/).hover();
  await ben.page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(treeItem(ann.page, 'GVL_IO')).toBeVisible();
  for (const { page } of [ann, ben]) await expect(page.getByText(/uses of GVL_IO are left/)).toHaveCount(0);
  await treeItem(ann.page, 'GVL_IO').click();
  await ann.page.keyboard.press('F2');
  await ann.page.keyboard.press('Control+a');
  await ann.page.keyboard.type('GVL_Terminals');
  await ann.page.keyboard.press('Enter');
  const left = /\d+ uses of GVL_IO are left, which is called GVL_Terminals now/;
  for (const { page } of [ann, ben]) await expect(page.getByText(left)).toBeVisible();
  await ann.page
    .getByRole('listitem')
    .filter({ hasText: left })
    .getByRole('button', { name: /^Rename \d+ uses$/ })
    .click();
  await expect
    .poll(async () => (await shownLines(ben.page))[1])
    .toBe('F_Late := GVL_Terminals.xEmergencyOk AND GVL_Terminals.xEmergencyOk;');
  for (const { page } of [ann, ben]) await expect(page.getByText(left)).toHaveCount(0);
});

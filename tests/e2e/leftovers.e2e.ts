/** Uses of a name that was renamed meanwhile. */

import { expect, expectBadge, goTo, openFile, shownLines, test } from './fixtures.ts';

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
});

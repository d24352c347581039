/** Working in company: following, invitations, what waits to be sent, several files at once. */

import { expect, expectBadge, focusEditor, goTo, openFile, test, treeItem } from './fixtures.ts';

test('a second click follows a person until my own key; an invitation is offered and never forced', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  // Its time goes on as ever, until it is told to be later.
  await ann.page.clock.install();
  await openFile(ann.page, project, 'GVL_Const');
  const row = ann.page.getByRole('list', { name: 'People' }).getByRole('button', { name: /ben/ });
  await ben.page.goto(`/workspace/${project}/settings`);
  await expect(row).not.toContainText('not here');
  await row.click();
  await expect(ann.page.getByText('ben has no cursor in a file yet')).toBeVisible();
  await openFile(ben.page, project, 'PRG_Main');
  await goTo(ben.page, 3);
  await expect(row).toContainText('PRG_Main:3');
  await row.click();
  await expect(ann.page.getByRole('tab', { name: 'PRG_Main' })).toHaveAttribute('aria-selected', 'true');
  await row.click();
  await expect(ann.page.getByText('Following ben; any key lets go')).toBeVisible();
  await treeItem(ben.page, 'FB_AlarmList').click();
  await expect(ann.page.getByRole('tab', { name: 'FB_AlarmList' })).toHaveAttribute('aria-selected', 'true');
  await ann.page.keyboard.press('ArrowDown');
  await expect(ann.page.getByText(/Following ben/)).toHaveCount(0);
  await treeItem(ben.page, 'GVL_Alarms').click();
  await expect(row).toContainText('GVL_Alarms');
  await expect(ann.page.getByRole('tab', { name: 'FB_AlarmList' })).toHaveAttribute('aria-selected', 'true');

  await ben.page.getByRole('button', { name: 'Ask everybody to come to my cursor' }).click();
  await expect(ann.page.getByText(/ben asks everybody to come to GVL_Alarms/)).toBeVisible();
  await expect(ann.page.getByRole('tab', { name: 'FB_AlarmList' })).toHaveAttribute('aria-selected', 'true');
  await ann.page.getByRole('button', { name: 'Go there' }).click();
  await expect(ann.page.getByRole('tab', { name: 'GVL_Alarms' })).toHaveAttribute('aria-selected', 'true');

  // Who does not move is idle, and back with the first key.
  await ann.page.clock.fastForward('07:00');
  await expect(row).toContainText(/GVL_Alarms:1, idle [78] min/);
  await focusEditor(ben.page);
  await ben.page.keyboard.press('ArrowDown');
  await expect(row).not.toContainText('idle');
  await ben.page.close();
  await expect(row).toContainText('not here');
});

test('O1 the badge lists what waits to be sent', async ({ person, project }) => {
  const ann = await person('ann');
  await openFile(ann.page, project, 'GVL_Const');
  await ann.context.setOffline(true);
  await expectBadge(ann.page, 'offline');
  await goTo(ann.page, 1);
  await ann.page.keyboard.type('// offline ');
  await ann.page.getByTestId('connection').click();
  const waiting = ann.page.getByRole('list', { name: 'Files with edits that are not sent' });
  await expect(waiting.getByRole('button', { name: /GVL_Const/ })).toContainText('11 edits');
  await expect(ann.page.getByText(/^In step with the server until \d\d:\d\d, \d+ s ago\.$/)).toBeVisible();
  await ann.page.keyboard.press('Escape');

  await ann.context.setOffline(false);
  await expectBadge(ann.page, 'live');
  await ann.page.getByTestId('connection').click();
  await expect(ann.page.getByText('Nothing waits to be sent.')).toBeVisible();
});

test('M1 several files are moved by dragging and deleted together, and both are taken back', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openFile(page, project, 'GVL_Const');
  await treeItem(page, 'FB_AlarmList').click();
  await treeItem(page, 'PRG_Alarms').click({ modifiers: ['Shift'] });
  const tree = page.getByRole('tree', { name: 'Project files' });
  await expect(tree.getByRole('treeitem', { selected: true })).toHaveCount(3);
  await treeItem(page, 'GVL_Alarms').dragTo(treeItem(page, 'Capping'));
  await expect(page.getByText('Moved 3 files to Capping')).toBeVisible();
  await expect(treeItem(page, 'Alarms')).toHaveCount(0);
  await page.getByRole('button', { name: 'Move back' }).click();
  await expect(treeItem(page, 'Alarms')).toBeVisible();
  await treeItem(page, 'FB_AlarmList').click();
  await treeItem(page, 'GVL_Alarms').click({ modifiers: ['Control'] });
  await page.keyboard.press('Delete');
  await expect(treeItem(page, 'FB_AlarmList')).toHaveCount(0);
  await expect(treeItem(page, 'GVL_Alarms')).toHaveCount(0);
  await page.getByRole('button', { name: 'Bring back' }).click();
  await expect(treeItem(page, 'GVL_Alarms')).toBeVisible();
});

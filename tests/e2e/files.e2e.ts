import { expect, expectBadge, goTo, openFile, shownLines, test, treeItem } from './fixtures.ts';

test('D2 M1 files are created, renamed, deleted and brought back before everybody’s eyes', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, 'PRG_Main');
  await openFile(ben.page, project, 'PRG_Main');
  // The tree shows a window of its rows; the filter keeps what is looked at in it.
  await ben.page.getByRole('textbox', { name: 'Filter files' }).fill('Stir');
  await ann.page.getByRole('button', { name: 'New file' }).click();
  await ann.page.keyboard.type('FB_StirBowl');
  await ann.page.keyboard.press('Enter');
  await expect(treeItem(ben.page, 'FB_StirBowl')).toBeVisible();
  await expect(ben.page.getByText('ann added FB_StirBowl')).toBeVisible();
  await expect(ann.page.getByText('added FB_StirBowl')).toHaveCount(0);
  await ben.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await ben.page.getByRole('menuitemcheckbox', { name: /^Files that colleagues add/ }).click();

  await treeItem(ann.page, 'FB_StirBowl').click();
  await ann.page.keyboard.press('F2');
  await ann.page.keyboard.press('Control+a');
  await ann.page.keyboard.type('FB_Stirrer');
  await ann.page.keyboard.press('Enter');
  await expect(treeItem(ben.page, 'FB_Stirrer')).toBeVisible();
  await expect(treeItem(ben.page, 'FB_StirBowl')).toHaveCount(0);

  await treeItem(ann.page, 'FB_Stirrer').click();
  await ann.page.keyboard.press('Delete');
  await expect(treeItem(ben.page, 'FB_Stirrer')).toHaveCount(0);
  await ann.page.getByRole('button', { name: 'Bring back' }).click();
  await expect(treeItem(ben.page, 'FB_Stirrer')).toBeVisible();
  await expect(ben.page.getByText('ann renamed FB_Stirrer')).toHaveCount(0);
});

test('M1 a file that is deleted under its reader is named, and comes back with what was written in it', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, 'GVL_Const');
  await openFile(ben.page, project, 'GVL_Const');
  await ben.context.setOffline(true);
  await goTo(ben.page, 1);
  await ben.page.keyboard.type('// ben wrote this offline ');
  await treeItem(ann.page, 'GVL_Const').click();
  await ann.page.keyboard.press('Delete');
  await expect(treeItem(ann.page, 'GVL_Const')).toHaveCount(0);
  await ben.context.setOffline(false);
  await expect(ben.page.getByText('Ann deleted GVL_Const while ben wrote in it')).toBeVisible({
    timeout: 15_000,
  });
  await ben.page.getByRole('button', { name: 'Bring back' }).click();
  await expect
    .poll(() => shownLines(ben.page))
    .toContainEqual(expect.stringContaining('ben wrote this offline'));
  await expect(treeItem(ann.page, 'GVL_Const')).toBeVisible();
});

test('a name with a slash makes a folder, a taken or forbidden one is refused with its reason', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openFile(page, project, 'PRG_Main');
  await page.getByRole('button', { name: 'New file' }).click();
  await page.keyboard.type('PRG_Main');
  await expect(page.getByText(/already a file/)).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('a:b');
  await expect(page.getByText(/file systems refuse/)).toBeVisible();
  await page.keyboard.press('Escape');
});

test('switching projects leaves nothing of the first behind', async ({ person, project, server }) => {
  const ann = await person('ann');
  await server.command('project', 'create', '--id', `${project}-b`, '--name', 'Second plant');
  await server.token('ann', `${project}-b`, 'editor');
  await openFile(ann.page, project, 'PRG_Main');
  const first = await shownLines(ann.page);
  expect(first.length).toBeGreaterThan(5);
  await ann.page
    .getByRole('link', { name: /projects|Tagloom/i })
    .first()
    .click();
  await ann.page.getByRole('link', { name: /Second plant/ }).click();
  await expect(ann.page).toHaveURL(new RegExp(`${project}-b`));
  await expectBadge(ann.page, 'live');
  await expect(ann.page.getByRole('treeitem')).toHaveCount(0);
  await ann.page.goBack();
  await ann.page.getByRole('link', { name: new RegExp(project.replace('plant-', 'Plant ')) }).click();
  await expect(treeItem(ann.page, 'PRG_Main')).toBeVisible();
});

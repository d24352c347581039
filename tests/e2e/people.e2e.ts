/** People: a link for a guest, roles that change under open pages, passwords by keyboard alone, and what owners see. */

import { expectAccessible } from './accessible.ts';
import { expect, expectBadge, goTo, openFile, shownLines, test } from './fixtures.ts';

test('S7 a guest joins by link as reviewer, cannot type, is promoted live, and types without a reload', async ({
  person,
  project,
  browser,
  server,
}) => {
  const ann = await person('ann', 'owner');
  await ann.page.goto(`/workspace/${project}/settings`);
  await expect(ann.page.getByRole('list', { name: 'Members' }).getByText('ann')).toBeVisible();
  await expectAccessible(ann.page);
  await ann.page.getByRole('button', { name: 'Make a link' }).click();
  const url = await ann.page.getByTestId('invite-url').textContent();
  await expect(
    ann.page.getByRole('list', { name: 'Links in use' }).getByText('Reviewer for 1 person'),
  ).toBeVisible();

  const context = await browser.newContext({ baseURL: server.url });
  const guest = await context.newPage();
  await guest.goto(url ?? '');
  await expect(guest.getByText(/ann invites you to/)).toBeVisible();
  await expectAccessible(guest);
  await guest.getByRole('button', { name: 'Join' }).press('Enter');
  await expect(guest.getByText('Give the name under which the others see you.')).toBeVisible();
  await guest.getByLabel('Your name').fill('Gerd');
  await guest.getByLabel('Your name').press('Enter');
  await expect(guest).toHaveURL(/logic-studio/);
  await openFile(guest, project, 'GVL_Const');
  await goTo(guest, 1);
  await guest.keyboard.type('NO');
  await expect(
    guest.getByRole('tabpanel').getByText(/You can read this project but not change it/),
  ).toBeVisible();

  await ann.page.reload();
  await ann.page.getByLabel('Role of Gerd').selectOption('editor');
  await expect(guest.getByRole('button', { name: 'New file' })).toBeVisible({ timeout: 15_000 });
  await goTo(guest, 1);
  await guest.keyboard.type('YES');
  await expect.poll(async () => (await shownLines(guest)).join('\n')).toContain('YES');
  await expectBadge(guest, 'live');

  // The link was for one person; what was done is on the owner's page.
  const other = await browser.newContext({ baseURL: server.url });
  const late = await other.newPage();
  await late.goto(url ?? '');
  await expect(late.getByText('This invitation was used as often as it may be.')).toBeVisible();
  await ann.page.reload();
  await expect(ann.page.getByText(/Gerd came in by a link/)).toBeVisible();
  await expect(ann.page.getByText(/ann changed a member: Gerd: reviewer to editor/)).toBeVisible();
  await other.close();
  await context.close();
});

test('a person sets a password, signs out, and signs in by keyboard alone', async ({ person, project }) => {
  const { page } = await person('kim');
  await page.goto(`/workspace/${project}/logic-studio`);
  await expectBadge(page, 'live');
  await page.goto('/account');
  await expect(page.getByText(`Kept here: ${project}`)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Set a password' })).toBeVisible();
  await page.getByLabel('New password').fill('short');
  await page.getByLabel('New password').press('Enter');
  await expect(page.getByText('A password has at least 10 characters.')).toBeVisible();
  await page.getByLabel('New password').fill('filler carousel 24');
  await page.getByLabel('New password').press('Enter');
  await expect(page.getByRole('heading', { name: 'Change the password' })).toBeVisible();
  await expect(page.getByText('Chrome on Linux')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Account of kim' }).click();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('menuitem', { name: 'Sign out and wipe this device' }).click();

  await expect(page.getByLabel('Name or e-mail')).toBeVisible();
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await expectAccessible(page);
  await page.getByLabel('Name or e-mail').focus();
  await page.keyboard.type('kim');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wrong wrong wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Name or password is wrong.')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill('filler carousel 24');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
});

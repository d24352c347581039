/** Versions in the settings: named, compared with now, brought back under a colleague's eyes, removed. */

import { expectAccessible } from './accessible.ts';
import { expect, focusEditor, openFile, shownLines, test } from './fixtures.ts';

test('a state is named, its changes are shown, and it comes back in a colleague’s open editor', async ({
  person,
  project,
}) => {
  const [olga, ben] = [await person('olga', 'owner'), await person('ben')];
  await openFile(ben.page, project, 'PRG_Main');
  const [first] = await shownLines(ben.page);
  await olga.page.goto(`/workspace/${project}/settings`);
  await expect(olga.page.getByText('No state has a name yet.')).toBeVisible();
  await olga.page.getByLabel('Name of the version').fill('As built');
  await olga.page.getByLabel('Note on the version').fill('Site acceptance');
  await olga.page.getByRole('button', { name: 'Name this state' }).click();
  const row = olga.page.getByRole('list', { name: 'Versions' }).getByRole('listitem').first();
  await expect(row).toContainText('As built');
  await expect(row).toContainText('Site acceptance');
  await olga.page.getByRole('button', { name: 'Changes since As built' }).click();
  await expect(row).toContainText('Nothing differs.');

  await focusEditor(ben.page);
  await ben.page.keyboard.press('Control+Home');
  await ben.page.keyboard.type('// typed later\n');
  await expect.poll(async () => (await shownLines(ben.page))[1]).toBe(first);
  await expect(ben.page.getByTestId('connection')).toHaveAttribute('data-badge', 'live');
  await olga.page.getByRole('button', { name: 'Changes since As built' }).click();
  await olga.page.getByRole('button', { name: 'Changes since As built' }).click();
  await expect(row).toContainText('Changed files (1)');
  await expectAccessible(olga.page);

  await olga.page.getByRole('button', { name: 'Bring back As built' }).click();
  const dialog = olga.page.getByRole('dialog', { name: 'Bring back As built' });
  await expect(dialog).toContainText('PRG_Main');
  await dialog.getByRole('button', { name: 'Bring back', exact: true }).click();
  await expect(row).toContainText('The project is as it was in As built.');
  await expect.poll(async () => (await shownLines(ben.page))[0]).toBe(first);

  await olga.page.getByRole('button', { name: 'Remove As built' }).click();
  await olga.page.getByLabel('Type As built to confirm').fill('As built');
  await olga.page.getByRole('button', { name: 'Remove version' }).click();
  await expect(olga.page.getByText('No state has a name yet.')).toBeVisible();
});

test('a viewer sees versions and may not make one', async ({ person, project }) => {
  const { page } = await person('vic', 'viewer');
  await page.goto(`/workspace/${project}/settings`);
  await expect(page.getByText('No state has a name yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Name this state' })).toHaveCount(0);
});

/** Lasting tokens under Account: made with the keyboard, shown once, used by a tool, revoked. */

import { expectAccessible } from './accessible.ts';
import { expect, test } from './fixtures.ts';

test('a token for a tool is made under Account, works for its project and ends when it is revoked', async ({
  person,
  project,
  server,
}) => {
  const { page } = await person('tom', 'editor');
  await page.goto('/account');
  await page.getByLabel('What the token is for').fill('Nightly export');
  await page.getByLabel('Project of the token').selectOption(project);
  // Nobody can make a token that is more than themselves.
  await expect(page.getByLabel('Role of the token').getByRole('option')).toHaveText([
    'Viewer',
    'Reviewer',
    'Editor',
  ]);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Make a token' }).press('Enter');
  const token = (await page.getByTestId('token-secret').textContent()) ?? '';
  expect(token).toMatch(/^tgl_[\w-]{43}$/);
  await expectAccessible(page);
  const read = () =>
    fetch(`${server.url}/api/projects/${project}/tags?limit=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
  expect((await read()).status).toBe(200);
  await page.reload();
  const row = page.getByRole('list', { name: 'Tokens in use' }).getByRole('listitem');
  await expect(row).toContainText('Nightly export');
  await expect(row).toContainText(`Viewer in ${project}`);
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke the token Nightly export' }).click();
  await expect(row).toHaveCount(0);
  expect((await read()).status).toBe(401);
});

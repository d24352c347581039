/** The status page: alive for operators, projects alone for owners, nothing for strangers. */

import { expectAccessible } from './accessible.ts';
import { expect, openFile, test } from './fixtures.ts';

test('an operator watches the server live; an owner who is none sees the own projects', async ({
  person,
  project,
  server,
}) => {
  const olga = await person('oskar', 'owner');
  await server.command('operator', 'add', 'oskar');
  const editor = await person('edda', 'editor');
  await openFile(editor.page, project, 'GVL_Const');
  await olga.page.goto('/status');
  await expect(olga.page.getByRole('heading', { name: 'Server status' })).toBeVisible();
  await expect(olga.page.getByText('All checks pass')).toBeVisible();
  const sockets = olga.page.getByRole('img', { name: /^Open sockets, last hour/ });
  // The socket of the editor is seen without a reload.
  await expect(sockets).toHaveAttribute('aria-label', /now [1-9]/, { timeout: 15_000 });
  const table = olga.page.getByRole('table', { name: 'Projects' });
  await expect(table.getByRole('link', { name: /^Plant/ }).first()).toBeVisible();
  await expectAccessible(olga.page);
  const owner = await person('owen', 'owner');
  await owner.page.goto('/status');
  await expect(owner.page.getByRole('heading', { name: 'Your projects' })).toBeVisible();
  await expect(owner.page.getByRole('table', { name: 'Projects' }).getByRole('row')).toHaveCount(2);
  await expect(owner.page.getByText('Event loop delay')).toHaveCount(0);
  if (process.env.PICTURES) {
    for (const theme of ['light', 'dark'] as const) {
      await olga.page.emulateMedia({ colorScheme: theme });
      await olga.page.screenshot({ path: `${process.env.PICTURES}/status-${theme}.png` });
    }
    await olga.page.goto('/api/docs');
    await olga.page.screenshot({ path: `${process.env.PICTURES}/docs-dark.png` });
  }
});

import { expect, expectBadge, goTo, openFile, shownLines, test } from './fixtures.ts';

test('S7 a viewer reads, cannot type, and is told why; as an editor the same page types', async ({
  person,
  project,
  server,
}) => {
  const { page } = await person('vic', 'viewer');
  await openFile(page, project, 'GVL_Const');
  await goTo(page, 1);
  await page.keyboard.type('NO');
  await expect(
    page.getByRole('tabpanel').getByText(/You can read this project but not change it/),
  ).toBeVisible();
  expect((await shownLines(page)).join('\n')).not.toContain('NO');
  await expect(page.getByRole('button', { name: 'New file' })).toHaveCount(0);

  await server.token('vic', project, 'editor');
  await expect(page.getByRole('button', { name: 'New file' })).toBeVisible({ timeout: 15_000 });
  await goTo(page, 1);
  await page.keyboard.type('YES');
  await expect.poll(async () => (await shownLines(page)).join('\n')).toContain('YES');
  await expectBadge(page, 'live');
});

test('a sign-in link works once, and the page says what to do then', async ({ browser, server, project }) => {
  const link =
    /https?:\/\/\S+/.exec(
      await server.command('login-link', '--user', 'once', '--project', project, '--role', 'viewer'),
    )?.[0] ?? '';
  for (const expected of ['Projects', /already used/]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link.replace(/^https?:\/\/[^/]+/, server.url));
    const seen =
      typeof expected === 'string' ? page.getByRole('heading', { name: expected }) : page.getByText(expected);
    await expect(seen.first()).toBeVisible();
    await context.close();
  }
});

test('a project that is not mine does not exist for me', async ({ person, server }) => {
  const { page } = await person('eve');
  await server.command('project', 'create', '--id', 'not-for-eve', '--name', 'Secret');
  await page.goto('/workspace/not-for-eve/logic-studio');
  await expect(page.getByText(/no project|not found|does not exist/i).first()).toBeVisible();
});

/** The company's sign-in in a real browser, at a real OpenID provider. */

import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { CLIENT, openIssuer } from '../integration/issuer.ts';
import { expectAccessible } from './accessible.ts';
import { expect, signInHere, test } from './fixtures.ts';

test('the sign-in page leads to the company and back, and says why it did not work', async ({ browser }) => {
  const issuer = await openIssuer();
  const dataDir = newDataDir();
  const env = {
    OIDC_ISSUER: issuer.url,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_ROLES: 'groups=engineers:main:editor',
  };
  const server = await startServer({ dataDir, env });
  issuer.serve(server.url);
  issuer.claims('emma', { name: 'Emma', groups: ['engineers'] });
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/login?failed=OIDC_FAILED&next=/account');
  await expect(page.getByText(/was refused or took too long/)).toBeVisible();
  const button = page.getByRole('link', { name: `Sign in with ${new URL(issuer.url).host}` });
  await expect(button).toBeVisible();
  await expectAccessible(page);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/login-company.png` });
  await button.press('Enter');
  await page.locator('input[name=login]').fill('emma');
  await page.locator('input[name=password]').fill('any');
  await page.locator('[type=submit]').click();
  await page.locator('[type=submit]').click();
  await expect(page).toHaveURL(`${server.url}/account`);
  await expect(page.getByRole('button', { name: 'Account of Emma' })).toBeVisible();
  await page.goto('/');
  await expect(page.getByText('Filling line 3')).toBeVisible();
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'On this device' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Company sign-in' })).toHaveCount(0);

  const operator = await browser.newContext({ baseURL: server.url });
  await signInHere(operator, server, 'filling-line', 'olga', 'owner');
  await server.command('operator', 'add', 'olga');
  const settings = await operator.newPage();
  await settings.goto('/account');
  const rules = settings.getByRole('list', { name: 'Rules about claims' });
  await expect(rules.getByText('set in the environment')).toBeVisible();
  await settings.getByLabel('Value of the claim').fill('fitters');
  await settings.getByLabel('Value of the claim').press('Enter');
  await expect(rules).toContainText('groups = fitters');
  await expectAccessible(settings);
  if (process.env.PICTURES) await settings.screenshot({ path: `${process.env.PICTURES}/account-rules.png` });
  await settings.getByRole('button', { name: 'Remove the rule groups = fitters' }).click();
  await expect(rules).not.toContainText('fitters');
  await operator.close();
  await context.close();
  await server.kill('SIGTERM');
  removeDataDir(dataDir);
  await issuer.close();
});

test('without an issuer the sign-in page offers none', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/login');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: /Sign in with/ })).toHaveCount(0);
  await context.close();
});

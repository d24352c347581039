/** Webhooks in the settings: added, tried, seen failing, tried again, removed. */

import { openReceiver } from '../integration/receiver.ts';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './fixtures.ts';

test('an owner adds a webhook, sends a test, sees why it fails, and tries again when the receiver is back', async ({
  person,
  project,
}) => {
  const receiver = await openReceiver();
  const { page } = await person('olga', 'owner');
  await page.goto(`/workspace/${project}/settings`);
  await page.getByLabel('Address of the webhook').fill('https://192.168.0.1/');
  await page.getByLabel('Address of the webhook').press('Enter');
  await expect(page.getByText(/is not on the public internet/)).toBeVisible();
  await page.getByLabel('Address of the webhook').fill(receiver.url);
  await page.getByLabel('Address of the webhook').press('Enter');
  await expect(page.getByTestId('webhook-secret')).toHaveText(/^whsec_/);
  const row = page.getByRole('list', { name: 'Webhooks' }).getByRole('listitem').first();
  await expect(row).toContainText('nothing sent yet');
  receiver.mood = 500;
  await page.getByRole('button', { name: /^Test / }).click();
  await expect(row).toContainText('The receiver answered 500.', { timeout: 10_000 });
  await expect(row).toContainText('next try in');
  await expectAccessible(page);
  receiver.mood = 200;
  await page.getByRole('button', { name: /Try now/ }).click();
  await expect(row).toContainText('last arrived now', { timeout: 10_000 });
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
  expect(ids.size).toBe(1);
  await page.getByRole('button', { name: /Remove the webhook/ }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('link', { name: 'API' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('over HTTP');
  await expect(page.getByText('Adds a webhook')).toBeVisible();
  await expectAccessible(page);
  await receiver.close();
});

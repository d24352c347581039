/** The tour of the demo plant. */

import { expectAccessible } from './accessible.ts';
import { DEMO, expect, expectBadge, signInHere, test } from './fixtures.ts';

test('the demo opens with a tour that is skipped with Esc, never comes by itself again, and is under ?', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ baseURL: server.url });
  await signInHere(context, server, DEMO, 'newcomer', 'editor');
  const page = await context.newPage();
  await page.goto(`/workspace/${DEMO}/logic-studio`);
  const card = (name: string) => page.getByRole('dialog', { name });
  await expect(card('A bottle filling line')).toBeVisible({ timeout: 20_000 });
  await expect(card('A bottle filling line').getByText('1 of 6')).toBeVisible();
  await expectAccessible(page);
  await expect(card('A bottle filling line').getByRole('button', { name: 'Next' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card('Just type')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(card('Who is here')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Escape');
  await expect(page.getByText('of 6')).toHaveCount(0);

  await page.reload();
  await expectBadge(page, 'live');
  await expect(page.getByRole('tree', { name: 'Outline' })).toBeVisible();
  await expect(page.getByText('of 6')).toHaveCount(0);
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Take the tour' }).click();
  await expect(card('A bottle filling line')).toBeVisible();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await card('A badge that does not lie').getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('of 6')).toHaveCount(0);
  await context.close();
});

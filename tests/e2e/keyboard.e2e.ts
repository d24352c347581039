/** The studio without a mouse: every step asserts that the focus is somewhere and that it can be seen. */

import type { Page } from '@playwright/test';
import { expect, expectBadge, shownLines, test } from './fixtures.ts';

interface Focus {
  readonly at: string;
  readonly isLost: boolean;
  readonly isShown: boolean;
}

/** What has the focus, and how one sees it: an outline, a shadow, a border of its box, or the editor's caret. */
function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (!(one instanceof HTMLElement) || one === document.body)
      return { at: 'body', isLost: true, isShown: false };
    const box = one.getBoundingClientRect();
    const editor = one.closest('.monaco-editor');
    const isMarked = (element: Element | null): boolean => {
      if (!element) return false;
      // A link over its whole row shows the focus around the row.
      const styles = [null, '::after'].map((part) => getComputedStyle(element, part));
      return styles.some(
        (style) =>
          (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none',
      );
    };
    const row = document.getElementById(one.getAttribute('aria-activedescendant') ?? '');
    const isWriting = one instanceof HTMLInputElement && one.closest('.monaco-editor') === null;
    const isShown = editor
      ? editor.querySelector('.cursors-layer .cursor, .find-widget, .quick-input-widget') !== null
      : box.width > 0 && (isMarked(one) || isMarked(row) || isMarked(one.parentElement) || isWriting);
    return {
      at: `${one.tagName} ${one.getAttribute('aria-label') ?? one.textContent?.slice(0, 40) ?? ''}`,
      isLost: false,
      isShown,
    };
  });
}

async function expectFocus(page: Page, after: string): Promise<void> {
  await expect
    .poll(async () => (await focusOf(page)).isLost, { message: `focus is lost ${after}` })
    .toBe(false);
  const focus = await focusOf(page);
  expect(focus.isShown, `focus cannot be seen ${after}: ${focus.at}`).toBe(true);
}

/** Presses keys one after the other; the focus is there after each. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await expectFocus(page, `after ${key}`);
  }
}

/** Goes round the regions until the focus is in the one that holds `inside`. */
async function goToRegion(page: Page, inside: string): Promise<void> {
  const isThere = () => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, inside);
  for (let left = 9; left > 0 && !(await isThere()); left--) await press(page, 'F6');
  expect(await isThere(), `F6 reaches ${inside}`).toBe(true);
}

/** Runs a command by its name in the palette. */
async function run(page: Page, title: string): Promise<void> {
  await press(page, 'Control+Shift+P');
  await page.keyboard.type(title);
  await expect(page.getByRole('option').first()).toContainText(title);
  await page.keyboard.press('Enter');
}

test('from the list of projects to a replacement in all files by keyboard alone: the focus is always there and seen', async ({
  person,
  project,
}) => {
  test.slow();
  const { page } = await person('ann');
  await page.goto('/');
  const link = page.locator(`a[href="/workspace/${project}/logic-studio"]`);
  await expect(link).toBeVisible();
  for (let left = 30; left > 0 && !(await link.evaluate((one) => one === document.activeElement)); left--)
    await press(page, 'Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/workspace/${project}/`));
  await expectBadge(page, 'live');
  await expect(page.getByRole('tree', { name: 'Outline' })).toBeVisible();

  // Quick open, and the text has the cursor.
  await press(page, 'Control+p');
  await page.keyboard.type('FC_FillVolume');
  await expect(page.getByRole('option').first()).toContainText('FC_FillVolume');
  await press(page, 'Enter');
  await expect(page.getByRole('tab', { name: 'FC_FillVolume' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.monaco-editor.focused')).toBeVisible();

  // Edit; F8 goes to what is wrong, and a quick fix writes the small keyword large.
  await press(page, 'Control+Home');
  await page.keyboard.insertText(
    'FUNCTION F_Odd : INT\nvar\n  a : INT;\nEND_VAR\nF_Odd := a + aMissing;\nEND_FUNCTION\n',
  );
  const cursor = page.getByTestId('cursor');
  await expect(page.getByTitle('Show the problems')).toContainText('1warnings');
  await press(page, 'F8');
  await expect(cursor).toContainText('Ln 5, ');
  await press(page, 'Control+g');
  await page.keyboard.type('2:2');
  await press(page, 'Enter');
  await expect(cursor).toHaveText('Ln 2, Col 2');
  await press(page, 'Control+.');
  await expect(page.locator('.action-widget').getByText(/Write .?VAR.? in capitals/)).toBeVisible();
  await press(page, 'Enter');
  await expect.poll(async () => (await shownLines(page))[1]).toBe('VAR');
  await press(page, 'Control+z');
  await expect.poll(async () => (await shownLines(page))[1]).toBe('var');

  // Rename and its preview.
  await press(page, 'Control+g');
  await page.keyboard.type('3:3');
  await press(page, 'Enter');
  await expect(cursor).toHaveText('Ln 3, Col 3');
  await press(page, 'F2');
  const dialog = page.getByRole('dialog', { name: 'Rename a' });
  await expect(dialog.getByLabel('New name')).toBeFocused();
  await press(page, 'Control+a');
  await page.keyboard.type('iFirst');
  await expect(dialog.getByText('2 places in 1 file')).toBeVisible();
  await press(page, 'Enter');
  await expect(dialog).toHaveCount(0);
  await expect.poll(async () => (await shownLines(page))[2]).toContain('iFirst');
  await expectFocus(page, 'after the rename');

  // References, and back to the text.
  await run(page, 'Go to line');
  await expect(page.locator('.quick-input-widget')).toBeVisible();
  await page.keyboard.type('3:3');
  await press(page, 'Enter');
  await expect(cursor).toHaveText('Ln 3, Col 3');
  await press(page, 'Shift+F12');
  await expect(page.getByRole('tree', { name: 'References by file' })).toBeVisible();
  await goToRegion(page, '[aria-label="References by file"]');
  await press(page, 'End', 'Enter');
  await expect(cursor).toContainText('Ln 5,');

  // Outline, people and their list.
  await goToRegion(page, '[aria-label="Outline"]');
  await page.keyboard.type('ifirst');
  await press(page, 'Enter');
  await expect(page.locator('.monaco-editor.focused')).toBeVisible();

  // Search in all files.
  await press(page, 'Control+Shift+H');
  const search = page.getByRole('textbox', { name: 'Search in all files' });
  await expect(search).toBeFocused();
  await page.keyboard.type('aMissing');
  await expect(page.getByRole('tree', { name: 'Matches by file' })).toBeVisible();
  for (
    let left = 8;
    left > 0 && !(await page.getByLabel('Replace by').evaluate((one) => one === document.activeElement));
    left--
  )
    await press(page, 'Tab');
  await page.keyboard.type('iFirst');
  await press(page, 'Tab');
  await expect(page.getByRole('button', { name: 'Replace 1' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Replaced 1 place in 1 file')).toBeVisible();
});

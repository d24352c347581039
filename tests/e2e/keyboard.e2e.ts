/** The studio without a mouse: every step asserts that the focus is somewhere and that it can be seen. */

import type { Page } from '@playwright/test';
import { expect, expectBadge, goTo, openFile, shownLines, test, treeItem } from './fixtures.ts';

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
    // A line between panes is filled.
    const isFilled =
      one.getAttribute('role') === 'separator' &&
      getComputedStyle(one, '::after').backgroundColor !== 'rgba(0, 0, 0, 0)';
    const isWriting = one instanceof HTMLInputElement && one.closest('.monaco-editor') === null;
    const isShown = editor
      ? editor.querySelector('.cursors-layer .cursor, .find-widget, .quick-input-widget') !== null
      : box.width > 0 &&
        (isFilled || isMarked(one) || isMarked(row) || isMarked(one.parentElement) || isWriting);
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
  const isThere = () => page.evaluate(isAt, inside);
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

const TREE = '[role="tree"][aria-label="Project files"]';
const PEOPLE = '[aria-label="People"] button';

/** Opens a file by its name, and the text has the cursor. */
async function quickOpen(page: Page, file: string): Promise<void> {
  await press(page, 'Control+p');
  await page.keyboard.type(file);
  await expect(page.getByRole('option').first()).toContainText(file);
  await press(page, 'Enter');
  await expect(page.getByRole('tab', { name: file, selected: true }).first()).toBeVisible();
  await expect(page.locator('.monaco-editor.focused')).toBeVisible();
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
  for (let left = 30; left > 0 && !(await link.evaluate(isFocused)); left--) await press(page, 'Tab');
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

test('editors, tabs, files, people, settings and the list of keys by keyboard alone', async ({
  person,
  project,
}) => {
  test.slow();
  const [{ page }, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ben.page, project, 'GVL_Const');
  await goTo(ben.page, 3);
  await page.goto(`/workspace/${project}/logic-studio`);
  await expectBadge(page, 'live');
  await quickOpen(page, 'FC_FillVolume');

  // Two editors: the second one beside the first, from one to the other and back, and the last tab closes it.
  await press(page, 'Control+\\');
  const right = page.getByRole('region', { name: 'Right editor' });
  await expect(right.locator('.monaco-editor.focused')).toBeVisible();
  await press(page, 'Control+1');
  await expect(
    page.getByRole('region', { name: 'Left editor' }).locator('.monaco-editor.focused'),
  ).toBeVisible();
  await press(page, 'Control+2');
  await expect(right.locator('.monaco-editor.focused')).toBeVisible();
  await press(page, 'Alt+w');
  await expect(right).toHaveCount(0);
  await expect(page.locator('.monaco-editor.focused')).toBeVisible();

  // Tabs: by their own keys, and by arrows in their bar.
  await quickOpen(page, 'FB_AlarmList');
  const tab = (name: string) => page.getByRole('tab', { name });
  await press(page, 'Alt+PageUp');
  await expect(tab('FC_FillVolume')).toHaveAttribute('aria-selected', 'true');
  await press(page, 'Alt+PageDown');
  await expect(tab('FB_AlarmList')).toHaveAttribute('aria-selected', 'true');
  await goToRegion(page, TREE);
  for (let left = 9; left > 0 && !(await tab('FB_AlarmList').evaluate(isFocused)); left--)
    await press(page, 'Tab');
  await press(page, 'ArrowLeft');
  await expect(tab('FC_FillVolume')).toBeFocused();
  await expect(tab('FC_FillVolume')).toHaveAttribute('aria-selected', 'true');
  await press(page, 'ArrowRight', 'Delete');
  await expect(tab('FB_AlarmList')).toHaveCount(0);

  // People: where ben is, and there.
  await goToRegion(page, '[aria-label="Outline"]');
  for (let left = 5; left > 0 && !(await page.evaluate(isAt, PEOPLE)); left--) await press(page, 'Shift+Tab');
  await expect(page.getByRole('button', { name: /ben.*GVL_Const:3/ })).toBeFocused();
  await press(page, 'Enter');
  await expect(tab('GVL_Const')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('cursor')).toContainText('Ln 3,');

  // Files: found by typing, renamed, deleted, brought back, and the menu of the row.
  await goToRegion(page, TREE);
  await page.keyboard.type('fc_fill');
  await press(page, 'F2', 'Control+a');
  await page.keyboard.type('FC_Volume');
  await press(page, 'Enter');
  await expect(treeItem(page, 'FC_Volume')).toBeVisible();
  await goToRegion(page, TREE);
  await page.keyboard.type('fc_vol');
  await press(page, 'Delete');
  await expect(treeItem(page, 'FC_Volume')).toHaveCount(0);
  await press(page, 'Control+z');
  await expect(treeItem(page, 'FC_Volume')).toBeVisible();
  await page.keyboard.type('fc_vol');
  await press(page, 'Shift+F10');
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  await press(page, 'ArrowDown');
  await expect(menu.locator('[role="menuitem"]:focus')).toHaveCount(1);
  await press(page, 'Escape');
  await expect(menu).toHaveCount(0);
  expect(await page.evaluate(isAt, TREE), 'the tree has the focus again').toBe(true);

  // Theme and density by the palette, the settings of the project and back.
  const rowHeight = () =>
    page
      .getByRole('treeitem')
      .first()
      .evaluate((row) => row.getBoundingClientRect().height);
  expect(await rowHeight()).toBe(24);
  await run(page, 'Comfortable density');
  await expect.poll(rowHeight).toBe(32);
  await run(page, 'Compact density');
  await expect.poll(rowHeight).toBe(24);
  await run(page, 'Dark theme');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectFocus(page, 'after choosing a theme');
  await press(page, 'Alt+9');
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible();
  await press(page, 'Tab', 'Alt+1');
  await expect(page.locator('.monaco-editor').first()).toBeVisible();

  // All of it stands in the list of keys.
  await press(page, 'F6', '?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const title of LISTED) await expect(keys.getByText(title, { exact: true })).toBeVisible();
  await press(page, 'Escape');
  await expect(keys).toHaveCount(0);
  await expectFocus(page, 'after the list of keys');
});

/** What the two walks do by keys. */
const LISTED = [
  'Go to anything by name',
  'Next problem',
  'Rename everywhere',
  'Find all references',
  'Quick fix',
  'Split right',
  'Close tab',
  'Next tab',
  'Rename, delete',
  'Take back what was deleted, moved or renamed',
  'Choose more, menu of the row',
  'Go to the next region',
  'Members, links and settings of the project',
];

function isFocused(element: Element): boolean {
  return element === document.activeElement;
}

function isAt(wanted: string): boolean {
  return document.activeElement?.matches(wanted) ?? false;
}

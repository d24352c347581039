/** Two editors side by side, and two files compared. */

import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, openFile, test, treeItem } from './fixtures.ts';

const side = (page: Page, name: 'Left' | 'Right'): Locator =>
  page.getByRole('region', { name: `${name} editor` });

async function linesOf(editor: Locator): Promise<string> {
  const lines = await editor.locator('.view-line').allTextContents();
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

async function insertAtTop(page: Page, editor: Locator, text: string): Promise<void> {
  await editor
    .locator('.view-lines')
    .first()
    .click({ position: { x: 120, y: 10 } });
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText(text);
}

test('U1 one file in two editors: both follow, others see the cursor of the one in use, undo takes back what was written in either', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await Promise.all([ann, ben].map(({ page }) => openFile(page, project, 'GVL_Const')));
  await ann.page.locator('.monaco-editor .view-lines').click({ position: { x: 120, y: 10 } });
  await ann.page.keyboard.press('Control+\\');
  const [left, right] = [side(ann.page, 'Left'), side(ann.page, 'Right')];
  await expect(right.locator('.monaco-editor.focused')).toBeVisible();
  await ann.page.keyboard.press('Control+Home');
  await ann.page.keyboard.insertText('(*right*)');
  await expect.poll(() => linesOf(left)).toContain('(*right*)');
  await expect(ben.page.getByText('GVL_Const:1')).toBeVisible();

  // Each has its own cursor; what ben writes moves both, and others still see the one in use.
  await ann.page.keyboard.press('Control+1');
  await expect(left.locator('.monaco-editor.focused')).toBeVisible();
  await ann.page.keyboard.press('Control+End');
  await expect(ben.page.getByText(/GVL_Const:[3-9]\d/)).toBeVisible();
  await insertAtTop(ben.page, ben.page.getByRole('region', { name: 'Editor' }), '// from ben\n');
  await expect.poll(() => linesOf(right)).toContain('// from ben');
  await expect(ben.page.getByText(/GVL_Const:[3-9]\d/)).toBeVisible();

  // Files open where the focus is, and the other side stays.
  await treeItem(ann.page, 'GVL_Line').click();
  await expect(left.getByRole('tab', { name: 'GVL_Line' })).toHaveAttribute('aria-selected', 'true');
  await expect(right.getByRole('tab', { name: 'GVL_Const' })).toHaveAttribute('aria-selected', 'true');
  await expect(ben.page.getByText(/^GVL_Line:/)).toBeVisible();
  await ann.page.keyboard.press('Control+2');
  await expect(right.locator('.monaco-editor.focused')).toBeVisible();
  await expect(ben.page.getByText(/^GVL_Const:/)).toBeVisible();
  await ann.page.keyboard.press('Control+z');
  await expect.poll(() => linesOf(right)).not.toContain('(*right*)');
  expect(await linesOf(right)).toContain('// from ben');
});

test('two editors and what is open in each are there again after a reload, and one closes with its last tab', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openFile(page, project, 'GVL_Const');
  const tab = (within: Locator | Page) => within.getByRole('tab', { name: 'GVL_Const' });
  await tab(page).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Split right' }).click();
  const [left, right] = [side(page, 'Left'), side(page, 'Right')];
  await expect(right.locator('.monaco-editor.focused')).toBeVisible();
  await treeItem(page, 'GVL_Line').click();
  await expect(right.getByRole('tab', { name: 'GVL_Line' })).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page);

  await page.reload();
  await expect(right.getByRole('tab', { name: 'GVL_Line' })).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => linesOf(left)).toContain('CYCLE_TIME');
  await tab(right).press('Delete');
  await right.getByRole('tab', { name: 'GVL_Line' }).press('Delete');
  await expect(right).toHaveCount(0);
  await expect(tab(page.getByRole('region', { name: 'Editor', exact: true }))).toBeVisible();
  await expect(page.getByText('Ln 1, Col 1')).toBeVisible();
});

const COMPARED = 'GVL_Const compared with GVL_Line';

test('two files are compared side by side, and the comparison follows a colleague who edits one of them', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  // One after the other, as everywhere: pages that open at once wait for each other's scripts.
  await openFile(ann.page, project, 'GVL_Const');
  await openFile(ben.page, project, 'GVL_Line');
  await treeItem(ann.page, 'GVL_Const').click({ button: 'right' });
  await ann.page.getByRole('menuitem', { name: 'Compare with ...' }).click();
  await ann.page.getByPlaceholder('Compare GVL_Const with').fill('GVL_Line');
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByRole('tab', { name: 'GVL_Const \u2194 GVL_Line' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  const panel = ann.page.getByRole('tabpanel', { name: COMPARED });
  await expect(panel.getByTestId('differences')).toHaveText(/\d+ difference/);
  await expect(panel.locator('.line-insert, .line-delete').first()).toBeVisible();
  await insertAtTop(ben.page, ben.page.getByRole('region', { name: 'Editor' }), '// only here\n');
  await expect.poll(() => linesOf(panel.locator('.editor.modified'))).toContain('// only here');
});

test('nobody writes in a comparison; its sides swap, and it closes as a tab', async ({ person, project }) => {
  const { page } = await person('ann');
  await openFile(page, project, 'GVL_Const');
  await treeItem(page, 'GVL_Line').click({ modifiers: ['Control'] });
  await treeItem(page, 'GVL_Const').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Compare the two files' }).click();
  const panel = page.getByRole('tabpanel', { name: COMPARED });
  await expect(panel.getByTestId('differences')).toHaveText(/\d+ difference/);
  await page.keyboard.type('x');
  await expect(panel.getByText('This is a comparison. Open the file to write in it.')).toBeVisible();
  await page.keyboard.press('Alt+F5');
  await expectAccessible(page);
  await panel.getByRole('button', { name: 'Swap the two sides' }).click();
  await expect(page.getByRole('tab', { name: 'GVL_Line \u2194 GVL_Const' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'GVL_Const \u2194 GVL_Line' })).toHaveCount(0);
  await page.keyboard.press('Alt+w');
  await expect(page.getByRole('tab', { name: /\u2194/ })).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'GVL_Const' })).toHaveAttribute('aria-selected', 'true');
});

test('a file is compared with what it was in a version, while somebody writes on', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openFile(page, project, 'GVL_Const');
  await page.keyboard.press('Control+Shift+p');
  await page.getByPlaceholder('Run a command').fill('>compare this file with a version');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This project has no versions yet')).toBeVisible();
  const status = await page.evaluate(async (id) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'as built' });
    return (await fetch(`/api/projects/${id}/versions`, { method: 'POST', headers, body })).status;
  }, project);
  expect(status).toBe(201);
  await insertAtTop(page, page.getByRole('region', { name: 'Editor' }), '(*later*)');
  await treeItem(page, 'GVL_Const').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Compare with a version ...' }).click();
  await page.getByPlaceholder('Compare GVL_Const with version').press('Enter');
  const panel = page.getByRole('tabpanel', { name: 'as built compared with GVL_Const' });
  await expect(panel.getByTestId('differences')).toHaveText('1 difference');
  expect(await linesOf(panel.locator('.editor.original'))).not.toContain('(*later*)');
  expect(await linesOf(panel.locator('.editor.modified'))).toContain('(*later*)');
  await page.reload();
  await expect(panel.getByTestId('differences')).toHaveText('1 difference');
});

test('a tab is dragged within its bar, to the side and back; the keys do the same, and ? lists them', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openFile(page, project, 'GVL_Const');
  await treeItem(page, 'GVL_Line').click();
  const names = (bar: Locator) => bar.getByRole('tab').allInnerTexts();
  const tab = (name: string) => page.getByRole('tab', { name });
  const bar = page.getByRole('tablist', { name: 'Open files' }).first();
  await expect.poll(() => names(bar)).toEqual(['PRG_Main', 'GVL_Const', 'GVL_Line']);
  await tab('GVL_Line').dragTo(tab('PRG_Main'), { targetPosition: { x: 4, y: 10 } });
  await expect.poll(() => names(bar)).toEqual(['GVL_Line', 'PRG_Main', 'GVL_Const']);
  await page.keyboard.press('Shift+Alt+PageDown');
  await expect.poll(() => names(bar)).toEqual(['PRG_Main', 'GVL_Line', 'GVL_Const']);

  const panel = page.getByRole('tabpanel', { name: 'GVL_Line' });
  const { width = 0 } = (await panel.boundingBox()) ?? {};
  await tab('GVL_Const').dragTo(panel, { targetPosition: { x: width * 0.8, y: 200 } });
  await expect.poll(() => names(side(page, 'Right').getByRole('tablist'))).toEqual(['GVL_Const']);
  await expect.poll(() => names(side(page, 'Left').getByRole('tablist'))).toEqual(['PRG_Main', 'GVL_Line']);
  await expect(side(page, 'Right').getByRole('tab', { name: 'GVL_Const' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await side(page, 'Left')
    .getByRole('tab', { name: 'GVL_Line' })
    .dragTo(side(page, 'Right').getByRole('tablist'));
  await expect.poll(() => names(side(page, 'Right').getByRole('tablist'))).toEqual(['GVL_Const', 'GVL_Line']);
  await page.keyboard.press('Shift+Alt+M');
  await expect.poll(() => names(side(page, 'Left').getByRole('tablist'))).toEqual(['PRG_Main', 'GVL_Line']);

  await page.keyboard.press('Shift+Alt+C');
  await expect(page.getByPlaceholder('Compare GVL_Line with')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'GVL_Line' }).focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const title of [
    'Move this tab to the right',
    'Move this tab to the other side',
    'Compare this file with a version ...',
  ])
    await expect(help.getByText(title)).toBeVisible();
});

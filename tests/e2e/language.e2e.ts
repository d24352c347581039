/** The language in the editor: completion, hover, definitions, references, rename, formatter, search and replace. */

import type { Page } from '@playwright/test';
import { expect, expectBadge, openFile, shownLines, test } from './fixtures.ts';

/** Puts the cursor at a line and column through the editor's own "go to line". */
async function goToLine(page: Page, line: number, col = 1): Promise<void> {
  await page
    .locator('.monaco-editor')
    .first()
    .click({ position: { x: 300, y: 100 } });
  await page.keyboard.press('Control+g');
  await page.keyboard.type(`${line}:${col}`);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cursor')).toHaveText(`Ln ${line}, Col ${col}`);
}

/** 1-based line and column of the first place of `text` among the lines that the editor shows from its top. */
async function find(page: Page, text: string): Promise<[number, number]> {
  const lines = await shownLines(page);
  const at = lines.findIndex((line) => line.includes(text));
  return [at + 1, (lines[at]?.indexOf(text) ?? -1) + 1];
}

/** The colour in which a word of a shown line is drawn. */
async function colourOf(page: Page, word: string): Promise<string> {
  const drawn = page.locator('.view-line span > span').filter({ hasText: new RegExp(`^\\s*${word}\\s*$`) });
  return await drawn.first().evaluate((one) => getComputedStyle(one).color);
}

/** FB_FillStation: names in the colours of what they are, uses of a name, folding, what stays at the top, and the ways to a symbol. */
async function expectShape(page: Page): Promise<void> {
  const [line] = await find(page, 'E_FillState');
  await expect
    .poll(async () => (await colourOf(page, 'E_FillState')) === (await colourOf(page, 'eState')))
    .toBe(false);
  await goToLine(page, line, 6);
  await expect(page.locator('.wordHighlightStrong, .wordHighlight').first()).toBeVisible();

  await goToLine(page, 4, 1);
  await page.keyboard.press('Control+Shift+BracketLeft');
  await expect.poll(() => shownLines(page)).not.toContainEqual(expect.stringContaining('xBottlePresent'));
  await page.keyboard.press('Control+Shift+BracketRight');
  await expect.poll(() => shownLines(page)).toContainEqual(expect.stringContaining('xBottlePresent'));

  await page.keyboard.press('Control+Shift+o');
  await page.keyboard.type('SetDribble');
  await expect(page.locator('.quick-input-list .monaco-list-row').first()).toContainText('SetDribble');
  await page.keyboard.press('Enter');
  const place = page.getByRole('navigation', { name: 'Place in the file' });
  await expect(place.getByRole('button')).toHaveText(['SetDribble']);
  await expect(page.locator('.sticky-widget')).toContainText('FUNCTION_BLOCK FB_FillStation');
  await page.keyboard.press('Control+Shift+Backslash');
  await expect(page.getByTestId('cursor')).not.toHaveText(/Ln 53,/);

  await goToLine(page, line, 6);
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('Go to definition of the type');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'E_FillState' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'FB_FillStation' }).click();
}

test('names are completed with their members, explained on hover, and found where they are declared', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openFile(page, project, 'FB_FillStation');
  const [line, col] = await find(page, 'E_FillState');
  await goToLine(page, line, col + 2);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+i');
  await expect(page.locator('.monaco-hover').filter({ hasText: 'E_FillState:' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('F12');
  await expect(page.getByRole('tab', { name: 'E_FillState' })).toHaveAttribute('aria-selected', 'true');

  await openFile(page, project, 'FB_FillStation');
  await expectShape(page);
  await goToLine(page, 58, 1);
  await page.keyboard.type('    tonSettle.');
  const list = page.locator('.suggest-widget');
  await expect(list.getByRole('option', { name: /^PT/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('(');
  await expect(page.locator('.parameter-hints-widget')).toContainText('TON(IN : BOOL');
  await page.keyboard.press('Control+Space');
  await expect(list.getByRole('option', { name: /^PT/ })).toBeVisible();
  await page.keyboard.press('Escape');

  // The whole call of an instance, with a place for each parameter and what it takes.
  await page.keyboard.press('Escape');
  await goToLine(page, 57, 1);
  await page.keyboard.type('tonSe');
  await list.getByRole('option', { name: /^tonSettle\(\.\.\.\)/ }).click();
  await expect
    .poll(() => shownLines(page))
    .toContainEqual(expect.stringContaining('tonSettle(IN := , PT := , Q => , ET => );'));
  const hints = page.locator('.parameter-hints-widget');
  await expect(hints.locator('.parameter.active')).toHaveText(/^IN/);
  await page.keyboard.type('xEnable');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(hints.locator('.parameter.active')).toHaveText(/^PT/);
});

test('a name is found from anywhere, its implementations are a choice, and the menu of the editor can be read', async ({
  person,
  project,
}) => {
  const { page } = await person('ann');
  await openFile(page, project, 'PRG_Main');
  await page.keyboard.press('Control+p');
  await page.keyboard.type('xBottlePresent');
  const member = page.getByRole('option').filter({ hasText: 'FB_FillStation.xBottlePresent' });
  await expect(member).toContainText('BOOL');
  await member.click();
  await expect(page.getByRole('tab', { name: 'FB_FillStation' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('cursor')).toHaveText('Ln 6, Col 5');

  // Of several the person chooses; a block without heirs says so.
  await goToLine(page, 3, 44);
  await page.keyboard.press('Control+F12');
  await expect(page.getByPlaceholder('Implementations of I_Equipment')).toBeFocused();
  await page.keyboard.type('Conveyor');
  await expect(page.getByRole('option').first()).toContainText('FB_ConveyorInfeed');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'FB_ConveyorInfeed' })).toHaveAttribute('aria-selected', 'true');
  const [line, col] = await find(page, 'FB_ConveyorInfeed');
  await expect(page.getByTestId('cursor')).toHaveText(`Ln ${line}, Col ${col}`);
  await page.keyboard.press('Control+F12');
  await expect(page.getByText('Nothing implements or extends FB_ConveyorInfeed')).toBeVisible();

  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu').filter({ hasText: 'Go to Definition' });
  await expect(menu.getByRole('menuitem', { name: 'Go to Definition' })).toContainText('F12');
  await expect(menu.getByText('Ctrl+F12')).toHaveCount(1);
  await expect(menu.getByText('Peek')).toHaveCount(0);
  expect(await menu.evaluate(seenThrough)).toBe(0);
});

test('U1 quick fixes end a block, declare a name and fill a CASE beside a colleague who types; each is one undo', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  const { page } = ann;
  await openFile(page, project, 'FC_FillVolume');
  await openFile(ben.page, project, 'FC_FillVolume');
  await goToLine(ben.page, 1);
  const fix = async (title: string, meanwhile: () => Promise<void> = async () => undefined) => {
    await page.keyboard.press('Control+.');
    await expect(page.locator('.action-widget').getByText(title)).toBeVisible();
    await meanwhile();
    await page.keyboard.press('Enter');
  };
  await goToLine(page, 11, 1);
  await page.keyboard.insertText('IF xMissing THEN\nrVolume := 1.0;\n');
  const problems = page.getByRole('tree', { name: 'Problems by file' });
  await expect(problems.getByRole('treeitem').filter({ hasText: 'END_IF is missing' })).toBeVisible();
  await page.keyboard.press('F8');
  await expect(page.getByTestId('cursor')).toHaveText('Ln 14, Col 1');
  // While the menu is open a colleague writes in front.
  await fix('Write END_IF', async () => {
    await ben.page.keyboard.type('// ben ');
    await expect.poll(async () => (await shownLines(page))[0]).toContain('// ben //');
  });
  await expect.poll(() => shownLines(page)).toContainEqual(expect.stringContaining('END_IF'));
  await goToLine(page, 11, 5);
  await fix('Declare xMissing as BOOL');
  for (const one of [page, ben.page])
    await expect.poll(() => shownLines(one)).toContainEqual(expect.stringMatching(/^ *xMissing *: BOOL;/));
  expect((await shownLines(page))[0]).toMatch(/^\/\/ ben \/\/ Counted/);
  await page.keyboard.press('Control+z');
  for (const one of [page, ben.page])
    await expect.poll(() => shownLines(one)).not.toContainEqual(expect.stringMatching(/xMissing *: BOOL;/));
  expect(await shownLines(page)).toContainEqual(expect.stringContaining('END_IF'));

  // A CASE of an enumeration gets the branches that it lacks.
  await goToLine(page, 8, 1);
  await page.keyboard.insertText('eNow : E_FillState;\n');
  const [line] = await find(page, 'IF xMissing');
  await goToLine(page, line, 1);
  await page.keyboard.insertText('CASE eNow OF\nE_FillState.Idle: ;\nEND_CASE\n');
  await goToLine(page, line, 2);
  await fix('Add ');
  await expect.poll(() => shownLines(ben.page)).toContainEqual(expect.stringMatching(/E_FillState\.Fault:/));
});

/** Of what an element stands on: 0 when nothing behind it shines through. */
function seenThrough(element: Element): number {
  for (let one: Element | null = element; one; one = one.parentElement) {
    const [, , , alpha = '1'] = getComputedStyle(one).backgroundColor.match(/[\d.]+/g) ?? [];
    if (alpha !== '0') return 1 - Number(alpha);
  }
  return 1;
}

test('hover says who changed a tag last and when, offline what was known', async ({ person, project }) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ben.page, project, 'PRG_Filler');
  await goToLine(ben.page, 5);
  await ben.page.keyboard.type('  iBatchOfBen : INT;\n');
  await expectBadge(ben.page, 'live');
  const author = ann.page.locator('.monaco-hover').filter({ hasText: /by ben, / });
  const hover = async () => {
    const [line, col] = await find(ann.page, 'iBatchOfBen');
    await goToLine(ann.page, line, col + 1);
    await ann.page.keyboard.press('Control+k');
    await ann.page.keyboard.press('Control+i');
  };
  // The page comes after the change: only the server's history knows.
  await openFile(ann.page, project, 'PRG_Filler');
  await hover();
  await expect(author).toContainText('iBatchOfBen : INT');
  await expect(author).toContainText(/(Declared|Changed) by ben, (now|\d+ s ago)/);
  await ann.page.keyboard.press('Escape');
  await ann.context.setOffline(true);
  await expectBadge(ann.page, 'offline');
  await hover();
  await expect(author).toBeVisible();
});

test('U1 a name is renamed in all files as one step while a colleague types, and one undo takes it back', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, 'FB_FillStation');
  await openFile(ben.page, project, 'PRG_Filler');
  const [line, col] = await find(ann.page, 'xEnable ');
  await goToLine(ann.page, line, col + 1);
  await ann.page.keyboard.press('Shift+F12');
  const references = ann.page.getByRole('tree', { name: 'References by file' });
  await expect(references.getByRole('treeitem').filter({ hasText: 'PRG_Filler' })).toBeVisible();
  await expect(references.getByText('written')).toBeVisible();
  // The list follows what a colleague writes.
  const use = references.getByRole('treeitem').filter({ hasText: 'xEnable := fbCarousel' });
  const place = Number.parseInt(/(\d+):\d+$/.exec((await use.innerText()).trim())?.[1] ?? '', 10);
  await goToLine(ben.page, 1);
  await ben.page.keyboard.type('// one line more\n');
  await expect(use).toContainText(`${place + 1}:`);
  await ben.page.keyboard.press('Control+z');
  await expect(use).toContainText(`${place}:`);

  await ann.page.keyboard.press('F2');
  const dialog = ann.page.getByRole('dialog', { name: 'Rename xEnable' });
  const field = dialog.getByLabel('New name');
  await field.fill('XbottlePresent');
  await expect(dialog.getByRole('alert')).toContainText('declared already');
  await expect(dialog.getByRole('button', { name: 'Rename' })).toBeDisabled();
  await field.fill('FC_FillVolume');
  await expect(dialog.getByRole('alert')).toContainText('would be mixed up with');
  await expect(dialog.getByText('1 place in 1 file that would mean something else')).toBeVisible();
  await expect(
    dialog.getByRole('tree', { name: 'Places that would mean something else' }).getByText('rFilled :='),
  ).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Rename' })).toBeDisabled();
  await field.fill('xRelease');
  await expect(dialog.getByText('4 places in 2 files')).toBeVisible();
  await goToLine(ben.page, 1);
  await Promise.all([
    ben.page.keyboard.type('// ben types on here ', { delay: 20 }),
    dialog.getByRole('button', { name: 'Rename' }).click(),
  ]);
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => shownLines(ann.page)).toContainEqual(expect.stringContaining('xRelease '));
  await expectBadge(ann.page, 'live');
  await goToLine(ben.page, 136);
  await expect
    .poll(() => shownLines(ben.page))
    .toContainEqual(expect.stringContaining('xRelease := fbCarousel'));

  await ann.page
    .locator('.monaco-editor')
    .first()
    .click({ position: { x: 300, y: 100 } });
  await ann.page.keyboard.press('Control+z');
  await expect.poll(() => shownLines(ann.page)).toContainEqual(expect.stringContaining('xEnable '));
  await expect
    .poll(() => shownLines(ben.page))
    .toContainEqual(expect.stringContaining('xEnable := fbCarousel'));
  await goToLine(ben.page, 1);
  expect((await shownLines(ben.page))[0]).toContain('// ben types on here ');
});

test('M1 the formatter changes blanks only, of a selection or the file, and what a colleague types meanwhile stays; its options are kept, and what nothing uses is found', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, 'FC_FillVolume');
  await openFile(ben.page, project, 'FC_FillVolume');
  await goToLine(ann.page, 1);
  await ann.page.keyboard.insertText(
    'FUNCTION F_Odd:INT\nvar\na:INT;\nEND_VAR\nif a>1 then\nF_Odd:=a+1;\nEND_IF\nEND_FUNCTION\n',
  );
  await expect.poll(() => shownLines(ben.page)).toContainEqual('F_Odd:=a+1;');
  // Of the selected lines first, in one of which ben writes.
  await goToLine(ben.page, 6, 12);
  await goToLine(ann.page, 5, 1);
  for (let i = 0; i < 3; i++) await ann.page.keyboard.press('Shift+ArrowDown');
  await Promise.all([
    ben.page.keyboard.type(' // ben', { delay: 15 }),
    ann.page.keyboard.press('Control+k').then(() => ann.page.keyboard.press('Control+f')),
  ]);
  for (const { page } of [ann, ben]) {
    await expect.poll(() => shownLines(page)).toContainEqual('    F_Odd := a + 1; // ben');
    await expect.poll(() => shownLines(page)).toContainEqual('IF a > 1 THEN');
    expect(await shownLines(page)).toContainEqual('var');
  }
  await goToLine(ben.page, 3, 7);
  await Promise.all([
    ben.page.keyboard.type(' // typed by ben', { delay: 15 }),
    ann.page.keyboard.press('Shift+Alt+F'),
  ]);
  for (const { page } of [ann, ben]) {
    await expectBadge(page, 'live');
    await expect.poll(() => shownLines(page)).toContainEqual('    F_Odd := a + 1; // ben');
    await expect
      .poll(() => shownLines(page))
      .toContainEqual(expect.stringMatching(/a:INT; \/\/ typed by ben$/));
    await expect.poll(() => shownLines(page)).toContainEqual('VAR');
  }

  // The options stand in the settings, hold for the Tab key too, and are kept.
  const { page } = ann;
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Keywords in capitals' }).click();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Steps of 2 blanks' }).click();
  await goToLine(page, 9, 1);
  await page.keyboard.insertText(
    'function F_Plain : INT\nif F_Plain=1 then\n   F_Plain:=2;\nend_if\nend_function\n',
  );
  await goToLine(page, 11, 4);
  await page.keyboard.press('Shift+Alt+F');
  await expect.poll(() => shownLines(page)).toContainEqual('if F_Plain = 1 then');
  await expect.poll(() => shownLines(page)).toContainEqual('  F_Plain := 2;');
  await goToLine(page, 13, 1);
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('cursor')).toHaveText('Ln 13, Col 3');

  // What nothing uses is found by one command, and a quick fix takes it away.
  await goToLine(page, 1, 1);
  await page.keyboard.insertText(
    'FUNCTION F_Idle : INT\nVAR\n  nIdle : INT;\nEND_VAR\nF_Idle := 1;\nEND_FUNCTION\n',
  );
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('find unused');
  await page.keyboard.press('Enter');
  const problems = page.getByRole('tree', { name: 'Problems by file' });
  await problems.getByRole('treeitem').filter({ hasText: 'nIdle is never used' }).click();
  await expect(page.getByTestId('cursor')).toHaveText('Ln 3, Col 3');
  await expect(problems.getByRole('treeitem').filter({ hasNotText: /never used|FillVolume/ })).toHaveCount(0);
  await page.keyboard.press('Control+.');
  await expect(page.locator('.action-widget').getByText('Remove nIdle')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect.poll(() => shownLines(page)).not.toContainEqual(expect.stringContaining('nIdle'));
  await page.reload();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('menuitemcheckbox', { name: 'Steps of 2 blanks' })).toBeChecked();
  await expect(page.getByRole('menuitemcheckbox', { name: 'Keywords in capitals' })).not.toBeChecked();
});

test('M1 search finds in all files while typing, a replacement is previewed, done and taken back, and what was taken out of it stays beside a colleague who types', async ({
  person,
  project,
}) => {
  const [{ page }, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(page, project, 'GVL_Const');
  await openFile(ben.page, project, 'FB_FillStation');
  await page.keyboard.press('Control+Shift+H');
  await page.getByRole('textbox', { name: 'Search in all files' }).fill('xBottlePresent');
  const matches = page.getByRole('tree', { name: 'Matches by file' });
  await expect(matches.getByRole('treeitem').filter({ hasText: 'FB_FillStation' })).toBeVisible();
  await page.getByLabel('Replace by').fill('xHasBottle');
  await expect(matches.locator('ins').first()).toHaveText('xHasBottle');
  const declared = matches.getByRole('treeitem').filter({ hasText: 'from FB_Carousel' });
  await declared.hover();
  await declared.getByTitle('Leave this one as it is (Del)').click();
  await expect(declared).toHaveCount(0);
  await goToLine(ben.page, 6, 1);
  await ben.page.keyboard.type('// of ben\n');
  await ben.page.keyboard.press('End');
  await ben.page.keyboard.type(' // and here');
  await expect(declared).toHaveCount(0);
  await page.getByRole('button', { name: /^Replace \d+/ }).click();
  await expect(page.getByText(/Replaced \d+ places in \d+ files/)).toBeVisible();
  await expect(page.getByText('1 match in 1 file')).toBeVisible();
  await expect(declared).toContainText('// and here');
  await page.getByRole('textbox', { name: 'Search in all files' }).fill('xHasBottle');
  await matches.getByRole('treeitem').filter({ hasText: ':=' }).first().click();
  await expect(page.locator('.monaco-editor')).toContainText('xHasBottle');
  await page.keyboard.press('Control+z');
  await expect(page.locator('.monaco-editor')).not.toContainText('xHasBottle');
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await page.getByRole('textbox', { name: 'Search in all files' }).fill('x(Bottle');
  await expect(page.getByRole('alert').filter({ hasText: /regular expression/i })).toBeVisible();
});

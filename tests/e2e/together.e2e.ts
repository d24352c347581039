import { expect, expectBadge, goTo, openFile, shownLines, test } from './fixtures.ts';

const FILE = 'GVL_Const';

test('L4 D1 three people type in one line at the same time, and all end with the same text', async ({
  person,
  project,
}) => {
  const people = await Promise.all(['ann', 'ben', 'eve'].map((name) => person(name)));
  for (const { page } of people) await openFile(page, project, FILE);
  await Promise.all(people.map(({ page }) => goTo(page, 1)));
  const words = ['alpha ', 'bravo ', 'carol '];
  await Promise.all(people.map(({ page }, index) => page.keyboard.type(words[index] ?? '', { delay: 15 })));
  for (const { page } of people) {
    await expectBadge(page, 'live');
    await expect
      .poll(async () => [...((await shownLines(page))[0] ?? '')].sort().join(''))
      .toContain('aaaaa');
  }
  const texts = await Promise.all(people.map(({ page }) => shownLines(page)));
  await expect.poll(async () => (await shownLines(people[1]?.page as never))[0]).toBe(texts[0]?.[0]);
  await expect.poll(async () => (await shownLines(people[2]?.page as never))[0]).toBe(texts[0]?.[0]);
  // Every character of everybody arrived, whatever the order of the words.
  const typed = [...words.join('')].sort().join('');
  const first = texts[0]?.[0] ?? '';
  for (const letter of new Set(typed))
    expect(first.split(letter).length - 1).toBeGreaterThanOrEqual(typed.split(letter).length - 1);
});

test('presence shows who is where, and a click goes there', async ({ person, project }) => {
  const [ann, ben] = await Promise.all([person('ann'), person('Benjamin Ödegaard <b>')]);
  await openFile(ann.page, project, FILE);
  await openFile(ben.page, project, 'PRG_Main');
  const row = ann.page.getByRole('list', { name: 'People' }).getByRole('button', { name: /Benjamin/ });
  await expect(row).toContainText('Benjamin Ödegaard <b>');
  await goTo(ben.page, 5);
  await expect(row).toContainText('PRG_Main:5');
  await row.click();
  await expect(ann.page.getByRole('tab', { name: 'PRG_Main' })).toHaveAttribute('aria-selected', 'true');
  await ben.page.keyboard.type('x');
  await expect(ann.page.locator('.remote-flag')).toHaveText('Benjamin Ödegaard <b>');
  const cursor = ann.page.locator('.remote-cursor');
  await expect(cursor).toBeVisible();
  // The name goes when nothing was typed for two seconds, and is there while the pointer is at the cursor.
  await expect(ann.page.locator('.remote-flag')).toHaveCount(0);
  const { x = 0, y = 0, height = 0 } = (await cursor.boundingBox()) ?? {};
  await ann.page.mouse.move(x + 200, y + height / 2);
  await ann.page.mouse.move(x + 2, y + height / 2);
  await expect(ann.page.locator('.remote-flag')).toHaveText('Benjamin Ödegaard <b>');
  await ann.page.mouse.move(x + 200, y + height * 4);
  await expect(ann.page.locator('.remote-flag')).toHaveCount(0);
  // While somebody types, their cursor and name are there in every frame, and never go back.
  const frames = await ann.page.evaluateHandle(watchCursor);
  await ben.page.keyboard.type('abcdefghijklmnopqrstuvwxyz', { delay: 25 });
  await expect.poll(() => frames.evaluate(({ places }) => new Set(places).size)).toBeGreaterThan(1);
  const { places, gaps } = await frames.evaluate((seen) => ({ ...seen }));
  expect(gaps).toBe(0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  await ben.page.keyboard.press('Shift+End');
  await expect(ann.page.locator('.remote-selection').first()).toBeVisible();
  await ben.page.close();
  await expect(ann.page.locator('.remote-cursor')).toHaveCount(0);
});

/** Looks at the first other cursor and its name in each frame from the first in which both are there. */
function watchCursor(): { places: number[]; gaps: number } {
  const seen = { places: [] as number[], gaps: 0 };
  const look = () => {
    const [cursor, flag] = ['.remote-cursor', '.remote-flag'].map((one) => document.querySelector(one));
    if (cursor && flag) seen.places.push(Math.round(flag.getBoundingClientRect().left));
    else if (seen.places.length > 0) seen.gaps++;
    if (seen.places.length < 60) requestAnimationFrame(look);
  };
  look();
  return seen;
}

test('U1 undo is only mine: from the key, the palette and the menu of the editor', async ({
  person,
  project,
}) => {
  const routes: Record<string, (page: import('@playwright/test').Page) => Promise<void>> = {
    key: (page) => page.keyboard.press('Control+z'),
    palette: async (page) => {
      await page.keyboard.press('Control+Shift+P');
      await page.getByRole('combobox', { name: 'Command' }).fill('>Undo my last');
      await page.keyboard.press('Enter');
    },
    menu: async (page) => {
      await page.keyboard.press('Shift+F10');
      // Monaco ignores a click in the first 100 ms of a menu.
      const item = page.getByRole('menuitem', { name: 'Undo' });
      await expect(item).toBeVisible();
      await expect(async () => {
        if (await item.isVisible()) await item.click({ timeout: 500 });
        await expect(item).toHaveCount(0, { timeout: 300 });
      }).toPass();
    },
  };
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, FILE);
  await openFile(ben.page, project, FILE);
  for (const [route, undo] of Object.entries(routes))
    await test.step(route, async () => {
      const [mine, theirs] = [`MINE_${route}`, `THEIRS_${route}`].map((text) =>
        expect.stringContaining(text),
      );
      await goTo(ann.page, 1);
      await ann.page.keyboard.type(`MINE_${route}`);
      await expect.poll(() => shownLines(ben.page)).toContainEqual(mine);
      await goTo(ben.page, 1);
      await ben.page.keyboard.type(`THEIRS_${route}`);
      await expect.poll(() => shownLines(ann.page)).toContainEqual(theirs);
      await undo(ann.page);
      await expect.poll(() => shownLines(ann.page)).not.toContainEqual(mine);
      expect(await shownLines(ann.page)).toContainEqual(theirs);
      await expect.poll(() => shownLines(ben.page)).not.toContainEqual(mine);
      expect(await shownLines(ben.page)).toContainEqual(theirs);
    });
});

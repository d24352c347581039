import { expect, expectBadge, focusEditor, goTo, openFile, shownLines, test } from './fixtures.ts';

const FILE = 'GVL_Const';

test('U1 own undo goes on after a reload: my text goes, what I deleted is back, a colleague keeps theirs', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, FILE);
  await openFile(ben.page, project, FILE);
  const before = await shownLines(ann.page);

  await goTo(ann.page, 2);
  await ann.page.keyboard.press('Shift+End');
  await ann.page.keyboard.press('Delete');
  await expect.poll(async () => (await shownLines(ann.page))[1]).toBe('');
  await goTo(ann.page, 1);
  await ann.page.keyboard.type('(* mine *) ');
  await goTo(ben.page, 3);
  await ben.page.keyboard.type('(* theirs *) ');
  await expectBadge(ann.page, 'live');
  await expect.poll(() => shownLines(ann.page)).toContainEqual(expect.stringContaining('(* theirs *)'));
  await expectBadge(ben.page, 'live');

  await ann.page.reload();
  await expectBadge(ann.page, 'live');
  await expect.poll(async () => (await shownLines(ann.page))[0]).toContain('(* mine *)');
  await focusEditor(ann.page);
  const wanted = before.map((line, index) => (index === 2 ? `(* theirs *) ${line}` : line));
  for (let left = 20; left > 0; left--) await ann.page.keyboard.press('Control+z');
  await expect.poll(() => shownLines(ann.page)).toEqual(wanted);
  await expect.poll(() => shownLines(ben.page)).toEqual(wanted);

  // What was taken back can be done again, also on the page after the next.
  await expectBadge(ann.page, 'live');
  await ann.page.reload();
  await expectBadge(ann.page, 'live');
  await expect.poll(() => shownLines(ann.page)).toEqual(wanted);
  await focusEditor(ann.page);
  for (let left = 20; left > 0; left--) await ann.page.keyboard.press('Control+y');
  await expect
    .poll(async () => (await shownLines(ann.page)).slice(0, 2))
    .toEqual([`(* mine *) ${before[0]}`, '']);
  await expect.poll(async () => (await shownLines(ben.page))[2]).toBe(wanted[2]);
});

import type { Page } from '@playwright/test';
import { expect, expectBadge, focusEditor, goTo, openFile, shownLines, test, treeItem } from './fixtures.ts';

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

test('U1 two tabs of one person keep their own undo over a reload, and an import is taken back once', async ({
  person,
  project,
}) => {
  const { page: first, context } = await person('ann');
  const second = await context.newPage();
  await openFile(first, project, FILE);
  await openFile(second, project, FILE);
  const before = await shownLines(first);
  await goTo(first, 1);
  await first.keyboard.type('(* first *) ');
  await goTo(second, 3);
  await second.keyboard.type('(* second *) ');
  const first3 = `(* second *) ${before[2]}`;
  await expect.poll(async () => (await shownLines(first))[2]).toBe(first3);
  await importOver(second, project);
  for (const page of [first, second]) {
    await expect.poll(() => shownLines(page)).toContainEqual(expect.stringContaining('IMPORTED'));
    await expectBadge(page, 'live');
  }
  await Promise.all([first.reload(), second.reload()]);
  for (const page of [first, second]) {
    await expectBadge(page, 'live');
    await expect.poll(() => shownLines(page)).toContainEqual(expect.stringContaining('IMPORTED'));
    await focusEditor(page);
  }

  // Both ask before either is answered: one of them takes it back, and no line stands there twice.
  await holdJournal(first);
  await Promise.all([first.keyboard.press('Control+z'), second.keyboard.press('Control+z')]);
  await first.evaluate(() => Object.assign(window, { isReleased: true }));
  const written = before.map((line, at) => (at === 0 ? `(* first *) ${line}` : at === 2 ? first3 : line));
  for (const page of [first, second]) await expect.poll(() => shownLines(page)).toEqual(written);
  for (let left = 5; left > 0; left--) await first.keyboard.press('Control+z');
  const withoutFirst = before.map((line, at) => (at === 2 ? first3 : line));
  for (const page of [first, second]) await expect.poll(() => shownLines(page)).toEqual(withoutFirst);
  for (let left = 5; left > 0; left--) await second.keyboard.press('Control+z');
  for (const page of [first, second]) await expect.poll(() => shownLines(page)).toEqual(before);
});

test('U1 a tool wrote for me while my page was closed: my next page takes it back', async ({
  person,
  project,
}) => {
  const { page, context } = await person('ann');
  await openFile(page, project, FILE);
  const before = await shownLines(page);
  const other = await context.newPage();
  await page.close();
  await other.goto('/');
  await importOver(other, project);
  await openFile(other, project, FILE);
  await expect.poll(() => shownLines(other)).toContainEqual(expect.stringContaining('IMPORTED'));
  await focusEditor(other);
  await other.keyboard.press('Control+z');
  await other.keyboard.press('Control+Home');
  await expect.poll(() => shownLines(other)).toEqual(before);
});

/** Whatever pages ask of their undo journal waits until `isReleased` is set in this page's window. */
function holdJournal(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const name = (await indexedDB.databases()).find((one) => one.name?.includes('undo'))?.name ?? '';
    const opening = indexedDB.open(name);
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    await new Promise<void>((resolve) => {
      const stores = [...db.objectStoreNames];
      const store = db.transaction(stores, 'readwrite').objectStore(stores[0] ?? '');
      const goOn = () => {
        resolve();
        if ('isReleased' in window) db.close();
        else store.count().onsuccess = goOn;
      };
      store.count().onsuccess = goOn;
    });
  });
}

/** Imports constants with another name among them over those of the project, and a program that it did not have. */
function importOver(page: Page, project: string): Promise<void> {
  return page.evaluate(async (id) => {
    const list = (await (await fetch(`/api/projects/${id}/files`)).json()) as { files: { path: string }[] };
    const path = list.files.find((file) => file.path.includes('GVL_Const'))?.path ?? '';
    const text = await (await fetch(`/api/projects/${id}/files/${encodeURIComponent(path)}`)).text();
    const form = new FormData();
    const name = (file: string) => encodeURIComponent(file);
    form.append('files', new Blob([text.replaceAll('CYCLE_SECONDS', 'IMPORTED')]), name(path));
    form.append('files', new Blob(['PROGRAM PRG_Added\nEND_PROGRAM\n']), name('PRG_Added.st'));
    const answer = await fetch(`/api/projects/${id}/import`, { method: 'POST', body: form });
    if (!answer.ok) throw new Error(await answer.text());
  }, project);
}

test('U1 an import is taken back as one step: the changed file is as before, the new one is gone, for everybody', async ({
  person,
  project,
}) => {
  const [ann, ben] = await Promise.all([person('ann'), person('ben')]);
  await openFile(ann.page, project, FILE);
  await openFile(ben.page, project, FILE);
  const before = await shownLines(ben.page);
  await importOver(ann.page, project);
  await expect.poll(() => shownLines(ben.page)).toContainEqual(expect.stringContaining('IMPORTED'));
  await ann.page.getByRole('textbox', { name: 'Filter files' }).fill('PRG_Added');
  await expect(treeItem(ann.page, 'PRG_Added')).toBeVisible();

  await ann.page.getByRole('button', { name: 'Take back' }).click();
  await expect.poll(() => shownLines(ben.page)).toEqual(before);
  await expect(treeItem(ann.page, 'PRG_Added')).toHaveCount(0);
  await expect(ben.page.getByRole('button', { name: 'Take back' })).toHaveCount(0);
});

import { createFile, fileEntry } from '@tagloom/collab';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { type JournalHead, type StepStore, type StoredStep, UndoJournal } from './journal.ts';
import { nextOrder, ORDER } from './order.ts';
import { type Random, seeded } from './random.ts';
import { Steps } from './steps.ts';

/** What stays on a device between pages: the local copy, as y-indexeddb keeps it, and the journal. */
class Disk implements StepStore {
  copy: Uint8Array[] = [];
  steps = new Map<number, StoredStep>();
  head: JournalHead | null = null;
  isBroken = false;

  write(changed: readonly StoredStep[], removed: readonly number[], head: JournalHead): void {
    if (this.isBroken) return;
    for (const id of removed) this.steps.delete(id);
    for (const step of changed) this.steps.set(step.id, structuredClone(step));
    this.head = { ...head };
  }
  hasOthers = () => false;
  take = async () => true;
  isTaken = () => false;
  onTaken = () => undefined;
  clear = async () => this.steps.clear();
  close = () => undefined;
}

/** One page of a person: a document out of the local copy, and undo of one text. */
function openPage(disk: Disk, file = 'f') {
  const journal = new UndoJournal(disk, {
    steps: structuredClone([...disk.steps.values()]),
    head: disk.head,
  });
  const doc = new Y.Doc();
  doc.gcFilter = (item) => !journal.keeps(item);
  doc.transact(() => {
    for (const update of disk.copy) Y.applyUpdate(doc, update, 'copy');
  }, 'copy');
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'copy') disk.copy.push(update);
  });
  const text = fileEntry(doc, file)?.text ?? doc.getText('text');
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set(['own']), captureTimeout: 0 });
  undo.on('stack-item-added', ({ stackItem }) => stackItem.meta.set(ORDER, nextOrder()));
  let stop = journal.follow(file, undo);
  return {
    doc,
    text,
    undo,
    journal,
    own: (act: (text: Y.Text) => void) => doc.transact(() => act(text), 'own'),
    /** y-indexeddb puts one state in the place of many updates. */
    compact: () => {
      disk.copy = [Y.encodeStateAsUpdate(doc)];
    },
    closeFile: () => stop(),
    openFile: () => {
      stop = journal.follow(file, undo);
    },
    end: () => {
      journal.flush();
      doc.destroy();
    },
  };
}

/** The text with something of somebody else in it. */
function started(content: string): Disk {
  const other = new Y.Doc();
  other.getText('text').insert(0, content);
  const disk = new Disk();
  disk.copy.push(Y.encodeStateAsUpdate(other));
  return disk;
}

it('U1 what I wrote and what I deleted is taken back after a reload, step by step, and done again', () => {
  const disk = started('x := old;');
  let page = openPage(disk);
  page.own((text) => text.insert(0, '(* mine *) '));
  page.own((text) => text.delete(text.length - 4, 3));
  expect(page.text.toString()).toBe('(* mine *) x := ;');
  page.end();

  page = openPage(disk);
  page.undo.undo();
  expect(page.text.toString()).toBe('(* mine *) x := old;');
  page.end();

  page = openPage(disk);
  page.undo.undo();
  expect(page.text.toString()).toBe('x := old;');
  page.undo.redo();
  page.undo.redo();
  expect(page.text.toString()).toBe('(* mine *) x := ;');
});

it('U1 text that came back by undo and is deleted again by an older step is found under its new ids', () => {
  const disk = started('');
  let page = openPage(disk);
  page.own((text) => text.insert(0, 'mine'));
  page.own((text) => text.delete(0, 4));
  page.undo.undo();
  page.end();

  page = openPage(disk);
  expect(page.text.toString()).toBe('mine');
  page.undo.undo();
  expect(page.text.toString()).toBe('');
});

it('U1 a compacted local copy keeps what undo brings back, and nothing else', () => {
  const disk = started('theirs, mine to delete');
  let page = openPage(disk);
  page.own((text) => text.delete(7, 15));
  page.doc.transact(() => page.text.delete(0, 2), 'somebody else');
  page.compact();
  page.end();

  page = openPage(disk);
  page.compact();
  expect(Buffer.from(disk.copy[0] as Uint8Array).toString('latin1')).toContain(' mine to delete');
  page.end();
  page = openPage(disk);
  page.undo.undo();
  expect(page.text.toString()).toBe('eirs, mine to delete');
  expect(page.undo.canUndo()).toBe(false);
});

it('U1 a step whose text was collected is dropped whole; the steps around it stay', () => {
  const disk = started('old');
  let page = openPage(disk);
  page.own((text) => text.insert(3, ' first'));
  page.own((text) => {
    text.delete(0, 3);
    text.insert(0, 'new');
  });
  page.own((text) => text.insert(text.length, ' last'));
  page.end();
  // Another page without the journal collected the text and compacted the copy.
  const other = new Y.Doc();
  for (const update of disk.copy) Y.applyUpdate(other, update);
  disk.copy = [Y.encodeStateAsUpdate(other)];

  page = openPage(disk);
  expect(page.undo.undoStack).toHaveLength(2);
  page.undo.undo();
  expect(page.text.toString()).toBe('new first');
  page.undo.undo();
  expect(page.text.toString()).toBe('new');
  expect(page.undo.undo()).toBeNull();
  page.end();
  expect(disk.steps.size).toBe(2);
});

it('U1 when the journal missed the last edits, nothing is taken back twice: undo begins anew', () => {
  const disk = started('text');
  let page = openPage(disk);
  page.own((text) => text.delete(0, 4));
  page.journal.flush();
  disk.isBroken = true;
  page.undo.undo();
  page.end();
  disk.isBroken = false;

  page = openPage(disk);
  expect(page.text.toString()).toBe('text');
  page.undo.undo();
  expect(page.text.toString()).toBe('text');
  page.end();
  expect(disk.steps.size).toBe(0);
});

it('U1 steps that the local copy does not know are dropped', () => {
  const disk = started('text');
  let page = openPage(disk);
  page.own((text) => text.insert(0, 'lost '));
  page.end();
  disk.copy.pop();
  page = openPage(disk);
  expect(page.undo.canUndo()).toBe(false);
});

it('U1 the steps of a file that was closed wait for it', () => {
  const page = openPage(started('text'));
  page.own((text) => text.insert(0, 'my '));
  page.closeFile();
  page.undo.clear();
  page.openFile();
  page.undo.undo();
  expect(page.text.toString()).toBe('text');
});

it('a journal that was closed before the document had its content is left alone', () => {
  const disk = started('text');
  const page = openPage(disk);
  page.journal.close();
  disk.write = () => expect.fail('The database is closed.');
  const stop = page.journal.follow('late', page.undo);
  page.own((text) => text.insert(0, 'my '));
  page.journal.flush();
  stop();
  expect(page.text.toString()).toBe('my text');
});

it('U1 steps over several files come back after a reload with their names, and their ages go on', () => {
  const disk = new Disk();
  let page = openPage(disk);
  const ids = ['a := 1;', 'a := 2;'].map((text, i) => createFile(page.doc, `${i}.st`, text));
  let steps = new Steps(page.doc);
  steps.keepIn(page.journal);
  steps.apply(new Map(ids.map((id) => [id, [{ from: 0, to: 1, insert: 'new' }]])), 'Rename a to new');
  const age = steps.orderFor(ids[0] as string, 'undo');
  page.end();

  page = openPage(disk);
  steps = new Steps(page.doc);
  steps.keepIn(page.journal);
  expect(steps.peek('undo')).toEqual({ label: 'Rename a to new', files: new Set(ids), places: 2 });
  expect(steps.orderFor(ids[1] as string, 'undo')).toBe(age);
  expect(nextOrder()).toBeGreaterThan(age);
  steps.run('undo');
  expect(ids.map((id) => fileEntry(page.doc, id)?.text.toString())).toEqual(['a := 1;', 'a := 2;']);
});

it('U1 old steps go when their texts take more memory than the limit', () => {
  const disk = started('x'.repeat(6_000_000));
  let page = openPage(disk);
  for (let step = 0; step < 3; step++) page.own((text) => text.delete(0, 2_000_000));
  page.end();
  expect(disk.steps.size).toBe(3);
  page = openPage(disk);
  expect(page.undo.undoStack).toHaveLength(2);
  page.end();
  expect(disk.steps.size).toBe(2);
});

// Without a reload Yjs alone leaves text of mine behind in a tenth of these runs.
it.each(['with', 'without'])(
  'U1 edits by two %s reloads between: undo of all of mine leaves what the other wrote and did not delete',
  (how) => {
    for (let seed = 1; seed <= 60; seed++) takeAllBack(seeded(seed), seed, how === 'with');
  },
  30_000,
);

/** Each character is written once, so that it is known who wrote it: mine are capitals. */
function takeAllBack(random: Random, seed: number, hasReloads: boolean): void {
  const disk = started('');
  let page = openPage(disk);
  const theirs = new Set<string>();
  let count = 0;
  const other = new Y.Doc();
  const otherText = other.getText('text');
  const exchange = () => {
    Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(page.doc)), 'network');
    Y.applyUpdate(other, Y.encodeStateAsUpdate(page.doc, Y.encodeStateVector(other)), 'network');
  };
  const reload = () => {
    page.end();
    page = openPage(disk);
  };
  const at = (text: Y.Text) => random(text.length + 1);
  const write = (text: Y.Text, first: number) => {
    const letters = Array.from({ length: 1 + random(3) }, () => String.fromCharCode(first + count++));
    text.insert(at(text), letters.join(''));
    return letters;
  };
  const acts = [
    () => page.own((text) => void write(text, 0x4000)),
    () => page.own((text) => void write(text, 0x4000)),
    () => page.own((text) => void (text.length > 1 && text.delete(random(text.length - 1), 2))),
    () =>
      page.own((text) => {
        if (text.length > 0) text.delete(0, 1);
        write(text, 0x4000);
      }),
    () => page.undo.undo(),
    () => page.undo.redo(),
    () => {
      for (const one of write(otherText, 0x8000)) theirs.add(one);
    },
    () => {
      if (otherText.length === 0) return;
      const index = random(otherText.length);
      theirs.delete(otherText.toString()[index] as string);
      other.transact(() => otherText.delete(index, 1));
    },
    exchange,
    () => {
      if (random(3) === 0) page.compact();
      if (hasReloads) reload();
    },
  ];
  for (let step = 0; step < 60; step++) acts[random(acts.length)]?.();
  exchange();
  if (hasReloads) reload();
  while (page.undo.canUndo()) page.undo.undo();
  const left = page.text.toString();
  const mine = [...left].filter((one) => one.charCodeAt(0) < 0x8000);
  expect(mine, `seed ${seed}: text of mine stays`).toEqual([]);
  expect(new Set(left).size, `seed ${seed}: something is there twice`).toBe(left.length);
  for (const one of theirs) expect(left, `seed ${seed}: text of the other is gone`).toContain(one);
}

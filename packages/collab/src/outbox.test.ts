import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { deleteIndexedDbOutbox, type Outbox, openIndexedDbOutbox, openMemoryOutbox } from './outbox.ts';

const engines: Record<string, (name: string) => Promise<Outbox>> = {
  memory: async () => openMemoryOutbox(),
  indexeddb: openIndexedDbOutbox,
};
const entry = (value: number) => ({ update: new Uint8Array([value]), at: value });

describe.each(Object.entries(engines))('outbox in %s', (engine, open) => {
  it('O1 gives back what was added, oldest first', async () => {
    const outbox = await open(`${engine}-order`);
    await outbox.add([entry(1), entry(2)]);
    await outbox.add([entry(3)]);
    expect((await outbox.read()).map((kept) => [kept.update[0], kept.at])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    outbox.close();
  });

  it('O1 forgets only what it is told to forget', async () => {
    const outbox = await open(`${engine}-remove`);
    const [first] = await outbox.add([entry(1), entry(2)]);
    await outbox.remove([first as number]);
    expect((await outbox.read()).map((kept) => kept.at)).toEqual([2]);
    outbox.close();
  });

  it('keeps the acknowledged position', async () => {
    const outbox = await open(`${engine}-position`);
    expect(await outbox.position()).toBeNull();
    await outbox.setPosition({ epoch: 'e', seq: 4, src: 's' });
    expect(await outbox.position()).toEqual({ epoch: 'e', seq: 4, src: 's' });
    outbox.close();
  });
});

describe('outbox in indexeddb', () => {
  it('O1 holds its entries over a new opening, as after a reload', async () => {
    const before = await openIndexedDbOutbox('reload');
    await before.add([entry(9)]);
    before.close();
    const after = await openIndexedDbOutbox('reload');
    expect((await after.read()).map((kept) => kept.at)).toEqual([9]);
    after.close();
    await deleteIndexedDbOutbox('reload');
    expect(await (await openIndexedDbOutbox('reload')).read()).toEqual([]);
  });

  it('rejects when the database is gone, so that the badge can say so', async () => {
    const outbox = await openIndexedDbOutbox('gone');
    outbox.close();
    await expect(outbox.add([entry(1)])).rejects.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { type Outbox, openMemoryOutbox } from './outbox.ts';
import { createPendingEdits } from './pending.ts';

const update = (value: number) => new Uint8Array([value]);

async function open(outbox: Outbox = openMemoryOutbox()) {
  const pending = createPendingEdits(outbox, () => undefined);
  await pending.adopt();
  return pending;
}

describe('pending edits', () => {
  it('O1 are sent only after the outbox has them', async () => {
    const pending = await open();
    pending.push(update(1));
    expect(pending.sendable()).toEqual([]);
    await pending.settled();
    expect(pending.sendable()).toEqual([update(1)]);
  });

  it('O1 stay in the outbox until they are acknowledged', async () => {
    const outbox = openMemoryOutbox();
    const pending = await open(outbox);
    pending.push(update(1));
    pending.push(update(2));
    await pending.settled();
    pending.markNextSent(1);
    pending.markNextSent(2);
    expect(await outbox.read()).toHaveLength(2);
    pending.acknowledge(1);
    await Promise.resolve();
    expect((await outbox.read()).map((entry) => entry.update)).toEqual([update(2)]);
    expect(pending.count()).toBe(1);
  });

  it('O1 are sent again on the next connection', async () => {
    const pending = await open();
    pending.push(update(1));
    await pending.settled();
    pending.markSent(1);
    expect(pending.sendable()).toEqual([]);
    pending.resetSent();
    expect(pending.sendable()).toEqual([update(1)]);
    pending.acknowledge(5);
    expect(pending.count()).toBe(1);
  });

  it('O1 of an earlier session come first and count', async () => {
    const outbox = openMemoryOutbox();
    await outbox.add([{ update: update(7), at: 70 }]);
    const pending = createPendingEdits(outbox, () => undefined);
    pending.push(update(8));
    expect(await pending.adopt()).toEqual([update(7)]);
    await pending.settled();
    expect(pending.sendable()).toEqual([update(7), update(8)]);
    expect(pending.oldest()).toBe(70);
  });

  it('removes an edit that was acknowledged while it was being written', async () => {
    const memory = openMemoryOutbox();
    const gate = Promise.withResolvers<void>();
    const outbox: Outbox = {
      ...memory,
      add: async (entries) => gate.promise.then(() => memory.add(entries)),
    };
    const pending = await open(outbox);
    pending.push(update(1));
    pending.markSent(1);
    pending.acknowledge(1);
    gate.resolve();
    await pending.settled();
    await new Promise((done) => setImmediate(done));
    expect(await memory.read()).toEqual([]);
    expect(pending.count()).toBe(0);
  });

  it('U2 says when this device could not keep an edit, and still sends it', async () => {
    const outbox: Outbox = { ...openMemoryOutbox(), add: () => Promise.reject(new Error('quota')) };
    const pending = await open(outbox);
    pending.push(update(1));
    await pending.settled();
    expect(pending.isKept()).toBe(false);
    expect(pending.sendable()).toEqual([update(1)]);
  });
});

it('O1 what was typed before the local copy was read is kept when the client closes', async () => {
  const outbox = openMemoryOutbox();
  const pending = createPendingEdits(outbox, () => undefined);
  pending.push(new Uint8Array([1]));
  await pending.settled();
  expect((await outbox.read()).map(({ update }) => [...update])).toEqual([[1]]);
});

/** What every store engine must do: one suite, registered per engine. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewEntries, Store } from './store.ts';

const KEY = { project: 'line', document: 'source' } as const;
const bytes = (...values: number[]) => new Uint8Array(values);

let count = 0;

function batch(...updates: Uint8Array[]): NewEntries {
  const entries = updates.map((update) => ({
    src: `src${count++}`,
    at: 1_000,
    author: 'ann',
    clients: [7],
    update,
  }));
  return { key: KEY, entries, claims: [{ client: 7, person: 'ann' }] };
}

/** `reopen` closes the store and opens it on the same data; null for engines without any (`:memory:`). */
export function describeStore(
  name: string,
  engine: { open(): Promise<Store>; reopen: ((store: Store) => Promise<Store>) | null },
): void {
  describe(`store: ${name}`, () => {
    let store: Store;

    beforeEach(async () => {
      store = await engine.open();
    });

    afterEach(() => store.close());

    test('a new document has the epoch it was given, head 0 and nothing in it', async () => {
      expect(await store.load(KEY, 'e1')).toEqual({
        epoch: 'e1',
        recoverUntil: 0,
        head: { seq: 0, src: '' },
        snapshot: null,
        tail: [],
        claims: [],
        badSnapshots: [],
      });
      expect((await store.load(KEY, 'e2')).epoch).toBe('e1');
    });

    test('a new epoch, its recovery window and the reason are there after a restart', async () => {
      await store.load(KEY, 'e1');
      await store.append([batch(bytes(1))]);
      const src = `src${count - 1}`;
      expect([await store.srcOf(KEY, 1), await store.srcOf(KEY, 2)]).toEqual([src, null]);
      const audit = { at: 5, person: 'ann', project: 'line', action: 'epoch', detail: 'restored' };
      await store.renewEpoch(KEY, { epoch: 'e2', recoverUntil: 99, audit });
      if (engine.reopen) store = await engine.reopen(store);
      expect(await store.load(KEY, 'e3')).toMatchObject({
        epoch: 'e2',
        recoverUntil: 99,
        head: { seq: 1, src },
      });
      expect(await store.audits('line', 10)).toEqual([audit]);
    });

    test('S2 entries are numbered 1, 2, 3 without gaps, over batches and documents', async () => {
      await store.load(KEY, 'e1');
      const review = { project: 'line', document: 'review' } as const;
      await store.load(review, 'e2');
      const first = await store.append([
        batch(bytes(1), bytes(2)),
        { ...batch(bytes(9)), key: review, claims: [] },
      ]);
      expect(first).toEqual([{ firstSeq: 1 }, { firstSeq: 1 }]);
      const many = await Promise.all([store.append([batch(bytes(3))]), store.append([batch(bytes(4))])]);
      expect(many).toEqual([[{ firstSeq: 3 }], [{ firstSeq: 4 }]]);
      const { tail, head, claims } = await store.load(KEY, 'e1');
      expect(tail.map(({ seq, update }) => [seq, ...update])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 4],
      ]);
      expect(head).toEqual({ seq: 4, src: tail[3]?.src });
      expect(claims).toEqual([{ client: 7, person: 'ann' }]);
    });

    test('a transaction that fails stores nothing of any document', async () => {
      await store.load(KEY, 'e1');
      const good = batch(bytes(1));
      const unknown = { ...batch(bytes(2)), key: { project: 'nowhere', document: 'source' } as const };
      await expect(store.append([good, unknown])).rejects.toThrow();
      expect((await store.load(KEY, 'e1')).head.seq).toBe(0);
      expect(await store.append([batch(bytes(5))])).toEqual([{ firstSeq: 1 }]);
    });

    test('loads the newest snapshot and what came after it; keeps three', async () => {
      await store.load(KEY, 'e1');
      for (let seq = 1; seq <= 5; seq++) {
        await store.append([batch(bytes(seq))]);
        await store.saveSnapshot(KEY, { seq, epoch: 'e1', state: bytes(100 + seq) });
      }
      await store.append([batch(bytes(6))]);
      const { snapshot, tail } = await store.load(KEY, 'e1');
      expect(snapshot).toEqual({ seq: 5, state: bytes(105) });
      expect(tail.map(({ seq }) => seq)).toEqual([6]);
      expect((await store.read(KEY, 0, 3)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    test('a project id is taken once; lists hold the projects of one person by id', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      const bob = await store.ensurePerson('p2', 'bob', 1);
      expect([ann.operator, bob.operator]).toEqual([true, false]);
      expect(await store.ensurePerson('p3', 'ann', 1)).toEqual(ann);
      const row = (id: string) => ({ id, name: id, org: 'main', createdAt: 1 });
      expect(await store.createProject(row('b'))).toBe(true);
      expect(await store.createProject(row('b'))).toBe(false);
      await store.createProject(row('a'));
      await store.setMember('a', ann.id, 'owner', 1);
      await store.setMember('b', ann.id, 'viewer', 1);
      await store.load({ project: 'b', document: 'source' }, 'e');
      const change = batch(bytes(1));
      const entries = change.entries.map((entry) => ({ ...entry, author: bob.id }));
      await store.append([{ ...change, key: { project: 'b', document: 'source' }, entries }]);
      const list = await store.listProjects(ann.id, '', 10);
      expect(list.map(({ id, role }) => [id, role])).toEqual([
        ['a', 'owner'],
        ['b', 'viewer'],
      ]);
      expect(list[1]?.lastChange).toEqual({ at: 1_000, person: bob });
      expect((await store.listProjects(ann.id, 'a', 10)).map(({ id }) => id)).toEqual(['b']);
      await store.trashProject('a', 5);
      expect(await store.project('a')).toBeNull();
      expect(await store.roles([{ project: 'a', person: ann.id }])).toEqual([null]);
      expect(await store.createProject(row('a'))).toBe(false);
    });

    test('S7 the access revision grows with each change of members', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      await store.createProject({ id: 'a1', name: 'a', org: 'main', createdAt: 1 });
      const steps = [await store.accessRevision()];
      await store.setMember('a1', ann.id, 'editor', 1);
      steps.push(await store.accessRevision());
      await store.setMember('a1', ann.id, 'viewer', 1);
      steps.push(await store.accessRevision());
      expect(await store.removeMember('a1', ann.id)).toBe(true);
      expect(await store.removeMember('a1', ann.id)).toBe(false);
      steps.push(await store.accessRevision());
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    });

    test('a sign-in link works once and until it expires', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      await store.addLoginLink({ hash: 'h1', person: ann.id, expiresAt: 100 });
      await store.addLoginLink({ hash: 'h2', person: ann.id, expiresAt: 100 });
      expect(await store.useLoginLink('h1', 50)).toEqual({ state: 'valid', person: ann });
      expect(await store.useLoginLink('h1', 50)).toEqual({ state: 'used' });
      expect(await store.useLoginLink('h2', 100)).toEqual({ state: 'expired' });
      expect(await store.useLoginLink('h3', 50)).toEqual({ state: 'unknown' });
    });

    test('a session lasts until it ends', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      const later = Date.now() + 1e6;
      await store.addSession({ hash: 's1', person: ann.id, expiresAt: later });
      expect(await store.session('s1', later - 1)).toEqual(ann);
      expect(await store.session('s1', later)).toBeNull();
      await store.endSession('s1');
      expect(await store.session('s1', 0)).toBeNull();
    });

    test('derived rows only move forward', async () => {
      const tags = { put: [{ id: 't1', key: 'm.x', path: 'M.x', scope: 'M', type: 'INT' }], removed: [] };
      const write = (seq: number, body: string) => ({
        project: 'a',
        seq,
        bodies: [{ kind: 'k', body }],
        tags,
      });
      await store.saveDerived([write(5, 'five')]);
      await store.saveDerived([write(4, 'four')]);
      expect(await store.derived('a', 'k')).toEqual({ seq: 5, body: 'five' });
      expect(await store.tags('a')).toEqual(tags.put);
      await store.saveDerived([{ ...write(6, 'six'), tags: { put: [], removed: ['t1'] } }]);
      expect(await store.tags('a')).toEqual([]);
    });

    if (engine.reopen)
      test('S1 what was appended is there after the store was opened anew', async () => {
        await store.load(KEY, 'e1');
        await store.append([batch(bytes(1), bytes(2))]);
        store = (await engine.reopen?.(store)) ?? store;
        const { tail } = await store.load(KEY, 'other');
        expect(tail.map(({ update }) => [...update])).toEqual([[1], [2]]);
      });
  });
}

/** What every store engine must do: one suite, registered per engine. */

import type { Role } from '@tagloom/collab';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry, ChangeRow, NewEntries, NewSession, Store } from './store.ts';

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

/** An entry that the server made for a person. */
function made(update: Uint8Array, author: string, label: string): NewEntries {
  const { entries, ...rest } = batch(update);
  return { ...rest, entries: entries.map((entry) => ({ ...entry, author, made: label })) };
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
        lastMade: 0,
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
      expect(await store.audits('line', 10)).toMatchObject([audit]);
    });

    test('U1 entries that the server made for a person are found behind any number, after a restart too', async () => {
      await store.load(KEY, 'e1');
      const [first, second, theirs] = [bytes(1), bytes(2), bytes(3)];
      await store.append([
        batch(bytes(9)),
        made(first, 'ann', 'Import of 1 file'),
        made(theirs, 'ben', 'Restore'),
        made(second, 'ann', 'Edit by a tool'),
      ]);
      if (engine.reopen) store = await engine.reopen(store);
      expect((await store.load(KEY, 'e2')).lastMade).toBe(4);
      expect(await store.madeFor(KEY, 'ann', 0, 10)).toEqual([
        { seq: 2, label: 'Import of 1 file', update: first },
        { seq: 4, label: 'Edit by a tool', update: second },
      ]);
      expect(await store.madeFor(KEY, 'ann', 2, 10)).toMatchObject([{ seq: 4 }]);
      expect(await store.madeFor(KEY, 'ann', 0, 1)).toMatchObject([{ seq: 4 }]);
      expect(await store.madeFor(KEY, 'cy', 0, 10)).toEqual([]);
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
      await store.trashProject('a', said('project.trash', 'a', 5));
      expect((await store.audits('a', 10)).map(({ action }) => action)).toEqual(['project.trash']);
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
      await store.addSession(session('s1', ann.id, later), said('login', null, 1));
      expect(await store.session('s1', later - 1)).toEqual(ann);
      expect(await store.session('s1', later)).toBeNull();
      await store.endSession('s1');
      expect(await store.session('s1', 0)).toBeNull();
    });

    test('sessions of a person are listed without their secrets and end together or one by one', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      const bob = await store.ensurePerson('p2', 'bob', 1);
      for (const hash of ['s1', 's2', 's3']) await store.addSession(session(hash, ann.id), said('login'));
      await store.addSession(session('s4', bob.id), said('login'));
      const listed = await store.sessions(ann.id, 10);
      expect(listed.map(({ hash }) => hash).sort()).toEqual(['s1', 's2', 's3']);
      expect(new Set(listed.map(({ id }) => id)).size).toBe(3);
      expect(await store.endSessionOf(bob.id, listed[0]?.id ?? '')).toBe(false);
      expect(await store.endSessionOf(ann.id, listed[0]?.id ?? '')).toBe(true);
      const [kept] = await store.sessions(ann.id, 10);
      expect(await store.endSessions(ann.id, kept?.hash ?? '', said('logout.all'))).toBe(1);
      expect((await store.sessions(ann.id, 10)).map(({ id }) => id)).toEqual([kept?.id]);
      expect(await store.session('s4', 10)).toEqual(bob);
    });

    test('an account is found by name and by e-mail in any case, and two people never share one', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      const bob = await store.ensurePerson('p2', 'bob', 1);
      expect(await store.changePerson(ann.id, { email: 'Ann@plant.example' }, said('account'))).toBe('done');
      expect(await store.changePerson(bob.id, { email: 'ann@PLANT.example' }, said('account'))).toBe(
        'email-taken',
      );
      expect(await store.changePerson(bob.id, { name: 'ann' }, said('account'))).toBe('name-taken');
      await store.setPassword(ann.id, '$argon2id$x', said('password'));
      for (const name of ['ann', 'ann@plant.EXAMPLE'])
        expect(await store.login(name)).toEqual({ person: ann, password: '$argon2id$x' });
      expect(await store.login('bob')).toEqual({ person: bob, password: null });
      expect(await store.login('nobody')).toBeNull();
      expect(await store.account(ann.id)).toMatchObject({ email: 'Ann@plant.example', hasPassword: true });
    });

    test('a person who is forgotten keeps the entries and loses everything else', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      await store.createProject({ id: 'a1', name: 'a', org: 'main', createdAt: 1 });
      await store.setMember('a1', ann.id, 'editor', 1);
      await store.addSession(session('s1', ann.id), said('login'));
      await store.setPassword(ann.id, '$argon2id$x', null);
      await store.forgetPerson(ann.id, 'Former member p1', said('account.delete'));
      expect(await store.person(ann.id)).toMatchObject({ id: ann.id, name: 'Former member p1' });
      expect([
        await store.login('ann'),
        await store.login('Former member p1'),
        await store.session('s1', 1),
      ]).toEqual([null, null, null]);
      expect(await store.members('a1')).toEqual([]);
    });

    test('a membership changes together with its audit entry, and the last owner stays', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      const bob = await store.ensurePerson('p2', 'bob', 1);
      await store.createProject({ id: 'a1', name: 'a', org: 'main', createdAt: 1 });
      await store.setMember('a1', ann.id, 'owner', 1);
      expect(await store.changeMember('a1', ann.id, 'viewer', said('member', 'a1'))).toBe('last-owner');
      expect(await store.changeMember('a1', ann.id, null, said('member', 'a1'))).toBe('last-owner');
      expect(await store.changeMember('a1', bob.id, null, said('member', 'a1'))).toBe('unknown');
      expect(await store.audits('a1', 10)).toEqual([]);
      expect(await store.changeMember('a1', bob.id, 'owner', said('member', 'a1'))).toBe('done');
      expect(await store.changeMember('a1', ann.id, null, said('member', 'a1'))).toBe('done');
      expect((await store.members('a1')).map(({ person }) => person.name)).toEqual(['bob']);
      expect(await store.audits('a1', 10)).toHaveLength(2);
    });

    test('who comes from an issuer is one person for ever, under a free name; memberships by claim follow the claims', async () => {
      for (const [id, org] of [
        ['a', 'main'],
        ['b', 'main'],
        ['c', 'other'],
      ] as const)
        await store.createProject({ id, org, name: id, createdAt: 1 });
      const ann = await store.ensurePerson('p1', 'emma', 1);
      await store.setMember('b', ann.id, 'owner', 1);
      const come = (id: string, grants: readonly { org: string; role: Role }[]) =>
        store.companyPerson({ issuer: 'https://i', subject: 's', id, name: 'emma', at: 2, grants });
      const roles = async (person: string) =>
        store.roles(['a', 'b', 'c'].map((project) => ({ project, person })));
      const emma = await come('e1', [
        { org: 'main', role: 'viewer' },
        { org: 'main', role: 'owner' },
      ]);
      expect(emma).toEqual({ id: 'e1', name: 'emma (e1)', operator: false });
      expect(await roles('e1')).toEqual(['owner', 'owner', null]);
      expect((await come('e2', [{ org: 'other', role: 'editor' }])).id).toBe('e1');
      // Nobody else owns the first project; the second one has another owner.
      expect(await roles('e1')).toEqual(['owner', null, 'editor']);
      await store.setMember('c', 'e1', 'viewer', 3);
      await come('e2', [{ org: 'other', role: 'owner' }]);
      expect((await roles('e1'))[2]).toBe('viewer');
      await come('e2', []);
      expect(await roles('e1')).toEqual(['owner', null, 'viewer']);
      const audit = { at: 4, person: 'e1', project: null, action: 'account.delete', detail: '' };
      await store.forgetPerson('e1', 'gone', audit);
      expect((await come('e3', [])).id).toBe('e3');
    });

    test('a link lets in as often as it says, never lowers a role, and ends when it is taken back', async () => {
      const ann = await store.ensurePerson('p1', 'ann', 1);
      await store.createProject({ id: 'a1', name: 'a', org: 'main', createdAt: 1 });
      await store.setMember('a1', ann.id, 'owner', 1);
      const invite = {
        id: 'i1',
        project: 'a1',
        role: 'reviewer' as const,
        createdBy: ann.id,
        createdAt: 1,
        expiresAt: 100,
        usesLeft: 1,
      };
      await store.addInvite({ ...invite, hash: 'h1' }, said('invite', 'a1'));
      await store.addInvite({ ...invite, id: 'i2', hash: 'h2' }, said('invite', 'a1'));
      const use = (person: string, guest: string | null, hash = 'h1', at = 5) =>
        store.useInvite({ hash, person, guest: guest === null ? null : { name: guest }, at });
      expect(await use(ann.id, null)).toEqual({ state: 'valid', project: 'a1', role: 'owner' });
      expect(await use('g1', 'ann')).toEqual({ state: 'valid', project: 'a1', role: 'reviewer' });
      expect(await store.person('g1')).toMatchObject({ name: 'ann (g1)' });
      expect((await use('g2', 'cyd')).state).toBe('used');
      expect(await store.person('g2')).toBeNull();
      expect((await use('g1', null)).state).toBe('valid');
      expect((await use('g2', 'cyd', 'h2', 100)).state).toBe('expired');
      expect((await store.invites('a1', 5)).map(({ id }) => id)).toEqual(['i2']);
      expect(await store.revokeInvite('a1', 'i2', said('invite.revoke', 'a1'))).toBe(true);
      expect(await store.revokeInvite('a1', 'i2', said('invite.revoke', 'a1'))).toBe(false);
      expect((await use('g2', 'cyd', 'h2')).state).toBe('revoked');
      expect((await use('g2', 'cyd', 'nothing')).state).toBe('unknown');
      expect((await store.audits('a1', 10)).map(({ action, person }) => [action, person])).toContainEqual([
        'invite.use',
        'g1',
      ]);
    });

    test('derived rows only move forward', async () => {
      const tags = {
        put: [{ id: 't1', key: 'm.x', path: 'M.x', scope: 'M', type: 'INT', state: STATE }],
        removed: [],
      };
      const write = (seq: number, body: string) => ({
        project: 'a',
        seq,
        bodies: [{ kind: 'k', body }],
        tags,
        changes: [],
      });
      await store.saveDerived([write(5, 'five')]);
      await store.saveDerived([write(4, 'four')]);
      expect(await store.derived('a', 'k')).toEqual({ seq: 5, body: 'five' });
      expect(await store.tags('a')).toEqual(tags.put);
      await store.saveDerived([{ ...write(6, 'six'), tags: { put: [], removed: ['t1'] } }]);
      expect(await store.tags('a')).toEqual([]);
    });

    test('changes are read in order and by subject; steps of one person within ten seconds are one', async () => {
      const change = (seq: number, at: number, before: string | null, after: string | null, who = 'ann') => ({
        seq,
        at,
        kind: 'tag' as const,
        subject: 't1',
        authors: [who],
        before: before === null ? null : { ...STATE, path: before },
        after: after === null ? null : { ...STATE, path: after },
      });
      const save = (changes: ChangeRow[]) =>
        store.saveDerived([{ project: 'a', seq: 9, bodies: [], tags: { put: [], removed: [] }, changes }]);
      const file = {
        ...change(1, 0, null, null),
        kind: 'file' as const,
        subject: 'f',
        after: { path: 'M.st' },
      };
      await save([file, change(1, 0, null, 'M.a'), change(2, 5_000, 'M.a', 'M.ab')]);
      await save([change(3, 30_000, 'M.ab', 'M.abc'), change(4, 31_000, 'M.abc', 'M.abcd')]);
      await save([change(5, 32_000, 'M.abcd', 'M.x', 'ben'), change(6, 33_000, 'M.x', null, 'ben')]);
      const start = { seq: 0, kind: 'file', subject: '' } as const;
      const steps = (rows: readonly ChangeRow[]) =>
        rows.map(({ seq, before, after }) => [seq, before?.path, after?.path]);
      const all = await store.changes('a', start, 100);
      expect(steps(all)).toEqual([
        [1, undefined, 'M.st'],
        [1, undefined, 'M.a'],
        [2, 'M.a', 'M.ab'],
        [4, 'M.ab', 'M.abcd'],
        [5, 'M.abcd', 'M.x'],
        [6, 'M.x', undefined],
      ]);
      expect(all.map(({ authors }) => authors[0])).toEqual(['ann', 'ann', 'ann', 'ann', 'ben', 'ben']);
      expect(await store.changes('a', all[1] as ChangeRow, 2)).toEqual(all.slice(2, 4));
      const subject = { kind: 'tag', subject: 't1' } as const;
      expect(await store.changesOf('a', subject, 6, 2)).toEqual([all[4], all[3]]);
      expect(await store.changes('b', start, 100)).toEqual([]);
      expect(await store.lastChanges('a')).toEqual([{ subject: 't1', at: 33_000, authors: ['ben'] }]);
      expect(await store.lastChanges('b')).toEqual([]);
    });

    test('figures of projects count what is stored, for everybody or for one owner', async () => {
      const person = await store.ensurePerson('p1', 'ann', 1);
      for (const id of ['a', 'b', 'c'])
        await store.createProject({ id, org: 'main', name: id, createdAt: 1 });
      await store.setMember('b', person.id, 'owner', 1);
      await store.setMember('c', person.id, 'editor', 1);
      await store.load({ project: 'b', document: 'source' }, 'e');
      const entry = (src: string, at: number) => ({
        src,
        at,
        author: person.id,
        clients: [],
        update: new Uint8Array(10),
      });
      await store.append([
        {
          key: { project: 'b', document: 'source' },
          entries: [entry('x', 5), entry('y', 50)],
          claims: [],
        },
      ]);
      const wanted = { owner: null, after: '', since: 20, limit: 2 };
      expect((await store.projectFigures(wanted)).map(({ id }) => id)).toEqual(['a', 'b']);
      expect((await store.projectFigures({ ...wanted, after: 'b' })).map(({ id }) => id)).toEqual(['c']);
      expect(await store.projectFigures({ ...wanted, owner: person.id })).toEqual([
        {
          id: 'b',
          name: 'b',
          summary: null,
          items: null,
          entries: 2,
          logBytes: 20,
          dayBytes: 10,
          snapshotBytes: 0,
          lastAt: 50,
        },
      ]);
    });

    test('named states are kept with their bytes, one per name, a page at a time, and go one by one', async () => {
      const audit = { at: 1, person: null, project: 'a', action: 'version', detail: '' };
      const version = (id: string, name: string) => ({
        ...{
          id,
          project: 'a',
          name,
          note: 'n',
          epoch: 'e',
          seq: 4,
          at: 9,
          person: 'p',
          files: 2,
          sha256: 'h',
        },
        bytes: new Uint8Array([1, 2, 3]),
      });
      expect(await store.addVersion(version('v1', 'As built'), 3, audit)).toBe('done');
      expect(await store.addVersion(version('v2', 'AS BUILT'), 3, audit)).toBe('name-taken');
      expect(await store.addVersion(version('v2', 'Second'), 3, audit)).toBe('done');
      expect(await store.addVersion(version('v3', 'Third'), 3, audit)).toBe('done');
      expect(await store.addVersion(version('v4', 'Fourth'), 3, audit)).toBe('too-many');
      expect(await store.addVersion({ ...version('v5', 'as built'), project: 'b' }, 3, audit)).toBe('done');
      expect((await store.versions('a', null, 2)).map(({ id }) => id)).toEqual(['v3', 'v2']);
      expect((await store.versions('a', 'v2', 2)).map(({ id }) => id)).toEqual(['v1']);
      const { bytes, ...row } = version('v1', 'As built');
      expect((await store.versions('a', 'v2', 2))[0]).toEqual(row);
      const found = await store.version('a', 'as built');
      expect({ ...found, bytes: [...(found?.bytes ?? [])] }).toEqual({ ...row, bytes: [...bytes] });
      expect(await store.version('a', 'v5')).toBe(null);
      expect(await store.removeVersion('b', 'v1', audit)).toBe(false);
      expect(await store.removeVersion('a', 'v1', audit)).toBe(true);
      expect(await store.version('a', 'v1')).toBe(null);
      expect((await store.audits('a', 9)).filter(({ action }) => action === 'version')).toHaveLength(5);
    });

    test('of each target the last export is kept, with the audit entry of the act', async () => {
      const audit = { at: 9, person: 'p', project: 'a', action: 'export', detail: 'kepware' };
      const row = { project: 'a', target: 'kepware', options: '{}', epoch: 'e', seq: 4, at: 9, person: 'p' };
      await store.noteExport({ ...row, bytes: new Uint8Array([1]) }, audit);
      await store.noteExport({ ...row, seq: 5, bytes: new Uint8Array([2, 3]) }, audit);
      const found = await store.lastExport('a', 'kepware');
      expect({ ...found, bytes: [...(found?.bytes ?? [])] }).toEqual({ ...row, seq: 5, bytes: [2, 3] });
      expect(await store.lastExport('a', 'opcua')).toBeNull();
      expect(await store.lastExport('b', 'kepware')).toBeNull();
      expect((await store.audits('a', 9)).filter(({ action }) => action === 'export')).toHaveLength(2);
    });

    test('who comes, goes and gets another role is a numbered change, in the transaction of the act', async () => {
      await store.createProject({ id: 'a', org: 'main', name: 'A', createdAt: 1 });
      const { id: ann } = await store.ensurePerson('p1', 'ann', 1);
      const { id: ben } = await store.ensurePerson('p2', 'ben', 1);
      await store.setMember('a', ann, 'owner', 1);
      await store.setMember('a', ben, 'viewer', 1);
      await store.setMember('a', ben, 'viewer', 2);
      const audit = { at: 1, person: null, project: 'a', action: 'member', detail: '' };
      await store.changeMember('a', ben, 'editor', audit);
      await store.removeMember('a', ben);
      const changes = await store.memberChanges('a', 0, 9);
      expect(changes.map(({ person, before, after }) => [person, before, after])).toEqual([
        [ann, null, 'owner'],
        [ben, null, 'viewer'],
        [ben, 'viewer', 'editor'],
        [ben, 'editor', null],
      ]);
      expect(changes.every(({ at }) => Math.abs(at - Date.now()) < 60_000)).toBe(true);
      const second = changes[1]?.number ?? 0;
      expect(await store.memberChanges('a', second, 1)).toEqual([changes[2]]);
      const hook = { id: 'h', project: 'a', url: 'https://x/', secret: 's', events: ['e'], createdBy: 'p' };
      await store.addWebhook({ ...hook, createdAt: 1 }, 1, audit);
      expect((await store.webhook('h'))?.people).toBe(changes[3]?.number);
      await store.queueDelivery('h', { people: 99 }, null);
      expect(await store.webhook('h')).toMatchObject({ people: 99, waiting: 0 });
    });

    test('a rule about claims is one per claim, value and organization', async () => {
      const audit = { at: 1, person: null, project: null, action: 'company.rule', detail: '' };
      const rule = { id: 'r1', claim: 'groups', value: 'b', org: 'main', role: 'editor' } as const;
      expect(await store.addClaimRule(rule, audit)).toBe(true);
      expect(await store.addClaimRule({ ...rule, id: 'r2', role: 'owner' }, audit)).toBe(false);
      expect(await store.addClaimRule({ ...rule, id: 'r3', value: 'a' }, audit)).toBe(true);
      expect((await store.claimRules()).map(({ id }) => id)).toEqual(['r3', 'r1']);
      expect((await store.claimRules())[1]).toEqual(rule);
      expect(await store.removeClaimRule('r2', audit)).toBe(false);
      expect(await store.removeClaimRule('r1', audit)).toBe(true);
      expect((await store.claimRules()).map(({ id }) => id)).toEqual(['r3']);
    });

    test('a webhook begins behind the newest change; its messages wait in order, are given up, kept and sent again', async () => {
      await store.createProject({ id: 'a', org: 'main', name: 'A', createdAt: 1 });
      const file = { seq: 3, at: 1, kind: 'file', subject: 'f', authors: [], before: null } as const;
      const changes: ChangeRow[] = [{ ...file, after: { path: 'M.st' } }];
      await store.saveDerived([
        { project: 'a', seq: 3, bodies: [], tags: { put: [], removed: [] }, changes },
      ]);
      const audit = { at: 1, person: null, project: 'a', action: 'webhook', detail: '' };
      const hook = { id: 'h', project: 'a', url: 'https://x/', secret: 's', events: ['e'], createdBy: 'p' };
      expect(await store.addWebhook({ ...hook, createdAt: 1 }, 1, audit)).toBe(true);
      expect(await store.addWebhook({ ...hook, id: 'h2', createdAt: 2 }, 1, audit)).toBe(false);
      expect(await store.webhook('h')).toMatchObject({ mark: { seq: 3 }, waiting: 0, dead: 0, nextAt: null });
      expect(await store.changes('a', (await store.webhook('h'))?.mark as ChangeRow, 9)).toEqual([]);
      const message = (id: string) => ({ id, type: 't', body: '{}', createdAt: 5 });
      await store.queueDelivery('h', { seq: 7, kind: 'tag', subject: 'x' }, message('m1'));
      await store.queueDelivery('h', null, message('m2'));
      await store.queueDelivery('gone', null, message('m3'));
      await store.settleDelivery('m1', { state: 'again', nextAt: 50, error: 'away' });
      expect(await store.webhook('h')).toMatchObject({
        mark: { seq: 7 },
        waiting: 2,
        nextAt: 50,
        error: 'away',
      });
      await store.hastenDelivery('h', 20);
      expect(await store.nextDelivery('h')).toMatchObject({ id: 'm1', attempts: 1, nextAt: 20 });
      await store.settleDelivery('m1', { state: 'dead', at: 60, error: 'away', kept: 1 });
      expect(await store.nextDelivery('h')).toMatchObject({ id: 'm2', attempts: 0 });
      expect(await store.deadDeliveries('h')).toMatchObject([{ id: 'm1', attempts: 2, deadAt: 60 }]);
      expect(await store.resendDelivery('h', 'm2', 70, audit)).toBe(false);
      expect(await store.resendDelivery('h', 'm1', 70, audit)).toBe(true);
      expect(await store.nextDelivery('h')).toMatchObject({ id: 'm1', attempts: 0, deadAt: null });
      await store.settleDelivery('m1', { state: 'delivered', at: 80 });
      expect(await store.webhook('h')).toMatchObject({ deliveredAt: 80, waiting: 1 });
      for (const id of ['m4', 'm5']) await store.queueDelivery('h', null, message(id));
      for (const [index, id] of ['m2', 'm4', 'm5'].entries())
        await store.settleDelivery(id, { state: 'dead', at: 90 + index, error: 'away', kept: 2 });
      expect((await store.deadDeliveries('h')).map(({ id }) => id)).toEqual(['m5', 'm4']);
      await store.trashProject('a', audit);
      expect([await store.webhook('h'), await store.webhooks(null)]).toEqual([null, []]);
      expect(await store.removeWebhook('b', 'h', audit)).toBe(false);
      expect(await store.removeWebhook('a', 'h', audit)).toBe(true);
      expect(await store.nextDelivery('h')).toBe(null);
    });

    test('a document as it was comes from the snapshot before it and the updates after that', async () => {
      await store.load(KEY, 'e1');
      await store.append([batch(bytes(1), bytes(2), bytes(3), bytes(4))]);
      await store.saveSnapshot(KEY, { seq: 2, epoch: 'e1', state: bytes(9) });
      const past = async (seq: number, most = 10) => {
        const found = await store.past(KEY, seq, most);
        return found && [found.snapshot && [...found.snapshot], found.updates.map(([one]) => one)];
      };
      expect(await past(1)).toEqual([null, [1]]);
      expect(await past(2)).toEqual([[9], []]);
      expect(await past(4)).toEqual([[9], [3, 4]]);
      expect(await past(4, 1)).toBeNull();
      expect(await past(5)).toBeNull();
    });

    test('the authors behind a number are known, and when the last of them wrote', async () => {
      await store.load(KEY, 'e1');
      await store.append([batch(bytes(1), bytes(2))]);
      expect(await store.authorsAfter(KEY, 0)).toEqual({ authors: ['ann'], at: 1_000 });
      expect(await store.authorsAfter(KEY, 2)).toEqual({ authors: [], at: 0 });
    });

    test('originals are kept until another one takes their files over', async () => {
      const row = (id: string, ...files: string[]) => ({
        id,
        path: `${id}.TcPOU`,
        bytes: bytes(1, 2, 3),
        files: files.map((file) => ({ file, inner: `${file}-inner` })),
      });
      await store.saveOriginals('a', 1, [row('o1', 'f1', 'f2'), row('o2', 'f3')]);
      await store.saveOriginals('b', 1, [row('o1', 'f1')]);
      expect(await store.originals('a')).toEqual([row('o1', 'f1', 'f2'), row('o2', 'f3')]);
      await store.saveOriginals('a', 2, [row('o3', 'f1', 'f3')]);
      expect(await store.originals('a')).toEqual([row('o1', 'f2'), row('o3', 'f1', 'f3')]);
      expect(await store.originals('b')).toEqual([row('o1', 'f1')]);
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

const STATE = { path: 'M.x', type: 'INT', initial: null, address: null, comment: null, qualifiers: [] };

function said(action: string, project: string | null = null, at = 1): AuditEntry {
  return { at, person: 'p1', project, action, detail: '' };
}

function session(hash: string, person: string, expiresAt = 1e15): NewSession {
  return { hash, person, expiresAt, at: 1, agent: 'test' };
}

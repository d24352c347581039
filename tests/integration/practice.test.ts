/** Practice copies of the demo plant: who may have one, what is in it, that nothing of it stays, and how it ends. */

import { join } from 'node:path';
import { listFiles, type ProjectClient } from '@tagloom/collab';
import { afterEach, expect, test } from 'vitest';
import type { RunningApp } from '#server/app.ts';
import { PRACTICE } from '#server/limits.ts';
import { openPeer, type Peer, whenDocument } from '../harness/peer.ts';
import { ROOT } from '../harness/server.ts';
import { socketUrl, startTestApp } from './server.ts';

const DEMO = 'filling-line';
let app: RunningApp;

afterEach(() => app.close());

/** A server with the demo; simulated colleagues type a hundred times as fast as people. */
async function start(practiceSlowness = 0.01): Promise<void> {
  app = await startTestApp({ demo: join(ROOT, 'server', 'demo', 'filling-line') }, { practiceSlowness });
  const { store } = app.core;
  await store.createProject({ id: DEMO, org: 'main', name: 'Filling line 3', createdAt: Date.now() });
}

interface Visitor {
  readonly id: string;
  post(path: string, body?: object): Promise<Response>;
}

async function visitor(name: string, role: 'viewer' | 'owner' | null): Promise<Visitor> {
  const { store, sessions } = app.core;
  const { id } = await store.ensurePerson(`id-${name}`, name, Date.now());
  if (role) await store.setMember(DEMO, id, role, Date.now());
  const { secret } = await sessions.signIn(await sessions.makeCode(id), 'Test');
  const headers = { cookie: `tagloom_session=${secret}`, origin: app.address };
  return {
    id,
    post: (path, body = {}) =>
      fetch(`${app.address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
  };
}

async function practise(one: Visitor): Promise<string> {
  const answer = await one.post('/api/practice');
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

function enter(one: Visitor, copy: string): Peer {
  const token = async () => {
    const answer = await one.post('/api/session/token', { projectId: copy });
    return ((await answer.json()) as { token: string }).token;
  };
  return openPeer({ ws: socketUrl(app.address), projectId: copy, token });
}

function textOf({ doc }: Peer, path: string): string {
  return (
    listFiles(doc)
      .find((file) => file.path === path)
      ?.text.toString() ?? ''
  );
}

function whenRefused(client: ProjectClient): Promise<string> {
  return new Promise((resolve) => {
    client.onStatus(({ badge }) => {
      if (badge.state === 'refused') resolve(badge.code);
    });
  });
}

test('T1 a viewer of the demo writes in a copy, and two simulated colleagues with names, colours and cursors type in it', async () => {
  await start();
  const vic = await visitor('vic', 'viewer');
  const copy = await practise(vic);
  const peer = enter(vic, copy);
  await peer.client.whenSynced;
  expect(peer.client.status().role).toBe('editor');
  listFiles(peer.doc)[0]?.text.insert(0, '// mine\n');
  await peer.client.whenSaved();
  // The last thing that each does of what is done once: both worked through their whole part. Mara goes on at once with the
  // time in her own line, and comes back to it.
  let main = '';
  await whenDocument(peer.doc, () => {
    main = textOf(peer, 'Line/PRG_Main.st');
    return (
      main.includes('// everything is ready, guard and air included') &&
      main.includes('\ntonGuardOpen(IN := NOT GVL_Signals.xGuardClosed, PT := T#2s);\n') &&
      textOf(peer, 'Filling/PRG_Filler.st').includes('wValveMask')
    );
  });
  expect(main).toContain('    tonGuardOpen   : TON;                         // somebody works inside\n');
  expect(main).not.toMatch(/\bxReleased\b/);
  const states = [...peer.client.awareness.getStates().values()].filter(({ user }) => user);
  const colleagues = states.map(({ user, file, line }) => [user.name, user.color, typeof file, line > 0]);
  expect(colleagues.sort()).toEqual([
    ['Jonas (simulated)', 1, 'string', true],
    ['Mara (simulated)', 4, 'string', true],
  ]);
  await peer.close();
});

test('T1 nothing of a copy is in projects, log, audit, history, figures or metrics, and the demo stays as it was', async () => {
  await start();
  const ada = await visitor('ada', 'owner');
  const metricsOf = async () => (await (await fetch(`${app.address}/metrics`)).text()).split('\n');
  const counted = (lines: readonly string[]) =>
    lines.filter((line) => /^tagloom_(updates|update_bytes|commits|entries|sockets|rooms)/.test(line));
  const before = counted(await metricsOf());
  const copy = await practise(ada);
  const peer = enter(ada, copy);
  await peer.client.whenSynced;
  listFiles(peer.doc)[0]?.text.insert(0, '// mine\n');
  await peer.client.whenSaved();
  await whenDocument(peer.doc, () => textOf(peer, 'Line/PRG_Main.st').includes('xReleasedOnce'));
  const { store, rooms, presence } = app.core;
  expect(counted(await metricsOf())).toEqual(before);
  expect(await store.countProjects()).toBe(1);
  expect(await store.audits(copy, 10)).toEqual([]);
  expect(await store.audits(DEMO, 10)).toEqual([]);
  expect(rooms.count()).toBe(0);
  expect(presence.online(DEMO)).toEqual([]);
  expect((await store.load({ project: copy, document: 'source' }, 'fresh')).epoch).toBe('fresh');
  await peer.close();
});

test('T1 a copy is of one person, who gets the same one again; whoever cannot see the demo gets none', async () => {
  await start();
  const ada = await visitor('ada', 'viewer');
  const ben = await visitor('ben', 'viewer');
  const cy = await visitor('cy', null);
  const copy = await practise(ada);
  expect(await practise(ada)).toBe(copy);
  expect(copy).toMatch(/^~/);
  const refused = await ben.post('/api/session/token', { projectId: copy });
  expect([refused.status, (await refused.json()).code]).toEqual([404, 'PRACTICE_ENDED']);
  const none = await cy.post('/api/practice');
  expect([none.status, (await none.json()).code]).toEqual([404, 'PRACTICE_NONE']);
  expect((await ada.post('/api/projects', { id: copy, name: 'x' })).status).toBe(422);
});

test('T1 there are so many copies at a time and no more', async () => {
  await start();
  for (let i = 0; i < PRACTICE.most; i++) await practise(await visitor(`v${i}`, 'viewer'));
  const late = await visitor('late', 'viewer');
  const answer = await late.post('/api/practice');
  expect([answer.status, (await answer.json()).code]).toEqual([503, 'PRACTICE_FULL']);
  expect(app.core.practice.count()).toBe(PRACTICE.most);
});

test('T1 when a server stops, copies end without holding it up, and people in them hear it', async () => {
  await start();
  const ada = await visitor('ada', 'viewer');
  const peer = enter(ada, await practise(ada));
  await peer.client.whenSynced;
  const refused = whenRefused(peer.client);
  await app.core.practice.close();
  expect(await refused).toBe('PRACTICE_ENDED');
  expect(app.core.practice.count()).toBe(0);
  await peer.close();
});

test('T1 where WebSockets do not get through, a practice copy says so', async () => {
  await start();
  const ann = await visitor('ann', 'owner');
  const copy = await practise(ann);
  const refused = Promise.withResolvers<string>();
  const without = openPeer({
    ws: socketUrl(app.address),
    projectId: copy,
    token: async () => {
      const answer = await ann.post('/api/session/token', { projectId: copy });
      return ((await answer.json()) as { token: string }).token;
    },
    openSocket: () => {
      throw new Error('The proxy lets none through.');
    },
  });
  without.client.onStatus(({ badge }) => {
    if (badge.state === 'refused') refused.resolve(badge.code);
  });
  expect(await refused.promise).toBe('PRACTICE_NEEDS_SOCKETS');
  await without.close();
});

/** People over HTTP: passwords, sessions, members, invitations, the audit log, and leaving for good. */

import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningApp } from '#server/app.ts';
import { PASSWORDS } from '#server/limits.ts';
import { openBrowser, signedIn } from './browser.ts';
import { socketUrl, startTestApp } from './server.ts';

const PASSWORD = 'filler carousel 24';
let app: RunningApp;

beforeEach(async () => {
  app = await startTestApp();
});

afterEach(() => app.close());

const codes = (answers: readonly { status: number; body: { code?: string } }[]) =>
  answers.map(({ status, body }) => `${status} ${body?.code ?? ''}`.trim());

/** A project of `owner` and the ways into it. */
async function projectOf(owner: Awaited<ReturnType<typeof signedIn>>, id = 'line') {
  expect((await owner.call('POST', '/api/projects', { id, name: 'Line 3' })).status).toBe(201);
  return `/api/projects/${id}`;
}

describe('passwords', () => {
  test('a person sets one, signs in by name and by e-mail, and needs the old one for the next', async () => {
    const ann = await signedIn(app, 'ann');
    expect((await ann.call('PUT', '/api/me/password', { password: PASSWORD })).status).toBe(204);
    expect((await ann.call('PATCH', '/api/me/account', { email: 'ann@plant.example' })).status).toBe(200);
    for (const name of ['ann', 'ANN@plant.example']) {
      const other = openBrowser(app);
      expect((await other.call('POST', '/api/session', { name, password: PASSWORD })).status).toBe(204);
      expect((await other.call('GET', '/api/me')).body.person.name).toBe('ann');
    }
    const next = { password: 'another carousel 25' };
    const refused = await ann.call('PUT', '/api/me/password', { ...next, current: 'wrong' });
    expect(codes([refused])).toEqual(['401 PASSWORD_WRONG']);
    expect((await ann.call('PUT', '/api/me/password', { ...next, current: PASSWORD })).status).toBe(204);
    const old = await openBrowser(app).call('POST', '/api/session', { name: 'ann', password: PASSWORD });
    expect(codes([old])).toEqual(['401 PASSWORD_WRONG']);
  });

  test('an unknown name and a wrong password answer alike; after some tries the wait grows', async () => {
    const ann = await signedIn(app, 'ann');
    await ann.call('PUT', '/api/me/password', { password: PASSWORD });
    const stranger = openBrowser(app);
    const login = (name: string, password = 'wrong wrong') =>
      stranger.call('POST', '/api/session', { name, password });
    const [unknown, wrong] = [await login('nobody'), await login('ann')];
    expect(unknown.body).toEqual(wrong.body);
    for (let i = 1; i < PASSWORDS.freeTries; i++) await login('ann');
    const waiting = await login('ann', PASSWORD);
    expect(codes([waiting])).toEqual(['429 SIGN_IN_WAIT']);
    expect(waiting.body.details.waitMs).toBeGreaterThan(0);
  });

  test('weak ones are refused with the reason', async () => {
    const ann = await signedIn(app, 'annika');
    for (const password of ['short', 'aaaaaaaaaaaa', 'my annika 2026'])
      expect(codes([await ann.call('PUT', '/api/me/password', { password })])).toEqual(['422 PASSWORD_WEAK']);
  });

  test('the hash never leaves the server, and no password is in the audit log', async () => {
    const ann = await signedIn(app, 'ann');
    const base = await projectOf(ann);
    await ann.call('PUT', '/api/me/password', { password: PASSWORD });
    const account = await ann.call('GET', '/api/me/account');
    expect(account.body).toEqual({
      person: { id: ann.id, name: 'ann', color: expect.any(Number) },
      email: null,
      hasPassword: true,
      isGuest: false,
      operator: true,
    });
    expect(JSON.stringify((await ann.call('GET', `${base}/audit`)).body)).not.toContain(PASSWORD);
  });
});

describe('sessions', () => {
  test('all browsers of a person are listed; one, the others, or all are signed out', async () => {
    const ann = await signedIn(app, 'ann');
    const [phone, tablet] = [await signedIn(app, 'ann'), await signedIn(app, 'ann')];
    const { sessions } = (await ann.call('GET', '/api/me/sessions')).body;
    expect(sessions).toHaveLength(3);
    expect(sessions.filter((one: { isCurrent: boolean }) => one.isCurrent)).toHaveLength(1);
    const mine = (await phone.call('GET', '/api/me/sessions')).body.sessions.find(
      (one: { isCurrent: boolean }) => one.isCurrent,
    );
    expect((await ann.call('DELETE', `/api/me/sessions/${mine.id}`)).status).toBe(204);
    expect((await phone.call('GET', '/api/me')).status).toBe(401);
    expect((await ann.call('DELETE', '/api/me/sessions?others=true')).body).toEqual({ ended: 1 });
    expect((await tablet.call('GET', '/api/me')).status).toBe(401);
    expect((await ann.call('GET', '/api/me')).status).toBe(200);
    expect((await ann.call('DELETE', '/api/me/sessions')).body).toEqual({ ended: 1 });
    expect((await ann.call('GET', '/api/me')).status).toBe(401);
  });
});

describe('members', () => {
  test('S7 owners add, change and end memberships; others are told which role it needs', async () => {
    const ann = await signedIn(app, 'ann');
    const ben = await signedIn(app, 'ben');
    const base = await projectOf(ann);
    expect(codes([await ben.call('GET', `${base}/members`)])).toEqual(['404 PROJECT_UNKNOWN']);
    const added = await ann.call('POST', `${base}/members`, { name: 'ben', role: 'reviewer' });
    expect([added.status, added.body.role]).toEqual([201, 'reviewer']);
    const refused = await ben.call('PUT', `${base}/members/${ben.id}`, { role: 'editor' });
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'This needs the role owner; yours is reviewer.',
    ]);
    expect((await ann.call('PUT', `${base}/members/${ben.id}`, { role: 'editor' })).status).toBe(200);
    expect((await ben.call('GET', base)).body.role).toBe('editor');
    expect((await ben.call('DELETE', `${base}/members/${ben.id}`)).status).toBe(204);
    expect((await ben.call('GET', base)).status).toBe(404);
    expect(codes([await ann.call('POST', `${base}/members`, { name: 'nobody', role: 'viewer' })])).toEqual([
      '404 PERSON_UNKNOWN',
    ]);
  });

  test('the last owner can neither leave nor step down', async () => {
    const ann = await signedIn(app, 'ann');
    const base = await projectOf(ann);
    const answers = [
      await ann.call('DELETE', `${base}/members/${ann.id}`),
      await ann.call('PUT', `${base}/members/${ann.id}`, { role: 'editor' }),
      await ann.call('DELETE', '/api/me/account', { confirm: 'ann' }),
    ];
    expect(codes(answers)).toEqual(['409 LAST_OWNER', '409 LAST_OWNER', '409 LAST_OWNER']);
  });

  test('S7 whoever is removed loses the open socket', async () => {
    const [ann, ben] = [await signedIn(app, 'ann'), await signedIn(app, 'ben')];
    const base = await projectOf(ann);
    await ann.call('POST', `${base}/members`, { name: 'ben', role: 'editor' });
    const { token } = (await ben.call('POST', '/api/session/token', { projectId: 'line' })).body;
    const url = `${socketUrl(app.address)}/ws/line/source`;
    const socket = new WebSocket(url, ['tagloom.v1', `bearer.${token}`]);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await ann.call('DELETE', `${base}/members/${ben.id}`);
    expect((await closed)[0]).toBe(4403);
  });
});

describe('invitations', () => {
  test('a link lets a guest in with a name, as often as it says, and stands in no path', async () => {
    const ann = await signedIn(app, 'ann');
    const base = await projectOf(ann);
    const made = await ann.call('POST', `${base}/invites`, { role: 'reviewer', uses: 1, hours: 1 });
    expect(made.status).toBe(201);
    const code = /^\/join#(.+)$/.exec(made.body.path)?.[1] ?? '';
    const guest = openBrowser(app);
    const look = await guest.call('POST', '/api/invites/look', { code });
    expect(look.body).toMatchObject({ project: { name: 'Line 3' }, role: 'reviewer', by: { name: 'ann' } });
    expect(JSON.stringify(look.body)).not.toContain('line"');
    expect(codes([await guest.call('POST', '/api/invites/use', { code })])).toEqual(['422 NAME_NEEDED']);
    const used = await guest.call('POST', '/api/invites/use', { code, name: 'Gast' });
    expect(used.body).toEqual({ projectId: 'line', role: 'reviewer' });
    expect((await guest.call('GET', '/api/me')).body.person.name).toBe('Gast');
    expect((await guest.call('GET', base)).body.role).toBe('reviewer');
    const second = await openBrowser(app).call('POST', '/api/invites/use', { code, name: 'Zweiter' });
    expect(codes([second])).toEqual(['404 INVITE_USED']);
    // The guest may open the link again.
    expect((await guest.call('POST', '/api/invites/use', { code })).body.role).toBe('reviewer');
  });

  test('a link that was taken back opens nothing, nor does one that never was', async () => {
    const ann = await signedIn(app, 'ann');
    const base = await projectOf(ann);
    const { body } = await ann.call('POST', `${base}/invites`, { role: 'editor', uses: 5 });
    expect((await ann.call('GET', `${base}/invites`)).body.invites).toHaveLength(1);
    expect((await ann.call('DELETE', `${base}/invites/${body.id}`)).status).toBe(204);
    expect((await ann.call('GET', `${base}/invites`)).body.invites).toEqual([]);
    const guest = openBrowser(app);
    const answers = [
      await guest.call('POST', '/api/invites/look', { code: body.path.slice(6) }),
      await guest.call('POST', '/api/invites/use', { code: 'never', name: 'x' }),
      await ann.call('POST', `${base}/invites`, { role: 'owner' }),
    ];
    expect(codes(answers)).toEqual(['404 INVITE_REVOKED', '404 INVITE_UNKNOWN', '422 BODY_INVALID']);
  });
});

describe('audit and leaving', () => {
  test('owners read who did what and export it; others may not', async () => {
    const [ann, ben] = [await signedIn(app, 'ann'), await signedIn(app, 'ben')];
    const base = await projectOf(ann);
    await ann.call('POST', `${base}/members`, { name: 'ben', role: 'editor' });
    const { entries } = (await ann.call('GET', `${base}/audit`)).body;
    expect(entries.map(({ action, name }: { action: string; name: string }) => `${name} ${action}`)).toEqual([
      'ann member',
      'ann project.create',
    ]);
    expect((await ann.call('GET', `${base}/audit?format=csv`)).body).toMatch(/^"time".*\r\n"20/);
    expect(codes([await ben.call('GET', `${base}/audit`)])).toEqual(['403 FORBIDDEN']);
  });

  test('an account that is deleted takes the name away and signs out everywhere', async () => {
    const [ann, ben] = [await signedIn(app, 'ann'), await signedIn(app, 'ben')];
    const base = await projectOf(ann);
    await ann.call('POST', `${base}/members`, { name: 'ben', role: 'editor' });
    const wrong = await ben.call('DELETE', '/api/me/account', { confirm: 'Ben' });
    expect(codes([wrong])).toEqual(['422 CONFIRMATION_WRONG']);
    expect((await ben.call('DELETE', '/api/me/account', { confirm: 'ben' })).status).toBe(204);
    expect((await ben.call('GET', '/api/me')).status).toBe(401);
    expect((await ann.call('GET', `${base}/members`)).body.members).toHaveLength(1);
    expect(await app.core.store.person(ben.id)).toMatchObject({
      name: expect.stringMatching(/^Former member/),
    });
  });

  test('requests from another site change nothing', async () => {
    const ann = await signedIn(app, 'ann');
    const base = await projectOf(ann);
    const foreign = { Origin: 'https://elsewhere.example' };
    const answers = [
      await ann.call('POST', `${base}/invites`, { role: 'viewer' }, foreign),
      await ann.call('PUT', '/api/me/password', { password: PASSWORD }, foreign),
      await openBrowser(app).call('POST', '/api/invites/use', { code: 'x', name: 'y' }, foreign),
    ];
    expect(codes(answers)).toEqual(Array(3).fill('403 ORIGIN_REFUSED'));
  });
});

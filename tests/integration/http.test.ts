/** The HTTP surface: signing in, projects, imports, tags, exports, and the built app. */

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFile, listFiles } from '@tagloom/collab';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunningApp } from '#server/app.ts';
import { openPeer, whenMessage } from './peer.ts';
import { socketUrl, startTestApp, ticketFor } from './server.ts';

let app: RunningApp;

beforeEach(async () => {
  app = await startTestApp();
});

afterEach(() => app.close());

/** A signed-in browser: cookie and Origin on each request. */
async function signIn(name: string) {
  const person = await app.core.store.ensurePerson(`id-${name}`, name, 1);
  const code = await app.core.sessions.makeCode(person.id);
  const answer = await fetch(`${app.address}/api/session`, {
    method: 'POST',
    headers: { Origin: app.address },
    body: JSON.stringify({ code }),
  });
  expect(answer.status).toBe(204);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${app.address}${path}`, {
      method,
      headers: { Cookie: cookie, Origin: app.address, ...headers },
      ...(body === undefined
        ? {}
        : { body: body instanceof FormData || body instanceof Blob ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  return { person, code, cookie, call, setCookie: answer.headers.get('set-cookie') ?? '' };
}

describe('session', () => {
  test('a link signs in once; the cookie is out of reach of scripts; signing out ends it', async () => {
    const ann = await signIn('ann');
    expect(ann.setCookie).toMatch(/HttpOnly/);
    expect(ann.setCookie).toMatch(/SameSite=Lax/);
    expect((await ann.call('GET', '/api/me')).body).toEqual({
      person: { id: ann.person.id, name: 'ann', color: expect.any(Number) },
      operator: true,
    });
    const again = await ann.call('POST', '/api/session', { code: ann.code });
    expect([again.status, again.body.code]).toEqual([401, 'LINK_USED']);
    expect((await ann.call('POST', '/api/session', { code: 'x' })).body.code).toBe('LINK_UNKNOWN');
    expect((await ann.call('DELETE', '/api/session')).status).toBe(204);
    expect((await ann.call('GET', '/api/me')).body.code).toBe('SIGN_IN_NEEDED');
  });

  test('a changing request from another page is refused', async () => {
    const ann = await signIn('ann');
    for (const Origin of ['https://evil.example', 'null']) {
      const answer = await ann.call('POST', '/api/projects', { name: 'x' }, { Origin });
      expect([answer.status, answer.body.code]).toEqual([403, 'ORIGIN_REFUSED']);
    }
    expect(
      (await ann.call('GET', '/api/projects', undefined, { Origin: 'https://evil.example' })).status,
    ).toBe(200);
  });

  test('an access token holds person and project, never the role, and opens the socket', async () => {
    const ann = await signIn('ann');
    await ann.call('PUT', '/api/projects/line', { name: 'Line' });
    const { body } = await ann.call('POST', '/api/session/token', { projectId: 'line' });
    expect(body).toMatchObject({ role: 'owner', person: { name: 'ann' } });
    expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThanOrEqual(15 * 60_000 + 1_000);
    const claims = JSON.parse(Buffer.from(body.token.split('.')[1], 'base64url').toString());
    expect(Object.keys(claims).sort()).toEqual(['exp', 'iat', 'iss', 'prj', 'sub']);
    const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token: body.token });
    await whenMessage(peer, 'step2');
    await peer.close();
    expect((await ann.call('POST', '/api/session/token', { projectId: 'nope' })).status).toBe(404);
    const bearer = await fetch(`${app.address}/api/projects`, {
      headers: { Authorization: `Bearer ${body.token}` },
    });
    expect(((await bearer.json()) as { projects: { id: string }[] }).projects.map(({ id }) => id)).toEqual([
      'line',
    ]);
    const renewed = await fetch(`${app.address}/api/session/token`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${body.token}` },
      body: JSON.stringify({ projectId: 'line' }),
    });
    expect([renewed.status, ((await renewed.json()) as { code: string }).code]).toEqual([
      401,
      'SIGN_IN_NEEDED',
    ]);
  });
});

test('S8 a JSON body without end is answered at its limit', async () => {
  const asking = request(`${app.address}/api/session`, { method: 'POST' });
  asking.on('error', () => undefined);
  const answered = once(asking, 'response');
  // It is never ended.
  for (let i = 0; i < 3; i++) asking.write(' '.repeat(512 * 1024));
  const [answer] = (await answered) as [{ statusCode: number }];
  expect(answer.statusCode).toBe(413);
  asking.destroy();
});

describe('projects', () => {
  test('are created, listed with what the observer derived, renamed and put into the trash', async () => {
    const ann = await signIn('ann');
    expect(await ann.call('POST', '/api/projects', { name: 'Füllanlage 3' })).toMatchObject({
      status: 201,
      body: { id: 'fullanlage-3', name: 'Füllanlage 3' },
    });
    expect((await ann.call('POST', '/api/projects', { name: 'x', id: 'fullanlage-3' })).status).toBe(409);
    expect((await ann.call('POST', '/api/projects', { name: '' })).status).toBe(422);
    expect((await ann.call('PUT', '/api/projects/line', { name: 'Line' })).status).toBe(201);
    expect((await ann.call('PUT', '/api/projects/line', { name: 'Line 4' })).status).toBe(200);
    const { token } = await app.core.tokens.issue({ person: ann.person.id, project: 'line' });
    const peer = await openPeer({ url: `${socketUrl(app.address)}/ws/line/source`, token });
    await whenMessage(peer, 'step2');
    createFile(peer.doc, 'MAIN.st', 'PROGRAM MAIN\nVAR x : INT; y : NOPE; END_VAR\nEND_PROGRAM');
    await peer.until(() => peer.acked() === peer.sent());
    await app.core.observer.settled();
    expect((await ann.call('GET', '/api/projects/line')).body).toMatchObject({
      id: 'line',
      name: 'Line 4',
      org: 'main',
      role: 'owner',
      files: 1,
      lines: 3,
      tags: 2,
      online: [{ id: ann.person.id, name: 'ann' }],
      lastChange: { by: { name: 'ann' } },
      dialect: 'auto',
      vendor: 'rockwell',
    });
    const list = (await ann.call('GET', '/api/projects?limit=1')).body;
    expect([list.projects.length, list.next]).toEqual([1, 'fullanlage-3']);
    expect((await ann.call('GET', `/api/projects?limit=1&after=${list.next}`)).body).toMatchObject({
      projects: [{ id: 'line' }],
      next: null,
    });
    expect((await ann.call('GET', '/api/projects/line/members')).body.members).toEqual([
      { id: ann.person.id, name: 'ann', color: expect.any(Number), role: 'owner' },
    ]);
    const bob = await signIn('bob');
    for (const path of ['/api/projects/line', '/api/projects/line/tags', '/api/projects/nope'])
      expect((await bob.call('GET', path)).body.code).toBe('PROJECT_UNKNOWN');
    expect((await bob.call('PUT', '/api/projects/line', { name: 'mine' })).body.code).toBe('PROJECT_EXISTS');
    expect((await ann.call('DELETE', '/api/projects/line')).status).toBe(204);
    expect((await peer.closed).code).toBe(4403);
    expect((await ann.call('GET', '/api/projects/line')).status).toBe(404);
  });
});

describe('import', () => {
  function form(files: Record<string, string>): FormData {
    const data = new FormData();
    for (const [path, text] of Object.entries(files)) data.append('files', new Blob([text]), path);
    return data;
  }

  test('M1 merges tags of a vendor file as one entry: new and changed ones come in, nothing is removed', async () => {
    const ann = await signIn('ann');
    await ann.call('PUT', '/api/projects/line', { name: 'Line' });
    const source =
      'VAR_GLOBAL\n  xStart AT %IX0.0 : BOOL; // start\n  nSpeed AT %QW4 : INT;\n  hidden : REAL;\nEND_VAR\n';
    await ann.call('POST', '/api/projects/line/import', form({ 'GVL_IO.st': source }));
    const sdf = [
      '"xStart","%I0.1","Bool","True","True","False","start button","","True"',
      '"xNew","%I0.2","Bool","True","True","False","","","True"',
      '"broken"',
      '',
    ].join('\n');
    const dry = await ann.call('POST', '/api/projects/line/import?dryRun=true', form({ 'PLCTags.sdf': sdf }));
    expect(dry.body).toMatchObject({
      cursor: null,
      added: [],
      tags: {
        format: 'siemens-sdf',
        added: ['Default_tag_table.xNew'],
        changed: [
          { path: 'GVL_IO.xStart', field: 'address', from: '%IX0.0', to: '%IX0.1' },
          { path: 'GVL_IO.xStart', field: 'comment', from: 'start', to: 'start button' },
        ],
        removed: ['GVL_IO.nSpeed'],
        rows: { total: 3, imported: 2, skipped: { IMPORT_ROW_SKIPPED: 1 } },
        problems: [expect.objectContaining({ code: 'IMPORT_ROW_SKIPPED', line: 3 })],
      },
    });
    const done = await ann.call('POST', '/api/projects/line/import?path=PLCTags.sdf', new Blob([sdf]));
    expect(done.body.cursor).toMatch(/\.2$/);
    const lease = await app.core.rooms.acquire({ project: 'line', document: 'source' });
    const texts = Object.fromEntries(
      listFiles(lease.room.doc).map(({ path, text }) => [path, text.toString()]),
    );
    lease.release();
    expect(texts).toEqual({
      'GVL_IO.st':
        'VAR_GLOBAL\n  xStart AT %IX0.1 : BOOL; // start button\n  nSpeed AT %QW4 : INT;\n  hidden : REAL;\nEND_VAR\n',
      'Default_tag_table.st': 'VAR_GLOBAL\n  xNew AT %IX0.2 : BOOL;\nEND_VAR\n',
    });
    const again = await ann.call('POST', '/api/projects/line/import', form({ 'PLCTags.sdf': sdf }));
    expect(again.body.tags).toMatchObject({ added: [], changed: [], unchanged: 2 });
  });

  test('M1 tags that the person leaves out of an import of a vendor file stay as they are', async () => {
    const ann = await signIn('ann');
    await ann.call('PUT', '/api/projects/line', { name: 'Line' });
    const source = 'VAR_GLOBAL\n  xStart AT %IX0.0 : BOOL;\n  xStop AT %IX0.1 : BOOL;\nEND_VAR\n';
    await ann.call('POST', '/api/projects/line/import', form({ 'GVL_IO.st': source }));
    const row = (name: string, at: string) => `"${name}","${at}","Bool","True","True","False","","","True"\n`;
    const data = form({
      'PLCTags.sdf': row('xStart', '%I7.0') + row('xStop', '%I7.1') + row('xNew', '%I7.2'),
    });
    data.append('leave', JSON.stringify(['GVL_IO.xSTOP', 'Default_tag_table.xNew']));
    const done = await ann.call('POST', '/api/projects/line/import', data);
    expect(done.body.tags).toMatchObject({ added: [], news: [], changed: [{ path: 'GVL_IO.xStart' }] });
    const lease = await app.core.rooms.acquire({ project: 'line', document: 'source' });
    const texts = listFiles(lease.room.doc).map(({ text }) => text.toString());
    lease.release();
    expect(texts).toEqual([source.replace('%IX0.0', '%IX7.0')]);
    const wrong = form({ 'PLCTags.sdf': row('xStart', '%I7.0') });
    wrong.append('leave', '{"no": "list"}');
    expect(await ann.call('POST', '/api/projects/line/import', wrong)).toMatchObject({ status: 422 });
  });

  test('says the difference first, applies it as one entry, and keeps texts that others edit', async () => {
    const ann = await signIn('ann');
    await ann.call('PUT', '/api/projects/line', { name: 'Line' });
    const files = {
      'a/MAIN.st': 'PROGRAM MAIN\r\nVAR x : INT; END_VAR\r\nEND_PROGRAM\r\n',
      'a/G.st': 'VAR_GLOBAL g : REAL END_VAR',
    };
    const dry = await ann.call('POST', '/api/projects/line/import?dryRun=true', form(files));
    expect(dry.body).toMatchObject({ cursor: null, added: [{ tags: 1 }, {}], changed: [], unchanged: [] });
    expect(dry.body.problems.length).toBeGreaterThan(0);
    const done = await ann.call('POST', '/api/projects/line/import', form(files));
    expect(done.body.cursor).toMatch(/^[0-9a-z]+\.1$/);
    const lease = await app.core.rooms.acquire({ project: 'line', document: 'source' });
    const entry = listFiles(lease.room.doc).find(({ path }) => path.endsWith('MAIN.st'));
    expect(entry?.text.toString()).toBe('PROGRAM MAIN\nVAR x : INT; END_VAR\nEND_PROGRAM\n');
    const changed = { ...files, 'a/MAIN.st': files['a/MAIN.st'].replace('INT', 'DINT') };
    const second = await ann.call('POST', '/api/projects/line/import', form(changed));
    expect(second.body).toMatchObject({ added: [], changed: [{ tags: 1 }], unchanged: [expect.any(String)] });
    expect(listFiles(lease.room.doc).find(({ id }) => id === entry?.id)?.text).toBe(entry?.text);
    expect(entry?.text.toString()).toContain('x : DINT;');
    expect(
      (await app.core.store.read(lease.room.key, 1, 10)).map(({ update }) => update.length < 120),
    ).toEqual([true]);
    lease.release();
    const rows = (await ann.call('GET', '/api/projects/line/tags?vendor=rockwell&q=main')).body;
    expect(rows.tags).toMatchObject([{ path: 'MAIN.x', type: 'DINT', vendor: { type: 'DINT' } }]);
    const csv = await ann.call('GET', '/api/projects/line/tags?format=csv');
    expect(csv.body.split('\r\n')[0]).toContain('path,type,initial');
    expect(csv.headers.get('etag')).toBeTruthy();
    const file = await ann.call('GET', '/api/projects/line/export/rockwell-csv');
    expect([file.status, file.headers.get('content-disposition')]).toEqual([
      200,
      expect.stringContaining('attachment'),
    ]);
    expect((await ann.call('GET', '/api/projects/line/export/rockwell-csv/report')).body).toHaveProperty(
      'diagnostics',
    );
    expect((await ann.call('GET', '/api/projects/line/export/nope')).body.code).toBe('FORMAT_UNKNOWN');
  });

  test('needs the role for it, and a body of the right kind and size', async () => {
    const ann = await signIn('ann');
    await ann.call('PUT', '/api/projects/line', { name: 'Line' });
    expect((await ann.call('POST', '/api/projects/line/import', { a: 1 })).body.code).toBe('BODY_INVALID');
    expect((await ann.call('POST', '/api/projects/line/import', new FormData())).body.code).toBe(
      'NOTHING_TO_IMPORT',
    );
    const eve = await ticketFor(app, 'eve', 'line', 'viewer');
    const answer = await fetch(`${app.address}/api/projects/line/import`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${eve.token}` },
      body: form({ 'A.st': 'x' }),
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'FORBIDDEN']);
    const headers = {
      Cookie: ann.cookie,
      Origin: app.address,
      'Content-Type': 'multipart/form-data; boundary=x',
      'Content-Length': 65 * 1024 * 1024,
    };
    const huge = request(`${app.address}/api/projects/line/import`, { method: 'POST', headers });
    huge.flushHeaders();
    const [refusal] = (await once(huge, 'response')) as [{ statusCode: number }];
    expect(refusal.statusCode).toBe(413);
    huge.on('error', () => undefined).destroy();
  });
});

describe('the built app', () => {
  test('serves the shell for pages, assets for a year, and nothing outside the folder', async () => {
    const build = mkdtempSync(join(tmpdir(), 'tagloom-build-'));
    mkdirSync(join(build, '_app/immutable'), { recursive: true });
    writeFileSync(
      join(build, 'index.html'),
      '<html><script>start()</script><script src="/a.js"></script></html>',
    );
    writeFileSync(join(build, '_app/immutable/a.js'), 'a()');
    const server = await startTestApp({ build });
    try {
      const page = await fetch(`${server.address}/workspace/line/logic-studio`);
      expect(await page.text()).toContain('start()');
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy.match(/'sha256-[^']+'/g)).toHaveLength(1);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
      const asset = await fetch(`${server.address}/_app/immutable/a.js`);
      expect(asset.headers.get('cache-control')).toContain('immutable');
      expect((await fetch(`${server.address}/_app/immutable/b.js`)).status).toBe(404);
      expect((await fetch(`${server.address}/%2e%2e/%2e%2e/etc/passwd`)).status).toBe(200);
      expect(await (await fetch(`${server.address}/..%2f..%2fetc%2fpasswd`)).text()).not.toContain('root:');
      expect(((await (await fetch(`${server.address}/api/nope`)).json()) as { code: string }).code).toBe(
        'PATH_UNKNOWN',
      );
      expect(await (await fetch(`${server.address}/metrics`)).text()).toContain('tagloom_rooms 0');
    } finally {
      await server.close();
      rmSync(build, { recursive: true, force: true });
    }
  });
});

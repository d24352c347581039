/** Pushing by HTTP: what goes out, and which answers are final. */

import { afterEach, expect, test, vi } from 'vitest';
import { FatalLinkError } from './link.ts';
import { pushByHttp } from './push.ts';

afterEach(() => vi.unstubAllGlobals());

function answerWith(response: Response) {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => response);
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const push = (bytes: number[]) =>
  pushByHttp(
    { server: 'wss://plant', projectId: 'line', document: 'source', token: async () => 'a.b.c' },
    new Uint8Array(bytes),
  );

test('S1 an update over the frame limit goes out whole, as bytes, in the name of the token', async () => {
  const fetched = answerWith(Response.json({ cursor: 'e.1' }));
  await push([1, 2, 3]);
  const [url, init] = fetched.mock.calls[0] ?? [];
  expect([url, init?.method]).toEqual(['https://plant/api/projects/line/sync/source/push', 'POST']);
  expect(new Headers(init?.headers).get('authorization')).toBe('Bearer a.b.c');
  expect(init?.body).toEqual(new Uint8Array([1, 2, 3]));
});

test.each([
  [413, true],
  [422, true],
  [403, true],
  [401, false],
  [409, false],
  [429, false],
  [503, false],
])('U2 the answer %i is final: %s', async (status, isFinal) => {
  answerWith(Response.json({ code: 'NAMED', message: 'A sentence.' }, { status }));
  const error = await push([1]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: 'A sentence.' });
  expect(error instanceof FatalLinkError).toBe(isFinal);
});

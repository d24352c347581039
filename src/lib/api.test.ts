import { afterEach, expect, it, vi } from 'vitest';
import { pushSource } from './api.ts';

afterEach(() => vi.unstubAllGlobals());

function answerWith(response: Response) {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => response);
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

it('S1 an update over the frame limit goes out whole, as bytes', async () => {
  const fetched = answerWith(Response.json({ cursor: 'e.1' }));
  await pushSource('my project', 'a.b.c', new Uint8Array([1, 2, 3]));
  const [path, init] = fetched.mock.calls[0] ?? [];
  expect(path).toBe('/api/projects/my%20project/sync/source/push');
  expect(init?.method).toBe('POST');
  expect(new Headers(init?.headers).get('authorization')).toBe('Bearer a.b.c');
  const sent = new Request('http://localhost', { method: 'POST', body: init?.body ?? null });
  expect(sent.headers.get('content-type')).toBe('application/octet-stream');
  expect([...new Uint8Array(await sent.arrayBuffer())]).toEqual([1, 2, 3]);
});

it('a refused push is an ApiError with the code and the sentence of the server', async () => {
  answerWith(
    Response.json({ code: 'BODY_TOO_LARGE', message: 'An update has at most 20 MB.' }, { status: 413 }),
  );
  await expect(pushSource('p', 'a.b.c', new Uint8Array(1))).rejects.toMatchObject({
    name: 'ApiError',
    code: 'BODY_TOO_LARGE',
    status: 413,
    message: 'An update has at most 20 MB.',
  });
});

import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, expect, it } from 'vitest';
import { encodingOf } from './packed.ts';
import { createStatic } from './static.ts';

const build = mkdtempSync(join(tmpdir(), 'tagloom-static-'));
afterAll(() => rmSync(build, { recursive: true }));
const app = new Hono().get('*', createStatic(build));
const SCRIPT = 'const value = 1;\n'.repeat(400);
writeFileSync(join(build, 'app.js'), SCRIPT);
writeFileSync(join(build, 'small.js'), 'x');
writeFileSync(join(build, 'font.woff2'), Buffer.alloc(4000));
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

it('an encoding is chosen as the browser asks: brotli before gzip, none where it is refused', () => {
  expect(encodingOf('gzip, deflate, br, zstd')).toBe('br');
  expect(encodingOf('gzip, deflate')).toBe('gzip');
  expect(encodingOf('br;q=0, gzip;q=0.5')).toBe('gzip');
  expect(encodingOf('gzip;q=0.0')).toBeNull();
  expect(encodingOf('identity')).toBeNull();
  expect(encodingOf(undefined)).toBeNull();
});

it('text travels compressed and says so; what is small or compressed already travels as it is', async () => {
  const brotli = await get('/app.js', { 'accept-encoding': 'gzip, br' });
  expect(brotli.headers.get('content-encoding')).toBe('br');
  expect(brotli.headers.get('vary')).toBe('Accept-Encoding');
  const packed = await bytesOf(brotli);
  expect(packed.length).toBeLessThan(SCRIPT.length / 4);
  expect(brotliDecompressSync(packed).toString()).toBe(SCRIPT);
  const gzipped = await get('/app.js', { 'accept-encoding': 'gzip' });
  expect(gunzipSync(await bytesOf(gzipped)).toString()).toBe(SCRIPT);
  for (const path of ['/small.js', '/font.woff2'])
    expect((await get(path, { 'accept-encoding': 'br' })).headers.get('content-encoding'), path).toBeNull();
  expect((await bytesOf(await get('/app.js'))).toString()).toBe(SCRIPT);
});

it('a build that replaced a file is sent anew, also compressed', async () => {
  await get('/app.js', { 'accept-encoding': 'br' });
  const next = SCRIPT.replaceAll('1', '2');
  writeFileSync(join(build, 'app.js'), next);
  utimesSync(join(build, 'app.js'), new Date(), new Date(Date.now() + 5000));
  const answer = await get('/app.js', { 'accept-encoding': 'br' });
  expect(brotliDecompressSync(await bytesOf(answer)).toString()).toBe(next);
});

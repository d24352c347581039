import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createNetworkRule } from './networks.ts';
import { createPoster, signatureOf } from './posting.ts';

const REFUSED = 'WEBHOOK_ADDRESS_REFUSED';
const MESSAGE = { id: 'msg_1', secret: 'whsec_c2VjcmV0', body: '{}', at: 1_000 };
const closings: (() => void)[] = [];

afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** A receiver on loopback that counts and answers `status` with `location`. */
async function receiver(status: number, location = '') {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls++;
    response.writeHead(status, location === '' ? {} : { location }).end('thanks');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, calls: () => calls };
}

describe('posting', () => {
  test('signs as the published example of Standard Webhooks does', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(signatureOf(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}')).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  test.each([
    'https://127.0.0.1/x',
    'https://0x7f.1/x',
    'https://2130706433/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://10.1.2.3/x',
    'https://100.64.0.1/x',
    'https://169.254.169.254/latest/meta-data/',
    'https://172.31.255.255/x',
    'https://192.168.1.1/x',
    'https://0.0.0.0/x',
    'https://[fd00::1]/x',
    'https://[fe80::1]/x',
    'https://[64:ff9b::a00:1]/x',
    'https://[2002:a00:1::]/x',
    'https://255.255.255.255/x',
  ])('%s is refused', async (url) => {
    await expect(createPoster(createNetworkRule([])).check(url)).rejects.toMatchObject({ code: REFUSED });
  });

  test('public addresses pass over https only, and inner ones that an operator allowed over both', async () => {
    const poster = createPoster(createNetworkRule(['10.1.0.0/16', 'fd00::/8']));
    await poster.check('https://93.184.216.34/x');
    await poster.check('https://[2606:2800:220:1::1]/x');
    await poster.check('http://10.1.2.3/x');
    await poster.check('https://[fd00::1]/x');
    await expect(poster.check('http://93.184.216.34/x')).rejects.toMatchObject({
      code: 'WEBHOOK_URL_INVALID',
    });
    await expect(poster.check('https://10.2.2.3/x')).rejects.toMatchObject({ code: REFUSED });
  });

  test.each(['ftp://example.org', 'not one', 'https://me:secret@example.org/'])(
    '%s is no address for a webhook',
    async (url) => {
      await expect(createPoster(createNetworkRule([])).check(url)).rejects.toMatchObject({
        code: 'WEBHOOK_URL_INVALID',
      });
    },
  );

  test('a name is asked for once and the connection goes to the number that was checked', async () => {
    const { port, calls } = await receiver(204);
    let asked = 0;
    const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    const rule = createNetworkRule(['127.0.0.1/32']);
    const signal = AbortSignal.timeout(5_000);
    const poster = createPoster(rule, resolve);
    expect(await poster.post(`http://hook.example:${port}/`, MESSAGE, signal)).toBe(204);
    expect([asked, calls()]).toEqual([1, 1]);
    await expect(poster.post(`http://hook.example:${port}/`, MESSAGE, signal)).rejects.toMatchObject({
      code: REFUSED,
    });
    expect(calls()).toBe(1);
  });

  test('a name with one public and one private number is refused', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    await expect(
      createPoster(createNetworkRule([]), resolve).check('https://hook.example/'),
    ).rejects.toMatchObject({ code: REFUSED });
  });

  test('a redirect is an answer like any other and is not followed', async () => {
    const target = await receiver(200);
    const { port } = await receiver(307, `http://127.0.0.1:${target.port}/`);
    const poster = createPoster(createNetworkRule(['127.0.0.0/8']));
    const status = await poster.post(`http://127.0.0.1:${port}/`, MESSAGE, AbortSignal.timeout(5_000));
    expect([status, target.calls()]).toEqual([307, 0]);
  });
});

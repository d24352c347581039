/** A real OpenID provider on loopback, and a browser that signs in at it: `oidc-provider` with its own pages. */

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'tagloom', secret: 'a secret of the client' } as const;
export const AUDIENCE = 'urn:tagloom';

export interface Issuer {
  readonly url: string;
  /** Lets sign-ins come back to this address. */
  serve(app: string): void;
  /** What the issuer says of a subject from now on. */
  claims(subject: string, claims: object): void;
  /** Signs with the issuer's own key, or with another one under a name. */
  sign(claims: Readonly<Record<string, unknown>>, options?: SignOptions): Promise<string>;
  /** An access token as the issuer gives it to a machine, through its token endpoint. */
  machineToken(): Promise<string>;
  close(): Promise<void>;
}

export interface SignOptions {
  readonly key?: CryptoKey;
  readonly kid?: string;
  readonly expiresIn?: string;
}

export async function openIssuer(): Promise<Issuer> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(privateKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  let handle: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const known = new Map<string, object>();
  return {
    url,
    serve: (app) => {
      const provider = new Provider(url, configuration(jwk, `${app}/api/oidc/callback`, known));
      handle = provider.callback();
    },
    claims: (subject, claims) => void known.set(subject, claims),
    sign: (claims, { key = privateKey, kid = 'k1', expiresIn = '5m' } = {}) =>
      new SignJWT({ iss: url, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt' })
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(key),
    machineToken: async () => {
      const answer = await fetch(`${url}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`)}` },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          resource: AUDIENCE,
          scope: 'api',
        }),
      });
      const { access_token: token, error_description: why } = (await answer.json()) as Record<string, string>;
      if (!token) throw new Error(`The issuer gave no token: ${why}`);
      return token;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configuration(jwk: JWK, callback: string, known: ReadonlyMap<string, object>) {
  return {
    jwks: { keys: [jwk] },
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [callback],
        grant_types: ['authorization_code', 'client_credentials'],
      },
    ],
    cookies: { keys: ['for a test'] },
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email'] },
    pkce: { required: () => true },
    findAccount: (_context: unknown, subject: string) => ({
      accountId: subject,
      claims: async () => ({ sub: subject, name: subject, ...known.get(subject) }),
    }),
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt' as const,
        }),
      },
    },
  };
}

/** Cookies of one browser, by origin. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** The session at an origin, as a Cookie header. */
  cookies(address: string): string {
    const jar = this.#cookies.get(new URL(address).origin) ?? new Map<string, string>();
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async go(url: string, form?: Record<string, string>): Promise<Response> {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.cookies(url) },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  /** Follows redirects and fills in the provider's forms until `app` answers with a place of its own. */
  async signIn(app: string, subject: string, next = '/'): Promise<string> {
    let url = `${app}/api/oidc/start?next=${encodeURIComponent(next)}`;
    let form: Record<string, string> | undefined;
    for (let steps = 0; steps < 20; steps++) {
      const answer = await this.go(url, form);
      form = undefined;
      const location = answer.headers.get('location');
      if (location !== null) {
        const to = new URL(location, url);
        if (to.origin === app && !to.pathname.startsWith('/api/oidc/')) return to.pathname + to.search;
        url = to.href;
        continue;
      }
      const page = await answer.text();
      const [, action] = /<form[^>]*action="([^"]+)"/.exec(page) ?? [];
      if (!action) throw new Error(`${url} answered ${answer.status}: ${page.slice(0, 300)}`);
      const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
      form = prompt === 'login' ? { prompt, login: subject, password: 'any' } : { prompt };
      url = new URL(action, url).href;
    }
    throw new Error('The sign-in went on and on.');
  }
}

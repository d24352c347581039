/** A browser without pages: keeps the session cookie and sends the Origin of the server's own pages. */

import type { RunningApp } from '#server/app.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export interface TestBrowser {
  readonly cookie: () => string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export function openBrowser(app: RunningApp): TestBrowser {
  let cookie = '';
  return {
    cookie: () => cookie,
    call: async (method, path, body, headers = {}) => {
      const response = await fetch(`${app.address}${path}`, {
        method,
        headers: { Origin: app.address, ...(cookie === '' ? {} : { Cookie: cookie }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const set = response.headers.get('set-cookie');
      if (set) cookie = /max-age=0/i.test(set) ? '' : (set.split(';')[0] ?? '');
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? JSON.parse(text) : text,
      };
    },
  };
}

/** A browser in which `name` has signed in with a link. */
export async function signedIn(app: RunningApp, name: string): Promise<TestBrowser & { id: string }> {
  const person = await app.core.store.ensurePerson(`id-${name}`, name, 1);
  const browser = openBrowser(app);
  await browser.call('POST', '/api/session', { code: await app.core.sessions.makeCode(person.id) });
  return { ...browser, id: person.id };
}

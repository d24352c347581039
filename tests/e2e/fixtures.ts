/** What every browser test starts from: a real server of its own, and people who have signed in. */

import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';

export interface Person {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
}

interface Fixtures {
  /** A server with the demo project and an empty data folder, gone after the test file. */
  server: ServerProcess;
  /** Signs `name` in with a one-time link in a browser context of their own. */
  person: (name: string, role?: 'owner' | 'editor' | 'reviewer' | 'viewer') => Promise<Person>;
}

export const DEMO = 'filling-line';

export const test = base.extend<{ person: Fixtures['person'] }, { server: Fixtures['server'] }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to find what a fixture needs.
    async ({}, use) => {
      const dataDir = newDataDir();
      const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
      await use(server);
      await server.kill('SIGTERM');
      removeDataDir(dataDir);
    },
    { scope: 'worker' },
  ],
  person: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name, role = 'editor') => {
      const person = await signIn(browser, server, name, role);
      contexts.push(person.context);
      return person;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect };

async function signIn(browser: Browser, server: ServerProcess, name: string, role: string): Promise<Person> {
  const printed = await server.command('login-link', '--user', name, '--project', DEMO, '--role', role);
  const link = /https?:\/\/\S+/.exec(printed)?.[0];
  if (!link) throw new Error(`login-link printed no link: ${printed}`);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link.replace(/^https?:\/\/[^/]+/, server.url));
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
  return { name, context, page };
}

/** What every browser test starts from: a real server, a project of its own, and people who have signed in. */

import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  test as base,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';
import { makeProject, signInCode } from '../harness/people.ts';
import { newDataDir, ROOT, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { createSeats, newSeat, type Seat, type Seats } from './seats.ts';

export type Role = 'owner' | 'editor' | 'reviewer' | 'viewer';

export interface Person {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
}

interface WorkerFixtures {
  readonly server: ServerProcess;
  readonly seats: Seats;
}

interface TestFixtures {
  /** The id of a fresh project with the demo plant in it. */
  readonly project: string;
  /** Signs `name` in with a one-time code, in a browser context of their own that holds nothing else. */
  readonly person: (name: string, role?: Role) => Promise<Person>;
}

/** The project that the first start makes. */
export const DEMO = 'filling-line';
const PLANT = join(ROOT, 'server', 'demo', 'filling-line');
let projects = 0;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to find what a fixture needs.
    async ({}, use) => {
      const dataDir = newDataDir();
      const server = await startServer({
        dataDir,
        env: { RATE_LIMITS: 'off', WEBHOOK_NETWORKS: '127.0.0.0/8' },
      });
      await use(server);
      await server.kill('SIGTERM');
      removeDataDir(dataDir);
    },
    { scope: 'worker' },
  ],
  seats: [
    async ({ browser, server }, use) => {
      const seats = createSeats(browser, server.url);
      await use(seats);
      await seats.close();
    },
    { scope: 'worker' },
  ],
  project: async ({ server }, use) => {
    const id = `plant-${++projects}`;
    await makeProject(server, { id, name: `Plant ${projects}`, from: PLANT });
    await use(id);
  },
  person: async ({ seats, server, project, serviceWorkers }, use) => {
    const taken: Seat[] = [];
    await use(async (name, role = 'editor') => {
      // A service worker may not outlive its test.
      const seat = await seats.take({ isForOne: serviceWorkers === 'allow' });
      taken.push(seat);
      await signInHere(seat.context, server, project, name, role);
      return { name, context: seat.context, page: seat.page };
    });
    for (const seat of taken) await seats.giveBack(seat);
  },
});

export { expect };

/** Somebody in a fresh browser context, without the pages of signing in: `rights.e2e.ts` and `people.e2e.ts` go through them. */
export async function signIn(
  browser: Browser,
  server: ServerProcess,
  project: string,
  name: string,
  role: Role,
): Promise<Person> {
  const { context, page } = await newSeat(browser, server.url);
  await signInHere(context, server, project, name, role);
  return { name, context, page };
}

/** Gives a browser context the session of a person, who becomes a member of the project. */
export async function signInHere(
  context: BrowserContext,
  server: ServerProcess,
  project: string,
  name: string,
  role: Role,
): Promise<void> {
  const code = await signInCode(server, name, project, role);
  const answer = await context.request.post(`${server.url}/api/session`, { data: { code } });
  if (!answer.ok()) throw new Error(`${name} could not sign in: ${answer.status()} ${await answer.text()}`);
}

/** Opens Logic Studio with one file in front and waits until everything is stored. */
export async function openFile(page: Page, project: string, file: string): Promise<void> {
  await page.goto(`/workspace/${project}/logic-studio`);
  await expectBadge(page, 'live');
  await treeItem(page, file).click();
  await expect(page.getByRole('tab', { name: file })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible();
}

/** A file or folder in the tree of the project's files; its name may be followed by who is in it. */
export function treeItem(page: Page, name: string): Locator {
  const tree = page.getByRole('tree', { name: 'Project files' });
  return tree.getByRole('treeitem').filter({ has: page.getByText(name, { exact: true }) });
}

export async function expectBadge(page: Page, state: string): Promise<void> {
  await expect(page.getByTestId('connection')).toHaveAttribute('data-badge', state, { timeout: 15_000 });
}

/** The lines that the editor shows, with ordinary spaces. */
export async function shownLines(page: Page): Promise<string[]> {
  return page.locator('.monaco-editor .view-line').evaluateAll((lines) =>
    lines
      .map((line) => ({
        top: Number.parseFloat((line as HTMLElement).style.top),
        text: (line.textContent ?? '').replaceAll('\u00a0', ' '),
      }))
      .sort((a, b) => a.top - b.top)
      .map((line) => line.text),
  );
}

/** Puts the cursor at a line and column (1-based) with the keyboard alone. */
export async function goTo(page: Page, line: number, col = 1): Promise<void> {
  await focusEditor(page);
  await page.keyboard.press('Control+Home');
  for (let i = 1; i < line; i++) await page.keyboard.press('ArrowDown');
  for (let i = 1; i < col; i++) await page.keyboard.press('ArrowRight');
}

export async function focusEditor(page: Page): Promise<void> {
  await page.locator('.monaco-editor .view-lines').click({ position: { x: 200, y: 10 } });
}

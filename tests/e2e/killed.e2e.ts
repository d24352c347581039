import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import type { ServerProcess } from '../harness/server.ts';
import { expect, expectBadge, goTo, openFile, shownLines, signInHere, test } from './fixtures.ts';

const FILE = 'GVL_Const';
/** No part of it repeats, so that a lost, doubled or misplaced letter shows. */
const TYPED = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

test('O1 U2 the browser is killed in mid-typing: all that the badge called kept is there again', async ({
  server,
  project,
}, testInfo) => {
  const profile = mkdtempSync(join(tmpdir(), 'tagloom-profile-'));
  const start = () =>
    chromium.launchPersistentContext(profile, {
      ...testInfo.project.use.launchOptions,
      baseURL: server.url,
      viewport: { width: 1440, height: 900 },
    });
  const before = await openAs(await start(), server, project);
  await before.context().setOffline(true);
  await expectBadge(before, 'offline');
  await goTo(before, 1);
  const typing = before.keyboard.type(`${TYPED} `, { delay: 60 }).catch(() => undefined);
  const badge = before.getByTestId('connection');
  await expect(badge).toContainText(/\b(1[5-9]|[2-5]\d) edits kept/);
  const kept = Number(/(\d+) edits/.exec((await badge.textContent()) ?? '')?.[1]);
  killBrowser(profile);
  await typing;

  const after = await openAs(await start(), server, project);
  await expectBadge(after, 'live');
  await expect.poll(async () => (await shownLines(after))[0]).toContain(TYPED.slice(0, kept));
  const found = /^[a-zA-Z]+/.exec((await shownLines(after))[0] ?? '')?.[0] ?? '';
  expect(TYPED.startsWith(found.slice(0, TYPED.length))).toBe(true);
  expect(kept).toBeGreaterThanOrEqual(15);
  await after.context().close();
  rmSync(profile, { recursive: true, force: true });
});

async function openAs(context: BrowserContext, server: ServerProcess, project: string): Promise<Page> {
  await signInHere(context, server, project, 'lou', 'editor');
  const page = context.pages()[0] ?? (await context.newPage());
  await openFile(page, project, FILE);
  return page;
}

/** All processes of the browser at once, without a chance to write anything. */
function killBrowser(profile: string): void {
  const pids = execFileSync('pgrep', ['-f', `user-data-dir=${profile}`], { encoding: 'utf8' });
  for (const pid of pids.trim().split('\n')) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended with the one before.
    }
  }
}

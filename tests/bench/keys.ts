/**
 * A key at 10,000 lines, in two real browsers and at a subscriber: to the own worker's tags, to the own screen, to the
 * other browser's tag table, and from the durable edit to the row at `/ws/tags`. Every key changes one tag's comment.
 */

import { rmSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { expectBadge, focusEditor, openFile, signIn } from '../e2e/fixtures.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { percentile, round } from './numbers.ts';
import { largeProgram } from './plant.ts';

const PROJECT = 'large';
const KEY_EVERY_MS = 110;

export async function benchKeys({ lines = 10_000, keys = 150 } = {}) {
  const dataDir = newDataDir();
  const folder = largeProgram(lines);
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    await server.command('project', 'create', '--id', PROJECT, '--name', 'Large', '--from', folder);
    const writer = await signIn(browser, server, PROJECT, 'writer', 'editor');
    const reader = await signIn(browser, server, PROJECT, 'reader', 'viewer');
    await openFile(writer.page, PROJECT, 'PRG_Large');
    await watchTable(reader.page);
    await watchKeys(writer.page);
    const subscriber = await subscribe(server);
    await focusEditor(writer.page);
    await writer.page.keyboard.press('Control+Home');
    for (let i = 0; i < 2; i++) await writer.page.keyboard.press('ArrowDown');
    await writer.page.keyboard.press('End');
    for (let i = 0; i < keys; i++) {
      await writer.page.keyboard.press('x');
      await writer.page.waitForTimeout(KEY_EVERY_MS);
    }
    await expectBadge(writer.page, 'live');
    const own = await writer.page.evaluate(
      () => (window as unknown as { bench: Record<string, number[]> }).bench,
    );
    const seen = await reader.page.evaluate(
      () => (window as unknown as { seen: Record<string, number> }).seen,
    );
    const pressed = own.pressed ?? [];
    const other = pressed.flatMap((at, index) =>
      seen[index + 1] === undefined ? [] : [seen[index + 1]! - at],
    );
    return {
      lines,
      keys,
      ownTags: summary(own['tagloom:tags'] ?? []),
      ownPainted: summary(own['tagloom:painted'] ?? []),
      otherBrowserTable: summary(other),
      subscriberAfterAuthor: summary(subscriber.times(pressed)),
    };
  } finally {
    await browser.close();
    await server.kill('SIGTERM');
    removeDataDir(dataDir);
    rmSync(folder, { recursive: true });
  }
}

/** Times of key presses (on the clock shared by all processes) and the app's own measures. */
async function watchKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    const bench: Record<string, number[]> = { pressed: [], 'tagloom:tags': [], 'tagloom:painted': [] };
    (window as unknown as { bench: typeof bench }).bench = bench;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'x') bench.pressed?.push(performance.timeOrigin + event.timeStamp);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) bench[entry.name]?.push(entry.duration);
    }).observe({ type: 'measure' });
  });
}

/** When the table first shows the comment with 1, 2, 3 ... letters. */
async function watchTable(page: Page): Promise<void> {
  await page.goto(`/workspace/${PROJECT}/tag-database`);
  await expectBadge(page, 'live');
  await page.getByLabel('Search tags').first().fill('xBench');
  await page
    .getByTestId('tag-grid')
    .getByRole('row', { name: /xBench/ })
    .waitFor();
  await page.evaluate(() => {
    const seen: Record<number, number> = {};
    (window as unknown as { seen: typeof seen }).seen = seen;
    const look = () => {
      const comment = /\bx+\b/.exec(
        [...document.querySelectorAll('[role="gridcell"]')].map((cell) => cell.textContent).join(' '),
      );
      const length = comment?.[0].length ?? 0;
      for (let n = length; n > 0 && seen[n] === undefined; n--)
        seen[n] = performance.timeOrigin + performance.now();
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

/** A subscriber of `/ws/tags`; `times` are from the author's key to the row, so they hold network and disk too. */
async function subscribe(server: ServerProcess) {
  const token = await server.token('subscriber', PROJECT, 'viewer');
  const socket = new WebSocket(`${server.ws}/ws/tags`, ['tagloom.v1', `bearer.${token}`]);
  const seen = new Map<number, number>();
  const full = Promise.withResolvers<void>();
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'subscribe', projectId: PROJECT, vendor: 'siemens' })),
  );
  socket.on('message', (data: Buffer) => {
    const at = performance.timeOrigin + performance.now();
    const message = JSON.parse(data.toString()) as {
      full?: boolean;
      tags?: { path: string; comment: string | null }[];
    };
    if (message.full) full.resolve();
    const length = message.tags?.find((tag) => tag.path.endsWith('.xBench'))?.comment?.length ?? 0;
    for (let n = length; n > 0 && !seen.has(n); n--) seen.set(n, at);
  });
  await full.promise;
  return {
    times: (pressed: readonly number[]) =>
      pressed.flatMap((at, index) => (seen.has(index + 1) ? [seen.get(index + 1)! - at] : [])),
  };
}

function summary(times: readonly number[]) {
  return {
    n: times.length,
    p50: round(percentile(times, 0.5)),
    p95: round(percentile(times, 0.95)),
    p99: round(percentile(times, 0.99)),
  };
}

/**
 * A key at 10,000 lines, in two real browsers and at a subscriber: to the own worker's tags, to the own screen, to the
 * other browser's tag table, and to the row at `/ws/tags`. Every key changes one tag's comment.
 */

import { rmSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { expectBadge, focusEditor, openFile, signIn } from '../e2e/fixtures.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { largeProgram } from './plant.ts';
import { keyTimes, summary, tableTimes, watchKeys, watchTable } from './watching.ts';

const PROJECT = 'large';
const KEY_EVERY_MS = 110;

export async function benchKeys({ lines = 10_000, keys = 150 } = {}) {
  const dataDir = newDataDir();
  const folder = largeProgram(lines);
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    await server.command('project', 'create', '--id', PROJECT, '--name', 'Large', '--from', folder);
    const writer = await signIn(browser, server, PROJECT, 'writer', 'editor');
    const reader = await signIn(browser, server, PROJECT, 'reader', 'viewer');
    await openFile(writer.page, PROJECT, 'PRG_Large');
    await openTable(reader.page);
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
    const own = await keyTimes(writer.page);
    const other = await tableTimes(reader.page, own.pressed);
    return {
      lines,
      keys,
      ownFrame: summary(own.frame),
      ownSent: summary(own.sent),
      ownBegan: summary(own.began),
      ownReply: summary(own.reply),
      ownTags: summary(own.tags),
      ownPainted: summary(own.painted),
      otherBrowserTable: summary(other),
      subscriberAfterAuthor: summary(subscriber.times(own.pressed)),
    };
  } finally {
    await browser.close();
    await server.kill('SIGTERM');
    removeDataDir(dataDir);
    rmSync(folder, { recursive: true });
  }
}

/** The tag table with the one tag that the keys change. */
async function openTable(page: Page): Promise<void> {
  await page.goto(`/workspace/${PROJECT}/tag-database`);
  await expectBadge(page, 'live');
  await page.getByLabel('Search tags').first().fill('xBench');
  await page
    .getByTestId('tag-grid')
    .getByRole('row', { name: /xBench/ })
    .waitFor();
  await watchTable(page);
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

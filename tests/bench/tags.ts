/**
 * The tag table with 50,000 tags in a real browser: first paint after the data is there, filter, frames while scrolling
 * with a colleague's changes coming in, and a colleague's rename on the screen. Milliseconds.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { listFiles } from '@tagloom/collab';
import type * as Y from 'yjs';
import { expectBadge, signIn } from '../e2e/fixtures.ts';
import { openPeer } from '../harness/peer.ts';
import { makeProject } from '../harness/people.ts';
import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { percentile, round } from './numbers.ts';

const PROJECT = 'large-table';
const PER_FILE = 500;
/** What the server and the worker do after a project was opened is over by then. */
const SETTLE_MS = 4_000;
const SCROLL_MS = 5_000;
const CHANGE_EVERY_MS = 200;

export async function benchTags({ tags = 50_000 } = {}) {
  const dataDir = newDataDir();
  const folder = plant(tags);
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    await makeProject(server, { id: PROJECT, name: 'Large table', from: folder });
    const { page } = await signIn(browser, server, PROJECT, 'reader', 'editor');
    await page.setViewportSize({ width: 1440, height: 900 });
    const first = await firstPaint(page, tags);
    await page.waitForTimeout(SETTLE_MS);
    const filter = await filterTimes(page);
    const sort = await sortTime(page);
    const token = await server.token('colleague', PROJECT, 'editor');
    const peer = openPeer({ ws: server.ws, projectId: PROJECT, token });
    await peer.client.whenSynced;
    const frames = await scrollFrames(page, () => change(peer.doc));
    const rename = await renameTime(page, peer.doc);
    await peer.close();
    return { tags, first, filter, sort, frames, rename };
  } finally {
    await browser.close();
    await server.kill('SIGTERM');
    removeDataDir(dataDir);
    rmSync(folder, { recursive: true });
  }
}

/** Global lists of 500 variables each, with addresses, comments and initial values. */
function plant(tags: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'tagloom-table-'));
  for (let file = 0; file * PER_FILE < tags; file++) {
    const lines = Array.from({ length: PER_FILE }, (_, at) => variable(file * PER_FILE + at));
    writeFileSync(join(folder, `GVL_${file}.st`), `VAR_GLOBAL\n${lines.join('')}END_VAR\n`);
  }
  return folder;
}

function variable(n: number): string {
  const kind = n % 3;
  if (kind === 0)
    return `  xSignal${n} AT %MX${Math.floor(n / 8)}.${n % 8} : BOOL; // signal ${n} of the plant\n`;
  return kind === 1 ? `  rLevel${n} : REAL := ${n}.5;\n` : `  diCount${n} : DINT; // counts bottles\n`;
}

/** From the worker's message in the page to the task behind the frame with the rows. */
async function firstPaint(page: Page, tags: number) {
  await page.addInitScript(() => {
    const times: Record<string, number> = {};
    (window as never as { times: typeof times }).times = times;
    // Heard before the page's own listener: rows are drawn in the microtasks behind that one.
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', (event: MessageEvent) => {
          if (times.data !== undefined) return;
          // Before the data is read: reading copies it.
          const at = performance.now();
          if (event.data?.type === 'facts' && event.data.put.length > 0) times.data = at;
        });
      }
    };
    const watch = new MutationObserver(() => {
      if (times.data === undefined || !document.querySelector('[data-key]')) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => (times.rows = performance.now())));
    });
    watch.observe(document, { subtree: true, childList: true });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        if (startTime + duration > (times.data ?? Number.POSITIVE_INFINITY))
          times.longest = Math.max(times.longest ?? 0, duration);
    }).observe({ type: 'longtask' });
  });
  await page.goto(`/workspace/${PROJECT}/tag-database`);
  await page.waitForFunction(() => (window as never as { times: { rows?: number } }).times.rows! > 0);
  const count = tags.toLocaleString('en-US');
  await page.waitForFunction(
    (text) => document.querySelector('[data-testid="tag-count"]')?.textContent === text,
    `${count} tags`,
  );
  const times = await page.evaluate(() => {
    const all = performance.now();
    const { data = 0, rows = 0, longest = 0 } = (window as never as { times: Record<string, number> }).times;
    const [dataToPaint, dataToAll, dataAt] = [rows - data, all - data, data].map(Math.round);
    return { dataToPaint, dataToAll, longestTask: longest, dataAt };
  });
  await expectBadge(page, 'live');
  return times;
}

/** From the input event to the task after its frame, key by key. */
async function filterTimes(page: Page) {
  const times = await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('input[type="search"]')!;
    const found: { text: string; work: number; frame: number }[] = [];
    for (const text of ['x', 'xs', 'xsignal4', 'xsignal49998', 'bottles', '']) {
      const start = performance.now();
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await Promise.resolve();
      const work = performance.now() - start;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      found.push({ text, work, frame: performance.now() - start });
    }
    return found;
  });
  const frames = times.map(({ frame }) => frame);
  return {
    work: times.map(({ text, work }) => `${text}: ${round(work)}`),
    p50: round(percentile(frames, 0.5)),
    max: round(Math.max(...frames)),
  };
}

async function sortTime(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const start = performance.now();
    document.querySelector<HTMLButtonElement>('button[title="Sort by type"]')!.click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return Math.round(performance.now() - start);
  });
}

/** Scrolls for some seconds, 400 pixels a frame, while a colleague's edits come in. */
async function scrollFrames(page: Page, edit: () => void) {
  const timer = setInterval(edit, CHANGE_EVERY_MS);
  try {
    const frames = await page.evaluate(async (ms) => {
      const scroll = document.querySelector<HTMLElement>('[role="treegrid"] .scroll')!;
      const gaps: number[] = [];
      const end = performance.now() + ms;
      let last = performance.now();
      while (performance.now() < end) {
        await new Promise((done) => requestAnimationFrame(done));
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        scroll.scrollTop += 400;
      }
      return gaps;
    }, SCROLL_MS);
    return {
      n: frames.length,
      p50: round(percentile(frames, 0.5)),
      p99: round(percentile(frames, 0.99)),
      max: round(Math.max(...frames)),
      over50: frames.filter((gap) => gap > 50).length,
    };
  } finally {
    clearInterval(timer);
  }
}

let edits = 0;

/** One more letter in the first comment of some file. */
function change(doc: Y.Doc): void {
  const files = listFiles(doc);
  const text = files[++edits % files.length]?.text;
  const at = text?.toString().indexOf(' of the plant') ?? -1;
  if (text && at >= 0) text.insert(at, 'x');
}

/** A colleague writes another name: until the row is in the page, clocks of one machine. */
async function renameTime(page: Page, doc: Y.Doc): Promise<{ p50: number; max: number }> {
  await page.locator('input[type="search"]').first().fill('xSignal0');
  const times: number[] = [];
  for (let n = 0; n < 10; n++) {
    const name = `xSignal0${'z'.repeat(n + 1)}`;
    const seen = page.evaluate(
      (key) =>
        new Promise<number>((done) => {
          const look = () => {
            if (!document.querySelector(`[data-key$=".${key}"]`)) return;
            watch.disconnect();
            done(performance.timeOrigin + performance.now());
          };
          const watch = new MutationObserver(look);
          watch.observe(document.body, { subtree: true, childList: true, attributes: true });
        }),
      name.toLowerCase(),
    );
    await page.waitForTimeout(100);
    const file = listFiles(doc).find(({ path }) => path.endsWith('GVL_0.st'));
    const at = file!.text.toString().indexOf('xSignal0') + 'xSignal0'.length;
    const start = performance.timeOrigin + performance.now();
    file!.text.insert(at, 'z');
    times.push((await seen) - start);
  }
  return { p50: round(percentile(times, 0.5)), max: round(Math.max(...times)) };
}

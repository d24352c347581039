/**
 * A key in the editor while five others type, ours beside y-monaco, beside Monaco alone and beside Monaco that writes the
 * others' letters without any binding: from the key to the task after the frame that shows it. The page is built from our own binding and editor, without the app around them, so that
 * all differ in nothing but the binding. Rounds are interleaved.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { round } from './numbers.ts';
import { KINDS, type Kind, type Setting, searchOf } from './ui/setting.ts';
import { keyTimes, summary, watchKeys } from './watching.ts';

const KEY_EVERY_MS = 110;
/** The first keys of a page warm the engine up. */
const WARM_KEYS = 15;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

interface Row {
  readonly lines: number;
  readonly items: number;
  /** Keys in each round; y-monaco takes seconds for one in the largest file. */
  readonly keys: Readonly<Record<Kind, number>>;
  readonly rounds: number;
}

const ROWS: readonly Row[] = [
  { lines: 10_000, items: 10_000, keys: { alone: 50, floor: 50, yMonaco: 50, ours: 50 }, rounds: 3 },
  { lines: 100_000, items: 50_000, keys: { alone: 50, floor: 50, yMonaco: 4, ours: 50 }, rounds: 2 },
];

/** `lines`: only the row of so many. */
export async function benchUi(lines?: number) {
  return withUiPage(async (browser, url) => {
    const rows = [];
    for (const row of ROWS)
      if (lines === undefined || row.lines === lines) rows.push(await measureRow(browser, url, row));
    return { unit: 'ms', rows };
  });
}

/** Builds the pages of the editor benches, serves them at `url` (with a slash behind it) and opens a browser. */
export async function withUiPage<T>(act: (browser: Browser, url: string) => Promise<T>): Promise<T> {
  const folder = await buildPage();
  const server = await serve(folder);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    return await act(browser, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

async function buildPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tagloom-ui-'));
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'ui'),
    logLevel: 'error',
    resolve: {
      dedupe: ['yjs', 'lib0', 'y-protocols', 'monaco-editor'],
      // y-monaco imports a path that Monaco no longer exports.
      alias: { 'monaco-editor/esm/vs/editor/editor.api.js': 'monaco-editor/editor/editor.api.js' },
    },
    worker: { format: 'es' },
    build: {
      outDir: folder,
      target: 'es2022',
      chunkSizeWarningLimit: 9000,
      rolldownOptions: {
        input: ['index.html', 'heap.html'].map((page) => join(import.meta.dirname, 'ui', page)),
      },
    },
  });
  return folder;
}

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path === '/' ? 'index.html' : path.slice(1);
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    try {
      response.end(readFileSync(join(folder, file)));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function measureRow(browser: Browser, url: string, { lines, items, keys, rounds }: Row) {
  const times = { frame: byKind((): number[] => []), open: byKind((): number[] => []) };
  for (let i = 0; i < rounds; i++)
    for (const kind of KINDS) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      times.open[kind].push(await openPage(page, url, { kind, lines, items }));
      times.frame[kind].push(...(await typeKeys(page, kind, keys[kind])));
      await page.close();
    }
  const keyToFrame = byKind((kind) => summary(times.frame[kind]));
  const { floor, yMonaco, ours } = keyToFrame;
  return {
    lines,
    items,
    keyToFrame,
    p95Ratio: round(ours.p95 / yMonaco.p95),
    // The least that any binding could reach beside y-monaco in this run, and what is ours above that.
    p95RatioOfFloor: round(floor.p95 / yMonaco.p95),
    aboveFloor: {
      ours: { p50: round(ours.p50 - floor.p50), p95: round(ours.p95 - floor.p95) },
      yMonaco: { p50: round(yMonaco.p50 - floor.p50), p95: round(yMonaco.p95 - floor.p95) },
    },
    open: byKind((kind) => summary(times.open[kind])),
  };
}

function byKind<T>(make: (kind: Kind) => T): Record<Kind, T> {
  return Object.fromEntries(KINDS.map((kind) => [kind, make(kind)])) as Record<Kind, T>;
}

/** How long the page took from the document's update to the first frame, in milliseconds. */
async function openPage(page: Page, url: string, setting: Setting): Promise<number> {
  await page.goto(url + searchOf(setting));
  const opened = await page.waitForFunction(() => window.opened?.openMs, undefined, { timeout: 120_000 });
  return (await opened.jsonValue()) as number;
}

/** From each key to its frame; the peers type meanwhile, except where nobody is bound. */
async function typeKeys(page: Page, kind: Kind, keys: number): Promise<number[]> {
  const warm = kind === 'yMonaco' && keys < WARM_KEYS ? 1 : WARM_KEYS;
  await watchKeys(page);
  if (kind !== 'alone') await page.evaluate(() => window.opened?.start());
  for (let i = 0; i < keys + warm; i++) {
    await page.keyboard.press('x');
    await page.waitForTimeout(KEY_EVERY_MS);
  }
  const isEqual = await page.evaluate(() => window.opened?.isEqual());
  if (kind === 'ours' && !isEqual) throw new Error('Model and text differ.');
  return (await keyTimes(page)).frame.slice(warm);
}

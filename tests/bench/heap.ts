/**
 * Eight hours of typing by five people, as fast as the page takes it: how much the heap of a page with the editor grows
 * beyond what the same edits cost in a bare Y.Doc with an undo of the same depth, and what is left of listeners, nodes and
 * decorations. Each of the five makes a key a second, all day. Heaps are measured after a collection.
 */

import type { Browser, CDPSession } from '@playwright/test';
import { round } from './numbers.ts';
import type { Day } from './ui/heap.ts';
import { withUiPage } from './ui.ts';

const PEOPLE = 5;
const KEYS_PER_HOUR = 3_600;
/** Before it counts: the editor has drawn and compiled what it needs. */
const WARM_EDITS = 2_000;
const PARTS = 4;
const MEGABYTE = 1024 * 1024;

declare global {
  interface Window {
    day?: Day;
  }
}

interface Figures {
  /** Mebibytes in use after a collection. */
  readonly heap: number;
  readonly listeners: number;
  readonly nodes: number;
}

export async function benchHeap(hours: number) {
  const edits = hours * KEYS_PER_HOUR * PEOPLE;
  return withUiPage(async (browser, url) => {
    const bare = await runDay(browser, `${url}heap.html?kind=bare`, edits);
    const ours = await runDay(browser, `${url}heap.html?kind=ours`, edits);
    return { unit: 'MiB', hours, edits, bare, ours, beyond: round(ours.grown - bare.grown) };
  });
}

/** `grown`: from the warm page to the evening, everybody still here; `after`: what is left of marks when they are gone. */
async function runDay(browser: Browser, address: string, edits: number) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.goto(address);
  await page.waitForFunction(() => window.day !== undefined);
  await page.evaluate((count) => window.day?.run(count), WARM_EDITS);
  const morning = await figuresOf(session);
  const along: Figures[] = [];
  for (let part = 0; part < PARTS; part++) {
    await page.evaluate((count) => window.day?.run(count), edits / PARTS);
    along.push(await figuresOf(session));
  }
  if (!(await page.evaluate(() => window.day?.isEqual()))) throw new Error('Model and text differ.');
  const evening = along.at(-1) ?? morning;
  await page.evaluate(() => window.day?.leave());
  const after = await page.evaluate(() => window.day?.marks());
  const items = await page.evaluate(() => window.day?.items());
  await page.close();
  return {
    grown: round(evening.heap - morning.heap),
    heaps: [morning, ...along].map(({ heap }) => heap),
    listeners: evening.listeners - morning.listeners,
    nodes: evening.nodes - morning.nodes,
    items,
    after,
  };
}

async function figuresOf(session: CDPSession): Promise<Figures> {
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    heap: round(value('JSHeapUsedSize') / MEGABYTE),
    listeners: value('JSEventListeners'),
    nodes: value('Nodes'),
  };
}

/** What benches see in a page: keys of the letter `x` with what the app measured of them, and the comment they make. */

import type { Page } from '@playwright/test';
import { percentile, round } from './numbers.ts';

/** Times on the clock that all processes of one machine share, milliseconds. */
export interface KeyTimes {
  /** When each key went down. */
  readonly pressed: readonly number[];
  /** From the key to the task after the frame that shows its letter. */
  readonly frame: readonly number[];
  /** From the key to the message to the analysis worker. */
  readonly sent: readonly number[];
  /** From the key to the worker taking it, by the worker's clock. */
  readonly began: readonly number[];
  /** From the key to the analysis worker's reply, by the worker's clock. */
  readonly reply: readonly number[];
  /** From the key to the page holding that reply. */
  readonly tags: readonly number[];
  /** From the key to the frame that shows the changed tag. */
  readonly painted: readonly number[];
}

type Watched = Window & { bench: Record<string, number[]>; seen: Record<number, number> };

/** From now on the page notes its keys. */
export async function watchKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    const bench: Record<string, number[]> = {
      pressed: [],
      frame: [],
      'tagloom:sent': [],
      'tagloom:began': [],
      'tagloom:reply': [],
      'tagloom:tags': [],
      'tagloom:painted': [],
    };
    (window as unknown as Watched).bench = bench;
    const afterFrame = (callback: () => void) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = callback;
        channel.port2.postMessage(null);
      });
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'x') return;
      bench.pressed?.push(performance.timeOrigin + event.timeStamp);
      afterFrame(() => bench.frame?.push(performance.now() - event.timeStamp));
    };
    window.addEventListener('keydown', onKey, { capture: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) bench[entry.name]?.push(entry.duration);
    }).observe({ type: 'measure' });
  });
}

export async function keyTimes(page: Page): Promise<KeyTimes> {
  const bench = await page.evaluate(() => (window as unknown as Watched).bench);
  return {
    pressed: bench.pressed ?? [],
    frame: bench.frame ?? [],
    sent: bench['tagloom:sent'] ?? [],
    began: bench['tagloom:began'] ?? [],
    reply: bench['tagloom:reply'] ?? [],
    tags: bench['tagloom:tags'] ?? [],
    painted: bench['tagloom:painted'] ?? [],
  };
}

/** From now on a page with the tag table open notes when a comment of 1, 2, 3 ... letters `x` first shows. */
export async function watchTable(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Record<number, number> = {};
    (window as unknown as Watched).seen = seen;
    const look = () => {
      const cells = [...document.querySelectorAll('[role="gridcell"]')].map((cell) => cell.textContent);
      const length = /\bx+\b/.exec(cells.join(' '))?.[0].length ?? 0;
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

/** From each key to the table that shows it; keys that were never shown on their own are left out. */
export async function tableTimes(page: Page, pressed: readonly number[]): Promise<number[]> {
  const seen = await page.evaluate(() => (window as unknown as Watched).seen);
  return pressed.flatMap((at, index) => (seen[index + 1] === undefined ? [] : [seen[index + 1]! - at]));
}

export function summary(times: readonly number[]) {
  return {
    n: times.length,
    p50: round(percentile(times, 0.5)),
    p95: round(percentile(times, 0.95)),
    p99: round(percentile(times, 0.99)),
  };
}

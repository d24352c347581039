/**
 * Seats: browser contexts that a worker of Playwright keeps from test to test. Who sits down finds the code of the app compiled, which
 * is 40 % of what opening a page costs, and nothing of the person before: no cookie, no store, no permission, no page.
 */

import type { Browser, BrowserContext, Page } from '@playwright/test';

export interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
}

export interface Seats {
  /** A seat like new; one `isForOne` is closed behind its person. */
  take(options?: { readonly isForOne?: boolean }): Promise<Seat>;
  /** Clears a seat for the next person. One that cannot be cleared is closed. */
  giveBack(seat: Seat): Promise<void>;
  close(): Promise<void>;
}

/** Seats before the app that `origin` serves. */
export function createSeats(browser: Browser, origin: string): Seats {
  const free: Seat[] = [];
  const lasting = new WeakSet<Seat>();
  return {
    async take({ isForOne = false } = {}) {
      const kept = isForOne ? undefined : free.pop();
      const seat = kept ?? (await newSeat(browser, origin));
      if (!isForOne) lasting.add(seat);
      return seat;
    },
    async giveBack(seat) {
      const isClear = lasting.has(seat) && (await clear(seat, origin).catch(() => false));
      if (isClear) free.push(seat);
      else await seat.context.close();
    },
    async close() {
      await Promise.all(free.map((seat) => seat.context.close()));
    },
  };
}

/** A browser context with an empty page. */
export async function newSeat(browser: Browser, origin: string): Promise<Seat> {
  const context = await browser.newContext({ baseURL: origin });
  // The tour of the demo has a test of its own.
  await context.addInitScript(() => localStorage.setItem('tagloom:tour', 'seen'));
  return { context, page: await context.newPage() };
}

const A_SECOND = 1_000;

/** False when the page is gone, since only one that stays keeps compiled code, or when a test moved its clock, which lasts. */
async function clear({ context, page }: Seat, origin: string): Promise<boolean> {
  if (page.isClosed()) return false;
  await context.setOffline(false);
  const others = context.pages().filter((other) => other !== page);
  await Promise.all(others.map((other) => other.close()));
  // A page of this origin without the app: nothing writes once more when it is left.
  await page.goto(`${origin}/health`);
  const seen = await page.evaluate(() => {
    sessionStorage.clear();
    return Date.now();
  });
  if (Math.abs(Date.now() - seen) > A_SECOND) return false;
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await devtools.detach();
  await page.goto('about:blank');
  await Promise.all([
    context.clearCookies(),
    context.clearPermissions(),
    page.emulateMedia({ colorScheme: null, reducedMotion: null }),
  ]);
  await page.setViewportSize({ width: 1440, height: 900 });
  page.removeAllListeners();
  return true;
}

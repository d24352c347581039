/** The axe rules of WCAG 2.2 A and AA over a page, in both themes. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeWindow {
  readonly axe: {
    run(
      options: object,
    ): Promise<{ violations: readonly { id: string; nodes: readonly { target: unknown }[] }[] }>;
  };
}

/** Fails with the rules and the elements that break them. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    // Without motion the colours are the theme's at once.
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as AxeWindow;
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const found = await axe.run({ runOnly: { type: 'tag', values: tags } });
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' | ')}`,
      );
    });
    expect(violations, `${page.url()} in ${theme}`).toEqual([]);
  }
}

/** Real projects for browser tests and benches: third-party data beside the checkout, read in place. */

import { cpSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ROOT } from '../harness/server.ts';
import { expectBadge } from './fixtures.ts';

const CORPUS = join(ROOT, '..', 'shared', 'corpus');

export const isCorpusHere = existsSync(CORPUS);

/** The raw TwinCAT files of a project, in a folder of their own. */
export function rawFiles(project: string): string {
  const from = join(CORPUS, project);
  const folder = mkdtempSync(join(tmpdir(), 'tagloom-corpus-'));
  for (const entry of readdirSync(from, { recursive: true, encoding: 'utf8' }))
    if (/\.Tc(POU|GVL|DUT|IO)$/i.test(entry)) cpSync(join(from, entry), join(folder, entry));
  return folder;
}

/** Imports a folder as a new project through the page; its id, and the milliseconds from the click until it was live. */
export async function importFolder(
  page: Page,
  folder: string,
  name: string,
): Promise<{ project: string; ms: number }> {
  await page.goto('/');
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose folder' }).click();
  await (await chosen).setFiles(folder);
  await page.getByLabel('Project name').fill(name);
  const from = Date.now();
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page).toHaveURL(/logic-studio/, { timeout: 60_000 });
  await expectBadge(page, 'live');
  return { project: /workspace\/([^/]+)/.exec(page.url())?.[1] ?? '', ms: Date.now() - from };
}

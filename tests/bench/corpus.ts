/**
 * Real projects, imported through the product's own page: how long it takes, what came in, and what a key costs in them:
 * to the own screen, to the other browser's tag table, and to a headless peer. Needs the corpus beside the checkout.
 */

import { rmSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { createAnalysis, filesMap, listFiles, observeSource } from '@tagloom/collab';
import { expectBadge, focusEditor, signIn, treeItem } from '../e2e/fixtures.ts';
import { importFolder, isCorpusHere, rawFiles } from '../e2e/real.ts';
import { openPeer, type Peer } from '../harness/peer.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';
import { keyTimes, summary, tableTimes, watchKeys, watchTable } from './watching.ts';

const KEY_EVERY_MS = 110;
const KEYS = 100;
/** Project folder in the corpus, and a global variable list of it that gets one more tag. */
const PROJECTS = [
  { folder: 'tcunit__TcUnit', name: 'TcUnit', list: 'GVL_TcUnit' },
  { folder: 'TcOpenGroup__TcOpen', name: 'TcOpen', list: 'gMANIPULATOR_IO' },
] as const;

export async function benchCorpus() {
  if (!isCorpusHere) return { skipped: 'The corpus of real projects is not beside this checkout.' };
  const dataDir = newDataDir();
  const server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const results: Record<string, unknown> = {};
    for (const project of PROJECTS) results[project.name] = await measure(browser, server, project);
    return results;
  } finally {
    await browser.close();
    await server.kill('SIGTERM');
    removeDataDir(dataDir);
  }
}

async function measure(browser: Browser, server: ServerProcess, real: (typeof PROJECTS)[number]) {
  const folder = rawFiles(real.folder);
  const writer = (await signIn(browser, server, 'scratch', `writer-${real.name}`, 'owner')).page;
  const { project, ms } = await importFolder(writer, folder, real.name);
  rmSync(folder, { recursive: true });
  const reader = (await signIn(browser, server, project, `reader-${real.name}`, 'viewer')).page;
  const peer = openPeer({
    ws: server.ws,
    projectId: project,
    token: await server.token(`peer-${real.name}`, project, 'viewer'),
  });
  await peer.client.whenSynced;
  const counts = countFacts(peer);
  await openDeclarations(writer, real.list);
  await openTable(reader, project);
  await watchKeys(writer);
  const arrivals: number[] = [];
  filesMap(peer.doc).observeDeep(() => arrivals.push(performance.timeOrigin + performance.now()));
  for (let i = 0; i < KEYS; i++) {
    await writer.keyboard.press('x');
    await writer.waitForTimeout(KEY_EVERY_MS);
  }
  await expectBadge(writer, 'live');
  const own = await keyTimes(writer);
  const seen = await tableTimes(reader, own.pressed);
  await peer.close();
  return {
    importMs: ms,
    ...counts,
    keyToFrame: summary(own.frame),
    keyToOwnTags: summary(own.tags),
    keyToOtherTable: summary(seen),
    keyToHeadlessPeer: summary(arrivals.slice(0, KEYS).map((at, i) => at - (own.pressed[i] ?? Number.NaN))),
  };
}

/** Opens the list and declares `xBench` with an empty comment behind it, the cursor in the comment. */
async function openDeclarations(page: Page, list: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Filter files' }).fill(list);
  await treeItem(page, list).click();
  await focusEditor(page);
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nVAR_GLOBAL\nxBench : BOOL; // \nEND_VAR');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
}

/** The reader's tag table with that tag alone. */
async function openTable(page: Page, project: string): Promise<void> {
  await page.goto(`/workspace/${project}/tag-database`);
  await expectBadge(page, 'live');
  await page.getByLabel('Search tags').first().fill('xBench');
  await page
    .getByTestId('tag-grid')
    .getByRole('row', { name: /xBench/ })
    .waitFor({ timeout: 30_000 });
  await watchTable(page);
}

/** Files, tags and what the language found, derived from the document as every peer does it. */
function countFacts(peer: Peer) {
  const { project, apply, changes } = createAnalysis();
  observeSource(peer.doc, apply)();
  changes();
  const codes: Record<string, number> = {};
  let lines = 0;
  for (const { id, text } of listFiles(peer.doc)) {
    lines += text.toString().split('\n').length;
    for (const { severity, code } of project.diagnostics(id))
      if (severity === 'error') codes[code] = (codes[code] ?? 0) + 1;
  }
  return { files: listFiles(peer.doc).length, lines, tags: project.tags().length, errors: codes };
}

/** The bundle that `npm start` runs is the same server: its threads, its commands, its places on the disk. */

import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { createFile, listFiles } from '@tagloom/collab';
import { expect, test } from 'vitest';
import { SERVER_LIMITS } from '#server/limits.ts';
import { openPeer } from '../harness/peer.ts';
import { newDataDir, ROOT, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';

const { bundleServer } = (await import(join(ROOT, 'scripts', 'server-bundle.mjs'))) as {
  bundleServer(root: string, folder: string): Promise<void>;
};

test('the bundled server takes an edit, an import and a command, keeps them over a restart, and needs no module beside it', async () => {
  const folder = newDataDir();
  const main = join(folder, 'bundle', 'main.js');
  const dataDir = join(folder, 'data');
  try {
    await bundleServer(ROOT, join(folder, 'bundle'));
    const names = readdirSync(join(folder, 'bundle'));
    const imported = names.flatMap((name) => importsOf(readFileSync(join(folder, 'bundle', name), 'utf8')));
    expect(imported.filter((name) => !isBuiltin(name) && !name.startsWith('./'))).toEqual([]);

    const first = await startServer({ dataDir, main });
    await first.command('project', 'create', '--id', 'line', '--name', 'Line');
    const token = await first.token('ann', 'line', 'owner');
    const peer = openPeer({ ws: first.ws, projectId: 'line', token });
    await peer.client.whenSynced;
    createFile(peer.doc, 'MAIN.st', 'PROGRAM MAIN\nEND_PROGRAM\n');
    expect(await importLarge(first, token)).toBe(200);
    await peer.client.whenSaved();
    await peer.close();
    expect(await first.kill('SIGTERM')).toMatchObject({ code: 0 });

    const second = await startServer({ dataDir, main });
    const reader = openPeer({ ws: second.ws, projectId: 'line', token });
    await reader.client.whenSynced;
    expect(listFiles(reader.doc).map(({ path }) => path)).toContain('MAIN.st');
    await reader.close();
    await second.kill('SIGTERM');
    // The other document is the demo's: the bundle finds what lies beside the sources.
    expect(await second.command('verify')).toContain('2 documents, 2 entries, ');
  } finally {
    removeDataDir(folder);
  }
}, 60_000);

/** Names of what is imported in the bundle, dynamic imports too. */
function importsOf(code: string): string[] {
  return [...code.matchAll(/^(?:import|export) (?:[^"]* from )?"([^"]+)";$/gm)].map(([, name]) => name ?? '');
}

/** So large that it is read in a thread. */
async function importLarge({ url }: ServerProcess, token: string): Promise<number> {
  const row = (_: unknown, n: number) =>
    `"tag_${n}","%MD${n * 4}","DInt","True","True","False","tag ${n}","","True"\n`;
  const body = Array.from({ length: 5_000 }, row).join('');
  expect(body.length).toBeGreaterThan(SERVER_LIMITS.importInlineBytes);
  const answer = await fetch(`${url}/api/projects/line/import?path=PLCTags.sdf&dryRun=true`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.status;
}

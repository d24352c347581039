/**
 * One seeded run of several people at one project: they type, delete, create, rename and remove files, lose their
 * network, and the server is killed and restarted under them. In the end all documents, a late joiner's and the tags that
 * each of them and the server derive must be equal, and nothing acknowledged may be missing.
 */

import {
  allFiles,
  createAnalysis,
  createFile,
  deleteFile,
  listFiles,
  observeSource,
  renameFile,
  restoreFile,
} from '@tagloom/collab';
import * as Y from 'yjs';
import { openPeer, type Peer, whenDocument } from '../harness/peer.ts';
import { createRandom, type Random } from '../harness/random.ts';
import { newDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server.ts';

export interface ConvergenceOptions {
  readonly seed: number;
  readonly peers: number;
  readonly steps: number;
  /** How often the server dies and comes back. */
  readonly restarts: number;
}

export interface ConvergenceResult {
  readonly seed: number;
  readonly edits: number;
  readonly restarts: number;
  readonly offline: number;
  readonly files: number;
  readonly tags: number;
  readonly characters: number;
}

const PROJECT = 'fuzz';
const SNIPPETS = [
  'PROGRAM MAIN\nVAR\n  xRun : BOOL;\nEND_VAR\nEND_PROGRAM\n',
  'VAR_GLOBAL\n  rLevel AT %ID4 : REAL := 1.5; // level\nEND_VAR\n',
  '  iCount : INT := 7;\n',
  '  aData : ARRAY[0..3] OF DINT;\n',
  'x := x + 1;\n',
  '(* open ',
  ' *)',
  'END_VAR\n',
  "sText : STRING(20) := 'a",
  'ä€😀',
  '\n',
  ' ',
];

export async function runConvergence(options: ConvergenceOptions): Promise<ConvergenceResult> {
  const random = createRandom(options.seed);
  const dataDir = newDataDir();
  let server = await startServer({ dataDir, env: { RATE_LIMITS: 'off' } });
  await server.command('project', 'create', '--id', PROJECT, '--name', 'Fuzz');
  const peers: Peer[] = [];
  const restartAt = new Set(
    Array.from({ length: options.restarts }, () => 1 + random.below(options.steps - 1)),
  );
  let edits = 0;
  let offline = 0;
  try {
    for (let i = 0; i < options.peers; i++) {
      const token = await server.token(`person-${i}`, PROJECT, 'editor');
      peers.push(openPeer({ ws: server.ws, projectId: PROJECT, token }));
    }
    await Promise.all(peers.map((peer) => peer.client.whenSynced));
    for (let step = 0; step < options.steps; step++) {
      if (restartAt.has(step)) server = await restart(server, random);
      const peer = random.pick(peers);
      if (random.chance(0.02)) {
        const online = random.chance(0.5);
        if (!online) offline += 1;
        peer.setOnline(online);
      } else {
        act(peer.doc, random);
        edits += 1;
      }
      if (step % 20 === 0) await new Promise((done) => setImmediate(done));
    }
    for (const peer of peers) peer.setOnline(true);
    return { ...(await settle(server, peers)), seed: options.seed, edits, restarts: restartAt.size, offline };
  } finally {
    await Promise.all(peers.map((peer) => peer.close()));
    await server.kill('SIGKILL');
    removeDataDir(dataDir);
  }
}

async function restart(server: ServerProcess, random: Random): Promise<ServerProcess> {
  await server.kill(random.chance(0.7) ? 'SIGKILL' : 'SIGTERM');
  return startServer({ dataDir: server.dataDir, port: server.port, env: { RATE_LIMITS: 'off' } });
}

/** One thing that a person does in their own document. */
function act(doc: Y.Doc, random: Random): void {
  const files = listFiles(doc);
  const dice = random.next();
  if (files.length === 0 || dice < 0.03) {
    createFile(doc, `Folder${random.below(3)}/File${random.below(20)}.st`, random.pick(SNIPPETS));
    return;
  }
  const file = random.pick(files);
  if (dice < 0.045) renameFile(doc, file.id, `Renamed${random.below(20)}.st`);
  else if (dice < 0.055) deleteFile(doc, file.id);
  else if (dice < 0.065) restoreFile(doc, random.pick(allFiles(doc)).id);
  else edit(file.text, random);
}

function edit(text: Y.Text, random: Random): void {
  const at = random.below(text.length + 1);
  if (random.chance(0.7) || text.length === 0) text.insert(at, random.pick(SNIPPETS));
  else text.delete(at, Math.min(text.length - at, 1 + random.below(12)));
}

/** Waits until everybody has everything, then compares all that can be compared. */
async function settle(server: ServerProcess, peers: readonly Peer[]) {
  await Promise.all(peers.map((peer) => peer.client.whenSaved()));
  const token = await server.token('late-joiner', PROJECT, 'viewer');
  const late = openPeer({ ws: server.ws, projectId: PROJECT, token });
  try {
    await late.client.whenSynced;
    const everybody = [...peers, late];
    const wanted = stateKey(late.doc);
    await Promise.all(peers.map((peer) => whenDocument(peer.doc, () => stateKey(peer.doc) === wanted)));
    const texts = everybody.map((peer) => fingerprint(peer.doc));
    const tags = everybody.map((peer) => tagsOf(peer.doc));
    const served = await servedTags(server, await server.token('late-joiner', PROJECT, 'viewer'));
    for (const text of texts) if (text !== texts[0]) throw new Error('Two peers hold different files.');
    for (const list of tags)
      if (list.join('\n') !== tags[0]?.join('\n')) throw new Error('Two peers derive different tags (L4).');
    if (served.join('\n') !== tags[0]?.join('\n'))
      throw new Error(
        `The server derives other tags (L4):\n${served.join('\n')}\n--- a peer:\n${tags[0]?.join('\n')}`,
      );
    const characters = listFiles(late.doc).reduce((sum, file) => sum + file.text.length, 0);
    return { files: listFiles(late.doc).length, tags: served.length, characters };
  } finally {
    await late.close();
  }
}

/** State vector and delete set: equal keys, equal documents. */
function stateKey(doc: Y.Doc): string {
  const { ds, sv } = Y.snapshot(doc);
  const clocks = [...sv].sort(([a], [b]) => a - b);
  const deleted = [...ds.clients]
    .sort(([a], [b]) => a - b)
    .map(([client, items]) => [client, items.map((item) => [item.clock, item.len])]);
  return JSON.stringify([clocks, deleted]);
}

function fingerprint(doc: Y.Doc): string {
  return JSON.stringify(
    allFiles(doc).map((file) => [file.id, file.path, file.deleted, file.text.toString()]),
  );
}

function tagsOf(doc: Y.Doc): string[] {
  const analysis = createAnalysis();
  const stop = observeSource(doc, (changes) => analysis.apply(changes));
  analysis.changes();
  stop();
  return analysis.project
    .tags()
    .map((tag) => `${tag.path} : ${tag.type} @${tag.address ?? ''} = ${tag.initial ?? ''}`)
    .sort();
}

/** The server's own tags over HTTP, once it has caught up with the log's head. */
async function servedTags(server: ServerProcess, token: string): Promise<string[]> {
  const rows: string[] = [];
  let after = '';
  do {
    const response = await fetch(
      `${server.url}/api/projects/${PROJECT}/tags?limit=1000&after=${encodeURIComponent(after)}`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    if (!response.ok) throw new Error(`GET tags answered ${response.status}: ${await response.text()}`);
    const page = (await response.json()) as {
      tags: { path: string; type: string; address?: string; initial?: string }[];
      next: string | null;
    };
    rows.push(
      ...page.tags.map((tag) => `${tag.path} : ${tag.type} @${tag.address ?? ''} = ${tag.initial ?? ''}`),
    );
    after = page.next ?? '';
  } while (after !== '');
  return rows.sort();
}

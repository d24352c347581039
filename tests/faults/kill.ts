/** P1: kills the server with SIGKILL while people type, starts it again and lets the oracle look (S1, S2, S3, S6). */

import { createRandom } from '../harness/random.ts';
import { newDataDir, removeDataDir, startServer } from '../harness/server.ts';
import { judgeServer, openWriters } from './writers.ts';

export interface KillOptions {
  readonly seed: number;
  /** Edits that are acknowledged before the kill is allowed. */
  readonly acks: number;
  readonly writers?: number;
  /** Milliseconds between the edits of one writer; 0 (a burst) when left out. */
  readonly paceMs?: number;
}

export interface KillResult {
  readonly sent: number;
  readonly acked: number;
  /** Markers that were acknowledged or that somebody else had in a document at the kill. */
  readonly mustStay: number;
  /** What the oracle finds wrong after the restart. */
  readonly wrong: readonly string[];
  /** From the start of the second process until it is ready. */
  readonly restartMs: number;
}

/** One run: type until `acks` edits are acknowledged, kill at a random moment after, restart, judge. */
export async function killWhileTyping(options: KillOptions): Promise<KillResult> {
  const { seed, acks, writers: count = 3, paceMs = 0 } = options;
  const random = createRandom(seed);
  const dataDir = newDataDir();
  try {
    const server = await startServer({ dataDir });
    const writers = await openWriters(server, count);
    for (let grace = 1 + random.below(40); grace > 0; ) {
      writers.type(random);
      if (writers.acked() >= acks) grace -= 1;
      await writers.breathe();
      if (paceMs > 0) await new Promise((resolve) => setTimeout(resolve, random.below(2 * paceMs)));
    }
    await server.kill('SIGKILL');
    await Promise.all(writers.list.map(({ peer }) => peer.closed));
    writers.note();
    const from = performance.now();
    const again = await startServer({ dataDir, port: server.port });
    const restartMs = Math.round(performance.now() - from);
    const wrong = await judgeServer(again, writers.journal);
    await again.kill('SIGTERM');
    const notes = [...writers.journal.values()];
    for (const { peer } of writers.list) peer.doc.destroy();
    const mustStay = notes.filter((note) => note.mustStay).length;
    return { sent: notes.length, acked: writers.acked(), mustStay, wrong, restartMs };
  } finally {
    removeDataDir(dataDir);
  }
}

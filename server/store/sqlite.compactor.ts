/**
 * The compaction thread: a connection of its own, so that replaying and packing hold up no append. It does one document per
 * message and lives as long as the main thread has any.
 */

import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { compact } from './sqlite/compaction.ts';
import { prepareDatabase } from './sqlite/schema.ts';
import type { DocumentKey } from './store.ts';

/** What became of one document. */
export type CompactionAnswer = { readonly moved: number } | { readonly error: string };

const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');
const db = new DatabaseSync((workerData as { file: string }).file);
prepareDatabase(db);
port.on('message', (key: DocumentKey) => port.postMessage(answerTo(key)));

function answerTo(key: DocumentKey): CompactionAnswer {
  try {
    return { moved: compact(db, key) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** The import thread: does one import and ends, so that a large file holds up nobody's edits. */

import { parentPort, workerData } from 'node:worker_threads';
import { type ImportOutput, type ImportWork, workOut } from './importwork.ts';

/** What the thread says: how far it is, and at last what came out. */
export type ImportSaid =
  | { readonly percent: number; readonly message: string }
  | { readonly output: ImportOutput };

const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');
const say = (said: ImportSaid) => port.postMessage(said);
say({ output: workOut(workerData as ImportWork, (percent, message) => say({ percent, message })) });

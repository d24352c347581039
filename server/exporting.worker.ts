/** The export thread: does one piece of work and ends, so that a large project holds up nobody's edits. */

import { parentPort, workerData } from 'node:worker_threads';
import { type ExportWork, workOut } from './exportwork.ts';

const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');
const output = await workOut(workerData as ExportWork);
const bytes = output.download?.bytes.buffer;
port.postMessage(output, bytes instanceof ArrayBuffer ? [bytes] : []);

/** Where exports are worked out: a small project here, a large one in a thread of its own, one after the other. */

import { Worker } from 'node:worker_threads';
import type { Project } from '@tagloom/st-parser';
import { type ExportOutput, type ExportWork, outputOf, workOut } from './exportwork.ts';
import { SERVER_LIMITS } from './limits.ts';

export interface Exporting {
  /** `read` is called when the work begins; `project` holds the same files where one is open, and is asked at once then. */
  run(read: () => ExportWork, project?: Project): Promise<ExportOutput>;
}

export function createExporting(): Exporting {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (read, project) => {
      const done = last.then(() => {
        const work = read();
        if (weight(work) > SERVER_LIMITS.exportInlineLength) return inThread(work);
        return project ? outputOf(project, work) : workOut(work);
      });
      last = done.catch(() => undefined);
      return done;
    },
  };
}

function weight({ files }: ExportWork): number {
  return files.reduce((sum, { text }) => sum + text.length, 0);
}

function inThread(work: ExportWork): Promise<ExportOutput> {
  const worker = new Worker(new URL('./exporting.worker.ts', import.meta.url), { workerData: work });
  const { promise, resolve, reject } = Promise.withResolvers<ExportOutput>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('The export thread ended without an answer.')));
  return promise.finally(() => worker.terminate());
}

/** What files would bring into a new project, computed on this device. */

import type { SourceFile } from '@tagloom/containers';
import type { ImportReport, ImportWatch, PickedFile } from './api.ts';
import type { ImportSaid } from './import.worker.ts';

/** Reads the files in a worker of their own; rejects when a file cannot be read, and ends the worker when `signal` aborts. */
export async function previewNewProject(
  files: readonly PickedFile[],
  { tell, signal }: ImportWatch = {},
): Promise<ImportReport> {
  const sources: SourceFile[] = await Promise.all(
    files.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const worker = new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<ImportReport>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ImportSaid>) => {
        if ('report' in data) resolve(data.report);
        else tell?.(data);
      };
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.onerror = (event) => reject(new Error(event.message || 'The files could not be read.'));
      worker.postMessage(
        sources,
        sources.map(({ bytes }) => bytes.buffer as ArrayBuffer),
      );
    });
  } finally {
    worker.terminate();
  }
}

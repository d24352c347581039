/** What files would bring into a new project, computed on this device. */

import type { SourceFile } from '@tagloom/containers';
import type { ImportReport, PickedFile } from './api.ts';

/** Reads the files in a worker of their own; rejects when a file cannot be read. */
export async function previewNewProject(files: readonly PickedFile[]): Promise<ImportReport> {
  const sources: SourceFile[] = await Promise.all(
    files.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const worker = new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<ImportReport>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ImportReport>) => resolve(data);
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

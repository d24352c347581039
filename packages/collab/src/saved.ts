/** Waiting for the server's disk. */

import type { ProjectClient } from './clientface.ts';
import type { ClientStatus } from './status.ts';

/** Resolves when the server has acknowledged everything that was typed so far. */
export function whenSaved(client: ProjectClient): Promise<void> {
  return new Promise((resolve) => {
    const isSaved = (status: ClientStatus) => status.synced && status.unsent === 0;
    if (isSaved(client.status())) return resolve();
    const stop = client.onStatus((status) => {
      if (!isSaved(status)) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

/** Work that follows something that changes: one run at a time, and another one only for what changed during it. */
export function followLatest(run: () => Promise<void>): () => Promise<void> {
  let isRunning = false;
  let isStale = false;
  return async () => {
    isStale = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isStale) {
        isStale = false;
        await run();
      }
    } finally {
      isRunning = false;
    }
  };
}

/** The undo journal of a person's project in this browser: an IndexedDB database beside the outbox, used by one tab at a time. */

import { type JournalHead, type KeptSteps, type StepStore, type StoredStep, UndoJournal } from './journal.ts';

const STEPS = 'steps';
const META = 'meta';
const HEAD = 'head';

const NOWHERE: StepStore = { write: () => undefined, clear: async () => undefined, close: () => undefined };

/**
 * Opens the journal `name`. While another tab has it, or where the browser gives neither locks nor storage, it keeps nothing:
 * undo then ends with the page, as nobody could tell whose steps stand there.
 */
export async function openUndoJournal(name: string): Promise<UndoJournal> {
  const release = await holdAlone(name);
  try {
    if (!release) return new UndoJournal(NOWHERE, { steps: [], head: null });
    const db = await openDatabase(name);
    return new UndoJournal(storeIn(db, release), await readAll(db));
  } catch {
    release?.();
    return new UndoJournal(NOWHERE, { steps: [], head: null });
  }
}

/** The page that is being left lets go of its lock a moment later than the next one asks for it. */
const PATIENCE_MS = 250;

/** Resolves with what lets go of the lock, or null when somebody else has it. */
function holdAlone(name: string): Promise<(() => void) | null> {
  if (!navigator.locks) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.locks
      .request(name, { signal: AbortSignal.timeout(PATIENCE_MS) }, () => new Promise<void>(resolve))
      .catch(() => resolve(null));
  });
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(STEPS, { keyPath: 'id' });
    opening.result.createObjectStore(META);
  };
  return answerOf(opening);
}

async function readAll(db: IDBDatabase): Promise<KeptSteps> {
  const reading = db.transaction([STEPS, META], 'readonly');
  const [steps, head] = await Promise.all([
    answerOf<StoredStep[]>(reading.objectStore(STEPS).getAll()),
    answerOf<JournalHead | undefined>(reading.objectStore(META).get(HEAD)),
  ]);
  return { steps, head: head ?? null };
}

function storeIn(db: IDBDatabase, release: () => void): StepStore {
  return {
    // A write that fails leaves an old head, by which the next page sees that the steps cannot be trusted.
    write: (changed, removed, head) => {
      const writing = db.transaction([STEPS, META], 'readwrite', { durability: 'relaxed' });
      for (const id of removed) writing.objectStore(STEPS).delete(id);
      for (const step of changed) writing.objectStore(STEPS).put(step);
      writing.objectStore(META).put(head, HEAD);
    },
    clear: () =>
      new Promise((resolve) => {
        const writing = db.transaction([STEPS, META], 'readwrite');
        writing.objectStore(STEPS).clear();
        writing.objectStore(META).clear();
        writing.oncomplete = () => resolve();
        writing.onabort = () => resolve();
      }),
    close: () => {
      db.close();
      release();
    },
  };
}

function answerOf<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('The local database did not answer.'));
  });
}

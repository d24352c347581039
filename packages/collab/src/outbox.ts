/**
 * The outbox: edits of this device that the server has not acknowledged, kept across reloads and crashes (rule O1).
 * One per (server, person, project). Two engines: IndexedDB for the browser, memory for headless peers and tests.
 */

export interface OutboxEntry {
  /** Ascending in the order of writing. */
  readonly id: number;
  readonly update: Uint8Array;
  /** Wall-clock milliseconds when the edit was made; for the badge's "oldest", never for order. */
  readonly at: number;
}

/** The last log position that was acknowledged to this device; the server recognises a restored backup by it. */
export interface AckedPosition {
  readonly epoch: string;
  readonly seq: number;
  readonly src: string;
}

export interface Outbox {
  /** Entries that earlier sessions left, oldest first. */
  read(): Promise<OutboxEntry[]>;
  /** Resolves with the entries' ids once they are on disk; rejects when this device cannot keep them. */
  add(entries: readonly { update: Uint8Array; at: number }[]): Promise<number[]>;
  remove(ids: readonly number[]): Promise<void>;
  position(): Promise<AckedPosition | null>;
  setPosition(position: AckedPosition): Promise<void>;
  close(): void;
}

/** An outbox that lives as long as the process. */
export function openMemoryOutbox(): Outbox {
  const entries = new Map<number, OutboxEntry>();
  let acked: AckedPosition | null = null;
  let next = 1;
  return {
    read: async () => [...entries.values()],
    add: async (added) =>
      added.map(({ update, at }) => {
        const id = next++;
        entries.set(id, { id, update, at });
        return id;
      }),
    remove: async (ids) => {
      for (const id of ids) entries.delete(id);
    },
    position: async () => acked,
    setPosition: async (position) => {
      acked = position;
    },
    close: () => undefined,
  };
}

const ENTRIES = 'entries';
const META = 'meta';

/** Opens (or makes) the IndexedDB database `name`. Rejects where the browser refuses storage. */
export async function openIndexedDbOutbox(name: string): Promise<Outbox> {
  const db = await openDatabase(name);
  return {
    read: () => readEntries(db),
    add: (added) => addEntries(db, added),
    remove: (ids) =>
      write(db, ENTRIES, (store) => {
        for (const id of ids) store.delete(id);
      }),
    position: async () => (await request<AckedPosition | undefined>(read(db, META).get('position'))) ?? null,
    setPosition: (position) =>
      write(db, META, (store) => {
        store.put(position, 'position');
      }),
    close: () => db.close(),
  };
}

/** Deletes the database `name`; used when a person signs out of a shared workstation. */
export async function deleteIndexedDbOutbox(name: string): Promise<void> {
  await request(indexedDB.deleteDatabase(name));
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(ENTRIES, { autoIncrement: true });
    opening.result.createObjectStore(META);
  };
  return request(opening);
}

function read(db: IDBDatabase, store: string): IDBObjectStore {
  return db.transaction(store, 'readonly').objectStore(store);
}

async function readEntries(db: IDBDatabase): Promise<OutboxEntry[]> {
  const store = read(db, ENTRIES);
  const [ids, values] = await Promise.all([
    request(store.getAllKeys()),
    request<{ update: Uint8Array; at: number }[]>(store.getAll()),
  ]);
  return values.map((value, index) => ({ id: ids[index] as number, ...value }));
}

async function addEntries(
  db: IDBDatabase,
  added: readonly { update: Uint8Array; at: number }[],
): Promise<number[]> {
  const requests: IDBRequest<IDBValidKey>[] = [];
  await write(db, ENTRIES, (store) => {
    for (const entry of added) requests.push(store.add(entry));
  });
  return requests.map((done) => done.result as number);
}

/** One transaction that resolves when its bytes are on disk (`durability: strict`), not merely handed to the system. */
function write(db: IDBDatabase, storeName: string, act: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(storeName, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new Error('This device refused to keep the edit.'));
    act(transaction.objectStore(storeName));
  });
}

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('The local database did not answer.'));
  });
}

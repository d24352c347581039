/**
 * The undo journal of a person's project in this browser: an IndexedDB database beside the outbox. Each page has a place of
 * its own in it, held by a lock; a reload comes back to the same place, a new page takes the one that was used last and is free.
 */

import { type JournalHead, type KeptSteps, type StepStore, type StoredStep, UndoJournal } from './journal.ts';

const STEPS = 'steps';
const META = 'meta';

/** Pages of one project that keep steps at the same time; a further one keeps none. */
const PLACES = 16;
/** Numbers of steps per place. */
const IDS = 2 ** 40;
/** The page that is being left lets go of its lock a moment later than the next one asks for it. */
const PATIENCE_MS = 250;

const NOWHERE: StepStore = {
  write: () => undefined,
  hasOthers: () => false,
  take: async () => true,
  isTaken: () => false,
  onTaken: () => undefined,
  clear: async () => undefined,
  close: () => undefined,
};

/** Which place this page had before it was loaded anew; null when there was none. */
export interface PageMemory {
  get(): number | null;
  set(place: number): void;
}

interface Place {
  readonly number: number;
  release(): void;
}

interface StoredHead extends JournalHead {
  /** When it was written, `Date.now()`. */
  readonly at?: number;
}

/** Opens the journal `name`. Where the browser gives neither locks nor storage it keeps nothing: undo ends with the page. */
export async function openUndoJournal(name: string, memory = tabMemory(name)): Promise<UndoJournal> {
  let place: Place | null = null;
  try {
    const db = await openDatabase(name);
    place = await takePlace(db, name, memory.get());
    if (!place) throw new Error('There is no place for this page.');
    memory.set(place.number);
    const pages = await joinPages(name, place.number);
    const [kept, taken] = await Promise.all([readAll(db, place.number), readTaken(db, place.number)]);
    return new UndoJournal(storeIn(db, { name, place, pages, taken }), kept);
  } catch {
    place?.release();
    return new UndoJournal(NOWHERE, { steps: [], head: null });
  }
}

/** What a tab remembers over a reload; a tab that is doubled finds its place held and takes another one. */
function tabMemory(name: string): PageMemory {
  return {
    get: () => {
      const place = sessionStorage.getItem(name);
      return place === null ? null : Number(place);
    },
    set: (place) => sessionStorage.setItem(name, String(place)),
  };
}

/** The place of before, else the free one that was used last, else the first free one. */
async function takePlace(db: IDBDatabase, name: string, before: number | null): Promise<Place | null> {
  const held =
    before === null ? null : await hold(name, before, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (held) return held;
  for (const number of await placesByAge(db)) {
    const place = await hold(name, number, { ifAvailable: true });
    if (place) return place;
  }
  return null;
}

async function placesByAge(db: IDBDatabase): Promise<number[]> {
  const meta = db.transaction(META, 'readonly').objectStore(META);
  const numbers = Array.from({ length: PLACES }, (_, number) => number);
  const heads = await Promise.all(
    numbers.map((number) => answerOf<StoredHead | undefined>(meta.get(headKey(number)))),
  );
  const ageOf = (number: number) => heads[number]?.at ?? (heads[number] ? 0 : -1);
  return numbers.sort((a, b) => ageOf(b) - ageOf(a) || a - b);
}

/** The first place has the names that it had when it was the only one. */
const headKey = (place: number) => (place === 0 ? 'head' : `head-${place}`);
const lockName = (name: string, place: number) => (place === 0 ? name : `${name}#${place}`);
const takenKey = (step: string) => `taken:${step}`;

/** The lock of a place; null when somebody else has it. */
function hold(name: string, number: number, how: LockOptions): Promise<Place | null> {
  return holdLock(lockName(name, number), number, how);
}

/** Resolves with what lets go of a lock, or null when somebody else has it. */
function holdLock(name: string, number: number, how: LockOptions): Promise<Place | null> {
  return new Promise((resolve) => {
    const holding = (lock: Lock | null): Promise<void> | void => {
      if (!lock) return resolve(null);
      return new Promise((release) => resolve({ number, release }));
    };
    navigator.locks.request(name, how, holding).catch(() => resolve(null));
  });
}

interface Pages {
  hasOthers: boolean;
  onTaken: (step: string) => void;
  tellTaken(step: string): void;
  leave(): void;
}

/** Who else is there is known from the locks, and later from their greeting. */
async function joinPages(name: string, place: number): Promise<Pages> {
  const channel = new BroadcastChannel(name);
  const pages: Pages = {
    hasOthers: false,
    onTaken: () => undefined,
    tellTaken: (taken) => channel.postMessage({ taken }),
    leave: () => channel.close(),
  };
  channel.onmessage = ({ data }: MessageEvent<{ taken?: string }>) => {
    pages.hasOthers = true;
    if (data.taken !== undefined) pages.onTaken(data.taken);
  };
  channel.postMessage({ place });
  const { held = [] } = await navigator.locks.query();
  const isOther = (number: number) =>
    number !== place && held.some((lock) => lock.name === lockName(name, number));
  if (Array.from({ length: PLACES }, (_, number) => number).some(isOther)) pages.hasOthers = true;
  return pages;
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(STEPS, { keyPath: 'id' });
    opening.result.createObjectStore(META);
  };
  return answerOf(opening);
}

async function readAll(db: IDBDatabase, place: number): Promise<KeptSteps> {
  const reading = db.transaction([STEPS, META], 'readonly');
  const [all, head] = await Promise.all([
    answerOf<StoredStep[]>(reading.objectStore(STEPS).getAll()),
    answerOf<JournalHead | undefined>(reading.objectStore(META).get(headKey(place))),
  ]);
  const isOwn = ({ id }: StoredStep) => Math.floor(id / IDS) === place;
  const others = all.filter((step) => !isOwn(step));
  return { steps: all.filter(isOwn), head: head ?? null, others, firstId: place * IDS + 1 };
}

/** Steps that other pages took. */
async function readTaken(db: IDBDatabase, place: number): Promise<Set<string>> {
  const meta = db.transaction(META, 'readonly').objectStore(META);
  const range = IDBKeyRange.bound(takenKey(''), takenKey('\uffff'));
  const [keys, places] = await Promise.all([answerOf(meta.getAllKeys(range)), answerOf(meta.getAll(range))]);
  const names = keys.map((key) => String(key).slice(takenKey('').length));
  return new Set(names.filter((_, index) => places[index] !== place));
}

interface Own {
  readonly name: string;
  readonly place: Place;
  readonly pages: Pages;
  readonly taken: Set<string>;
}

function storeIn(db: IDBDatabase, { name, place, pages, taken }: Own): StepStore {
  const claims = new Claims(db, name, place.number);
  pages.onTaken = (step) => void taken.add(step);
  return {
    // A write that fails leaves an old head, by which the next page sees that the steps cannot be trusted.
    write: (changed, removed, head) => {
      try {
        write(db, changed, removed, { key: headKey(place.number), head });
      } catch (error) {
        // The browser closed or deleted the database: it is as if nothing were kept.
        if (!(error instanceof DOMException)) throw error;
      }
    },
    hasOthers: () => pages.hasOthers,
    take: async (step) => {
      const isOurs = await claims.take(step);
      if (isOurs) pages.tellTaken(step);
      return isOurs;
    },
    isTaken: (step) => taken.has(step),
    onTaken: (listener) => {
      pages.onTaken = (step) => {
        taken.add(step);
        listener(step);
      };
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
      claims.release();
      pages.leave();
      place.release();
    },
  };
}

function write(
  db: IDBDatabase,
  changed: readonly StoredStep[],
  removed: readonly number[],
  { key, head }: { readonly key: string; readonly head: JournalHead },
): void {
  const writing = db.transaction([STEPS, META], 'readwrite', { durability: 'relaxed' });
  for (const id of removed) writing.objectStore(STEPS).delete(id);
  for (const step of changed) writing.objectStore(STEPS).put(step);
  writing.objectStore(META).put({ ...head, at: Date.now() }, key);
}

/**
 * The steps that this page took. A lock tells it to pages that live, the disk to those that come later; so of two pages one
 * is the first also where the disk fails.
 */
class Claims {
  readonly #db: IDBDatabase;
  readonly #name: string;
  readonly #place: number;
  readonly #held = new Map<string, Place>();

  constructor(db: IDBDatabase, name: string, place: number) {
    this.#db = db;
    this.#name = name;
    this.#place = place;
  }

  async take(step: string): Promise<boolean> {
    if (this.#held.has(step)) return true;
    const lock = await holdLock(`${this.#name}:${step}`, this.#place, { ifAvailable: true });
    if (!lock) return false;
    const isOurs = await takeOnDisk(this.#db, takenKey(step), this.#place).catch(() => true);
    if (isOurs) this.#held.set(step, lock);
    else lock.release();
    return isOurs;
  }

  release(): void {
    for (const lock of this.#held.values()) lock.release();
    this.#held.clear();
  }
}

/** One transaction looks and takes, so that of two pages one is the first. */
async function takeOnDisk(db: IDBDatabase, key: string, place: number): Promise<boolean> {
  const meta = db.transaction(META, 'readwrite').objectStore(META);
  const holder = await answerOf<number | undefined>(meta.get(key));
  if (holder === undefined) await answerOf(meta.put(place, key));
  return (holder ?? place) === place;
}

function answerOf<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('The local database did not answer.'));
  });
}

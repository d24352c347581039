/**
 * The observer: derives tags from the documents of open rooms, publishes them and stores what lists need. It is a client of
 * the rooms, which do not know it; when it fails, it starts anew and no edit is harmed.
 */

import type { LostValue } from '@tagloom/collab';
import { VENDORS } from '@tagloom/vendor-formats';
import { z } from 'zod';
import type { Job, Jobs } from './jobs.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { Room } from './room.ts';
import type { Clock, RoomLease, Rooms } from './rooms.ts';
import type { DerivedWrite, Store } from './store/store.ts';
import { type Remembered, type Unsaved, Watch } from './watch.ts';

export interface ObserverOptions {
  readonly rooms: Rooms;
  readonly store: Store;
  readonly clock: Clock;
  /** Told of what is derived and published. */
  readonly jobs: Jobs;
  /** Called when rows were derived, problems of bodies included. */
  readonly onDerived: (watch: Watch) => void;
  /** One derivation took so many milliseconds. */
  readonly onFlushed?: (ms: number) => void;
  readonly onTrouble: (code: string, error: unknown) => void;
}

/** The live tags of one project, held open until `release`. */
export interface WatchLease {
  readonly watch: Watch;
  release(): void;
}

export interface Observer {
  /** Opens the project's room if need be and brings its tags up to date. */
  open(project: string): Promise<WatchLease>;
  /** Resolves when every stored turn is in the tags, and the tags in the store. */
  settled(): Promise<void>;
  /** Resolves when the store has what was derived of one open project so far. */
  stored(project: string): Promise<void>;
  close(): Promise<void>;
}

interface Slot {
  readonly room: Room;
  watch: Watch | null;
  starting: Promise<Watch> | null;
  /** What is planned already. */
  planned: { flush: boolean; save: boolean; start: boolean; rows: boolean };
  /** The cursor of the vendor rows in the store. */
  storedRows: string;
  stopListening: () => void;
  /** The derivation that is told of now. */
  job: { readonly job: Job; end(error?: unknown): void } | null;
  failures: number;
  /** Since the room was opened, until the watch is there. */
  early: { readonly state: Uint8Array; readonly updates: Uint8Array[] } | null;
}

/** A start at leisure: who opens a project gets the text first. */
const START_MS = 20;
const FAILURES = 5;
/** Updates that a room without files may have before its watch: then it starts from what the room holds. */
const EARLY = 256;
const QUIET_MS = 2_000;
/** Derivations that follow one another are one job. */
const JOB_MS = 500;

export function createObserver(options: ObserverOptions): Observer {
  const { rooms, store, clock, jobs } = options;
  const slots = new Map<Room, Slot>();
  const saving = new Set<Promise<unknown>>();

  const guard = (slot: Slot, act: () => void) => {
    try {
      act();
    } catch (error) {
      options.onTrouble('OBSERVER_FAILED', error);
      endJob(slot, error);
      slot.failures += 1;
      slot.watch?.close();
      slot.watch = null;
      slot.starting = null;
      planStart(slot);
    }
  };

  const beginJob = (slot: Slot) => {
    const { project } = slot.room.key;
    if (slot.job || !jobs.isHeard(project)) return;
    slot.job = jobs.begin({ project, kind: 'derivation', title: 'The derivation of tags' });
    clock.after(JOB_MS, () => endJob(slot));
  };

  const endJob = (slot: Slot, error?: unknown) => {
    const { job, watch } = slot;
    slot.job = null;
    if (watch) job?.job.result({ tags: watch.count(), cursor: watch.cursor() });
    job?.end(error);
  };

  const start = (slot: Slot): Promise<Watch> => {
    if (!slot.starting) beginJob(slot);
    slot.starting ??= remember(store, slot.room)
      .then((remembered) => {
        const early = slot.early ?? undefined;
        slot.early = null;
        const watch = new Watch(slot.room, remembered, () => planFlush(slot), early);
        slot.watch = watch;
        planSave(slot);
        return watch;
      })
      .catch((error) => {
        // Whoever asks next tries again.
        slot.starting = null;
        endJob(slot, error);
        throw error;
      });
    return slot.starting;
  };

  const planStart = (slot: Slot) => {
    if (slot.planned.start || slot.starting || slot.failures >= FAILURES || !slot.room.hasFiles()) return;
    slot.planned.start = true;
    clock.after(START_MS, () => {
      slot.planned.start = false;
      if (!slots.has(slot.room)) return;
      start(slot).catch((error) => {
        slot.failures += 1;
        options.onTrouble('OBSERVER_FAILED', error);
      });
    });
  };

  const planFlush = (slot: Slot) => {
    if (slot.planned.flush) return;
    slot.planned.flush = true;
    beginJob(slot);
    clock.after(SERVER_LIMITS.observeMs, () => {
      slot.planned.flush = false;
      flush(slot);
    });
  };

  const flush = (slot: Slot) => {
    if (!slot.watch?.isBehind()) return;
    const started = performance.now();
    guard(slot, () => slot.watch?.flush());
    options.onFlushed?.(performance.now() - started);
    planSave(slot);
  };

  const planSave = (slot: Slot) => {
    if (slot.planned.save) return;
    slot.planned.save = true;
    clock.after(SERVER_LIMITS.derivedMs, () => {
      slot.planned.save = false;
      if (!slots.has(slot.room)) return;
      save(slot);
      planRows(slot);
    });
  };

  /** Rows of all vendors are large: they are stored when nobody has typed for a while. */
  const planRows = (slot: Slot) => {
    if (slot.planned.rows || !slot.watch) return;
    slot.planned.rows = true;
    const cursor = slot.watch.cursor();
    clock.after(QUIET_MS, () => {
      slot.planned.rows = false;
      if (!slots.has(slot.room) || !slot.watch) return;
      if (slot.watch.cursor() === cursor) saveRows(slot);
      else planRows(slot);
    });
  };

  /** Resolves with the error when it was not stored; then it is tried again with the next write. */
  const write = (watch: Watch, unsaved: Unsaved, bodies: DerivedWrite['bodies']): Promise<unknown> => {
    const { seq, put, removed, changes } = unsaved;
    const project = watch.room.key.project;
    const write = { project, seq, bodies, tags: { put, removed }, changes };
    const written = store.saveDerived([write]).catch((error: unknown) => {
      options.onTrouble('DERIVED_NOT_STORED', error);
      watch.giveBack(unsaved);
      return error;
    });
    saving.add(written);
    void written.finally(() => saving.delete(written));
    return written;
  };

  const save = (slot: Slot) => {
    const { watch } = slot;
    if (!watch) return;
    guard(slot, () => {
      watch.judge();
      options.onDerived(watch);
      write(watch, watch.takeUnsaved(), smallBodies(watch));
    });
  };

  const saveRows = (slot: Slot) => {
    const { watch } = slot;
    if (!watch || slot.storedRows === watch.cursor()) return;
    slot.storedRows = watch.cursor();
    const { project } = slot.room.key;
    const { job, end } = jobs.begin({
      project,
      kind: 'publication',
      title: 'The publication of vendor rows',
    });
    guard(slot, () => {
      job.result({ vendors: VENDORS, tags: watch.count(), cursor: watch.cursor() });
      const written = write(watch, watch.takeUnsaved(), [...vendorBodies(watch), itemsBody(watch)]);
      void written.then(end);
    });
  };

  const opened = (room: Room) => {
    if (room.key.document !== 'source') return;
    const slot: Slot = {
      room,
      watch: null,
      starting: null,
      planned: { flush: false, save: false, start: false, rows: false },
      storedRows: '',
      stopListening: () => undefined,
      job: null,
      failures: 0,
      early: { state: room.state(), updates: [] },
    };
    slots.set(room, slot);
    slot.stopListening = room.onTurn(({ entries }) => {
      keepEarly(slot, entries);
      planStart(slot);
    });
    planStart(slot);
  };

  const closed = (room: Room) => {
    const slot = slots.get(room);
    if (!slot) return;
    slot.stopListening();
    flush(slot);
    save(slot);
    saveRows(slot);
    slots.delete(room);
    slot.watch?.close();
  };

  const stopWatchingRooms = rooms.onRoom({ opened, closed });

  const settleSlot = async (slot: Slot) => {
    if (slot.room.hasFiles() && slot.failures < FAILURES) await start(slot);
    flush(slot);
    save(slot);
  };

  const settled = async () => {
    // A failed start was reported when it failed.
    await Promise.all([...slots.values()].map((slot) => settleSlot(slot).catch(() => undefined)));
    await Promise.all(saving);
  };

  return {
    open: async (project) => {
      const lease = await rooms.acquire({ project, document: 'source' });
      try {
        return await openWatch(lease);
      } catch (error) {
        lease.release();
        throw error;
      }
    },
    settled,
    stored: async (project) => {
      for (const slot of slots.values()) if (slot.room.key.project === project) await settleSlot(slot);
      await Promise.all(saving);
    },
    close: async () => {
      stopWatchingRooms();
      const writes: DerivedWrite[] = [];
      for (const slot of slots.values()) {
        slot.stopListening();
        flush(slot);
        if (slot.watch) writes.push(lastWrite(slot.watch));
        slot.watch?.close();
      }
      slots.clear();
      await Promise.all(saving);
      // What is derived can be derived again: a store that fails now costs only time.
      if (writes.length > 0)
        await store.saveDerived(writes).catch((error) => options.onTrouble('DERIVED_NOT_STORED', error));
    },
  };

  async function openWatch(lease: RoomLease): Promise<WatchLease> {
    const slot = slots.get(lease.room);
    if (!slot) throw new Error('The room was closed while it was opened.');
    const watch = slot.watch ?? (await start(slot));
    flush(slot);
    return { watch, release: lease.release };
  }
}

/** Counts and tags of a project that closes; its large rows are stored when it is open and quiet. */
function lastWrite(watch: Watch): DerivedWrite {
  const { seq, put, removed, changes } = watch.takeUnsaved();
  return {
    changes,
    project: watch.room.key.project,
    seq,
    bodies: [...smallBodies(watch), itemsBody(watch)],
    tags: { put, removed },
  };
}

function smallBodies(watch: Watch): { kind: string; body: string }[] {
  return [
    { kind: 'summary', body: JSON.stringify(watch.summary()) },
    { kind: LOST, body: JSON.stringify(watch.lostValues()) },
    { kind: FILES, body: JSON.stringify([...watch.files()]) },
  ];
}

function itemsBody(watch: Watch): { kind: string; body: string } {
  return { kind: 'items', body: JSON.stringify(watch.items()) };
}

/** Everything that the store knows of a project, and whose edits came since. */
async function remember(store: Store, { key }: Room): Promise<Remembered> {
  const { project } = key;
  const [tags, lost, files] = await Promise.all([
    store.tags(project),
    store.derived(project, LOST),
    store.derived(project, FILES),
  ]);
  const { authors, at } = await store.authorsAfter(key, files?.seq ?? lost?.seq ?? 0);
  return {
    tags,
    lost: readLost(lost?.body),
    files: readFiles(files?.body) ?? (tags.length === 0 ? new Map() : null),
    step: { seq: 0, at, authors },
  };
}

const FILES = 'files';
const FilePaths = z.array(z.tuple([z.string(), z.string()]));

function readFiles(body: string | undefined): Map<string, string> | null {
  const parsed = FilePaths.safeParse(JSON.parse(body ?? 'null'));
  return parsed.success ? new Map(parsed.data) : null;
}

const LOST = 'lost-values';
const SetValue = z.object({ value: z.unknown(), client: z.number(), clock: z.number() });
const LostValues = z.array(
  z.object({ file: z.string().nullable(), key: z.string(), lost: SetValue, won: SetValue }),
);

/** A row of another version counts as none. */
function readLost(body: string | undefined): readonly LostValue[] {
  const parsed = LostValues.safeParse(JSON.parse(body ?? '[]'));
  return parsed.success ? parsed.data : [];
}

/** The derived rows of every vendor; made at leisure, because they are large. */
function vendorBodies(watch: Watch): { kind: string; body: string }[] {
  return VENDORS.map((vendor) => ({ kind: `rows:${vendor}`, body: JSON.stringify(watch.rows(vendor)) }));
}

function keepEarly(slot: Slot, entries: readonly { readonly update: Uint8Array }[]): void {
  if (!slot.early) return;
  for (const { update } of entries) slot.early.updates.push(update);
  if (slot.early.updates.length > EARLY) slot.early = null;
}

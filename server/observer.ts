/**
 * The observer: derives tags from the documents of open rooms, publishes them and stores what lists need. It is a client of
 * the rooms, which do not know it; when it fails, it starts anew and no edit is harmed.
 */

import { VENDORS } from '@tagloom/vendor-formats';
import { Breath } from './breath.ts';
import { DerivedStore, itemsBody, lastWrite, smallBodies, vendorBodies } from './derivedstore.ts';
import type { Job, Jobs } from './jobs.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { Entry, Room } from './room.ts';
import type { Clock, RoomLease, Rooms } from './rooms.ts';
import type { DerivedWrite, Store } from './store/store.ts';
import { Watch } from './watch.ts';

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
  /** The cursor of the vendor rows that are in the store, or on their way there. */
  storedRows: string;
  /** The publication that is told of now: rows that change while they are made do not end it. */
  publication: { readonly job: Job; end(error?: unknown): void } | null;
  stopListening: () => void;
  /** The derivation that is told of now; one that `isDue` ends with the derivation that still goes on. */
  job: { readonly job: Job; isDue: boolean; end(error?: unknown): void } | null;
  failures: number;
  /** Since the room was opened, until the watch is there. */
  early: {
    readonly state: Uint8Array;
    readonly updates: Pick<Entry, 'update' | 'at'>[];
    bytes: number;
  } | null;
}

/** A start at leisure: who opens a project gets the text first. */
const START_MS = 20;
const FAILURES = 5;
/** Updates and bytes that a room without files may have before its watch: then it starts from what the room holds. */
const EARLY = 256;
const EARLY_BYTES = 1024 * 1024;
const QUIET_MS = 2_000;
/** Derivations that follow one another are one job. */
const JOB_MS = 500;

export function createObserver(options: ObserverOptions): Observer {
  const { rooms, store, clock, jobs } = options;
  const slots = new Map<Room, Slot>();
  const derived = new DerivedStore(store, options.onTrouble);
  /** What is still to be done for projects whose rooms were closed. */
  const closing = new Map<string, Promise<void>>();
  let isEnding = false;

  const guard = (slot: Slot, act: () => void) => {
    try {
      act();
    } catch (error) {
      options.onTrouble('OBSERVER_FAILED', error);
      endJob(slot, error);
      slot.publication?.end(error);
      slot.publication = null;
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
    const begun = jobs.begin({ project, kind: 'derivation', title: 'The derivation of tags' });
    const job = { ...begun, isDue: false };
    slot.job = job;
    clock.after(JOB_MS, () => {
      job.isDue = true;
      endDueJob(slot);
    });
  };

  const endDueJob = (slot: Slot) => {
    if (slot.job?.isDue && slot.watch && !slot.watch.isBehind()) endJob(slot);
  };

  const endJob = (slot: Slot, error?: unknown) => {
    const { job, watch } = slot;
    slot.job = null;
    if (watch) job?.job.result({ tags: watch.count(), cursor: watch.cursor() });
    job?.end(error);
  };

  const start = (slot: Slot): Promise<Watch> => {
    if (!slot.starting) beginJob(slot);
    slot.starting ??= openSlot(slot).catch((error) => {
      // Whoever asks next tries again.
      slot.starting = null;
      endJob(slot, error);
      throw error;
    });
    return slot.starting;
  };

  const openSlot = async (slot: Slot): Promise<Watch> => {
    await closing.get(slot.room.key.project);
    const remembered = await derived.remember(slot.room);
    const watch = await Watch.open(slot.room, remembered, {
      onQueued: () => planFlush(slot),
      early: () => slot.early,
      isWanted: () => slots.has(slot.room),
    });
    if (!watch) throw new Error('The room was closed while its tags were read.');
    slot.watch = watch;
    slot.early = null;
    if (watch.isBehind()) planFlush(slot);
    endDueJob(slot);
    planSave(slot);
    return watch;
  };

  const planStart = (slot: Slot) => {
    if (slot.planned.start || slot.starting || slot.failures >= FAILURES || !slot.room.hasFiles()) return;
    slot.planned.start = true;
    clock.after(START_MS, () => {
      slot.planned.start = false;
      if (!slots.has(slot.room)) return;
      start(slot).catch((error) => {
        if (!slots.has(slot.room)) return;
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
      void flushInSlices(slot);
    });
  };

  /** What a few people typed is taken in at once; a burst of files lets others have their turn. */
  const flushInSlices = async (slot: Slot) => {
    const breath = new Breath();
    while (slot.watch?.isBehind()) {
      flush(slot, () => breath.isDue());
      if (slot.watch?.isBehind()) await breath.pause();
    }
  };

  const flush = (slot: Slot, isEnough?: () => boolean) => {
    if (!slot.watch?.isBehind()) return;
    const started = performance.now();
    guard(slot, () => slot.watch?.flush(isEnough));
    options.onFlushed?.(performance.now() - started);
    endDueJob(slot);
    planSave(slot);
  };

  const planSave = (slot: Slot) => {
    if (slot.planned.save) return;
    slot.planned.save = true;
    clock.after(SERVER_LIMITS.derivedMs, async () => {
      await judgeInSlices(slot, () => slots.has(slot.room));
      slot.planned.save = false;
      if (!slots.has(slot.room)) return;
      void save(slot);
      planRows(slot);
    });
  };

  /** The bodies of a large project are checked in slices, before `save` asks for what is left. */
  const judgeInSlices = async (slot: Slot, isWanted: () => boolean) => {
    const breath = new Breath();
    let isDone = false;
    while (!isDone && isWanted()) {
      guard(slot, () => {
        isDone = slot.watch?.judgeAhead(() => breath.isDue()) ?? true;
      });
      if (!isDone) await breath.pause();
    }
  };

  /** Rows of all vendors are large: they are stored when nobody has typed for a while. */
  const planRows = (slot: Slot) => {
    if (slot.planned.rows || !slot.watch) return;
    slot.planned.rows = true;
    const cursor = slot.watch.cursor();
    clock.after(QUIET_MS, () => {
      slot.planned.rows = false;
      if (!slots.has(slot.room) || !slot.watch) return;
      if (slot.watch.cursor() === cursor) void saveRows(slot);
      else planRows(slot);
    });
  };

  const save = async (slot: Slot) => {
    const { watch } = slot;
    if (!watch) return;
    guard(slot, () => {
      watch.judge();
      options.onDerived(watch);
    });
    if (slot.watch) await derived.write(watch, () => smallBodies(watch));
  };

  const saveRows = async (slot: Slot) => {
    const { watch } = slot;
    if (!watch || slot.storedRows === watch.cursor()) return;
    const cursor = watch.cursor();
    slot.storedRows = cursor;
    const { project } = slot.room.key;
    slot.publication ??= jobs.begin({
      project,
      kind: 'publication',
      title: 'The publication of vendor rows',
    });
    const { publication } = slot;
    const tags = watch.count();
    const { isStored, error } = await publish(watch, cursor).catch((failure: unknown) => ({
      isStored: false,
      error: failure,
    }));
    if (!isStored && slot.storedRows === cursor) slot.storedRows = '';
    if (error !== undefined) options.onTrouble('OBSERVER_FAILED', error);
    // A later one that ran beside it may have told its end already.
    if (slot.publication !== publication) return;
    if (!isStored && error === undefined)
      return publication.job.progress(50, 'The tags changed meanwhile; their rows follow when it is quiet.');
    slot.publication = null;
    publication.job.result({ vendors: VENDORS, tags, cursor });
    publication.end(error);
  };

  /** What is of another cursor when its turn comes is not stored: the next rows follow. */
  const publish = async (watch: Watch, cursor: string): Promise<{ isStored: boolean; error: unknown }> => {
    const rows = await vendorBodies(watch);
    let isStored = false;
    const error = await derived.write(watch, () => {
      isStored = rows !== null && watch.cursor() === cursor;
      return rows && isStored ? [...rows, itemsBody(watch)] : smallBodies(watch);
    });
    return { isStored: isStored && error === undefined, error };
  };

  const opened = (room: Room) => {
    if (room.key.document !== 'source') return;
    const slot: Slot = {
      room,
      watch: null,
      starting: null,
      planned: { flush: false, save: false, start: false, rows: false },
      storedRows: '',
      publication: null,
      stopListening: () => undefined,
      job: null,
      failures: 0,
      early: { state: room.state(), updates: [], bytes: 0 },
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
    const { project } = room.key;
    slot.stopListening();
    flush(slot);
    slots.delete(room);
    const finished = finish(slot).finally(() => {
      if (closing.get(project) === finished) closing.delete(project);
    });
    closing.set(project, finished);
  };

  /** Checks and stores what is left of a project whose room was closed; a server that ends does not check. */
  const finish = async (slot: Slot) => {
    await judgeInSlices(slot, () => !isEnding);
    const { watch } = slot;
    if (!watch) return keepLost(slot);
    if (isEnding) await derived.write(watch, () => smallBodies(watch));
    else await save(slot).then(() => saveRows(slot));
    watch.close();
  };

  const keepLost = async ({ room, early }: Slot) => {
    if (!early || early.updates.length === 0) return;
    await derived
      .writeEarly(room, early)
      .catch((error: unknown) => options.onTrouble('DERIVED_NOT_STORED', error));
  };

  const stopWatchingRooms = rooms.onRoom({ opened, closed });

  const settleSlot = async (slot: Slot) => {
    if (slot.room.hasFiles() && slot.failures < FAILURES) await start(slot);
    await flushInSlices(slot);
    await judgeInSlices(slot, () => slots.has(slot.room));
    await save(slot);
  };

  const settled = async () => {
    // A failed start was reported when it failed.
    await Promise.all([...slots.values()].map((slot) => settleSlot(slot).catch(() => undefined)));
    await Promise.all(closing.values());
    await derived.settled();
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
      await closing.get(project);
      await derived.stored(project);
    },
    close: async () => {
      stopWatchingRooms();
      isEnding = true;
      const writes: DerivedWrite[] = [];
      const unread = [...slots.values()].filter(({ watch }) => !watch);
      for (const slot of slots.values()) {
        slot.stopListening();
        flush(slot);
        if (slot.watch) writes.push(lastWrite(slot.watch));
        slot.watch?.close();
      }
      slots.clear();
      await Promise.all(unread.map(keepLost));
      await Promise.all(closing.values());
      await derived.settled();
      // What is derived can be derived again: a store that fails now costs only time.
      if (writes.length > 0)
        await store.saveDerived(writes).catch((error) => options.onTrouble('DERIVED_NOT_STORED', error));
    },
  };

  async function openWatch(lease: RoomLease): Promise<WatchLease> {
    const slot = slots.get(lease.room);
    if (!slot) throw new Error('The room was closed while it was opened.');
    const watch = slot.watch ?? (await start(slot));
    await flushInSlices(slot);
    return { watch, release: lease.release };
  }
}

function keepEarly(slot: Slot, entries: readonly Pick<Entry, 'update' | 'at'>[]): void {
  if (!slot.early) return;
  for (const { update, at } of entries) {
    slot.early.updates.push({ update, at });
    slot.early.bytes += update.length;
  }
  if (slot.early.updates.length > EARLY || slot.early.bytes > EARLY_BYTES) slot.early = null;
}

/** All rooms of this process: loads each once, keeps it while somebody needs it, and lets idle ones go. */

import type { Commits } from './commit.ts';
import { SERVER_LIMITS } from './limits.ts';
import { Problem } from './problem.ts';
import { Room, type RoomIds, type RoomStore } from './room.ts';
import type { DocumentKey } from './store/store.ts';

/** Holds a room in memory until `release` is called, exactly once. */
export interface RoomLease {
  readonly room: Room;
  release(): void;
}

export interface Clock {
  now(): number;
  /** Calls back once after `ms`; returns the function that calls it off. Never keeps the process alive. */
  after(ms: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface RoomsOptions {
  readonly store: RoomStore;
  readonly commits: Commits;
  readonly clock: Clock;
  readonly idleMs?: number;
  readonly ids?: RoomIds;
  readonly secret?: string | null;
  readonly onTrouble: (key: DocumentKey, code: string, error: unknown) => void;
}

export interface Rooms {
  /** Resolves when the document is wholly in memory. Two simultaneous callers share one load. */
  acquire(key: DocumentKey): Promise<RoomLease>;
  /** The room if it is loaded. */
  peek(key: DocumentKey): Room | undefined;
  /** Hears of each room after its load, and of its end. Returns the function that stops it. */
  onRoom(listener: RoomListener): () => void;
  count(): number;
  /** Stores what waits and writes the snapshots that are due; no room is given out afterwards. */
  close(): Promise<void>;
}

export interface RoomListener {
  opened(room: Room): void;
  closed(room: Room): void;
}

interface Slot {
  readonly loading: Promise<Room>;
  room: Room | null;
  leases: number;
  /** Calls off the unload that waits. */
  cancel: (() => void) | null;
}

const CLOSE_SNAPSHOTS_MS = 600;

export function createRooms(options: RoomsOptions): Rooms {
  const slots = new Map<string, Slot>();
  const listeners = new Set<RoomListener>();
  const idleMs = options.idleMs ?? SERVER_LIMITS.idleMs;
  let isClosed = false;

  const open = (key: DocumentKey): Slot => {
    const room = new Room({
      key,
      store: options.store,
      commits: options.commits,
      now: options.clock.now,
      secret: options.secret ?? null,
      ...(options.ids ? { ids: options.ids } : {}),
      onTrouble: (code, error) => options.onTrouble(key, code, error),
    });
    const slot: Slot = { loading: load(room), room: null, leases: 0, cancel: null };
    slots.set(nameOf(key), slot);
    planSweep();
    slot.loading.then(
      () => {
        slot.room = room;
      },
      () => slots.delete(nameOf(key)),
    );
    return slot;
  };

  /** Documents that nobody edits become bytes, which is all that readers need; and old entries are packed in their time. */
  const sweep = () => {
    const { now } = options.clock;
    for (const { room, leases } of slots.values()) {
      room?.restIfQuiet(now() - (leases === 0 ? SERVER_LIMITS.restClosedMs : SERVER_LIMITS.restMs));
      room?.packIfDue();
    }
    isSweepPlanned = false;
    if (slots.size > 0 && !isClosed) planSweep();
  };

  let isSweepPlanned = false;
  const planSweep = () => {
    if (isSweepPlanned) return;
    isSweepPlanned = true;
    options.clock.after(SERVER_LIMITS.restClosedMs, sweep);
  };

  const load = async (room: Room): Promise<Room> => {
    await room.load();
    for (const listener of listeners) listener.opened(room);
    return room;
  };

  const release = (key: DocumentKey, slot: Slot) => {
    slot.leases -= 1;
    if (slot.leases === 0 && !isClosed)
      slot.cancel = options.clock.after(idleMs, () => unloadInTurn(key, slot));
  };

  /** One after the other: each is whole in memory for its last snapshot, and a thousand may have been closed at once. */
  let unloading: Promise<void> = Promise.resolve();
  const unloadInTurn = (key: DocumentKey, slot: Slot) => {
    unloading = unloading
      .then(() => unload(key, slot))
      .catch((error: unknown) => options.onTrouble(key, 'SNAPSHOT_FAILED', error));
  };

  /** A room with something on its way stays another round: its entries must find it. */
  const unload = async (key: DocumentKey, slot: Slot) => {
    const room = await slot.loading;
    // Somebody may come and go during the snapshot: then there are two unloads, and the second must not meet a new room.
    const isOver = () => slot.leases > 0 || isClosed || slots.get(nameOf(key)) !== slot;
    if (isOver()) return;
    if (!room.isBusy()) await room.snapshot();
    if (isOver()) return;
    if (room.isBusy()) {
      slot.cancel = options.clock.after(idleMs, () => unloadInTurn(key, slot));
      return;
    }
    slots.delete(nameOf(key));
    for (const listener of listeners) listener.closed(room);
    room.packIfDue(true);
    room.rest();
  };

  return {
    acquire: async (key) => {
      if (isClosed) throw new Problem('STOPPING', 'The server is stopping.', { status: 503 });
      const slot = slots.get(nameOf(key)) ?? open(key);
      slot.leases += 1;
      slot.cancel?.();
      slot.cancel = null;
      let isHeld = true;
      const room = await slot.loading;
      return {
        room,
        release: () => {
          if (isHeld) release(key, slot);
          isHeld = false;
        },
      };
    },
    peek: (key) => slots.get(nameOf(key))?.room ?? undefined,
    onRoom: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    count: () => slots.size,
    close: async () => {
      isClosed = true;
      await options.commits.settled();
      for (const slot of slots.values()) slot.cancel?.();
      const rooms = [...slots.values()].flatMap(({ room }) => (room ? [room] : []));
      // A snapshot saves time at the next load and nothing else: a stop does not wait long for them.
      const until = performance.now() + CLOSE_SNAPSHOTS_MS;
      for (const room of rooms) if (performance.now() < until) await room.snapshot();
      slots.clear();
      for (const room of rooms) for (const listener of listeners) listener.closed(room);
    },
  };
}

function nameOf({ project, document }: DocumentKey): string {
  return `${project}/${document}`;
}

/**
 * Edits on their way: kept in the outbox first, then sent, then acknowledged. The order of each edit is
 * made -> kept (or known not to be) -> sent in frame n -> acknowledged -> forgotten.
 */

import { type Clock, systemClock } from './clock.ts';
import type { Outbox } from './outbox.ts';

interface PendingEdit {
  readonly update: Uint8Array;
  readonly at: number;
  /** The outbox id; null while it is being written or when this device refused it. */
  id: number | null;
  state: 'writing' | 'kept' | 'refused';
  /** The frame of the present connection that carried it; 0 = not sent on this connection. */
  frame: number;
}

export interface PendingEdits {
  count(): number;
  /** All of them, oldest first. */
  updates(): readonly Uint8Array[];
  /** How many this device has on its disk. */
  held(): number;
  oldest(): number | null;
  /** False when this device could not keep at least one of them. */
  isKept(): boolean;
  /** Takes over what an earlier session left and returns the updates. Called once; nothing is written before. */
  adopt(): Promise<Uint8Array[]>;
  /** A new local edit. */
  push(update: Uint8Array): void;
  /** Edits that are kept and were not sent on this connection, oldest first. */
  sendable(): readonly Uint8Array[];
  /** All edits that stand in the document now went out in this frame. */
  markSent(frame: number): void;
  /** The oldest unsent edit went out in this frame. */
  markNextSent(frame: number): void;
  /** Frames up to `frames` of this connection are on the server's disk. */
  acknowledge(frames: number): void;
  /** These updates are on the server's disk, by another way than a frame. */
  pushed(updates: readonly Uint8Array[]): void;
  /** Replaces the update of each edit, here and in the outbox. */
  rewrite(change: (update: Uint8Array) => Uint8Array): Promise<void>;
  /** The connection is gone: nothing is sent any more. */
  resetSent(): void;
  /** The end: resolves when everything is in the outbox, also when the old entries were never read. */
  settled(): Promise<void>;
}

/** `onChange` is called when an edit becomes sendable, acknowledged or refused by the device. */
export function createPendingEdits(
  outbox: Outbox,
  onChange: () => void,
  clock: Pick<Clock, 'now'> = systemClock,
): PendingEdits {
  let edits: PendingEdit[] = [];
  let writing: Promise<void> | null = null;
  // What is written before the old entries are read would be read as one of them and sent twice.
  const adoption = Promise.withResolvers<void>();

  const writeAll = async () => {
    await adoption.promise;
    for (;;) {
      const batch = edits.filter((edit) => edit.state === 'writing');
      if (batch.length === 0) return;
      try {
        const ids = await outbox.add(batch);
        batch.forEach((edit, index) => {
          edit.id = ids[index] ?? null;
          edit.state = 'kept';
        });
      } catch {
        // The device refuses (quota, private mode): the badge says so, and the edit is still sent.
        for (const edit of batch) edit.state = 'refused';
      }
      onChange();
    }
  };

  const write = () => {
    writing ??= writeAll().finally(() => {
      writing = null;
    });
  };

  const isSendable = (edit: PendingEdit) => edit.state !== 'writing' && edit.frame === 0;

  return {
    count: () => edits.length,
    updates: () => edits.map(({ update }) => update),
    held: () => edits.filter(({ state }) => state === 'kept').length,
    oldest: () => edits[0]?.at ?? null,
    isKept: () => edits.every((edit) => edit.state !== 'refused'),
    adopt: async () => {
      const left = await outbox.read().finally(adoption.resolve);
      const adopted = left.map((entry): PendingEdit => ({ ...entry, state: 'kept', frame: 0 }));
      edits = [...adopted, ...edits];
      return left.map((entry) => entry.update);
    },
    push: (update) => {
      edits.push({ update, at: clock.now(), id: null, state: 'writing', frame: 0 });
      write();
      onChange();
    },
    sendable: () => edits.filter(isSendable).map((edit) => edit.update),
    markSent: (frame) => {
      for (const edit of edits) if (edit.frame === 0) edit.frame = frame;
    },
    markNextSent: (frame) => {
      const next = edits.find(isSendable);
      if (next) next.frame = frame;
    },
    acknowledge: (frames) => {
      const isDone = (edit: PendingEdit) => edit.frame > 0 && edit.frame <= frames;
      const done = edits.filter(isDone);
      if (done.length === 0) return;
      edits = edits.filter((edit) => !isDone(edit));
      void forget(done);
      onChange();
    },
    pushed: (updates) => {
      const done = edits.filter((edit) => updates.includes(edit.update));
      edits = edits.filter((edit) => !done.includes(edit));
      void forget(done);
      onChange();
    },
    rewrite: async (change) => {
      while (writing) await writing;
      const before = edits;
      edits = before.map((edit) => ({ ...edit, update: change(edit.update), id: null, state: 'writing' }));
      write();
      while (writing) await writing;
      await forget(before);
    },
    resetSent: () => {
      for (const edit of edits) edit.frame = 0;
    },
    settled: async () => {
      adoption.resolve();
      while (writing) await writing;
    },
  };

  /** An edit that was acknowledged while it was still being written is removed once its id is known. */
  async function forget(done: readonly PendingEdit[]): Promise<void> {
    if (done.some((edit) => edit.state === 'writing')) await writing;
    const ids = done.flatMap((edit) => (edit.id === null ? [] : [edit.id]));
    // A removal that fails costs one honest resend after the next start; nothing is lost.
    if (ids.length > 0) await outbox.remove(ids).catch(() => undefined);
  }
}

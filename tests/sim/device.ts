/** One person's tab: the product's client on simulated time, sockets and local storage. A crash loses all but the storage. */

import { type Outbox, type OutboxEntry, openClient, type ProjectClient } from '@tagloom/collab';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Journal, markersIn, wholeText } from '../harness/oracle.ts';
import type { Network } from './network.ts';
import { PROJECT } from './server.ts';
import type { Process, World } from './world.ts';

const WRITE_MS = 15;

export interface DeviceOptions {
  readonly world: World;
  readonly network: Network;
  readonly person: string;
  /** Index in the run; first part of its markers. */
  readonly index: number;
  readonly journal: Journal;
  /** Hears of markers that the server acknowledged (S1) and of those that came from others (S3). */
  readonly onAcked: (markers: readonly string[]) => void;
  readonly onSeen: (markers: readonly string[]) => void;
}

export class Device {
  readonly person: string;
  doc!: Y.Doc;
  client!: ProjectClient;
  process: Process = { isAlive: false };
  /** The storage refuses to keep anything. */
  isStorageFull = false;
  readonly #options: DeviceOptions;
  readonly #kept = new Map<number, OutboxEntry>();
  /** The local copy: every update that this device saw, in order. */
  readonly #copy: Uint8Array[] = [];
  #storageFreeAt = 0;
  #position: Awaited<ReturnType<Outbox['position']>> = null;
  #nextId = 1;
  #count = 0;
  #awareness!: Awareness;
  #online!: (online: boolean) => void;

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.person = options.person;
    this.open();
  }

  open(): void {
    const { world, network, person } = this.#options;
    const owner: Process = { isAlive: true };
    this.process = owner;
    this.doc = new Y.Doc();
    this.doc.clientID = 1 + world.random.below(2 ** 31);
    for (const update of this.#copy) Y.applyUpdate(this.doc, update);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      this.#write(owner, () => this.#copy.push(update));
      if (origin === this.client)
        this.#options.onSeen(markersIn(update).filter((marker) => !this.#isOwn(marker)));
    });
    this.#awareness = new Awareness(this.doc);
    let isOnline = true;
    const listeners = new Set<(online: boolean) => void>();
    this.#online = (online) => {
      isOnline = online;
      for (const listener of [...listeners]) listener(online);
    };
    this.client = openClient({
      projectId: PROJECT,
      server: 'ws://server',
      token: async () => person,
      doc: this.doc,
      awareness: this.#awareness,
      outbox: this.#outbox(owner),
      random: () => world.random.next(),
      clock: world.clock(owner),
      openSocket: () => network.connect(owner, person),
      fetch: (_url, init) => network.request(owner, person, init),
      network: {
        isOnline: () => isOnline,
        onChange: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    });
  }

  setOnline(online: boolean): void {
    this.#online(online);
  }

  /** The tab is gone in mid-write; what was kept is kept. */
  crash(): void {
    this.process.isAlive = false;
    void this.client.close();
    this.#awareness.destroy();
    for (const wire of this.#options.network.wires) if (wire.device === this.process) wire.cut();
  }

  /** Whether this device could bring a marker back: it stands in the open document or waits in the outbox. */
  holds(marker: string): boolean {
    if (this.process.isAlive && wholeText(this.doc).includes(marker)) return true;
    const stored = [...[...this.#kept.values()].map(({ update }) => update), ...this.#copy];
    return stored.some((update) => markersIn(update).includes(marker));
  }

  /** Everything is exchanged and acknowledged. */
  isSettled(): boolean {
    const { synced, unsent } = this.client.status();
    return this.process.isAlive && synced && unsent === 0;
  }

  newMarker(deletes?: string): string {
    const marker = `<${this.#options.index}.${this.#count++}>`;
    const note = { author: this.person, mustStay: false, ...(deletes ? { deletes } : {}) };
    this.#options.journal.set(marker, note);
    const victim = deletes?.startsWith(`<${this.#options.index}.`) && this.#options.journal.get(deletes);
    if (victim) victim.isTakenBack = true;
    return marker;
  }

  #isOwn(marker: string): boolean {
    return this.#options.journal.get(marker)?.author === this.person;
  }

  /** Writes take time, happen in order, and are lost with the tab until then. */
  #write(owner: Process, act: () => void): void {
    const { world } = this.#options;
    this.#storageFreeAt = Math.max(this.#storageFreeAt, world.now + world.delay(WRITE_MS));
    world.after(this.#storageFreeAt - world.now, owner, act);
  }

  /** Kept edits must survive everything (O1). */
  #outbox(owner: Process): Outbox {
    const { journal, onAcked } = this.#options;
    const later = <T>(act: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        this.#write(owner, () => {
          try {
            resolve(act());
          } catch (error) {
            reject(error);
          }
        });
      });
    return {
      read: () => later(() => [...this.#kept.values()]),
      add: (entries) =>
        later(() => {
          if (this.isStorageFull) throw new Error('No room.');
          return entries.map(({ update, at }) => {
            const id = this.#nextId++;
            this.#kept.set(id, { id, update, at });
            for (const marker of markersIn(update)) keep(journal, marker);
            return id;
          });
        }),
      remove: (ids) => {
        if (!owner.isAlive) return Promise.resolve();
        for (const id of ids) onAcked(markersIn(this.#kept.get(id)?.update ?? new Uint8Array()));
        return later(() => {
          for (const id of ids) this.#kept.delete(id);
        });
      },
      position: () => later(() => this.#position),
      setPosition: (position) =>
        later(() => {
          this.#position = position;
        }),
      close: () => undefined,
    };
  }
}

function keep(journal: Journal, marker: string): void {
  const note = journal.get(marker);
  if (note) note.mustStay = true;
}

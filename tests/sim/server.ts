/**
 * One incarnation of the server: the product's rooms, gate, connections, presence and access on simulated time, disk and
 * sockets. Only what `server/socket.ts` does with real sockets is done here instead.
 */

import { can, SOURCE_ROOTS } from '@tagloom/collab';
import * as Y from 'yjs';
import { type Access, createAccess } from '#server/auth/access.ts';
import { type Commits, createCommits } from '#server/commit.ts';
import { Connection } from '#server/connection.ts';
import type { Metrics } from '#server/metrics.ts';
import { createPresence, type Presence } from '#server/presence.ts';
import { codeOf, Problem } from '#server/problem.ts';
import type { Room } from '#server/room.ts';
import { createRooms, type Rooms } from '#server/rooms.ts';
import type { Disk } from './disk.ts';
import type { HttpAnswer, Network, Wire } from './network.ts';
import { isPlanted, type Planted, plantInIntake, plantInRoom } from './planted.ts';
import type { Process, World } from './world.ts';

export const PROJECT = 'line';
const CLOSE_RESTART = 1012;
const NOTHING = new Uint8Array();

export interface ServerOptions {
  readonly world: World;
  readonly disk: Disk;
  readonly network: Network;
  readonly metrics: Metrics;
  readonly planted: Planted | null;
  /** Hears what must never happen; the disk's own refusals are not among them. */
  readonly onTrouble: (code: string, error: unknown) => void;
}

export class SimServer {
  readonly process: Process = { isAlive: true };
  readonly #options: ServerOptions;
  readonly #commits: Commits;
  readonly #rooms: Rooms;
  readonly #presence: Presence;
  readonly #access: Access;
  readonly #connections = new Set<Connection>();
  readonly #planted = new WeakSet<Room>();

  constructor(options: ServerOptions) {
    this.#options = options;
    const { world, disk, planted } = options;
    const clock = world.clock(this.process);
    const store = disk.connect(this.process, isPlanted(planted, 'ack before append'));
    const trouble = (code: string, error: unknown) => {
      if (this.process.isAlive && codeOf(error) !== 'STORE_UNAVAILABLE') options.onTrouble(code, error);
    };
    const named = (length: number) => () => world.random.next().toString(36).slice(2).padEnd(length, '0');
    this.#commits = createCommits(
      store,
      undefined,
      (error) => trouble('TELLING_FAILED', error),
      world.pace(this.process),
    );
    this.#rooms = createRooms({
      store,
      commits: this.#commits,
      clock,
      ids: { epoch: named(12), src: named(12) },
      secret: 'the secret of the simulation',
      onTrouble: (_key, code, error) => trouble(code, error),
    });
    this.#presence = createPresence(clock, true);
    this.#access = createAccess({ store, clock, openProjects: false, onTrouble: trouble });
    options.network.acceptor = {
      process: this.process,
      accept: (wire, person) => void this.#accept(wire, person),
      answer: (person, update) => this.#answer(person, update),
    };
  }

  /** Dies as a process does: no word to anybody, what is under way stays where it is. */
  kill(): void {
    this.process.isAlive = false;
    const { network } = this.#options;
    network.acceptor = null;
    for (const wire of network.wires) if (wire.server === this.process) wire.cut();
  }

  /** Stops as after SIGTERM; resolves when everything is stored. */
  async stop(): Promise<void> {
    this.#options.network.acceptor = null;
    await this.#commits.settled();
    for (const connection of [...this.#connections])
      connection.end(CLOSE_RESTART, 'RESTART', 'The server restarts.');
    this.#access.close();
    await this.#rooms.close();
    this.process.isAlive = false;
  }

  /** Whether nothing waits for the disk. */
  async settled(): Promise<void> {
    await this.#commits.settled();
  }

  async #accept(wire: Wire, person: string): Promise<void> {
    try {
      const claims = { person, project: PROJECT, expiresAt: Number.POSITIVE_INFINITY };
      const admission = await this.#access.admit(claims as Parameters<Access['admit']>[0], PROJECT);
      if (!admission) return wire.refuse();
      const lease = await this.#rooms.acquire({ project: PROJECT, document: 'source' });
      if (!this.process.isAlive) return;
      this.#plant(lease.room);
      this.#open(wire, admission, lease);
    } catch {
      wire.refuse();
    }
  }

  /** What `server/routes/sync.ts` does with a request: the same role table, the same room. */
  async #answer(person: string, update: Uint8Array | null): Promise<HttpAnswer> {
    try {
      const role = await this.#access.roleOf(PROJECT, person);
      if (!role || !can(role, update ? 'source.write' : 'source.read')) return { status: 403, body: NOTHING };
      const lease = await this.#rooms.acquire({ project: PROJECT, document: 'source' });
      this.#plant(lease.room);
      try {
        if (!update) return { status: 200, body: Y.encodeStateAsUpdate(lease.room.doc) };
        await lease.room.push(update, { person, roots: SOURCE_ROOTS });
        return { status: 200, body: NOTHING };
      } finally {
        lease.release();
      }
    } catch (error) {
      return { status: error instanceof Problem ? error.status : 500, body: NOTHING };
    }
  }

  #open(
    wire: Wire,
    { user, role }: NonNullable<Awaited<ReturnType<Access['admit']>>>,
    lease: Awaited<ReturnType<Rooms['acquire']>>,
  ): void {
    const connection = new Connection({
      room: lease.room,
      board: this.#presence.board(PROJECT, 'source'),
      line: {
        write: (frames) => {
          if (this.process.isAlive) wire.write(frames);
        },
        queued: () => 0,
        close: (code, reason) => wire.closeByServer(code, reason),
      },
      user,
      role,
      isOwnProtocol: true,
      openRoots: false,
      metrics: this.#options.metrics,
      nameOf: this.#access.nameOf,
      mayClaim: () => true,
      onRefused: () => undefined,
      onStrike: () => undefined,
      onToken: () => undefined,
    });
    this.#connections.add(connection);
    const stopWatching = this.#access.watch({ project: PROJECT, person: user.id, role }, (now) =>
      connection.roleChanged(now),
    );
    const intake = plantInIntake(this.#options.planted, wire);
    wire.open({
      receive: (frame) => connection.receive(intake(frame)),
      closed: () => {
        stopWatching();
        this.#connections.delete(connection);
        connection.closed();
        this.#presence.tidy(PROJECT, 'source');
        lease.release();
      },
    });
    connection.open();
  }

  #plant(room: Room): void {
    if (this.#planted.has(room)) return;
    this.#planted.add(room);
    plantInRoom(this.#options.planted, room);
  }
}

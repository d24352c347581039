/**
 * Presence: who is in a document and where. Never stored. One awareness id per connection, `user` is stamped here, states
 * under foreign ids are dropped, and a state ends the moment its connection does.
 */

import { encodeAwareness, LIMITS } from '@tagloom/collab';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Colours } from './colours.ts';
import { frameOf } from './frames.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { Clock } from './rooms.ts';

export interface PresenceUser {
  readonly id: string;
  readonly name: string;
  /** Palette index. */
  readonly color: number;
}

/** One connection, as the board knows it. */
export interface PresenceMember {
  readonly user: PresenceUser;
  /** False for a client id that belongs to another person. */
  mayUse(client: number): boolean;
  /** Whether an own edit is on its way: its turn will take the presence along. */
  isWriting(): boolean;
  /** Whole WebSocket frames, ready to write. */
  presence(frames: Buffer): void;
}

interface Seat {
  readonly member: PresenceMember;
  readonly user: PresenceUser;
  /** The awareness id of this connection; null before its first state. */
  client: number | null;
  state: string | null;
  clock: number;
  /** When the next state may go out (10 per second, the latest wins). */
  nextAt: number;
  isDelayed: boolean;
}

interface Change {
  readonly client: number;
  readonly clock: number;
  readonly state: string | null;
}

const INTERVAL_MS = 1000 / SERVER_LIMITS.presencePerSecond;
/** How long a state waits for others, so that they leave together. */
const GATHER_MS = 5;
/** A cursor mostly moves because of an edit, and leaves with it; it does not wait for a slow disk longer than this. */
const EDIT_MS = 100;

/** The presence of one document. */
export class PresenceBoard {
  readonly #clock: Clock;
  readonly #isLimited: boolean;
  readonly #seats = new Map<PresenceMember, Seat>();
  readonly #byClient = new Map<number, Seat>();
  #dirty = new Set<Seat>();
  /** When the next flush is planned. */
  #plannedAt = Number.POSITIVE_INFINITY;
  #isTurnOver = false;
  #lastClock = 0;

  readonly #colours: Colours;

  /** `colours` are those of the whole project. */
  constructor(clock: Clock, isLimited: boolean, colours: Colours) {
    this.#clock = clock;
    this.#isLimited = isLimited;
    this.#colours = colours;
  }

  isEmpty(): boolean {
    return this.#seats.size === 0;
  }

  /** People with a connection, each once. */
  users(): PresenceUser[] {
    const users = new Map<string, PresenceUser>();
    for (const { user } of this.#seats.values()) users.set(user.id, user);
    return [...users.values()];
  }

  /** Answers the member as everybody sees them: with the colour that they have while they are here. */
  join(member: PresenceMember): PresenceUser {
    const { id, color } = member.user;
    const user = { ...member.user, color: this.#colours.take(id, color) };
    this.#seats.set(member, {
      member,
      user,
      client: null,
      state: null,
      clock: 0,
      nextAt: 0,
      isDelayed: false,
    });
    return user;
  }

  leave(member: PresenceMember): void {
    const seat = this.#seats.get(member);
    this.#seats.delete(member);
    if (!seat) return;
    this.#colours.leave(seat.user.id);
    this.#dirty.delete(seat);
    this.#vacate(seat);
  }

  /** All states that there are, for a member that joins or asks. */
  greet(member: PresenceMember): void {
    const changes: Change[] = [];
    for (const [client, seat] of this.#byClient)
      if (seat.member !== member && seat.state !== null)
        changes.push({ client, clock: seat.clock, state: seat.state });
    if (changes.length > 0) member.presence(encodeChanges(changes));
  }

  /** Whether a connection of another person is present under that id. */
  isHeldByOther(client: number, person: string): boolean {
    const holder = this.#byClient.get(client);
    return holder !== undefined && holder.member.user.id !== person;
  }

  /** Takes an awareness message; returns how many states of it were dropped (foreign id, too large, not an object). */
  receive(member: PresenceMember, update: Uint8Array): number {
    const seat = this.#seats.get(member);
    if (!seat) return 0;
    let dropped = 0;
    for (const { client, state } of decodeChanges(update)) {
      if (!this.#take(seat, client) || state.length > LIMITS.presenceBytes) dropped += 1;
      else if (!this.#put(seat, state)) dropped += 1;
    }
    return dropped;
  }

  /** Gives the seat its id, unless another person's open connection holds it. */
  #take(seat: Seat, client: number): boolean {
    if (seat.client !== null) return seat.client === client;
    const holder = this.#byClient.get(client);
    if (this.isHeldByOther(client, seat.member.user.id) || !seat.member.mayUse(client)) return false;
    // The same person came back before the old connection was known to be dead.
    if (holder) holder.client = null;
    seat.client = client;
    this.#byClient.set(client, seat);
    return true;
  }

  #put(seat: Seat, json: string): boolean {
    const state = parseState(json);
    if (state === undefined) return false;
    seat.state = state === null ? null : JSON.stringify({ ...state, user: seat.user });
    const wait = this.#isLimited ? seat.nextAt - this.#clock.now() : 0;
    if (wait <= 0) this.#markDirty(seat);
    else if (!seat.isDelayed) {
      seat.isDelayed = true;
      this.#clock.after(wait, () => {
        seat.isDelayed = false;
        if (this.#seats.has(seat.member)) this.#markDirty(seat);
      });
    }
    return true;
  }

  #markDirty(seat: Seat): void {
    seat.nextAt = this.#clock.now() + INTERVAL_MS;
    this.#dirty.add(seat);
    this.#plan(seat.member.isWriting() ? EDIT_MS : GATHER_MS);
  }

  /** A timer that is not needed any more fires once and finds nothing: that costs less than one timer per state. */
  #plan(ms: number): void {
    const at = this.#clock.now() + ms;
    if (at >= this.#plannedAt) return;
    this.#plannedAt = at;
    this.#clock.after(ms, () => {
      if (this.#plannedAt !== at) return;
      this.#plannedAt = Number.POSITIVE_INFINITY;
      this.flush();
    });
  }

  /** A turn is being told: what waits goes out right behind it. */
  turnTold(): void {
    if (this.#dirty.size === 0 || this.#isTurnOver) return;
    this.#isTurnOver = true;
    queueMicrotask(() => {
      this.#isTurnOver = false;
      this.flush();
    });
  }

  /**
   * Sends what waits now. A cursor mostly moves because of an edit: sent with that edit's turn, both leave in one system call.
   * One frame for all states; who is among them gets one without the own.
   */
  flush(): void {
    if (this.#dirty.size === 0) return;
    const dirty = [...this.#dirty].filter((seat) => seat.client !== null);
    this.#dirty = new Set();
    if (dirty.length === 0) return;
    for (const seat of dirty) seat.clock = this.#nextClock();
    const all = encodeChanges(dirty.map(toChange));
    const own = new Set(dirty);
    for (const [member, seat] of this.#seats) {
      if (!own.has(seat)) member.presence(all);
      else if (dirty.length > 1)
        member.presence(encodeChanges(dirty.filter((other) => other !== seat).map(toChange)));
    }
  }

  #vacate(seat: Seat): void {
    const { client } = seat;
    if (client === null || this.#byClient.get(client) !== seat) return;
    this.#byClient.delete(client);
    const gone = encodeChanges([{ client, clock: this.#nextClock(), state: null }]);
    for (const member of this.#seats.keys()) member.presence(gone);
  }

  /**
   * Awareness clocks are ours, not the client's: they must grow over reconnects and restarts, or peers that remember an id
   * would ignore it until its next change.
   */
  #nextClock(): number {
    this.#lastClock = Math.max(this.#lastClock + 1, this.#clock.now());
    return this.#lastClock;
  }
}

function toChange(seat: Seat): Change {
  return { client: seat.client ?? 0, clock: seat.clock, state: seat.state };
}

function encodeChanges(changes: readonly Change[]): Buffer {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, changes.length);
  for (const { client, clock, state } of changes) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state ?? 'null');
  }
  return frameOf(encodeAwareness(encoding.toUint8Array(encoder)));
}

/** Throws on bytes that are no awareness update. */
function decodeChanges(update: Uint8Array): { client: number; state: string }[] {
  const decoder = decoding.createDecoder(update);
  const changes: { client: number; state: string }[] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const client = decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    changes.push({ client, state: decoding.readVarString(decoder) });
  }
  return changes;
}

/** The state as an object, null for "gone", undefined for what is neither. */
function parseState(json: string): Record<string, unknown> | null | undefined {
  try {
    const state: unknown = JSON.parse(json);
    if (state === null) return null;
    return typeof state === 'object' && !Array.isArray(state)
      ? (state as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The boards of all open documents, by project. */
export interface Presence {
  board(project: string, document: string): PresenceBoard;
  /** Forgets a board that nobody sits at. */
  tidy(project: string, document: string): void;
  online(project: string): PresenceUser[];
}

export function createPresence(clock: Clock, isLimited: boolean): Presence {
  const boards = new Map<string, PresenceBoard>();
  const colours = new Map<string, Colours>();
  const coloursOf = (project: string) => {
    const known = colours.get(project) ?? new Colours();
    colours.set(project, known);
    return known;
  };
  return {
    board: (project, document) => {
      const name = `${project}/${document}`;
      let board = boards.get(name);
      if (!board) {
        board = new PresenceBoard(clock, isLimited, coloursOf(project));
        boards.set(name, board);
      }
      return board;
    },
    tidy: (project, document) => {
      const name = `${project}/${document}`;
      if (boards.get(name)?.isEmpty()) boards.delete(name);
      const others = [...boards.keys()].some((one) => one.startsWith(`${project}/`));
      if (!others) colours.delete(project);
    },
    online: (project) => boards.get(`${project}/source`)?.users() ?? [],
  };
}

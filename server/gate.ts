/**
 * The gate: decides about an update before Yjs sees a byte of it. A pure function of the bytes, what the document knows,
 * and who sends. Three outcomes (rule S5): accepted whole, refused whole, or resync (predecessors are missing; nothing is
 * applied and the sender is asked for all that the document lacks). What passes leaves nothing pending in Yjs.
 */

import { SERVER_LIMITS } from './limits.ts';
import { CONTENT, MalformedUpdate, SHARED_TYPE, type Struct, scanUpdate } from './update.ts';

/** What the document knows, accepted updates that are still being stored included. */
export interface Known {
  /** The next clock of a client; 0 for an unknown one. */
  clock(client: number): number;
  /** Whether all items of the range are deleted already. */
  isDeleted(client: number, clock: number, length: number): boolean;
  /** The person to whom a client id belongs (S6); undefined when nobody used it yet. */
  owner(client: number): string | undefined;
  /** What must stay in it. */
  kept(): Kept;
}

/** The items that must stay (M1): no update removes or replaces a file or its text. */
export interface Kept {
  /** Whether `files` holds something under that key. */
  hasFile(key: string): boolean;
  /** Whether one of the items of the range must stay. */
  includes(client: number, clock: number, length: number): boolean;
  /** The file whose map is that item. */
  file(client: number, clock: number): { readonly hasText: boolean } | undefined;
}

/** An item that must stay from now on. */
export type NewKept =
  | { readonly type: 'file'; readonly client: number; readonly clock: number; readonly key: string }
  | { readonly type: 'text'; readonly client: number; readonly clock: number; readonly file: ItemId };

interface ItemId {
  readonly client: number;
  readonly clock: number;
}

export interface Rules {
  readonly person: string;
  /** Names of roots that may be written; null = any (load tests only). */
  readonly roots: readonly string[] | null;
  /** After a restore: items of other people's ids may come back. */
  readonly isRecovery?: boolean;
  /** Whether somebody else is present under that client id, so that it is theirs before their first edit. */
  readonly isReserved?: (client: number) => boolean;
  /** Spends that many new client ids of the person; false when there are none left. */
  readonly mayClaim?: (count: number) => boolean;
}

export type Verdict =
  | {
      readonly type: 'accept';
      /** False when the document already holds all of it: an honest resend. */
      readonly changes: boolean;
      /** Clients that add items, with their clock afterwards. */
      readonly added: ReadonlyMap<number, number>;
      /** Files and texts that it adds. */
      readonly kept: readonly NewKept[];
      /** It brings back what a restore lost: its ids say nothing about its sender. */
      readonly isRecovery: boolean;
    }
  | { readonly type: 'resync' }
  | { readonly type: 'refuse'; readonly code: RefusalCode; readonly message: string };

export type RefusalCode =
  | 'UPDATE_MALFORMED'
  | 'UPDATE_TOO_COMPLEX'
  | 'SCHEMA_REFUSED'
  | 'FILE_MUST_STAY'
  | 'DOCUMENT_TOO_LARGE'
  | 'CLIENT_ID_TAKEN'
  | 'TOO_MANY_CLIENT_IDS';

/** Content kinds of a project. */
const KINDS: ReadonlySet<number> = new Set([CONTENT.deleted, CONTENT.string, CONTENT.any, CONTENT.type]);
const MAX_CLIENT_ID = 2 ** 32 - 1;

class Refusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

class Missing extends Error {}

export function checkUpdate(update: Uint8Array, known: Known, rules: Rules): Verdict {
  // The empty update is what most handshakes carry.
  if (update.length === 2 && update[0] === 0 && update[1] === 0) return NOTHING_NEW;
  try {
    return new Check(known, rules).run(update);
  } catch (error) {
    if (error instanceof Missing) return { type: 'resync' };
    if (error instanceof Refusal) return { type: 'refuse', code: error.code, message: error.message };
    if (error instanceof MalformedUpdate)
      return { type: 'refuse', code: 'UPDATE_MALFORMED', message: error.message };
    throw error;
  }
}

const NOTHING_NEW: Verdict = {
  type: 'accept',
  changes: false,
  added: new Map(),
  kept: [],
  isRecovery: false,
};

/** A reference from one client's items to another's inside the same update. */
interface InnerReference {
  readonly client: number;
  readonly clock: number;
  readonly toClient: number;
  readonly toClock: number;
}

class Check {
  readonly known: Known;
  readonly rules: Rules;
  readonly added = new Map<number, number>();
  /** Clock behind the last struct of each section. */
  readonly ends = new Map<number, number>();
  readonly inner: InnerReference[] = [];
  readonly newKept: NewKept[] = [];
  structs = 0;
  /** Known clock of the section being read. */
  sectionKnown = 0;
  deletes = false;
  /** Clients that add items and belong to nobody yet. */
  unclaimed = 0;

  constructor(known: Known, rules: Rules) {
    this.known = known;
    this.rules = rules;
  }

  run(update: Uint8Array): Verdict {
    scanUpdate(update, this, SERVER_LIMITS.valueDepth);
    if (this.inner.length > 0) checkOrder(this.inner, this.ends);
    const isOver = this.unclaimed > SERVER_LIMITS.newClientsPerUpdate;
    if (isOver || (this.unclaimed > 0 && this.rules.mayClaim?.(this.unclaimed) === false))
      throw new Refusal('TOO_MANY_CLIENT_IDS', 'A person may use 1,024 new client ids a day.');
    const changes = this.added.size > 0 || this.deletes;
    const isRecovery = this.rules.isRecovery === true;
    return { type: 'accept', changes, added: this.added, kept: this.newKept, isRecovery };
  }

  section(client: number, clock: number): void {
    if (client > MAX_CLIENT_ID) throw new Refusal('UPDATE_MALFORMED', 'A client id has more than 32 bits.');
    if (this.ends.has(client)) throw new Refusal('UPDATE_MALFORMED', 'A client has two sections.');
    this.sectionKnown = this.known.clock(client);
    if (clock > this.sectionKnown) throw new Missing();
  }

  struct(struct: Struct): void {
    if (++this.structs > SERVER_LIMITS.structsPerUpdate)
      throw new Refusal(
        'UPDATE_TOO_COMPLEX',
        `An update has at most ${SERVER_LIMITS.structsPerUpdate} structs.`,
      );
    if (struct.kind === CONTENT.skip) throw new Missing();
    if (struct.kind === CONTENT.gc) return;
    this.kind(struct);
    if (struct.originClient >= 0) this.reference(struct, struct.originClient, struct.originClock);
    if (struct.rightClient >= 0) this.reference(struct, struct.rightClient, struct.rightClock);
    if (struct.parentClient >= 0) this.reference(struct, struct.parentClient, struct.parentClock);
    if (struct.clock + struct.length > this.sectionKnown) this.content(struct);
  }

  /** Yjs decodes known items as well, and throws on content that it cannot read: the schema holds for all of them. */
  kind({ kind, sharedType }: Struct): void {
    if (kind === CONTENT.type && sharedType !== SHARED_TYPE.map && sharedType !== SHARED_TYPE.text)
      throw new Refusal('SCHEMA_REFUSED', `A shared type ${sharedType} has no place in a project.`);
    if (!KINDS.has(kind))
      throw new Refusal('SCHEMA_REFUSED', `Content kind ${kind} has no place in a project.`);
  }

  sectionEnd(client: number, end: number): void {
    if (end >= SERVER_LIMITS.clock) throw new Refusal('UPDATE_MALFORMED', 'A clock is over its limit.');
    this.ends.set(client, end);
    if (end <= this.sectionKnown) return;
    if (this.isTaken(client) && !this.rules.isRecovery)
      throw new Refusal('CLIENT_ID_TAKEN', 'This client id belongs to another person; take a fresh one.');
    this.added.set(client, end);
  }

  isTaken(client: number): boolean {
    const owner = this.known.owner(client);
    if (owner === undefined) this.unclaimed += 1;
    return owner === undefined ? this.rules.isReserved?.(client) === true : owner !== this.rules.person;
  }

  deletion(client: number, clock: number, length: number): void {
    const end = clock + length;
    if (length < 1 || end >= SERVER_LIMITS.clock)
      throw new Refusal('UPDATE_MALFORMED', 'A delete range is empty or over its limit.');
    const known = this.known.clock(client);
    if (end > known) {
      if (end > (this.ends.get(client) ?? 0)) throw new Missing();
      this.deletes = true;
      if (clock < known) this.stay(client, clock, known - clock);
    } else if (!this.known.isDeleted(client, clock, length)) {
      this.stay(client, clock, length);
      this.deletes = true;
    }
  }

  /** Refuses what would remove or replace a file or its text (M1). */
  stay(client: number, clock: number, length: number): void {
    if (this.known.kept().includes(client, clock, length)) throw mustStay();
  }

  /** A struct may only point at items that exist before it. */
  reference(struct: Struct, toClient: number, toClock: number): void {
    if (toClient === struct.client) {
      if (toClock >= struct.clock)
        throw new Refusal('UPDATE_MALFORMED', 'An item refers to itself or to a later one.');
      return;
    }
    if (toClock < this.known.clock(toClient)) return;
    this.inner.push({ client: struct.client, clock: struct.clock, toClient, toClock });
  }

  content(struct: Struct): void {
    if (struct.originClient >= 0) this.stay(struct.originClient, struct.originClock, 1);
    if (struct.rightClient >= 0) this.stay(struct.rightClient, struct.rightClock, 1);
    this.parent(struct);
    if (struct.kind === CONTENT.type) this.type(struct);
  }

  /** Where a new item hangs: only under known roots, never in the place of a file or of its text. */
  parent({ parentRoot, parentKey, parentClient, parentClock, kind }: Struct): void {
    if (parentClient >= 0 && parentKey === 'text') {
      if (this.known.kept().file(parentClient, parentClock)?.hasText) throw mustStay();
    }
    if (parentRoot === null) return;
    if (parentRoot === 'files' && parentKey !== null && this.known.kept().hasFile(parentKey))
      throw mustStay();
    const { roots } = this.rules;
    if (roots === null) return;
    if (!roots.includes(parentRoot))
      throw new Refusal('SCHEMA_REFUSED', `A project has no root "${parentRoot.slice(0, 40)}".`);
    if (parentKey === null)
      throw new Refusal('SCHEMA_REFUSED', `The root "${parentRoot}" holds values under keys only.`);
    if (parentRoot === 'files' && kind !== CONTENT.type && kind !== CONTENT.deleted)
      throw new Refusal('SCHEMA_REFUSED', 'A value of "files" is a map with a path and a text.');
  }

  /** Shared types have two places: a map per file in `files`, and its text under `text`. Nothing nests deeper. */
  type(struct: Struct): void {
    const { sharedType, parentRoot, parentKey, parentClient, client, clock } = struct;
    const isFile = sharedType === SHARED_TYPE.map && parentRoot === 'files' && parentKey !== null;
    if (isFile) this.newKept.push({ type: 'file', client, clock, key: parentKey });
    else if (sharedType === SHARED_TYPE.text && parentClient >= 0 && parentKey === 'text')
      this.newKept.push({ type: 'text', client, clock, file: this.fileOf(struct) });
    else if (this.rules.roots !== null)
      throw new Refusal('SCHEMA_REFUSED', `A shared type ${sharedType} has no place there.`);
  }

  /** The file that a text is for; it stands in the document or earlier in this section. */
  fileOf({ parentClient: client, parentClock: clock }: Struct): ItemId {
    const isNew = (item: NewKept) => item.type === 'file' && item.client === client && item.clock === clock;
    if (!this.known.kept().file(client, clock) && !this.newKept.some(isNew) && this.rules.roots !== null)
      throw new Refusal('SCHEMA_REFUSED', 'A text has its place in a file.');
    return { client, clock };
  }
}

function mustStay(): Refusal {
  return new Refusal('FILE_MUST_STAY', 'A file and its text are never removed or replaced; set "deleted".');
}

/**
 * References between the sections of one update must not form a circle, or Yjs would keep the rest pending for ever.
 * Each section runs until it waits for a clock that another has not reached; when nobody can run, somebody waits in vain.
 */
function checkOrder(references: readonly InnerReference[], ends: ReadonlyMap<number, number>): void {
  const queues = new Map<number, InnerReference[]>();
  for (const reference of references) {
    if (reference.toClock >= (ends.get(reference.toClient) ?? 0)) throw new Missing();
    const queue = queues.get(reference.client);
    if (queue) queue.push(reference);
    else queues.set(reference.client, [reference]);
  }
  const position = new Map<number, number>();
  const waiters = new Map<number, number[]>();
  const runnable = [...queues.keys()];
  let steps = 0;
  let satisfied = 0;
  for (let client = runnable.pop(); client !== undefined; client = runnable.pop()) {
    const queue = queues.get(client) ?? [];
    let at = position.get(client) ?? 0;
    for (; at < queue.length; at++) {
      const { toClient, toClock } = queue[at] as InnerReference;
      if (++steps > SERVER_LIMITS.orderSteps)
        throw new Refusal('UPDATE_TOO_COMPLEX', 'The references of the update are too entangled.');
      if (reached(queues.get(toClient), position.get(toClient) ?? 0) > toClock) continue;
      const waiting = waiters.get(toClient);
      if (waiting) waiting.push(client);
      else waiters.set(toClient, [client]);
      break;
    }
    const progress = at - (position.get(client) ?? 0);
    if (progress === 0) continue;
    satisfied += progress;
    position.set(client, at);
    runnable.push(...(waiters.get(client) ?? []));
    waiters.delete(client);
  }
  if (satisfied < references.length)
    throw new Refusal('UPDATE_MALFORMED', 'The items of the update refer to each other in a circle.');
}

/** The first clock that a section cannot integrate yet. */
function reached(queue: readonly InnerReference[] | undefined, position: number): number {
  const blocked = queue?.[position];
  return blocked ? blocked.clock : Number.POSITIVE_INFINITY;
}

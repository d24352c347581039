/**
 * `/ws/tags`: live tags as JSON (contract section 4). A subscription gets all rows once, in parts, then differences; after a
 * reconnect it goes on behind its cursor. `sync_tags` brings in the code of outside tools.
 */

import { CLOSE, can, randomId } from '@tagloom/collab';
import { FORMATS, VENDORS } from '@tagloom/vendor-formats';
import { z } from 'zod';
import type { Access, Admission } from './auth/access.ts';
import { readCursor } from './cursor.ts';
import type { ForeignMerges, Seen } from './integrations/synctags.ts';
import { createBeats, errorMessage, type JsonCaller, JsonLine, timestamp } from './jsonline.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { Metrics } from './metrics.ts';
import type { Observer } from './observer.ts';
import { Problem, projectUnknown } from './problem.ts';
import type { Clock } from './rooms.ts';
import { Slices } from './slices.ts';
import type { JsonEndpoint } from './socket.ts';
import { Subscription } from './tagfeed.ts';
import type { Watch } from './watch.ts';

const ProjectId = z.string().max(100);
const Vendor = z.enum([...VENDORS, ...FORMATS]);
const Cursor = z.string().max(100);
const ClientMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('subscribe'),
    projectId: ProjectId,
    vendor: Vendor.optional(),
    cursor: Cursor.optional(),
  }),
  z.object({ type: z.literal('unsubscribe'), projectId: ProjectId.optional() }),
  z.object({ type: z.literal('ping') }),
  z.object({
    type: z.literal('sync_tags'),
    projectId: ProjectId,
    vendor: Vendor,
    stCode: z.string(),
    path: z.string().min(1).max(240).optional(),
    base: Cursor.optional(),
    debounceMs: z.number().int().min(0).max(SERVER_LIMITS.syncDebounceMs).optional(),
  }),
]);

type Message = z.infer<typeof ClientMessage>;
type Subscribe = Extract<Message, { type: 'subscribe' }>;
type SyncTags = Extract<Message, { type: 'sync_tags' }>;

export interface TagSocketOptions {
  readonly observer: Observer;
  readonly access: Access;
  readonly merges: ForeignMerges;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly onTrouble: (code: string, error: unknown) => void;
}

export function createTagSockets(options: TagSocketOptions): JsonEndpoint {
  const open = new Map<TagConnection, JsonLine>();
  const slices = new Slices();
  const stopBeats = createBeats({ [Symbol.iterator]: () => open.values() });
  return {
    accept: (caller) => {
      const connection = new TagConnection(caller, options, slices, () => open.delete(connection));
      open.set(connection, connection.line);
    },
    count: () => open.size,
    close: () => {
      stopBeats();
      for (const line of open.values()) line.close(CLOSE.restart, 'RESTART: The server restarts.');
    },
  };
}

class TagConnection {
  readonly line: JsonLine;
  readonly #caller: JsonCaller;
  readonly #options: TagSocketOptions;
  readonly #slices: Slices;
  readonly #subscriptions = new Map<string, Subscription>();
  /** Code that waits for the end of its debounce, by project and path. */
  readonly #delayed = new Map<string, () => void>();
  /** What this tool's text of a file surely is, by project and path. */
  readonly #seen = new Map<string, Seen>();

  constructor(caller: JsonCaller, options: TagSocketOptions, slices: Slices, onClosed: () => void) {
    this.#caller = caller;
    this.#options = options;
    this.#slices = slices;
    this.line = new JsonLine(caller, {
      clock: options.clock,
      onTrouble: options.onTrouble,
      onMessage: (text) => this.#handle(readMessage(text)),
      onClosed: () => {
        onClosed();
        this.#unsubscribe(undefined);
        for (const callOff of this.#delayed.values()) callOff();
      },
    });
  }

  async #handle(message: Message): Promise<void> {
    switch (message.type) {
      case 'ping':
        return this.line.send({ type: 'pong', success: true, timestamp: timestamp() });
      case 'unsubscribe':
        return this.#unsubscribe(message.projectId);
      case 'subscribe':
        return this.#subscribe(message);
      case 'sync_tags':
        return this.#sync(message);
      default:
        return message satisfies never;
    }
  }

  async #admit(project: string): Promise<Admission> {
    const admission = await this.#options.access.admit(this.#caller.claims, project);
    if (!admission || !can(admission.role, 'source.read')) throw projectUnknown(project);
    return admission;
  }

  #unsubscribe(project: string | undefined): void {
    for (const [id, subscription] of this.#subscriptions)
      if (project === undefined || project === id) {
        subscription.close();
        this.#subscriptions.delete(id);
      }
  }

  async #subscribe({ projectId, vendor, cursor }: Subscribe): Promise<void> {
    const { access, observer, metrics, onTrouble } = this.#options;
    const admission = await this.#admit(projectId);
    this.#unsubscribe(projectId);
    const lease = await observer.open(projectId);
    if (!this.line.isOpen()) return lease.release();
    const stopWatching = access.watchToken(this.#caller.claims, admission, projectId, (role) => {
      if (role === null) this.line.close(CLOSE.forbidden, 'MEMBERSHIP_ENDED: You are no longer a member.');
    });
    const subscription = new Subscription({
      project: projectId,
      vendor: vendor ?? null,
      lease,
      reopen: () => observer.open(projectId),
      write: (frames) => {
        const taken = Promise.withResolvers<void>();
        this.#slices.run(() => taken.resolve(this.line.sendFrames(frames)));
        return taken.promise;
      },
      onEncoded: () => metrics.count('tag_encodings_total'),
      onEnd: stopWatching,
      onFailed: (error) => {
        onTrouble('TAGS_FAILED', error);
        this.line.close(CLOSE.restart, 'TAGS_FAILED: Connect again.');
      },
    });
    this.#subscriptions.set(projectId, subscription);
    const seq = cursor === undefined ? null : this.#resumeFrom(cursor, lease.watch);
    if (cursor === undefined || seq === null) subscription.sendAll();
    else subscription.resume(cursor, seq);
  }

  /** Null after an `error` message: all rows follow. */
  #resumeFrom(cursor: string, watch: Watch): number | null {
    try {
      return readCursor(cursor, watch.room);
    } catch (error) {
      const isOther = error instanceof Problem && error.code === 'EPOCH_CHANGED';
      if (!isOther) throw error;
      const sentence = 'The project was restored since that cursor; all rows follow.';
      this.line.send(errorMessage(new Problem('epoch_changed', sentence)));
      return null;
    }
  }

  // ---- sync_tags ----

  async #sync(message: SyncTags): Promise<void> {
    const { projectId, path = '', debounceMs = 0 } = message;
    const base = message.base ?? this.#subscriptions.get(projectId)?.cursor() ?? null;
    const { role } = await this.#admit(projectId);
    if (!can(role, 'source.write'))
      throw new Problem('FORBIDDEN', `This needs the role editor; yours is ${role}.`);
    if (base === null)
      throw new Problem(
        'base_required',
        'Say in "base" which cursor your code is made from, or subscribe first.',
      );
    const syncId = randomId(12);
    const queued = { type: 'sync_queued', success: true, projectId, syncId, timestamp: timestamp() };
    // What waits for the same file is older: it never becomes an edit.
    const name = `${projectId} ${path.toLowerCase()}`;
    this.#delayed.get(name)?.();
    this.#delayed.delete(name);
    if (debounceMs === 0) return this.#merge(message, base, syncId, () => this.line.send(queued));
    this.line.send(queued);
    const callOff = this.#options.clock.after(debounceMs, () => {
      this.#delayed.delete(name);
      this.line.run(() => this.#merge(message, base, syncId, () => undefined));
    });
    this.#delayed.set(name, callOff);
  }

  async #merge(
    { projectId, stCode, path, vendor, base: said }: SyncTags,
    base: string,
    syncId: string,
    onRead: () => void,
  ) {
    const { observer, merges } = this.#options;
    const isSaid = said !== undefined;
    // The role may have changed while the code waited (S7).
    const { user, role } = await this.#admit(projectId);
    if (!can(role, 'source.write'))
      throw new Problem('FORBIDDEN', `This needs the role editor; yours is ${role}.`);
    const lease = await observer.open(projectId);
    try {
      const { room } = lease.watch;
      const seq = readBase(base, lease.watch);
      onRead();
      const name = `${projectId} ${path?.toLowerCase() ?? ''}`;
      const foreign = { person: user.id, code: stCode, path: path ?? null, base: seq };
      const older = isSaid ? null : (this.#seen.get(name) ?? this.#firstSeen(projectId, lease.watch));
      const merged = await merges.merge(room, { ...foreign, older });
      this.#seen.set(name, merged.seen);
      await this.#answer(projectId, vendor, syncId, merged.seq);
      (await observer.open(projectId)).release();
      this.#subscriptions.get(projectId)?.wake();
      this.#sayFaults(lease.watch, merged.path, syncId);
    } finally {
      lease.release();
    }
  }

  /** What it was told first: a tool that takes nothing in is still there. */
  #firstSeen(project: string, watch: Watch): Seen | null {
    const cursor = this.#subscriptions.get(project)?.first() ?? null;
    return cursor === null ? null : { epoch: watch.room.epoch, seq: readBase(cursor, watch), updates: [] };
  }

  /** The rows come with the id of the sync: to the subscription, which begins now where there is none. */
  async #answer(projectId: string, vendor: SyncTags['vendor'], syncId: string, seq: number): Promise<void> {
    if (!this.#subscriptions.has(projectId)) await this.#subscribe({ type: 'subscribe', projectId, vendor });
    this.#subscriptions.get(projectId)?.answer(syncId, seq);
  }

  /** What the parser found in the file: other tags are there all the same. */
  #sayFaults(watch: Watch, path: string, syncId: string): void {
    const faults = watch.syntaxFaults(path).slice(0, SERVER_LIMITS.syncFaults);
    const [first] = faults;
    if (!first) return;
    const sentence = `${path}:${first.line}:${first.col}: ${first.message}`;
    this.line.send(errorMessage(new Problem('parse_errors', sentence), { syncId, path, errors: faults }));
  }
}

function readBase(base: string, watch: Watch): number {
  try {
    return readCursor(base, watch.room);
  } catch (error) {
    if (error instanceof Problem && error.code === 'EPOCH_CHANGED')
      throw new Problem('epoch_changed', 'The project was restored since that base; subscribe again.');
    throw error;
  }
}

function readMessage(text: string): Message {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('MESSAGE_INVALID', 'The message is not JSON.');
  }
  const parsed = ClientMessage.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem('MESSAGE_INVALID', `${issue?.path.join('.') || 'type'}: ${issue?.message ?? 'invalid'}.`);
}

/** `/ws/tags`: live tags as JSON. A subscription gets all rows once, in parts, then differences (contract section 4). */

import { CLOSE, can, randomId } from '@tagloom/collab';
import { FORMATS, VENDORS } from '@tagloom/vendor-formats';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Access } from './auth/access.ts';
import type { TokenClaims } from './auth/tokens.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { Observer, WatchLease } from './observer.ts';
import { Problem, projectUnknown } from './problem.ts';
import type { Clock } from './rooms.ts';
import type { JsonEndpoint } from './socket.ts';
import type { Rename } from './tagbook.ts';
import type { Row, RowsChange, Target } from './watch.ts';

const ClientMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('subscribe'),
    projectId: z.string().max(100),
    vendor: z.enum([...VENDORS, ...FORMATS]).optional(),
    cursor: z.string().max(100).optional(),
  }),
  z.object({ type: z.literal('unsubscribe'), projectId: z.string().max(100).optional() }),
  z.object({ type: z.literal('ping') }),
]);

type Subscribe = Extract<z.infer<typeof ClientMessage>, { type: 'subscribe' }>;

export interface TagSocketOptions {
  readonly observer: Observer;
  readonly access: Access;
  readonly clock: Clock;
  readonly onTrouble: (code: string, error: unknown) => void;
}

export function createTagSockets(options: TagSocketOptions): JsonEndpoint {
  const open = new Set<TagConnection>();
  const heartbeat = setInterval(() => {
    for (const connection of open) connection.beat();
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    accept: (socket, claims) => {
      const connection = new TagConnection(socket, claims, options);
      open.add(connection);
      socket.on('close', () => {
        open.delete(connection);
        connection.closed();
      });
    },
    close: () => {
      clearInterval(heartbeat);
      for (const { socket } of open) socket.close(CLOSE.restart, 'RESTART: The server restarts.');
    },
  };
}

const HEARTBEAT_MS = 15_000;

class TagConnection {
  readonly socket: WebSocket;
  readonly #claims: TokenClaims;
  readonly #options: TagSocketOptions;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #callOff: () => void;
  #isAlive = true;
  /** Messages are handled one after another: an `unsubscribe` finds the subscription that is still being opened. */
  #handled: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, claims: TokenClaims, options: TagSocketOptions) {
    this.socket = socket;
    this.#claims = claims;
    this.#options = options;
    const left = Math.max(0, claims.expiresAt - options.clock.now());
    this.#callOff = options.clock.after(Math.min(left, 2 ** 31 - 1), () =>
      socket.close(CLOSE.token, 'TOKEN_EXPIRED: The access token has expired; connect with a fresh one.'),
    );
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('message', (data, isBinary) => {
      this.#isAlive = true;
      if (isBinary) socket.close(CLOSE.malformed, 'FRAME_MALFORMED: Frames here are text.');
      else this.#handled = this.#handled.then(() => this.#receive(data.toString()));
    });
  }

  beat() {
    if (!this.#isAlive) return this.socket.terminate();
    this.#isAlive = false;
    this.socket.ping();
  }

  closed(): void {
    this.#callOff();
    for (const subscription of this.#subscriptions.values()) subscription.close();
    this.#subscriptions.clear();
  }

  async #receive(text: string): Promise<void> {
    try {
      await this.#handle(readMessage(text));
    } catch (error) {
      if (!(error instanceof Problem)) this.#options.onTrouble('TAGS_FAILED', error);
      this.#send(errorMessage(error));
    }
  }

  async #handle(message: z.infer<typeof ClientMessage>): Promise<void> {
    switch (message.type) {
      case 'ping':
        return this.#send({ type: 'pong', success: true, timestamp: now() });
      case 'unsubscribe':
        return this.#unsubscribe(message.projectId);
      case 'subscribe':
        return this.#subscribe(message);
      default:
        return message satisfies never;
    }
  }

  #unsubscribe(project: string | undefined): void {
    for (const [id, subscription] of this.#subscriptions)
      if (project === undefined || project === id) {
        subscription.close();
        this.#subscriptions.delete(id);
      }
  }

  async #subscribe({ projectId, vendor, cursor }: Subscribe): Promise<void> {
    const { access, observer } = this.#options;
    const admission = await access.admit(this.#claims, projectId);
    if (!admission || !can(admission.role, 'source.read')) throw projectUnknown(projectId);
    this.#unsubscribe(projectId);
    const lease = await observer.open(projectId);
    if (this.socket.readyState !== WebSocket.OPEN) return lease.release();
    const isOtherEpoch = cursor !== undefined && !cursor.startsWith(`${lease.watch.room.epoch}.`);
    if (isOtherEpoch)
      this.#send(
        errorMessage(
          new Problem('epoch_changed', 'The project was restored since that cursor; all rows follow.'),
        ),
      );
    const stopWatching = access.watch(
      { project: projectId, person: admission.user.id, role: admission.role },
      (role) => {
        if (role === null)
          this.socket.close(CLOSE.forbidden, 'MEMBERSHIP_ENDED: You are no longer a member.');
      },
    );
    const subscription = new Subscription({
      socket: this.socket,
      project: projectId,
      vendor: vendor ?? null,
      lease,
      reopen: () => observer.open(projectId),
      onEnd: stopWatching,
      onTrouble: this.#options.onTrouble,
    });
    this.#subscriptions.set(projectId, subscription);
    // A difference against nothing is nothing: who is up to date hears only what comes.
    if (cursor === lease.watch.cursor()) return;
    subscription.sendAll();
  }

  #send(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

interface SubscriptionOptions {
  readonly socket: WebSocket;
  readonly project: string;
  readonly vendor: Target | null;
  readonly lease: WatchLease;
  readonly reopen: () => Promise<WatchLease>;
  readonly onEnd: () => void;
  readonly onTrouble: (code: string, error: unknown) => void;
}

/**
 * Rows on their way to one subscriber. While a message is being sent, changes pile up as keys, not as rows: a slow reader
 * gets fewer and newer differences, never a growing queue.
 */
class Subscription {
  readonly #options: SubscriptionOptions;
  #lease: WatchLease;
  #stop: () => void;
  #keys = new Set<string>();
  #removed = new Set<string>();
  #renamed: Rename[] = [];
  #isFullDue = false;
  #isSending = false;
  #isClosed = false;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#lease = options.lease;
    this.#stop = this.#listen();
  }

  sendAll(): void {
    this.#isFullDue = true;
    void this.#pump();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stop();
    this.#lease.release();
    this.#options.onEnd();
  }

  #listen(): () => void {
    return this.#lease.watch.subscribe(this.#options.vendor, (change) => {
      if (change === null) void this.#reopen();
      else this.#note(change);
    });
  }

  /** The watch failed and a new one began: everything is sent again. */
  async #reopen(): Promise<void> {
    if (this.#isClosed) return;
    this.#lease.release();
    try {
      this.#lease = await this.#options.reopen();
      // Closed meanwhile: nobody else lets the new lease go.
      if (this.#isClosed) return this.#lease.release();
      this.#stop = this.#listen();
      this.sendAll();
    } catch (error) {
      this.#options.onTrouble('TAGS_FAILED', error);
      this.#options.socket.close(CLOSE.restart, 'TAGS_FAILED: Connect again.');
    }
  }

  #note({ rows, removed, renamed }: RowsChange): void {
    for (const key of rows) this.#keys.add(key);
    for (const id of removed) this.#removed.add(id);
    this.#renamed.push(...renamed);
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (!this.#isClosed && this.#hasWork()) await this.#sendNext();
    } catch (error) {
      if (!this.#isClosed) this.#options.onTrouble('TAGS_FAILED', error);
    } finally {
      this.#isSending = false;
    }
  }

  #hasWork(): boolean {
    return this.#isFullDue || this.#keys.size + this.#removed.size + this.#renamed.length > 0;
  }

  async #sendNext(): Promise<void> {
    const { watch } = this.#lease;
    const { vendor } = this.#options;
    const isFull = this.#isFullDue;
    const keys = this.#keys;
    const renamed = isFull ? [] : this.#renamed;
    const removed = isFull ? new Set<string>() : this.#removed;
    this.#isFullDue = false;
    this.#keys = new Set();
    this.#removed = new Set();
    this.#renamed = [];
    const rows = isFull ? watch.rows(vendor) : [...keys].flatMap((key) => watch.row(vendor, key) ?? []);
    // Who came back in the meantime is not gone.
    for (const { id } of rows) removed.delete(id);
    const common = {
      type: 'tags_updated',
      success: true,
      projectId: this.#options.project,
      vendor,
      parsedCount: watch.count(),
      full: isFull,
      cursor: watch.cursor(),
      syncId: randomId(12),
      timestamp: now(),
    };
    const parts = partsOf(rows);
    for (const [index, tags] of parts.entries()) {
      const isFirst = index === 0;
      const message = {
        ...common,
        part: index + 1,
        parts: parts.length,
        removed: isFirst ? [...removed] : [],
        renamed: isFirst ? renamed : [],
      };
      // Rows are JSON already: they are not encoded twice to learn their size.
      await this.#write(`${JSON.stringify(message).slice(0, -1)},"tags":[${tags.join(',')}]}`);
    }
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#options.socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** Rows as JSON, cut so that no part is over the limit; at least one part. */
function partsOf(rows: readonly Row[]): string[][] {
  const parts: string[][] = [[]];
  let bytes = PART_OVERHEAD;
  for (const row of rows) {
    const json = JSON.stringify(row);
    const size = Buffer.byteLength(json) + 1;
    if (bytes + size > SERVER_LIMITS.tagPartBytes) {
      parts.push([]);
      bytes = PART_OVERHEAD;
    }
    parts[parts.length - 1]?.push(json);
    bytes += size;
  }
  return parts;
}

/** Room for the fields around the rows. */
const PART_OVERHEAD = 16 * 1024;

function readMessage(text: string): z.infer<typeof ClientMessage> {
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

function errorMessage(error: unknown) {
  const known = error instanceof Problem;
  return {
    type: 'error',
    success: false,
    code: known ? error.code : 'INTERNAL',
    error: known ? error.message : 'The server failed; its log says why.',
    timestamp: now(),
  };
}

function now(): string {
  return new Date().toISOString();
}

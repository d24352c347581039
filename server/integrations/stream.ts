/** One listener of a project's events over Server-Sent Events: first what it missed, then what comes. */

import type { Role } from '@tagloom/collab';
import type { SSEStreamingApi } from 'hono/streaming';
import { toUser } from '../auth/access.ts';
import type { Core } from '../core.ts';
import { SERVER_LIMITS } from '../limits.ts';
import type { WatchLease } from '../observer.ts';
import type { ChangeMark, ChangeRow, MemberRow } from '../store/store.ts';
import { changeEvent } from './events.ts';

export interface StreamOptions {
  readonly core: Pick<Core, 'store' | 'access' | 'observer'>;
  readonly project: string;
  readonly lease: WatchLease;
  readonly person: string;
  readonly role: Role;
  /** Number behind which events are told; null = from now on. */
  readonly from: number | null;
  readonly stream: Pick<SSEStreamingApi, 'writeSSE' | 'onAbort' | 'write'>;
}

const PAGE = 500;
/** Behind every change of its number. */
const BEHIND = { kind: '~' as ChangeMark['kind'], subject: '' };

/** Runs until the listener goes, loses its membership, or reads too slowly. Resolves with the reason, if the server ended it. */
export async function followProject(options: StreamOptions): Promise<string | null> {
  const follower = new Follower(options);
  const stops = await follower.listen();
  try {
    return await follower.run();
  } finally {
    for (const stop of stops) stop();
  }
}

type Act = () => Promise<unknown>;

class Follower {
  readonly #options: StreamOptions;
  readonly #epoch: string;
  #waiting: Act[] = [];
  #wake: (() => void) | null = null;
  #isOver = false;
  #reason: string | null = null;
  /** Everything up to this number was told. */
  #told: number;
  #members: readonly MemberRow[] = [];

  constructor(options: StreamOptions) {
    const { room } = options.lease.watch;
    this.#options = options;
    this.#epoch = room.epoch;
    this.#told = options.from ?? room.head.seq;
  }

  /** From now on everything waits in line. Returns what stops it. */
  async listen(): Promise<(() => void)[]> {
    const { core, project, lease, person, role, stream } = this.#options;
    stream.onAbort(() => this.#stop(null));
    const alive = setInterval(() => this.#push(() => stream.write(': alive\n\n')), SERVER_LIMITS.eventPingMs);
    alive.unref();
    const stops = [
      () => clearInterval(alive),
      lease.watch.onChanges((changes) => this.#push(() => this.#tellNew(changes))),
      lease.watch.subscribe(null, (change) => {
        // Another watch begins: who comes back with the last id goes on there.
        if (change === null) this.#stop('RESTART');
      }),
      core.access.onChange(() => this.#push(() => this.#tellMembers())),
      core.access.watch({ project, person, role }, (now) => {
        if (now === null) this.#stop('MEMBERSHIP_ENDED');
      }),
    ];
    this.#members = await core.store.members(project);
    return stops;
  }

  async run(): Promise<string | null> {
    const { project, from } = this.#options;
    const cursor = `${this.#epoch}.${this.#told}`;
    await this.#send('ready', { type: 'ready', projectId: project, cursor }, cursor);
    if (from !== null) await this.#tellMissed();
    while (!this.#isOver) {
      const next = this.#waiting.shift();
      if (next) await next();
      else await this.#somethingNew();
    }
    return this.#reason;
  }

  #somethingNew(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #push(act: Act): void {
    if (this.#waiting.length >= SERVER_LIMITS.eventsWaiting) this.#stop('TOO_SLOW');
    else this.#waiting.push(act);
    this.#wake?.();
  }

  #stop(reason: string | null): void {
    this.#reason = reason;
    this.#isOver = true;
    this.#wake?.();
  }

  async #tellNew(changes: readonly ChangeRow[]): Promise<void> {
    const fresh = changes.filter(({ seq }) => seq > this.#told);
    await this.#tell(fresh, true);
    this.#told = Math.max(this.#told, ...fresh.map(({ seq }) => seq));
  }

  /** What the store has behind the cursor, page by page. */
  async #tellMissed(): Promise<void> {
    const { core, project } = this.#options;
    await core.observer.stored(project);
    let mark: ChangeMark | null = { seq: this.#told, ...BEHIND };
    while (mark && !this.#isOver) {
      const page: readonly ChangeRow[] = await core.store.changes(project, mark, PAGE + 1);
      const last: ChangeRow | undefined = page[PAGE - 1];
      const next = page[PAGE];
      await this.#tell(page.slice(0, PAGE), next === undefined || next.seq !== last?.seq);
      this.#told = Math.max(this.#told, page.at(-1)?.seq ?? 0);
      mark = next && last ? last : null;
    }
  }

  /** Only the last event of a step carries its cursor as id: whoever breaks off inside a step gets all of it again. */
  async #tell(changes: readonly ChangeRow[], isWhole: boolean): Promise<void> {
    const { core, project } = this.#options;
    for (const [index, change] of changes.entries()) {
      if (this.#isOver) return;
      const event = await changeEvent(core.access, project, this.#epoch, change);
      const next = changes[index + 1];
      const isLast = next ? next.seq !== change.seq : isWhole;
      await this.#send(event.type, event, isLast ? event.cursor : undefined);
    }
  }

  async #tellMembers(): Promise<void> {
    const { core, project } = this.#options;
    const now = await core.store.members(project);
    const timestamp = new Date().toISOString();
    for (const [type, data] of memberChanges(this.#members, now))
      await this.#send(type, { type, projectId: project, ...data, timestamp });
    this.#members = now;
  }

  #send(event: string, data: object, id?: string): Promise<void> {
    return this.#options.stream.writeSSE({
      event,
      data: JSON.stringify(data),
      ...(id === undefined ? {} : { id }),
    });
  }
}

/** Who came, who went, whose role changed. */
function memberChanges(before: readonly MemberRow[], now: readonly MemberRow[]): [string, object][] {
  const old = new Map(before.map((row) => [row.person.id, row]));
  const events: [string, object][] = [];
  for (const { person, role } of now) {
    const was = old.get(person.id);
    old.delete(person.id);
    if (!was) events.push(['person.joined', { person: toUser(person), role }]);
    else if (was.role !== role)
      events.push(['person.role', { person: toUser(person), role, from: was.role }]);
  }
  for (const { person, role } of old.values()) events.push(['person.left', { person: toUser(person), role }]);
  return events;
}

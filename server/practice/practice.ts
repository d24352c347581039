/**
 * Practice copies of the demo plant, for the tour: a room in memory with two simulated colleagues, for one person. Nothing of
 * it reaches the store, the audit log, the history, the observer or the metrics, because none of them is here: the rooms,
 * sockets and figures of practice are its own. A copy ends when its person is gone, or after a while.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { PRACTICE_ID, randomId } from '@tagloom/collab';
import type { Access, Admission, Ending } from '../auth/access.ts';
import type { OriginRules } from '../auth/origin.ts';
import type { Tokens } from '../auth/tokens.ts';
import { createCommits } from '../commit.ts';
import { PRACTICE } from '../limits.ts';
import { Metrics } from '../metrics.ts';
import type { Paces } from '../pace.ts';
import { type PlantFile, seedFiles } from '../plant.ts';
import { createPresence, type PresenceUser } from '../presence.ts';
import { Problem } from '../problem.ts';
import { type Clock, createRooms, type RoomLease, type Rooms } from '../rooms.ts';
import { createSockets, type JobEndpoint, type Sockets } from '../socket.ts';
import { type Colleague, createDoor, openColleague } from './colleague.ts';
import { createUnkeptLog } from './log.ts';
import { PARTS } from './script.ts';

export interface PracticeOptions {
  /** The sources of the demo plant; none: there is nothing to practise with. */
  readonly files: () => Promise<readonly PlantFile[]>;
  readonly tokens: Tokens;
  readonly paces: Paces;
  readonly origins: OriginRules;
  readonly clock: Clock;
  readonly isLimited: boolean;
  /** 1 = colleagues type at a human's pace. */
  readonly slowness: number;
  readonly onTrouble: (code: string, error: unknown) => void;
}

/** A copy as its person is told. */
export interface OpenedCopy {
  readonly id: string;
  /** When it ends at the latest, milliseconds since 1970. */
  readonly endsAt: number;
}

export interface Practice {
  /** The person's copy, a new one when there is none. Throws PRACTICE_NONE (404) or PRACTICE_FULL (503). */
  open(person: PresenceUser): Promise<OpenedCopy>;
  /** Whether this person may enter a copy: it is theirs, and it has not ended. */
  mayEnter(copy: string, person: string): boolean;
  /** False when the path is none of a copy. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  count(): number;
  close(): Promise<void>;
}

interface Copy extends OpenedCopy {
  readonly person: PresenceUser;
  readonly lease: RoomLease;
  readonly colleagues: Colleague[];
  /** How its sockets hear that it ended; those of its person apart. */
  readonly sockets: Set<(role: null, ending: Ending) => void>;
  visitors: number;
  cancelEnd: () => void;
  cancelWait: () => void;
}

interface Engine {
  readonly rooms: Rooms;
  readonly sockets: Sockets;
  readonly openSocket: ReturnType<typeof createDoor>;
}

const ENDED: Ending = {
  code: 'PRACTICE_ENDED',
  message: 'This practice copy has ended; nothing of it was kept.',
};
/** Who brought the plant's text in. */
const PLANT: PresenceUser = { id: '~plant', name: 'Demo plant', color: 0 };

export function createPractice(options: PracticeOptions): Practice {
  const { clock } = options;
  const copies = new Map<string, Copy>();
  /** Of people whose copy is being made. */
  const opening = new Map<string, Promise<Copy>>();
  let engine: Engine | null = null;
  let isClosed = false;

  const open = async (person: PresenceUser): Promise<OpenedCopy> => {
    const own = [...copies.values()].find((copy) => copy.person.id === person.id);
    const made = own ?? (await (opening.get(person.id) ?? begin(person)));
    return { id: made.id, endsAt: made.endsAt };
  };

  const begin = (person: PresenceUser): Promise<Copy> => {
    if (isClosed) throw new Problem('STOPPING', 'The server is stopping.', { status: 503 });
    if (copies.size + opening.size >= PRACTICE.most)
      throw new Problem('PRACTICE_FULL', 'Many people practise just now; try again in a few minutes.', {
        status: 503,
      });
    const making = make(person).finally(() => opening.delete(person.id));
    opening.set(person.id, making);
    return making;
  };

  const make = async (person: PresenceUser): Promise<Copy> => {
    const files = await options.files();
    if (files.length === 0) throw practiceNone();
    engine ??= start();
    const { rooms } = engine;
    const id = `~${randomId(12)}`;
    const lease = await rooms.acquire({ project: id, document: 'source' });
    await seedFiles(rooms, id, PLANT.id, files);
    const copy: Copy = {
      id,
      person,
      lease,
      endsAt: clock.now() + PRACTICE.longestMs,
      colleagues: [],
      sockets: new Set(),
      visitors: 0,
      cancelEnd: clock.after(PRACTICE.longestMs, () => void end(copy)),
      cancelWait: clock.after(PRACTICE.aloneMs, () => void end(copy)),
    };
    copies.set(id, copy);
    return copy;
  };

  /** They come with the person, so that nothing has happened before there is somebody to see it. */
  const callColleagues = (copy: Copy, { openSocket }: Engine) => {
    if (copy.colleagues.length > 0) return;
    for (const [index, part] of PARTS.entries())
      copy.colleagues.push(
        openColleague({
          project: copy.id,
          part,
          token: async () =>
            (await options.tokens.issue({ person: part.id, project: copy.id }, PRACTICE.longestMs)).token,
          openSocket,
          clock,
          seed: index + 1,
          slowness: options.slowness,
          onTrouble: (error) => options.onTrouble('PRACTICE_FAILED', error),
        }),
      );
  };

  const end = async (copy: Copy) => {
    if (!copies.delete(copy.id)) return;
    copy.cancelEnd();
    copy.cancelWait();
    await Promise.all(copy.colleagues.map((colleague) => colleague.close()));
    for (const tell of [...copy.sockets]) tell(null, ENDED);
    copy.lease.release();
  };

  const userOf = (copy: Copy, person: string): PresenceUser | null =>
    person === copy.person.id ? copy.person : (PARTS.find(({ id }) => id === person) ?? null);

  const access: Pick<Access, 'admit' | 'watchToken' | 'nameOf' | 'user'> = {
    admit: async ({ person, project }, asked): Promise<Admission | null> => {
      const copy = copies.get(asked);
      const user = copy && project === asked ? userOf(copy, person) : null;
      return (
        user && {
          user: { id: user.id, name: user.name, color: user.color },
          role: 'editor',
          membership: 'editor',
        }
      );
    },
    watchToken: (_claims, { user }, project, listener) => {
      const copy = copies.get(project);
      if (!copy) {
        queueMicrotask(() => listener(null, ENDED));
        return () => undefined;
      }
      copy.sockets.add(listener);
      if (user.id === copy.person.id && engine) came(copy, engine);
      return () => {
        copy.sockets.delete(listener);
        if (user.id === copy.person.id) left(copy);
      };
    },
    nameOf: (person) =>
      [PLANT, ...PARTS, ...[...copies.values()].map((copy) => copy.person)].find(({ id }) => id === person)
        ?.name,
    user: async () => null,
  };

  const came = (copy: Copy, running: Engine) => {
    copy.visitors += 1;
    copy.cancelWait();
    callColleagues(copy, running);
  };

  const left = (copy: Copy) => {
    copy.visitors -= 1;
    if (copy.visitors === 0 && copies.has(copy.id))
      copy.cancelWait = clock.after(PRACTICE.aloneMs, () => void end(copy));
  };

  const start = (): Engine => {
    const trouble = (_key: unknown, code: string, error: unknown) => options.onTrouble(code, error);
    const log = createUnkeptLog();
    const commits = createCommits(log, undefined, (error) => trouble(null, 'TELLING_FAILED', error));
    const rooms = createRooms({ store: log, commits, clock, onTrouble: trouble });
    const metrics = new Metrics();
    const sockets = createSockets({
      rooms,
      presence: createPresence(clock, options.isLimited),
      // Colleagues are the same in all copies; their ids are not counted against anybody.
      paces: {
        ...options.paces,
        mayClaim: (person, count) =>
          PARTS.some(({ id }) => id === person) || options.paces.mayClaim(person, count),
      },
      access,
      tokens: options.tokens,
      audit: { refused: async () => undefined },
      metrics,
      clock,
      origins: options.origins,
      tags: NO_ENDPOINT,
      jobs: NO_ENDPOINT,
      openRoots: false,
      isLimited: options.isLimited,
      onTrouble: options.onTrouble,
    });
    return { rooms, sockets, openSocket: createDoor(sockets) };
  };

  return {
    open,
    mayEnter: (copy, person) => copies.get(copy)?.person.id === person,
    handleUpgrade: (request, socket, head) => {
      const [, id = ''] = /^\/ws\/([^/?]+)\/source(?:\?|$)/.exec(request.url ?? '') ?? [];
      return PRACTICE_ID.test(id) && (engine?.sockets.handleUpgrade(request, socket, head) ?? false);
    },
    count: () => copies.size,
    close: async () => {
      isClosed = true;
      await Promise.allSettled(opening.values());
      await Promise.all([...copies.values()].map(end));
      await engine?.sockets.close();
      await engine?.rooms.close();
    },
  };
}

/** For whoever comes back to a copy that is gone. */
export function practiceEnded(): Problem {
  return new Problem(ENDED.code, ENDED.message, { status: 404 });
}

/** Edits of a copy do not travel by HTTP: its colleagues, and its end, are known by sockets alone. */
export function practiceNeedsSockets(): Problem {
  return new Problem(
    'PRACTICE_NEEDS_SOCKETS',
    'A practice copy needs WebSockets, and the network lets none through. The demo project works without them.',
    { status: 404 },
  );
}

/** Only the demo project can be practised with, and only where there is one. */
export function practiceNone(): Problem {
  return new Problem('PRACTICE_NONE', 'Only the demo project of a server has practice copies.', {
    status: 404,
  });
}

/** Only document sockets lead here. */
const NO_ENDPOINT: JobEndpoint = {
  admit: async () => undefined,
  accept: () => undefined,
  count: () => 0,
  close: () => undefined,
};

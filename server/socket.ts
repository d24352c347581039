/**
 * WebSockets: everything that is decided before a connection exists (path, origin, token, membership, count), and the life
 * of the socket after it (ping, slow readers, token expiry). Nothing is queued for anybody who is not admitted.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE, LIMITS, PROTOCOL_OWN, PROTOCOL_STOCK } from '@tagloom/collab';
import { WebSocket, WebSocketServer } from 'ws';
import type { Audit } from './audit.ts';
import type { Access, Admission } from './auth/access.ts';
import { addressOf, bearerOf, isOriginAllowed, type OriginRules } from './auth/origin.ts';
import type { TokenClaims, Tokens } from './auth/tokens.ts';
import { Connection, type Line } from './connection.ts';
import type { JsonCaller } from './jsonline.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { Outlet } from './outlet.ts';
import type { Paces } from './pace.ts';
import type { Presence } from './presence.ts';
import { Problem, projectUnknown } from './problem.ts';
import type { Clock, RoomLease, Rooms } from './rooms.ts';
import type { DocumentName } from './store/store.ts';

/** Takes over JSON sockets (`/ws/tags`) once they are admitted. */
export interface JsonEndpoint {
  accept(caller: JsonCaller): void;
  count(): number;
  close(): void;
}

/** Takes over job sockets of an organization. */
export interface JobEndpoint extends JsonEndpoint {
  /** Before the upgrade; throws ORG_UNKNOWN (404) for unknown and foreign ones alike. */
  admit(claims: TokenClaims, org: string): Promise<void>;
}

export interface SocketOptions {
  readonly rooms: Rooms;
  readonly presence: Presence;
  readonly paces: Paces;
  readonly access: Pick<Access, 'admit' | 'watchToken' | 'nameOf' | 'user'>;
  readonly tokens: Pick<Tokens, 'verify'>;
  readonly audit: Pick<Audit, 'refused'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly origins: OriginRules;
  readonly tags: JsonEndpoint;
  readonly jobs: JobEndpoint;
  readonly openRoots: boolean;
  readonly isLimited: boolean;
  readonly onTrouble: (code: string, error: unknown) => void;
}

export interface Sockets {
  /** False when the path is not ours; the caller (the dev server) may have another use for it. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  count(): number;
  /** No socket is taken and no frame is read from now on. */
  refuse(): void;
  /** Closes all with 1012; resolves when they are gone or cut. */
  close(): Promise<void>;
}

interface Open {
  readonly ws: WebSocket;
  readonly socket: Duplex;
  readonly person: string;
  readonly project: string;
  readonly document: DocumentName;
  connection: Connection | null;
  isAlive: boolean;
  readonly outlet: Outlet;
}

type Target =
  | { readonly type: 'document'; readonly project: string; readonly document: DocumentName }
  | { readonly type: 'tags' }
  | { readonly type: 'jobs'; readonly org: string };

const CUT_AFTER_MS = 1_000;
/** A cut reader has little between itself and the close frame; so long it may take to hear why. */
const HEAR_WITHIN_MS = 5_000;

export function createSockets(options: SocketOptions): Sockets {
  const { clock, metrics, paces } = options;
  const opens = new Set<Open>();
  /** JSON sockets by person and project. */
  const jsonCounts = new Map<string, number>();
  let isStopping = false;
  let gathered: Open[] = [];
  const documents = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LIMITS.frameBytes,
    handleProtocols: firstProtocol,
  });
  const jsons = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LIMITS.frameBytes,
    handleProtocols: firstProtocol,
  });

  // ---- before the upgrade ----

  const admit = async (
    request: IncomingMessage,
    target: Target,
  ): Promise<[TokenClaims, Admission | null]> => {
    if (isStopping) throw new Problem('STOPPING', 'The server is stopping.', { status: 503 });
    if (!paces.mayConnect(addressOf(request, options.origins)))
      throw new Problem('RATE_LIMITED', 'Too many connections from this address; wait a moment.', {
        status: 429,
      });
    if (!isOriginAllowed(request.headers, options.origins))
      throw new Problem('ORIGIN_REFUSED', 'This origin may not connect here.', { status: 403 });
    const token = bearerOf(request, target.type !== 'document');
    if (!token) throw new Problem('TOKEN_MISSING', 'Connect with an access token.', { status: 401 });
    const claims = await options.tokens.verify(token);
    if (paces.strikes.isOut(claims.person))
      throw new Problem('TOO_MANY_STRIKES', 'You sent too many broken frames; wait ten minutes.', {
        status: 429,
      });
    if (target.type !== 'document') {
      if (target.type === 'jobs') await options.jobs.admit(claims, target.org);
      refuseCrowd(jsonCounts.get(countName(claims)) ?? 0);
      return [claims, null];
    }
    const admission = await options.access.admit(claims, target.project);
    if (!admission) throw projectUnknown(target.project);
    refuseCrowd(countOf(admission.user.id, target));
    return [claims, admission];
  };

  const refuseCrowd = (others: number) => {
    if (options.isLimited && others >= SERVER_LIMITS.socketsPerDocument)
      throw new Problem('TOO_MANY_SOCKETS', 'You have too many connections to this project.', {
        status: 429,
      });
  };

  const openJson = (socket: WebSocket, request: IncomingMessage, claims: TokenClaims, target: Target) => {
    const name = countName(claims);
    jsonCounts.set(name, (jsonCounts.get(name) ?? 0) + 1);
    socket.on('close', () => {
      const left = (jsonCounts.get(name) ?? 1) - 1;
      if (left > 0) jsonCounts.set(name, left);
      else jsonCounts.delete(name);
    });
    const pace = paces.open(claims.person, addressOf(request, options.origins));
    if (target.type === 'jobs') options.jobs.accept({ socket, claims, pace, org: target.org });
    else options.tags.accept({ socket, claims, pace });
  };

  const countOf = (person: string, { project, document }: Target & { type: 'document' }): number => {
    let count = 0;
    for (const open of opens)
      if (open.person === person && open.project === project && open.document === document) count += 1;
    return count;
  };

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer, target: Target) => {
    let lease: RoomLease | null = null;
    try {
      const [claims, admission] = await admit(request, target);
      if (target.type === 'document')
        lease = await options.rooms.acquire({ project: target.project, document: target.document });
      if (lease) await learnNames(lease);
      if (socket.destroyed) return lease?.release();
      if (lease && admission && target.type === 'document') {
        const held = lease;
        let isOpen = false;
        documents.handleUpgrade(request, socket, head, (ws) => {
          isOpen = true;
          openDocument(ws, request, target, claims, admission, held);
        });
        // A handshake that ws refuses never calls back.
        if (!isOpen) held.release();
      } else jsons.handleUpgrade(request, socket, head, (ws) => openJson(ws, request, claims, target));
    } catch (error) {
      lease?.release();
      reject(socket, error);
    }
  };

  /** Names of the authors, so that the authors message can say them. */
  const learnNames = async ({ room }: RoomLease) => {
    const unknown = [...new Set(room.claims().values())].filter((id) => !options.access.nameOf(id));
    await Promise.all(unknown.map((id) => options.access.user(id)));
  };

  const reject = (socket: Duplex, error: unknown) => {
    if (!(error instanceof Problem)) options.onTrouble('UPGRADE_FAILED', error);
    const problem =
      error instanceof Problem ? error : new Problem('INTERNAL', 'The server failed.', { status: 500 });
    metrics.refused(problem.code);
    const body = JSON.stringify({ code: problem.code, message: problem.message });
    socket.end(
      `HTTP/1.1 ${problem.status} ${problem.code}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  };

  // ---- after it ----

  const openDocument = (
    ws: WebSocket,
    request: IncomingMessage,
    { project, document }: Target & { type: 'document' },
    claims: TokenClaims,
    admission: Admission,
    lease: RoomLease,
  ) => {
    const { user, role } = admission;
    const open: Open = {
      ws,
      socket: request.socket,
      person: user.id,
      project,
      document,
      connection: null,
      isAlive: true,
      outlet: new Outlet({
        socket: request.socket,
        now: clock.now,
        onDrained: () => open.connection?.drained(),
      }),
    };
    const board = options.presence.board(project, document);
    const connection = new Connection({
      room: lease.room,
      board,
      line: lineOf(open),
      user,
      role,
      isOwnProtocol: ws.protocol === PROTOCOL_OWN,
      openRoots: options.openRoots,
      metrics,
      nameOf: options.access.nameOf,
      mayClaim: (count) => paces.mayClaim(user.id, count),
      onRefused: (code) => void options.audit.refused(user.id, project, `${document} socket: ${code}`),
      onStrike: () => paces.strikes.add(user.id),
      onToken: (token) => void renew(token),
    });
    open.connection = connection;
    opens.add(open);
    metrics.count('sockets_opened_total');

    let calledOff = expireAt(connection, claims.expiresAt);
    const renew = async (token: string) => {
      try {
        const fresh = await options.tokens.verify(token);
        const isSame = fresh.person === claims.person && fresh.project === claims.project;
        if (!isSame) throw new Problem('TOKEN_FOREIGN', 'The fresh token is for another person or project.');
        calledOff();
        calledOff = expireAt(connection, fresh.expiresAt);
      } catch (error) {
        connection.end(
          CLOSE.token,
          'TOKEN_INVALID',
          error instanceof Problem ? error.message : 'Sign in again.',
        );
      }
    };
    const stopWatching = options.access.watchToken(claims, admission, project, (now, ending) =>
      connection.roleChanged(now, ending),
    );

    /** A frame that no check foresaw ends its own connection, never the process. */
    const receive = (frame: Buffer) => {
      try {
        connection.receive(frame);
      } catch (error) {
        options.onTrouble('FRAME_FAILED', error);
        connection.end(CLOSE.malformed, 'FRAME_MALFORMED', 'The frame could not be handled.');
      }
    };

    const pace = paces.open(user.id, addressOf(request, options.origins));
    ws.on('message', (data, isBinary) => {
      open.isAlive = true;
      if (isStopping) return;
      holdBack(ws, pace((data as Buffer).length));
      if (isBinary) receive(data as Buffer);
      else connection.end(CLOSE.malformed, 'FRAME_MALFORMED', 'Frames here are binary.');
    });
    ws.on('pong', () => {
      open.isAlive = true;
    });
    // ws closes by itself after an error (too large a frame: 1009); 'close' follows.
    ws.on('error', (error) => metrics.refused((error as { code?: string }).code ?? 'SOCKET_ERROR'));
    ws.on('close', () => {
      opens.delete(open);
      calledOff();
      stopWatching();
      connection.closed();
      options.presence.tidy(project, document);
      lease.release();
    });
    connection.open();
  };

  /** Whoever sends too fast is not read for a while. */
  const holdBack = (ws: WebSocket, ms: number) => {
    if (ms === 0 || ws.isPaused) return;
    metrics.count('paused_total');
    ws.pause();
    clock.after(ms, () => ws.resume());
  };

  const expireAt = (connection: Connection, at: number) => {
    const longest = 2 ** 31 - 1;
    return clock.after(Math.min(longest, Math.max(0, at - clock.now())), () =>
      connection.end(CLOSE.token, 'TOKEN_EXPIRED', 'The access token has expired; connect with a fresh one.'),
    );
  };

  const lineOf = (open: Open): Line => ({
    write: (frames) => {
      if (open.ws.readyState !== WebSocket.OPEN) return;
      if (open.outlet.push(frames)) gather(open);
    },
    queued: () => open.outlet.queued(),
    close: (code, reason) => {
      if (open.ws.readyState === WebSocket.OPEN) open.socket.write(open.outlet.flushAll());
      closeSocket(open.ws, code, reason);
    },
  });

  /** All that one step of the server writes to a socket (updates, ack, presence) leaves in one system call. */
  const gather = (open: Open) => {
    if (gathered.length === 0) process.nextTick(flushAll);
    gathered.push(open);
  };

  const flushAll = () => {
    const waiting = gathered;
    gathered = [];
    for (const { ws, outlet } of waiting) if (ws.readyState === WebSocket.OPEN) outlet.flush();
  };

  /** A reader that takes nothing for 10 s while much waits is cut: it comes back and gets the difference. */
  const cutStuck = ({ ws, outlet, connection }: Open) => {
    if (ws.readyState !== WebSocket.OPEN || !outlet.isStuck()) return;
    metrics.refused('TOO_SLOW');
    outlet.drop();
    connection?.end(CLOSE.tooSlow, 'TOO_SLOW', 'This connection reads too slowly; connect again.');
  };

  /** A close frame behind megabytes of data would never arrive: after a second the socket is cut. */
  const closeSocket = (ws: WebSocket, code: number, reason: string) => {
    ws.close(code, reason);
    clock.after(code === CLOSE.tooSlow ? HEAR_WITHIN_MS : CUT_AFTER_MS, () => ws.terminate());
  };

  const heartbeat = setInterval(() => {
    for (const open of opens) {
      if (!open.isAlive) {
        metrics.count('half_open_total');
        open.ws.terminate();
      } else {
        open.isAlive = false;
        if (open.ws.readyState === WebSocket.OPEN) open.ws.ping();
      }
    }
  }, LIMITS.serverPingMs);
  const sweep = setInterval(() => {
    for (const open of opens) cutStuck(open);
  }, 1_000);
  heartbeat.unref();
  sweep.unref();

  return {
    handleUpgrade: (request, socket, head) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      if (!path.startsWith('/ws/') && !path.startsWith('/api/ws/')) return false;
      survive(socket);
      const target = targetOf(path);
      if (target) void upgrade(request, socket, head, target);
      else reject(socket, new Problem('PATH_UNKNOWN', `There is no ${path}.`, { status: 404 }));
      return true;
    },
    count: () => opens.size,
    refuse: () => {
      isStopping = true;
    },
    close: async () => {
      isStopping = true;
      clearInterval(heartbeat);
      clearInterval(sweep);
      options.tags.close();
      options.jobs.close();
      const closing = [...opens].map(({ ws, connection }) => {
        const closed = new Promise<void>((resolve) => ws.once('close', () => resolve()));
        connection?.end(CLOSE.restart, 'RESTART', 'The server restarts.');
        return closed;
      });
      await Promise.race([
        Promise.all(closing),
        new Promise<void>((resolve) => setTimeout(resolve, CUT_AFTER_MS / 2).unref()),
      ]);
      for (const { ws } of opens) ws.terminate();
    },
  };
}

/** Node takes its own listener off at an upgrade: without one, a reset by the other end would end the process. */
export function survive(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
}

function countName({ person, project }: TokenClaims): string {
  return `${person} ${project}`;
}

function firstProtocol(protocols: Set<string>): string | false {
  const [first] = protocols;
  return first === PROTOCOL_OWN || first === PROTOCOL_STOCK ? first : false;
}

function targetOf(path: string): Target | null {
  if (path === '/ws/tags') return { type: 'tags' };
  const [, org] = /^\/api\/ws\/sync\/([\w-]{1,63})$/.exec(path) ?? [];
  if (org) return { type: 'jobs', org };
  const [, project, document] = /^\/ws\/([^/]+)\/(source|review)$/.exec(path) ?? [];
  if (!project || !document) return null;
  return { type: 'document', project, document: document as DocumentName };
}

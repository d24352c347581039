/** Puts the server together: the only file that names engines. Tests start it in-process on port 0. */

import { statfs } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAudit } from './audit.ts';
import { createAccess } from './auth/access.ts';
import { createAccounts } from './auth/accounts.ts';
import { createAttempts } from './auth/attempts.ts';
import { createCompany, withCompany } from './auth/company.ts';
import { type Keys, makeKeys, openKeys } from './auth/keys.ts';
import { withLasting } from './auth/lasting.ts';
import { createOidc } from './auth/oidc.ts';
import type { OriginRules } from './auth/origin.ts';
import { createPasswords } from './auth/passwords.ts';
import { createSessions } from './auth/sessions.ts';
import { createTokens } from './auth/tokens.ts';
import { createCommits } from './commit.ts';
import type { Config } from './config.ts';
import type { Core } from './core.ts';
import { Figures } from './figures.ts';
import { createHealth } from './health.ts';
import { createHttp, type Http } from './http.ts';
import { createNetworkRule } from './integrations/networks.ts';
import { createPoster } from './integrations/posting.ts';
import { createConflictWatch } from './integrations/semantics.ts';
import { createForeignMerges } from './integrations/synctags.ts';
import { createWebhooks, type WebhookTimes } from './integrations/webhooks.ts';
import { createJobSockets } from './joblines.ts';
import { createJobs } from './jobs.ts';
import { createLog, type LogSink } from './log.ts';
import { LoopDelay } from './loopdelay.ts';
import { Metrics } from './metrics.ts';
import { createObserver } from './observer.ts';
import { createPaces, NO_PACES } from './pace.ts';
import { readSources } from './plant.ts';
import { createPractice } from './practice/practice.ts';
import { createPresence } from './presence.ts';
import { ConfigError } from './problem.ts';
import { createRooms, systemClock } from './rooms.ts';
import { createSockets, type Sockets, survive } from './socket.ts';
import { lockDataDir } from './store/lock.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { DerivedWrite, Store } from './store/store.ts';
import { createTagSockets } from './tags.ts';

export interface AppOptions {
  /** Replaces the engine (tests of failing and slow disks). */
  readonly store?: Store;
  /** The engine of `config.database`, which somebody has begun to open. */
  readonly opening?: Promise<Store>;
  readonly keys?: Keys;
  readonly idleMs?: number;
  /** Where the log goes; standard output when left out. */
  readonly logSink?: LogSink;
  /** Colleagues in practice copies type this much slower than people do; 0 = at once. */
  readonly practiceSlowness?: number;
  /** Shorter pauses of webhooks. */
  readonly webhookTimes?: WebhookTimes;
}

/** The server without a port: for `listen` below and for the dev server. */
export interface App {
  readonly core: Core;
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  /** False when the path is not ours. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Refuses new work, stores what waits, closes sockets with 1012. */
  close(): Promise<void>;
}

export interface RunningApp extends App {
  /** `http://host:port` as it really is. */
  readonly address: string;
}

export async function openCore(config: Config, options: AppOptions = {}): Promise<Core> {
  const log = createLog(config.logLevel, options.logSink);
  const loopDelay = new LoopDelay();
  const metrics = new Metrics(loopDelay);
  const clock = systemClock;
  const figures = new Figures(clock, loopDelay);
  const store = options.store ?? (await (options.opening ?? openSqliteStore(config.database)));
  try {
    const keys = options.keys ?? (config.database === ':memory:' ? await makeKeys() : await openKeys(config));
    const trouble = (code: string, error: unknown, fields: object = {}) => {
      metrics.refused(code);
      log.error({ code, error: error instanceof Error ? error.message : String(error), ...fields }, code);
    };
    const health = createHealth({ store, clock, log, diskSpace: diskSpaceOf(config) });
    const commits = createCommits(
      countQueue(health.store, metrics),
      (ms, entries) => metrics.committed(ms, entries),
      (error) => trouble('TELLING_FAILED', error),
    );
    const rooms = createRooms({
      secret: keys.secret,
      store,
      commits,
      clock,
      ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs }),
      onTrouble: (key, code, error) => trouble(code, error, key),
    });
    rooms.onRoom({
      opened: (room) => {
        room.onTurn(({ entries: [oldest] }) => {
          if (!oldest) return;
          const ms = clock.now() - oldest.at;
          metrics.acknowledged(ms);
          figures.ack.add(ms);
          // The sockets' frames leave in the next tick, which is planned behind this one.
          process.nextTick(process.nextTick, () => figures.sent.add(clock.now() - oldest.at));
        });
      },
      closed: () => undefined,
    });
    const access = createAccess({
      store,
      clock,
      openProjects: config.openProjects,
      onTrouble: trouble,
    });
    const company = config.oidc && createCompany(config.oidc, createOidc(config.oidc), store);
    const jobs = createJobs();
    const onDerived = createConflictWatch(jobs, access);
    const observer = createObserver({
      rooms,
      store: { ...store, saveDerived: (writes) => store.saveDerived(writes).then(() => wake(writes)) },
      clock,
      jobs,
      onDerived,
      onFlushed: (ms) => figures.derived.add(ms),
      onTrouble: trouble,
    });
    const webhooks = createWebhooks({
      store,
      access,
      observer,
      clock,
      poster: createPoster(createNetworkRule(config.webhookNetworks)),
      ...(options.webhookTimes === undefined ? {} : { times: options.webhookTimes }),
      onTrouble: trouble,
    });
    const wake = (writes: readonly DerivedWrite[]) => {
      for (const { project, changes } of writes) if (changes.length > 0) webhooks.wake(project);
    };
    const tokens = withCompany(withLasting(createTokens(keys), store), company);
    const paces = config.rateLimits ? createPaces(clock.now) : NO_PACES;
    const practice = createPractice({
      files: async () => (config.demo ? readSources(config.demo) : []),
      tokens,
      paces,
      origins: originsOf(config),
      clock,
      isLimited: config.rateLimits,
      slowness: options.practiceSlowness ?? 1,
      onTrouble: trouble,
    });
    return {
      config,
      store,
      commits,
      rooms,
      presence: createPresence(clock, config.rateLimits),
      paces,
      access,
      tokens,
      sessions: createSessions(store),
      company,
      accounts: createAccounts({ store, passwords: createPasswords(), attempts: createAttempts() }),
      jobs,
      observer,
      webhooks,
      practice,
      audit: createAudit(store, log, Date.now),
      metrics,
      figures,
      health,
      log,
      close: async () => {
        access.close();
        health.close();
        await practice.close();
        await commits.settled();
        await observer.close();
        await webhooks.close();
        await rooms.close();
        loopDelay.close();
        figures.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function originsOf({ publicUrl, allowedOrigins: allowed, trustProxy }: Config): OriginRules {
  return { publicUrl, allowed, trustProxy };
}

/** Appends with the number of their entries added while they wait. */
function countQueue({ append }: Store, metrics: Metrics): Pick<Store, 'append'> {
  return {
    append: (batches) => {
      const entries = batches.reduce((sum, batch) => sum + batch.entries.length, 0);
      metrics.queued(entries);
      return append(batches).finally(() => metrics.queued(-entries));
    },
  };
}

/** Free bytes for an ordinary account, and the size, of the file system that holds the data. */
function diskSpaceOf({ database, dataDir }: Config) {
  if (database === ':memory:') return null;
  return async () => {
    const { bavail, blocks, bsize } = await statfs(dataDir);
    return { free: bavail * bsize, size: blocks * bsize };
  };
}

export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const core = await openCore(config, options);
  if (config.database === ':memory:' || options.store) return appOf(core, () => undefined);
  try {
    const unlock = lockDataDir(config.dataDir);
    await core.health.look();
    return appOf(core, unlock);
  } catch (error) {
    await core.close();
    throw error;
  }
}

/** `unlock` is called when everything is stored. */
function appOf(core: Core, unlock: () => void): App {
  const { config, rooms, presence, access, tokens, metrics, log, observer } = core;
  const origins = originsOf(config);
  const onTrouble = (code: string, error: unknown) =>
    log.error({ code, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, code);
  const merges = createForeignMerges(core.store, core.paces.mayClaim);
  const tags = createTagSockets({ observer, access, merges, metrics, clock: systemClock, onTrouble });
  const jobs = createJobSockets({
    jobs: core.jobs,
    access,
    store: core.store,
    clock: systemClock,
    onTrouble,
  });
  const sockets: Sockets = createSockets({
    rooms,
    presence,
    paces: core.paces,
    access,
    tokens,
    audit: core.audit,
    metrics,
    clock: systemClock,
    origins,
    tags,
    jobs,
    openRoots: config.openProjects,
    isLimited: config.rateLimits,
    onTrouble,
  });
  metrics.gauge('rooms', () => rooms.count(), 'documents in memory');
  metrics.gauge('sockets', () => sockets.count(), 'open document sockets');
  metrics.gauge('tag_sockets', () => tags.count(), 'open sockets on /ws/tags');
  metrics.gauge('job_sockets', () => jobs.count(), 'open sockets on /api/ws/sync');
  metrics.gauge('degraded', () => core.health.reasons().length, 'reasons why the server is degraded');
  metrics.gauge('disk_free_bytes', () => core.health.freeBytes(), 'of the file system of DATA_DIR');
  core.figures.start(() => ({
    rooms: rooms.count(),
    sockets: sockets.count(),
    tagSockets: tags.count(),
    queue: metrics.waiting(),
    updates: metrics.value('updates_total'),
  }));
  void core.webhooks.start();
  const http: Http = createHttp({ core, origins, onTrouble });
  let closing: Promise<void> | null = null;
  const close = async () => {
    http.refuse();
    sockets.refuse();
    await core.commits.settled();
    await sockets.close();
    await core.close();
    unlock();
  };
  return {
    core,
    handleRequest: http.handle,
    handleUpgrade: (request, socket, head) =>
      core.practice.handleUpgrade(request, socket, head) || sockets.handleUpgrade(request, socket, head),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Starts listening; throws ConfigError `PORT_IN_USE` and the like. */
export async function startApp(config: Config, options: AppOptions = {}): Promise<RunningApp> {
  const app = await createApp(config, options);
  const server = createServer(app.handleRequest);
  server.headersTimeout = 20_000;
  server.requestTimeout = 120_000;
  server.on('upgrade', (request, socket, head) => {
    if (app.handleUpgrade(request, socket, head)) return;
    survive(socket);
    socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  });
  try {
    await listen(server, config);
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    ...app,
    address: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    close: async () => {
      server.close();
      server.closeIdleConnections();
      await app.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => reject(listenError(error, host, port)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenError(error: { code?: string }, host: string, port: number): ConfigError {
  if (error.code === 'EADDRINUSE')
    return new ConfigError(
      'PORT_IN_USE',
      `Port ${port} on ${host} is in use; stop what uses it or start with PORT=<another>.`,
    );
  return new ConfigError(
    'LISTEN_FAILED',
    `The server cannot listen on ${host}:${port} (${error.code}); check HOST and PORT.`,
  );
}

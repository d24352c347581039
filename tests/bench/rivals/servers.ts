/**
 * The servers of the comparison: ours and public packages in pinned versions, which are installed beside the caches on first
 * use and are no dependencies of the product. Each start is a fresh process; its data outlives a restart.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PROTOCOL_STOCK } from '@tagloom/collab';
import { freePort, newDataDir, ROOT, removeDataDir, startServer } from '../../harness/server.ts';

export interface Rival {
  readonly name: string;
  /** Hocuspocus puts the name of the document before each message. */
  readonly isPrefixed: boolean;
  readonly protocols: readonly string[];
  url(room: string): string;
  pid(): number;
  /** Stops it with SIGTERM and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const FOLDER = join(ROOT, '.cache', 'rivals');
const PACKAGES = {
  '@hocuspocus/server': '4.7.0',
  '@y/websocket-server': '0.1.5',
  'y-protocols': '1.0.7',
  yjs: '13.6.33',
} as const;

/** Installs the rivals once; throws with npm's words when that fails. */
export function installRivals(): void {
  mkdirSync(FOLDER, { recursive: true });
  // The published version asks for a release candidate that is not there any more.
  const overrides = { '@y/protocols': '1.0.6-1' };
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies: PACKAGES, overrides });
  const file = join(FOLDER, 'package.json');
  copyFileSync(join(import.meta.dirname, 'hocuspocus.mjs'), join(FOLDER, 'hocuspocus.mjs'));
  const isThere = existsSync(join(FOLDER, 'node_modules')) && readFileSync(file, 'utf8') === wanted;
  if (isThere) return;
  writeFileSync(file, wanted);
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The rivals could not be installed: ${stderr}`);
}

export async function startTagloom(): Promise<Rival> {
  const dataDir = newDataDir();
  // The bundle if it is fresh, and compiled code is kept, as `npm start` does it.
  const NODE_COMPILE_CACHE = join(ROOT, '.cache', 'compile');
  const env = { RATE_LIMITS: 'off', OPEN_PROJECTS: 'on', NODE_COMPILE_CACHE };
  const main = join(ROOT, 'scripts', 'serve.mjs');
  let server = await startServer({ dataDir, env, main });
  const token = await server.token('bench', '*', 'editor');
  return {
    name: 'tagloom',
    isPrefixed: false,
    protocols: [PROTOCOL_STOCK, `bearer.${token}`],
    url: (room) => `${server.ws}/ws/${room}/source`,
    pid: () => server.pid,
    restart: async () => {
      await server.kill('SIGTERM');
      server = await startServer({ dataDir, env, main });
    },
    stop: async () => {
      await server.kill('SIGTERM');
      removeDataDir(dataDir);
    },
  };
}

export const startHocuspocus = (): Promise<Rival> =>
  startRival('hocuspocus', true, (port, dataDir) => ({
    args: [join(FOLDER, 'hocuspocus.mjs'), String(port), join(dataDir, 'rival.db')],
    env: {},
  }));

/** The in-memory server of y-websocket: it forgets everything at a restart. */
export const startYWebsocket = (): Promise<Rival> =>
  startRival('y-websocket', false, (port) => ({
    args: [join(FOLDER, 'node_modules/@y/websocket-server/src/server.js')],
    env: { HOST: '127.0.0.1', PORT: String(port) },
  }));

type Launch = (port: number, dataDir: string) => { readonly args: string[]; readonly env: NodeJS.ProcessEnv };

async function startRival(name: string, isPrefixed: boolean, launch: Launch): Promise<Rival> {
  const dataDir = newDataDir();
  const port = await freePort();
  const { args, env } = launch(port, dataDir);
  const start = async () => {
    const child = spawn(process.execPath, args, {
      cwd: FOLDER,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await listening(port);
    return child;
  };
  let child = await start();
  return {
    name,
    isPrefixed,
    protocols: [],
    url: (room) => `ws://127.0.0.1:${port}/${room}`,
    pid: () => child.pid ?? 0,
    restart: async () => {
      await end(child);
      child = await start();
    },
    stop: async () => {
      await end(child);
      removeDataDir(dataDir);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}

/** Resolves when somebody takes connections there, at most after 20 s. */
async function listening(port: number): Promise<void> {
  for (const until = performance.now() + 20_000; performance.now() < until; ) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('A rival did not start within 20 s.');
}

/** User and system seconds of a process so far, all threads, from the kernel's accounting. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** A real server in its own process, for tests that restart it, kill it or drive it with a browser. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Role } from '@tagloom/collab';

export const ROOT = resolve(import.meta.dirname, '../..');
const { isBuildFresh } = (await import(join(ROOT, 'scripts', 'build-stamp.mjs'))) as {
  isBuildFresh(root: string, name: 'server'): boolean;
};
/** The server as it is written. */
export const SOURCES = join(ROOT, 'server', 'main.ts');
/** As `npm start` runs it: the bundle, when it is as new as the sources. It is up in a third of the time. */
const MAIN = isBuildFresh(ROOT, 'server') ? join(ROOT, '.cache', 'server', 'main.js') : SOURCES;
const READY_WITHIN_MS = 20_000;
/** A server that does not end by itself after a signal is killed after this, and the test sees no exit code. */
const KILLED_AFTER_MS = 10_000;

export interface ServerProcess {
  readonly url: string;
  /** `ws://127.0.0.1:port` */
  readonly ws: string;
  readonly port: number;
  readonly dataDir: string;
  readonly pid: number;
  /** All that it printed so far. */
  output(): string;
  /** Sends a signal and resolves with the exit code (null after a signal) and the milliseconds it took. */
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }>;
  /** Runs a command of the server on the same data, for example `['token', '--user', 'ann', ...]`. */
  command(...args: string[]): Promise<string>;
  token(user: string, project: string, role: Role, ttl?: number): Promise<string>;
}

export interface ServerOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What Node runs; the bundle when left out, and the sources when it is not fresh. */
  readonly main?: string;
  /** A command that runs the server as its child, for example `strace` with its options. */
  readonly under?: readonly string[];
}

/** A new empty folder for one server's data. */
export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'tagloom-'));
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
}

/** Starts the server, or what `main` says, and resolves when it has printed its address. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const dataDir = options.dataDir ?? newDataDir();
  const port = options.port ?? (await freePort());
  const env = {
    ...cleanEnvironment(),
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    ...options.env,
  };
  const [program = '', ...args] = [
    ...(options.under ?? []),
    process.execPath,
    '--max-semi-space-size=4',
    options.main ?? MAIN,
  ];
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = () => (options.under ? onlyChildOf(child.pid ?? 0) : (child.pid ?? 0));
  let output = '';
  const url = `http://127.0.0.1:${port}`;
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(url)) ready.resolve();
    });
  child.once('exit', (code) =>
    ready.reject(new Error(`The server ended with ${code} before it was ready:\n${output}`)),
  );
  const late = setTimeout(
    () => ready.reject(new Error(`The server was not ready in time:\n${output}`)),
    READY_WITHIN_MS,
  );
  // A server that hangs must not outlive the test run that started it.
  const killed = () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid(), 'SIGKILL');
  };
  process.once('exit', killed);
  child.once('exit', () => process.off('exit', killed));
  await ready.promise.catch((error: unknown) => {
    killed();
    throw error;
  });
  clearTimeout(late);
  const command = (...args: string[]) => runCommand(args, env, false, options.main);
  return {
    url,
    ws: `ws://127.0.0.1:${port}`,
    port,
    dataDir,
    pid: pid(),
    output: () => output,
    kill: (signal) => killChild(child, pid, signal),
    command,
    token: (user, project, role, ttl = 3600) =>
      command('token', '--user', user, '--project', project, '--role', role, '--ttl', String(ttl)),
  };
}

/** Runs a command of the server; resolves with what it printed (and said on stderr), rejects with its complaint. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  withComplaints = false,
  main = MAIN,
): Promise<string> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: ROOT,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${complaint}${out}`);
  return `${withComplaints ? complaint : ''}${out}`.trim();
}

/** A port that is free now on loopback. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('The system gave no port.');
  return address.port;
}

/** The caller's environment without the variables that configure a server. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const ours = [
    'PORT',
    'HOST',
    'DATA_DIR',
    'DATABASE_URL',
    'BUS_URL',
    'PUBLIC_URL',
    'JWT_SECRET',
    'RATE_LIMITS',
    'OPEN_PROJECTS',
  ];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.includes(name)));
}

/** The server below a command that runs it. */
function onlyChildOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

async function killChild(
  child: ChildProcess,
  pid: () => number,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; ms: number }> {
  if (child.exitCode !== null || child.signalCode !== null) return { code: child.exitCode, ms: 0 };
  const from = performance.now();
  const ended = once(child, 'exit') as Promise<[number | null]>;
  process.kill(pid(), signal);
  const late = setTimeout(() => process.kill(pid(), 'SIGKILL'), KILLED_AFTER_MS);
  const [code] = await ended;
  clearTimeout(late);
  return { code, ms: performance.now() - from };
}

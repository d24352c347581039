#!/usr/bin/env node
/** The `tagloom` command: finds a Node >= 24 and runs `src/main.ts` under it. No dependency, so that Node 20 can start it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const here = dirname(fileURLToPath(import.meta.url));
const node = findNode();

if (node === undefined) {
  process.stderr.write(
    `NODE_TOO_OLD: Tagloom needs Node ${NEEDED} or newer, this is ${process.version}; install it from https://nodejs.org or run npm install with optional dependencies.\n`,
  );
  process.exit(1);
}
run(node);

/** The running Node if it is new enough, else the one that npm brought along, searched upwards from this file. */
function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= NEEDED) return process.execPath;
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const binary = join(
    'node_modules',
    `node-${os}-${process.arch}`,
    'bin',
    os === 'win' ? 'node.exe' : 'node',
  );
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, binary))) return join(folder, binary);
    if (folder === dirname(folder)) return undefined;
  }
}

/** Passes everything through; ends as the child ends, also by a signal. */
function run(path) {
  const args = [
    '--disable-warning=ExperimentalWarning',
    join(here, 'src', 'main.ts'),
    ...process.argv.slice(2),
  ];
  const child = spawn(path, args, { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`NODE_NOT_STARTED: ${path} could not be started (${error.message}).\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const one of signals) process.removeAllListeners(one);
    process.kill(process.pid, signal);
  });
}

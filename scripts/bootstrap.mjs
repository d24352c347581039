/**
 * The first line of every npm script. Runs on Node 20 and above without any dependency: installs what the lock file says
 * when it changed, finds Node 24, and runs the task under it with `node_modules/.bin` first on the path.
 */

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = join(ROOT, 'node_modules', '.tagloom-stamp');
const WANTED_MAJOR = 24;

const [task, ...rest] = process.argv.slice(2);
if (!task) stop('BOOTSTRAP_USAGE: name a task, for example "npm start".', 2);
install();
const node = findNode();
const path = [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
const child = spawn(node, [join(ROOT, 'scripts', 'tasks.mjs'), task, ...rest], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm passes a signal to its shell, and that dies without passing it on: an orphan follows its parent.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 300).unref();
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

/** `npm ci`, only when the lock file differs from the one that was installed last. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  process.stdout.write('Installing packages ...\n');
  const result = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    // A caller's NODE_ENV=production would leave out what the build needs.
    env: { ...process.env, NODE_ENV: 'development' },
  });
  if (result.status !== 0)
    stop(
      'INSTALL_FAILED: npm could not install the packages; its message stands above. Check the network and run it again.',
      1,
    );
  writeFileSync(STAMP, lock);
}

/** The running Node when it is new enough, else the one that came as an optional dependency. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) return process.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  for (const file of ['node', 'node.exe']) {
    const path = join(ROOT, 'node_modules', name, 'bin', file);
    if (existsSync(path)) return path;
  }
  stop(
    `NODE_MISSING: Tagloom runs on Node ${WANTED_MAJOR}; there is no bundled one for ${process.platform}-${process.arch}. Install Node ${WANTED_MAJOR} or newer and run the command again.`,
    1,
  );
}

function stop(sentence, status) {
  process.stderr.write(`${sentence}\n`);
  process.exit(status);
}

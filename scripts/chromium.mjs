/** Finds the Chromium that the browser tests drive; installs Debian's when there is none and we may. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The headless shell has no browser window behind it: the tests take two thirds of the time. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of an executable, or null after a sentence that says what to do. */
export function ensureChromium() {
  const found = find();
  if (found) return found;
  if (process.getuid?.() === 0 && has('apt-get')) {
    process.stdout.write('Installing chromium for the browser tests ...\n');
    apt(['update', '-qq']);
    for (const name of ['chromium-headless-shell', 'chromium'])
      if (!find()) apt(['install', '-y', '-qq', '--no-install-recommends', name]);
  }
  const installed = find();
  if (!installed)
    process.stderr.write(
      'CHROMIUM_MISSING: the browser tests need Chromium; install it (Debian: sudo apt-get install chromium-headless-shell) or set CHROMIUM to its path.\n',
    );
  return installed;
}

function find() {
  return [process.env.CHROMIUM, ...PLACES].find((path) => path && existsSync(path)) ?? null;
}

function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

function apt(args) {
  return spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** What each npm script does, step by step. Runs under Node 24; `bootstrap.mjs` sees to that. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuildFresh, markBuildFresh } from './build-stamp.mjs';
import { ensureChromium } from './chromium.mjs';
import { bundleServer } from './server-bundle.mjs';

const ROOT = join(import.meta.dirname, '..');
const CACHE = join(ROOT, '.cache');
const BIN = join(ROOT, 'node_modules');
/** Compiled code is kept: the second start of a server is quick, and so are the many that tests start (half the CPU). */
const COMPILED = join(CACHE, 'compile');

/** The server's young objects get 4 MB instead of 16: a fifth less resident memory, and no more CPU (`npm run bench -- rivals`). */
const SMALL_NURSERY = '--max-semi-space-size=4';

const TASKS = {
  start: [buildIfStale, bundleIfStale, serve],
  dev: [(args) => run('vite', 'vite/bin/vite.js', ['dev', '--port', process.env.PORT ?? '3000', ...args])],
  build: [build, bundle],
  check: [check],
  format: [(args) => run('format', '@biomejs/biome/bin/biome', ['check', '--write', '.', ...args])],
  'test:unit': [(args) => vitest('unit tests', ['unit', 'app'], args)],
  'test:integration': [bundleIfStale, (args) => vitest('integration tests', ['integration'], args)],
  'test:e2e': [buildIfStale, bundleIfStale, browserTests],
  test: [check, unit, bundleIfStale, integration, buildIfStale, browserTests],
  bench: [
    buildIfStale,
    bundleIfStale,
    (args) => runNode('bench', 'tests/bench/run.ts', args, { CHROMIUM: ensureChromium() ?? '' }),
  ],
  'bench:parser': [
    (args) => runNode('parser bench', 'packages/st-parser/bench/run.ts', args),
    () => runNode('yardstick', 'packages/st-parser/bench/rival.ts', []),
  ],
  corpus: [(args) => runNode('corpus', 'tests/corpus/run.ts', args)],
  fuzz: [(args) => runNode('fuzz', 'tests/fuzz/run.ts', args)],
  faults: [bundleIfStale, (args) => runNode('faults', 'tests/faults/run.ts', args)],
};

const [task, ...args] = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };
const steps = TASKS[task];
if (!steps) {
  process.stderr.write(
    `TASK_UNKNOWN: there is no task "${task}"; there are ${Object.keys(TASKS).join(', ')}.\n`,
  );
  process.exit(2);
}
mkdirSync(CACHE, { recursive: true });
let isGood = true;
for (const step of steps) {
  // `npm test` reports everything that fails in one run; other tasks stop at the first failure.
  isGood = (await step(args)) && isGood;
  if (!isGood && task !== 'test') break;
}
if (task === 'test') {
  writeFileSync(join(CACHE, 'test-totals'), `${totals.passed} passed, ${totals.failed} failed\n`);
  process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
}
process.exit(isGood ? 0 : 1);

async function build() {
  const isDone = await run('build', 'vite/bin/vite.js', ['build', '--logLevel', 'error']);
  if (isDone) markBuildFresh(ROOT, 'app');
  return isDone;
}

async function buildIfStale() {
  if (isBuildFresh(ROOT, 'app')) return true;
  process.stdout.write('Building the app ...\n');
  return build();
}

/** The server as few files. It also runs from its sources, only more slowly: a failure here stops nothing. */
async function bundle() {
  try {
    await bundleServer(ROOT);
    markBuildFresh(ROOT, 'server');
  } catch (error) {
    process.stderr.write(`The server is not bundled and starts from its sources: ${error}\n`);
  }
  return true;
}

async function bundleIfStale() {
  return isBuildFresh(ROOT, 'server') || bundle();
}

function serve() {
  return start('server', [SMALL_NURSERY, join(ROOT, 'scripts/serve.mjs'), ...args]);
}

/** Types of everything, types of the components, lint and format. Each counts as one test. */
async function check() {
  const sync = await run('svelte-kit sync', '@sveltejs/kit/svelte-kit.js', ['sync']);
  const types = sync && (await run('types', '@typescript/native/bin/tsc', ['-p', '.', '--noEmit']));
  const components = await run('components', 'svelte-check/bin/svelte-check', [
    '--tsgo',
    '--incremental',
    '--output',
    'human',
    '--threshold',
    'warning',
  ]);
  const lint = await run('lint', '@biomejs/biome/bin/biome', ['ci', '--diagnostic-level=warn', '.']);
  for (const good of [types, components, lint]) totals[good ? 'passed' : 'failed'] += 1;
  return types && components && lint;
}

function unit() {
  return vitest('unit tests', ['unit', 'app'], []);
}

function integration() {
  return vitest('integration tests', ['integration'], []);
}

async function vitest(name, projects, extra) {
  const report = join(CACHE, `vitest-${projects[0]}.json`);
  rmSync(report, { force: true });
  const good = await run(name, 'vitest/vitest.mjs', [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...extra,
  ]);
  const result = readReport(report);
  totals.passed += result?.numPassedTests ?? 0;
  totals.failed += Math.max(result?.numFailedTests ?? 0, good ? 0 : 1);
  return good;
}

async function browserTests(extra) {
  const executable = ensureChromium();
  if (!executable) {
    totals.failed += 1;
    return false;
  }
  const report = join(CACHE, 'playwright.json');
  rmSync(report, { force: true });
  const good = await run(
    'browser tests',
    '@playwright/test/cli.js',
    ['test', '-c', 'tests/e2e/playwright.config.ts', ...(task === 'test' ? [] : extra)],
    { CHROMIUM: executable, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  );
  const stats = readReport(report)?.stats;
  totals.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0);
  totals.failed += Math.max(stats?.unexpected ?? 0, good ? 0 : 1);
  return good;
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function runNode(name, script, args, env) {
  return start(name, [join(ROOT, script), ...args], env);
}

function run(name, bin, args, env) {
  return start(name, [join(BIN, bin), ...args], env);
}

/** Runs one step with the terminal's streams; true when it ended well. Stops with us. */
function start(name, argv, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
    });
    const forward = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    child.on('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, forward);
      if (code !== 0 && !['server', 'vite'].includes(name)) process.stderr.write(`FAILED: ${name}\n`);
      resolve(code === 0);
    });
  });
}

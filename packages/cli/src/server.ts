/** Commands that need the database: they live in the server and run as `node scripts/serve.mjs <command>`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const SERVER = join(import.meta.dirname, '../../../scripts/serve.mjs');

/** Runs a command of the server with our streams; resolves with its exit status. */
export function runServer(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // The same nursery as `npm start` gives it.
    const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4'];
    const child = spawn(process.execPath, [...flags, SERVER, ...args], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

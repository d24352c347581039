/** The server's life in its process: first start makes keys, demo project and a sign-in link; a signal ends it. */

import { type RunningApp, startApp } from './app.ts';
import { linkOf } from './commands/login.ts';
import type { Config } from './config.ts';
import type { Core } from './core.ts';
import { seedFirstStart } from './seed.ts';
import type { Store } from './store/store.ts';

/** A stop that takes longer than this is cut; what is acknowledged is on disk anyway. */
const STOP_MS = 1_900;

/** Serves until a signal comes; throws ConfigError when it cannot begin. `opening`: the engine of the configured database. */
export async function run(config: Config, opening: Promise<Store>): Promise<void> {
  const app = await startApp(config, { opening });
  stopOnSignal(app);
  if (config.openProjects || !config.rateLimits)
    app.core.log.warn(
      { openProjects: config.openProjects, rateLimits: config.rateLimits },
      'LOAD TEST MODE: OPEN_PROJECTS or RATE_LIMITS is set; do not use this server for work.',
    );
  const address = config.publicUrl ?? app.address;
  process.stdout.write(`Tagloom runs at ${address}\n`);
  await greet(app.core, address);
}

async function greet(core: Core, address: string): Promise<void> {
  const first = await seedFirstStart(core);
  if (!first) {
    process.stdout.write('For a sign-in link: npx --no tagloom login-link\n');
    return;
  }
  const code = await core.sessions.makeCode(first.owner.id);
  process.stdout.write(`Sign in once with this link: ${linkOf(address, code)}\n`);
}

function stopOnSignal(app: RunningApp): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** `serve`: the server on an existing build. First start makes database, key, demo project and a sign-in link. */

import { startApp } from '../app.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core.ts';
import { seedFirstStart } from '../seed.ts';
import { usageError } from './flags.ts';
import { linkOf } from './login.ts';

/** A stop that takes longer than this is cut; what is acknowledged is on disk anyway. */
const STOP_MS = 1_900;

export async function serve(args: readonly string[], config: Config): Promise<void> {
  if (args.length > 0) throw usageError('Usage: tagloom serve');
  const app = await startApp(config);
  stopOnSignal(app);
  if (config.openProjects || !config.rateLimits)
    app.core.log.warn(
      { openProjects: config.openProjects, rateLimits: config.rateLimits },
      'LOAD TEST MODE: OPEN_PROJECTS or RATE_LIMITS is set; do not use this server for work.',
    );
  process.stdout.write(`Tagloom runs at ${config.publicUrl ?? app.address}\n`);
  await greet(app.core, config);
}

async function greet(core: Core, config: Config): Promise<void> {
  const first = await seedFirstStart(core);
  if (!first) {
    process.stdout.write('For a sign-in link: npx --no tagloom login-link\n');
    return;
  }
  const code = await core.sessions.makeCode(first.owner.id);
  process.stdout.write(`Sign in once with this link: ${linkOf(config, code)}\n`);
}

function stopOnSignal(app: { close(): Promise<void> }): void {
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

/** A server in this process with `:memory:`, and tickets for it. Servers in their own process: `tests/harness/server.ts`. */

import { type Role, randomId } from '@tagloom/collab';
import { type AppOptions, type RunningApp, startApp } from '#server/app.ts';
import { type Config, readConfig } from '#server/config.ts';

/** A configuration for tests: port 0, `:memory:`, no demo, no build, silent. */
export function testConfig(changes: Partial<Config> = {}): Config {
  return {
    ...readConfig({ LOG_LEVEL: 'silent' }),
    port: 0,
    database: ':memory:',
    build: null,
    demo: null,
    ...changes,
  };
}

export async function startTestApp(
  changes: Partial<Config> = {},
  options: AppOptions = {},
): Promise<RunningApp> {
  return startApp(testConfig(changes), options);
}

export interface Ticket {
  readonly token: string;
  readonly personId: string;
  readonly project: string;
}

/** Person, project and membership as `tagloom token` makes them. `ttl` in milliseconds. */
export async function ticketFor(
  app: RunningApp,
  name: string,
  project: string,
  role: Role,
  ttl = 60_000,
): Promise<Ticket> {
  const { store, tokens } = app.core;
  const person = await store.ensurePerson(randomId(), name, Date.now());
  await store.createProject({ id: project, org: 'main', name: project, createdAt: Date.now() });
  await store.setMember(project, person.id, role, Date.now());
  const { token } = await tokens.issue({ person: person.id, project }, ttl);
  return { token, personId: person.id, project };
}

/** `ws://...` for the same server. */
export function socketUrl(address: string): string {
  return address.replace(/^http/, 'ws');
}

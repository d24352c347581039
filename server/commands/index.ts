/** The commands that need the database, by name. */

import type { Config } from '../config.ts';

/** Prints its result on stdout; throws a Problem for what it cannot do. */
export type Command = (args: readonly string[], config: Config) => Promise<void>;

/** Each is loaded when it is called: a token is printed without loading the whole server. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  token: async () => (await import('./token.ts')).token,
  'login-link': async () => (await import('./login.ts')).loginLink,
  operator: async () => (await import('./operator.ts')).operator,
  keys: async () => (await import('./keys.ts')).keys,
  project: async () => (await import('./project.ts')).project,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  verify: async () => (await import('./verify.ts')).verify,
};

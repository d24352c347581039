/** The commands that need the database, by name. */

import type { Config } from '../config.ts';
import { backup } from './backup.ts';
import { keys } from './keys.ts';
import { loginLink } from './login.ts';
import { operator } from './operator.ts';
import { project } from './project.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';
import { token } from './token.ts';
import { verify } from './verify.ts';

/** Prints its result on stdout; throws a Problem for what it cannot do. */
export type Command = (args: readonly string[], config: Config) => Promise<void>;

export const commands: Readonly<Record<string, Command>> = {
  serve,
  token,
  'login-link': loginLink,
  operator,
  keys,
  project,
  backup,
  restore,
  verify,
};

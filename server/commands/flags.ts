/** Reads `--name value` flags; whatever is missing or unknown is wrong usage with one sentence. */

import { parseArgs } from 'node:util';
import { PROJECT_ID } from '@tagloom/collab/ids';
import { isRole, type Role } from '@tagloom/collab/roles';
import { Problem } from '../problem.ts';

export interface Flags {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly words: readonly string[];
}

export function readFlags(args: readonly string[], names: readonly string[], usage: string): Flags {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      allowPositionals: true,
    });
    return { values: values as Record<string, string | undefined>, words: positionals };
  } catch (error) {
    throw usageError(`${(error as Error).message.replace(/\.$/, '')}. ${usage}`);
  }
}

export function need(flags: Flags, name: string, usage: string): string {
  const value = flags.values[name];
  if (!value) throw usageError(`--${name} is missing. ${usage}`);
  return value;
}

/** A word where a flag belongs must not be passed over: `login-link bob` is not a link for the owner. */
export function requireNoWords({ words }: Flags, usage: string): void {
  if (words.length > 0) throw usageError(`"${words[0]}" has no place here. ${usage}`);
}

export function needRole(flags: Flags, usage: string): Role {
  const role = need(flags, 'role', usage);
  if (!isRole(role)) throw usageError(`"${role}" is not a role. ${usage}`);
  return role;
}

export function needProjectId(id: string): string {
  if (PROJECT_ID.test(id)) return id;
  throw usageError(
    `"${id}" cannot be a project id: 2 to 63 characters out of a-z, 0-9 and -, not beginning with -.`,
  );
}

export function usageError(message: string): Problem {
  return new Problem('USAGE', message);
}

/** The commands of `tagloom`, by name. */
import { EXPORT_USAGE, exportCommand } from './export.ts';
import { Failure } from './failure.ts';
import { IMPORT_USAGE, importCommand } from './import.ts';
import type { Io } from './io.ts';
import { LAYOUT_USAGE, layoutCommand } from './layout.ts';
import { PARSE_USAGE, parseCommand } from './parse.ts';

/** Runs a command of the server and gives its exit status. */
export type RunServer = (args: readonly string[]) => Promise<number>;

interface Help {
  readonly usage: string;
  readonly does: string;
}

const SERVER_HELP: Readonly<Record<string, Help>> = {
  serve: { usage: 'tagloom serve', does: 'the server alone, on an existing build' },
  token: {
    usage: 'tagloom token --user NAME --project ID --role owner|editor|reviewer|viewer [--ttl SECONDS]',
    does: 'prints one access token',
  },
  'login-link': { usage: 'tagloom login-link [--user NAME]', does: 'prints a new one-time sign-in link' },
  keys: { usage: 'tagloom keys rotate', does: 'makes a fresh signing key; the one before stays valid' },
  operator: { usage: 'tagloom operator add NAME', does: 'makes a person an instance operator' },
  project: {
    usage:
      'tagloom project create [--id ID] [--org ORG] [--name NAME] [--from FOLDER|FILE]\n  tagloom project revoke --user NAME --project ID',
    does: 'makes a project and prints its id; ends a membership',
  },
  backup: { usage: 'tagloom backup FILE', does: 'copies the database while the server runs' },
  restore: { usage: 'tagloom restore FILE', does: 'puts a backup in its place; the server must be stopped' },
  verify: { usage: 'tagloom verify', does: 'checks numbers, hashes and replay of every document' },
};

const OFFLINE_HELP: readonly Help[] = [
  {
    usage: PARSE_USAGE,
    does: 'one JSON object per file and line: errors, declarations, leaves, types, scopes',
  },
  { usage: EXPORT_USAGE, does: 'vendor files and result.json from ST sources' },
  { usage: IMPORT_USAGE, does: 'ST sources and result.json from vendor files' },
  { usage: LAYOUT_USAGE, does: 'sizes and offsets as JSON (S7: standard access)' },
];

/** Commands that go to the server as they are. */
const TO_SERVER = new Set(Object.keys(SERVER_HELP));

/** Runs one command line; resolves with the exit status and never rejects for what a user can get wrong. */
export async function runCli(args: readonly string[], io: Io, runServer: RunServer): Promise<number> {
  const [name = '--help', ...rest] = args;
  try {
    if (TO_SERVER.has(name)) return await runServer(args);
    await offline(name, rest, io);
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    io.complain(`${error.code}: ${error.message}\n`);
    return error.exit;
  }
}

async function offline(name: string, args: readonly string[], io: Io): Promise<void> {
  switch (name) {
    case 'parse':
      return parseCommand(args, io);
    case 'export':
      return exportCommand(args, io);
    case 'import':
      return importCommand(args, io);
    case 'layout':
      return layoutCommand(args, io);
    case '--help':
    case '-h':
    case 'help':
      return io.print(helpText());
  }
  throw new Failure('COMMAND_UNKNOWN', `There is no command "${name}"; tagloom --help lists them.`);
}

function helpText(): string {
  const lines = [...Object.values(SERVER_HELP), ...OFFLINE_HELP].map(
    ({ usage, does }) => `  ${usage.replace(/^Usage: /, '')}\n      ${does}\n`,
  );
  return `Usage: tagloom COMMAND ...\n\n${lines.join('\n')}`;
}

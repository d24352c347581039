/** The entry under Node 24: `node packages/cli/src/main.ts <command>`. */
import { runCli } from './cli.ts';
import { processIo } from './io.ts';
import { runServer } from './server.ts';

process.exitCode = await runCli(process.argv.slice(2), processIo(), runServer);

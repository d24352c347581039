/**
 * Starts the server, or runs one of its commands: `node scripts/serve.mjs [command ...]`. From its bundle (`npm run build`)
 * when that is as new as the sources, from the sources otherwise; both are the same program.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isBuildFresh } from './build-stamp.mjs';
import { serverBundle } from './server-bundle.mjs';

const ROOT = join(import.meta.dirname, '..');
const entry = isBuildFresh(ROOT, 'server')
  ? join(serverBundle(ROOT), 'main.js')
  : join(ROOT, 'server/main.ts');

await import(pathToFileURL(entry).href);

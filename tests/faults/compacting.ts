/** A process that compacts a database and kills itself before statement STATEMENTS: `node compacting.ts FILE STATEMENTS SEGMENT_ENTRIES`. */

import { DatabaseSync, StatementSync } from 'node:sqlite';
import { compact } from '#server/store/sqlite/compaction.ts';
import { prepareDatabase } from '#server/store/sqlite/schema.ts';

const [file = '', limit = '0', segmentEntries = '8'] = process.argv.slice(2);
let left = Number(limit);

/** Each call of that method counts as one statement. */
function count(prototype: object, name: string): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const method = methods[name] as (...args: unknown[]) => unknown;
  methods[name] = function counted(...args: unknown[]) {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
    return method.apply(this, args);
  };
}

const db = new DatabaseSync(file);
prepareDatabase(db);
count(DatabaseSync.prototype, 'exec');
for (const name of ['run', 'get', 'all', 'iterate']) count(StatementSync.prototype, name);
compact(
  db,
  { project: 'line', document: 'source' },
  { dueEntries: 20, dueBytes: 1e9, segmentEntries: Number(segmentEntries), segmentBytes: 1e9 },
);
db.close();

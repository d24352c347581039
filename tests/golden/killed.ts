/** A process that opens a database and kills itself after so many statements: `node killed.ts FILE STATEMENTS`. */

import { DatabaseSync } from 'node:sqlite';
import { prepareDatabase } from '#server/store/sqlite/schema.ts';

const [file = '', limit = '0'] = process.argv.slice(2);
let left = Number(limit);
const exec = DatabaseSync.prototype.exec;

DatabaseSync.prototype.exec = function execCounted(sql: string): void {
  for (const statement of sql.split(/;\s*\n/)) {
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    left -= 1;
    exec.call(this, statement);
  }
};

const db = new DatabaseSync(file);
prepareDatabase(db);
db.close();

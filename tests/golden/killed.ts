/** A process that opens a database and kills itself after so many statements: `node killed.ts FILE STATEMENTS`. */

import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '#server/store/sqlite/database.ts';

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

openDatabase(file).db.close();

/** The rival Hocuspocus with its documents in SQLite; runs from the folder into which `servers.ts` installed it. */

import { DatabaseSync } from 'node:sqlite';
import { Server } from '@hocuspocus/server';
import * as Y from 'yjs';

const [port, file] = process.argv.slice(2);
const db = new DatabaseSync(file);
db.exec('CREATE TABLE IF NOT EXISTS document (name TEXT PRIMARY KEY, state BLOB NOT NULL)');
const find = db.prepare('SELECT state FROM document WHERE name = ?');
const save = db.prepare('INSERT OR REPLACE INTO document VALUES (?, ?)');

const server = new Server({
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  stopOnSignals: true,
  onAuthenticate: async ({ token }) => {
    if (!token) throw new Error('no token');
  },
  onLoadDocument: async ({ document, documentName }) => {
    const row = find.get(documentName);
    if (row) Y.applyUpdate(document, row.state);
    return document;
  },
  onStoreDocument: async ({ document, documentName }) => {
    save.run(documentName, Y.encodeStateAsUpdate(document));
  },
});
await server.listen();

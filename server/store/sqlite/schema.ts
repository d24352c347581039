/** The tables of the SQLite engine and how a database of an older schema becomes one of this. */

import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../problem.ts';

/** Counts the migrations below; kept in `PRAGMA user_version`. */
export const SCHEMA_VERSION = 13;

const TABLES = `
CREATE TABLE org (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE person (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, operator INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE project (
  id TEXT PRIMARY KEY, org TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, deleted_at INTEGER
) WITHOUT ROWID;
CREATE TABLE member (
  project TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (person, project)
) WITHOUT ROWID;
CREATE INDEX member_by_project ON member (project);
CREATE TABLE document (
  id INTEGER PRIMARY KEY, project TEXT NOT NULL, document TEXT NOT NULL, epoch TEXT NOT NULL,
  head_seq INTEGER NOT NULL DEFAULT 0, snapshot_seq INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project, document)
);
CREATE TABLE update_log (
  document INTEGER NOT NULL, seq INTEGER NOT NULL, src TEXT NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL,
  client_ids TEXT NOT NULL, payload BLOB NOT NULL,
  PRIMARY KEY (document, seq)
) WITHOUT ROWID;
CREATE TABLE client_claim (
  document INTEGER NOT NULL, client INTEGER NOT NULL, person TEXT NOT NULL,
  PRIMARY KEY (document, client)
) WITHOUT ROWID;
CREATE TABLE snapshot (
  document INTEGER NOT NULL, seq INTEGER NOT NULL, epoch TEXT NOT NULL, sha256 TEXT NOT NULL, state BLOB NOT NULL,
  PRIMARY KEY (document, seq)
);
CREATE TABLE derived (
  project TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (project, kind)
) WITHOUT ROWID;
CREATE TABLE tag (
  project TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, path TEXT NOT NULL, scope TEXT NOT NULL, type TEXT NOT NULL,
  PRIMARY KEY (project, id)
) WITHOUT ROWID;
CREATE TABLE login_link (hash TEXT PRIMARY KEY, person TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER) WITHOUT ROWID;
CREATE TABLE session (hash TEXT PRIMARY KEY, person TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE audit (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, person TEXT, project TEXT, action TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES ('access', 1);
INSERT INTO org VALUES ('main', 'Main');
CREATE TRIGGER member_added AFTER INSERT ON member BEGIN UPDATE counter SET value = value + 1 WHERE name = 'access'; END;
CREATE TRIGGER member_changed AFTER UPDATE ON member BEGIN UPDATE counter SET value = value + 1 WHERE name = 'access'; END;
CREATE TRIGGER member_removed AFTER DELETE ON member BEGIN UPDATE counter SET value = value + 1 WHERE name = 'access'; END;
CREATE TRIGGER project_changed AFTER UPDATE ON project BEGIN UPDATE counter SET value = value + 1 WHERE name = 'access'; END;
`;

/** Set when a restore is recognised: for so long edits of others may come back through an editor. */
const RECOVERY = 'ALTER TABLE document ADD COLUMN recover_until INTEGER NOT NULL DEFAULT 0;';

/** Local accounts, what is known of a session, links that invite. */
const ACCOUNTS = `
ALTER TABLE person ADD COLUMN email TEXT;
ALTER TABLE person ADD COLUMN password TEXT;
ALTER TABLE person ADD COLUMN guest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN forgotten_at INTEGER;
CREATE UNIQUE INDEX person_by_email ON person (lower(email)) WHERE email IS NOT NULL;
ALTER TABLE session ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
CREATE INDEX session_by_person ON session (person);
CREATE TABLE invite (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, project TEXT NOT NULL, role TEXT NOT NULL, created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, uses_left INTEGER NOT NULL, revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX invite_by_project ON invite (project);
CREATE INDEX audit_by_project ON audit (project, id);
`;

/** Imported files as they came, and the files of the project that they became. */
const ORIGINALS = `
CREATE TABLE original (
  project TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, bytes BLOB NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (project, id)
);
CREATE TABLE original_file (
  project TEXT NOT NULL, file TEXT NOT NULL, original TEXT NOT NULL, inner TEXT NOT NULL,
  PRIMARY KEY (project, file)
) WITHOUT ROWID;
`;

/** Ranges of old log entries, packed. */
const SEGMENTS = `
CREATE TABLE segment (
  document INTEGER NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL, authors TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (document, first_seq)
);
`;

/** What a tag was when it was last stored, and what people did to tags and files. */
const CHANGES = `
ALTER TABLE tag ADD COLUMN state TEXT;
CREATE TABLE change (
  project TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL,
  authors TEXT NOT NULL, before TEXT, after TEXT,
  PRIMARY KEY (project, seq, kind, subject)
) WITHOUT ROWID;
CREATE INDEX change_by_subject ON change (project, kind, subject, seq);
`;

/** Lasting tokens for tools. A revoked one counts as a change of access, so that open sockets hear of it. */
const TOKENS = `
CREATE TABLE access_token (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, person TEXT NOT NULL, project TEXT NOT NULL, role TEXT NOT NULL,
  name TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX access_token_by_person ON access_token (person);
CREATE INDEX access_token_by_project ON access_token (project);
CREATE TRIGGER access_token_removed AFTER DELETE ON access_token BEGIN UPDATE counter SET value = value + 1 WHERE name = 'access'; END;
`;

/** Addresses that hear of changes, and the messages that wait for them or were given up. */
const WEBHOOKS = `
CREATE TABLE webhook (
  id TEXT PRIMARY KEY, project TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, events TEXT NOT NULL,
  created_by TEXT NOT NULL, created_at INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
  delivered_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX webhook_by_project ON webhook (project);
CREATE TABLE delivery (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, webhook TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,
  created_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0, dead_at INTEGER,
  error TEXT
);
CREATE INDEX delivery_by_webhook ON delivery (webhook, number);
`;

/** People of an issuer outside, and which memberships its claims gave. */
const IDENTITIES = `
CREATE TABLE identity (
  issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE INDEX identity_by_person ON identity (person);
ALTER TABLE member ADD COLUMN by_claim INTEGER NOT NULL DEFAULT 0;
`;

/** Named states of projects with the texts of their files (packed), and who came and went, for webhooks. */
const VERSIONS = `
CREATE TABLE version (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project TEXT NOT NULL, name TEXT NOT NULL, note TEXT NOT NULL,
  epoch TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, person TEXT NOT NULL, files INTEGER NOT NULL,
  sha256 TEXT NOT NULL, bytes BLOB NOT NULL
);
CREATE UNIQUE INDEX version_by_name ON version (project, lower(name));
CREATE TABLE member_change (
  number INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, person TEXT NOT NULL, before TEXT, after TEXT,
  at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
);
CREATE INDEX member_change_by_project ON member_change (project, number);
CREATE TRIGGER member_change_joined AFTER INSERT ON member BEGIN INSERT INTO member_change (project, person, before, after) VALUES (new.project, new.person, NULL, new.role); END;
CREATE TRIGGER member_change_role AFTER UPDATE ON member WHEN old.role <> new.role BEGIN INSERT INTO member_change (project, person, before, after) VALUES (new.project, new.person, old.role, new.role); END;
CREATE TRIGGER member_change_left AFTER DELETE ON member BEGIN INSERT INTO member_change (project, person, before, after) VALUES (old.project, old.person, old.role, NULL); END;
ALTER TABLE webhook ADD COLUMN people INTEGER NOT NULL DEFAULT 0;
`;

/** What claims of the company's issuer give, beside the rules of the environment. */
const CLAIM_RULES = `
CREATE TABLE claim_rule (
  id TEXT PRIMARY KEY, claim TEXT NOT NULL, value TEXT NOT NULL, org TEXT NOT NULL, role TEXT NOT NULL,
  created_at INTEGER NOT NULL, UNIQUE (claim, value, org)
) WITHOUT ROWID;
`;

/** What the last export of each target wrote, and of which state. */
const LAST_EXPORTS = `
CREATE TABLE last_export (
  project TEXT NOT NULL, target TEXT NOT NULL, options TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
  at INTEGER NOT NULL, person TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (project, target)
);
`;

/** Entries that the server made for their author, who may take them back. */
const MADE_EDITS = `
CREATE TABLE made_edit (
  document INTEGER NOT NULL, seq INTEGER NOT NULL, person TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY (document, seq)
) WITHOUT ROWID;
`;

/** One step per schema version, oldest first. */
const MIGRATIONS: readonly string[] = [
  TABLES,
  RECOVERY,
  ACCOUNTS,
  ORIGINALS,
  SEGMENTS,
  CHANGES,
  TOKENS,
  WEBHOOKS,
  IDENTITIES,
  VERSIONS,
  CLAIM_RULES,
  LAST_EXPORTS,
  MADE_EDITS,
];

/** Sets the durability of S1 (WAL, fsync at each commit) and brings the schema up to date in one transaction per step. */
export function prepareDatabase(db: DatabaseSync): void {
  db.exec('PRAGMA busy_timeout = 5000');
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('PRAGMA foreign_keys = ON');
  db.exec('PRAGMA temp_store = MEMORY');
  refuseNewer(db);
  for (let version = readVersion(db); version < SCHEMA_VERSION; version++) migrate(db, version);
}

/** Throws `DATABASE_NEWER` for a schema that this version does not know. */
export function refuseNewer(db: DatabaseSync): void {
  const found = readVersion(db);
  if (found > SCHEMA_VERSION)
    throw new StoreError(
      'DATABASE_NEWER',
      `The database was written by a newer Tagloom (schema ${found}, this one knows ${SCHEMA_VERSION}); start that version.`,
    );
}

function migrate(db: DatabaseSync, from: number): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been faster while this one waited for the lock.
    if (readVersion(db) === from) {
      db.exec(MIGRATIONS[from] ?? '');
      db.exec(`PRAGMA user_version = ${from + 1}`);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** The schema version of an open database; 0 for an empty file. */
export function readVersion(db: DatabaseSync): number {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  return row.user_version;
}

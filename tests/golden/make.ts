/**
 * Makes the golden database of the present schema version: `node tests/golden/make.ts`. Run it once per version, when the
 * version is new, and never again: what is here is what older Taglooms wrote. `golden.test.ts` opens all of them.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { filesMap } from '@tagloom/collab';
import * as Y from 'yjs';
import { compact } from '#server/store/sqlite/compaction.ts';
import { openDatabase } from '#server/store/sqlite/database.ts';
import { SCHEMA_VERSION } from '#server/store/sqlite/schema.ts';
import { createRandom } from '../harness/random.ts';

const KEY = { project: 'plant', document: 'source' } as const;
const ENTRIES = 40;

const { db, operations } = openDatabase(':memory:');
const [ann, ben] = ['ann', 'ben'].map((name) => operations.ensurePerson(`id-${name}`, name, 1_000));
operations.createProject({ id: KEY.project, org: 'main', name: 'Plant', createdAt: 1_000 });
operations.setMember(KEY.project, ann?.id ?? '', 'owner', 1_000);
operations.setMember(KEY.project, ben?.id ?? '', 'editor', 1_000);
operations.load(KEY, 'golden-epoch');
write(5);
compact(db, KEY, { dueEntries: 1, dueBytes: 1, segmentEntries: 10, segmentBytes: 1_000_000 });
const said = { at: 1_000, person: 'id-ann', project: KEY.project, action: 'made', detail: 'golden' };
operations.addSession({ hash: 'h', person: 'id-ann', expiresAt: 4e12, at: 1_000, agent: 'Golden' }, said);
operations.addLoginLink({ hash: 'l', person: 'id-ben', expiresAt: 4e12 });
operations.audit(said);
const hook = {
  id: 'h1',
  project: KEY.project,
  url: 'https://hook.example/',
  secret: 'whsec_AA==',
  events: ['tag.created'],
};
operations.addWebhook({ ...hook, createdBy: 'id-ann', createdAt: 1_000 }, 1, said);
operations.companyPerson({
  issuer: 'https://issuer.example',
  subject: 'cy',
  id: 'id-cy',
  name: 'cy',
  at: 1_000,
  grants: [],
});
operations.queueDelivery('h1', null, { id: 'msg_1', type: 'ping', body: '{}', createdAt: 1_000 });
const tag = { id: 't1', key: 'main.x', path: 'MAIN.x', scope: 'MAIN', type: 'INT', state: null };
operations.saveDerived([
  {
    project: KEY.project,
    seq: ENTRIES,
    bodies: [{ kind: 'summary', body: '{}' }],
    tags: { put: [tag], removed: [] },
    changes: [],
  },
]);
operations.addClaimRule({ id: 'r1', claim: 'groups', value: 'a', org: 'main', role: 'viewer' }, said);
operations.addVersion(
  {
    id: 'v1',
    project: KEY.project,
    name: 'as built',
    note: '',
    epoch: 'golden-epoch',
    seq: ENTRIES,
    at: 1_000,
    person: 'id-ann',
    files: 0,
    sha256: '00',
    bytes: new Uint8Array([1, 2, 3]),
  },
  9,
  said,
);
operations.noteExport(
  {
    project: KEY.project,
    target: 'kepware',
    options: '{}',
    epoch: 'golden-epoch',
    seq: ENTRIES,
    at: 1_000,
    person: 'id-ann',
    bytes: new Uint8Array([1, 2, 3]),
  },
  said,
);
// The clock of the machine is in these rows.
db.exec('UPDATE member_change SET at = 1000');
const file = join(import.meta.dirname, `schema-${SCHEMA_VERSION}.sql`);
writeFileSync(file, dump(db), { flag: 'wx' });
process.stdout.write(`${file}\n`);

/** Two people type and delete in one file; there are snapshots, and the older half of the entries is packed. */
function write(seed: number): void {
  const random = createRandom(seed);
  const doc = new Y.Doc();
  for (let seq = 1; seq <= ENTRIES; seq++) {
    const [client, person] = random.chance(0.5) ? [101, 'id-ann'] : [202, 'id-ben'];
    doc.clientID = client;
    const before = Y.encodeStateVector(doc);
    doc.transact(() => change(doc, seq, random.below(1_000)));
    const update = Y.encodeStateAsUpdate(doc, before);
    const entry = { src: `s${seq}`, at: 1_000 + seq, author: person, clients: [client], update };
    operations.append([{ key: KEY, entries: [entry], claims: [{ client, person }] }]);
    if (seq >= ENTRIES / 2 && seq % 6 === 2)
      operations.saveSnapshot(KEY, { seq, epoch: 'golden-epoch', state: Y.encodeStateAsUpdate(doc) });
  }
}

function change(doc: Y.Doc, seq: number, place: number): void {
  const files = filesMap(doc);
  if (seq === 1) {
    const made = new Y.Map<unknown>();
    made.set('path', 'MAIN.st');
    made.set('text', new Y.Text());
    files.set('f1', made);
  }
  const text = files.get('f1')?.get('text') as Y.Text;
  const at = place % (text.length + 1);
  text.insert(at, `<${seq}.0>`);
  if (seq % 7 === 0) text.delete(0, 3);
}

/** The whole database as SQL text: tables, rows, then triggers. */
function dump(source: DatabaseSync): string {
  const objects = source
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    .all() as { type: string; name: string; sql: string }[];
  const lines = objects.filter(({ type }) => type !== 'trigger').map(({ sql }) => `${sql};`);
  for (const { type, name } of objects)
    if (type === 'table')
      for (const row of source.prepare(`SELECT * FROM ${name}`).all())
        lines.push(`INSERT INTO ${name} VALUES (${Object.values(row).map(literal).join(', ')});`);
  lines.push(...objects.filter(({ type }) => type === 'trigger').map(({ sql }) => `${sql};`));
  return `${lines.join('\n')}\nPRAGMA user_version = ${SCHEMA_VERSION};\n`;
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}

/** Entries into the log, numbered, and the last ones out of it again. Synchronous; each connection that appends has its own. */

import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKey, NewEntries, Numbered } from '../store.ts';
import type { TakeBack } from './durable.ts';
import type { Operations } from './operations.ts';

/** The row of a document that was loaded at least once; throws for another one. Ids never change, so they are kept. */
export function documentIds(db: DatabaseSync): (key: DocumentKey) => number {
  const find = db.prepare('SELECT id FROM document WHERE project = ? AND document = ?');
  const ids = new Map<string, number>();
  return ({ project, document }) => {
    const name = `${project}/${document}`;
    const known = ids.get(name);
    if (known !== undefined) return known;
    const row = find.get(project, document) as { id: number } | undefined;
    if (!row) throw new Error(`Document ${name} was never loaded.`);
    ids.set(name, row.id);
    return row.id;
  };
}

/** `append` of the Store on one connection; how far it is durable is the connection's matter (`walfile.ts`). */
export function appendWriter(
  db: DatabaseSync,
  transact: <T>(act: () => T) => T,
  documentId = documentIds(db),
): Operations['append'] {
  // Takes `n` numbers at once, also when another connection appends to the same document.
  const takeNumbers = db.prepare(
    'UPDATE document SET head_seq = head_seq + ? WHERE id = ? RETURNING head_seq',
  );
  const addEntry = db.prepare('INSERT INTO update_log VALUES (?, ?, ?, ?, ?, ?, ?)');
  const addMade = db.prepare('INSERT INTO made_edit VALUES (?, ?, ?, ?)');
  const addClaim = db.prepare('INSERT OR IGNORE INTO client_claim VALUES (?, ?, ?)');

  const appendOne = ({ key, entries: added, claims: claimed }: NewEntries): Numbered => {
    const id = documentId(key);
    const { head_seq: head } = takeNumbers.get(added.length, id) as { head_seq: number };
    let seq = head - added.length;
    for (const entry of added) {
      addEntry.run(id, ++seq, entry.src, entry.at, entry.author, entry.clients.join(','), entry.update);
      if (entry.made !== undefined) addMade.run(id, seq, entry.author, entry.made);
    }
    for (const claim of claimed) addClaim.run(id, claim.client, claim.person);
    return { firstSeq: head - added.length + 1 };
  };
  return (batches) => transact(() => batches.map(appendOne));
}

/** For entries that were the last to be appended. */
export function takeBackOf(db: DatabaseSync, transact: <T>(act: () => T) => T): TakeBack {
  const findDocument = db.prepare('SELECT id FROM document WHERE project = ? AND document = ?');
  const dropEntries = db.prepare('DELETE FROM update_log WHERE document = ? AND seq >= ?');
  const dropMade = db.prepare('DELETE FROM made_edit WHERE document = ? AND seq >= ?');
  const setHead = db.prepare('UPDATE document SET head_seq = ? WHERE id = ?');
  const dropClaim = db.prepare('DELETE FROM client_claim WHERE document = ? AND client = ? AND person = ?');
  return (batches, numbers) =>
    transact(() =>
      batches.forEach(({ key, claims }, index) => {
        const { id } = findDocument.get(key.project, key.document) as { id: number };
        const { firstSeq } = numbers[index] as Numbered;
        dropEntries.run(id, firstSeq);
        dropMade.run(id, firstSeq);
        setHead.run(firstSeq - 1, id);
        for (const { client, person } of claims) dropClaim.run(id, client, person);
      }),
    );
}

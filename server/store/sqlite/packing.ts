/** New entries on their way to the worker: one buffer and one flat list cost a tenth of cloning an object per entry. */

import type { DocumentName, NewEntries, NewEntry } from '../store.ts';

/** All updates behind one another, and their fields in the order in which `packEntries` writes them. */
export interface PackedEntries {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fields: readonly (string | number)[];
}

export function packEntries(batches: readonly NewEntries[]): PackedEntries {
  let size = 0;
  for (const { entries } of batches) for (const { update } of entries) size += update.length;
  const bytes = new Uint8Array(size);
  const fields: (string | number)[] = [batches.length];
  let at = 0;
  for (const { key, entries, claims } of batches) {
    fields.push(key.project, key.document, entries.length, claims.length);
    for (const entry of entries) {
      fields.push(entry.src, entry.at, entry.author, entry.clients.join(), entry.update.length);
      bytes.set(entry.update, at);
      at += entry.update.length;
    }
    for (const { client, person } of claims) fields.push(client, person);
  }
  return { bytes, fields };
}

export function unpackEntries({ bytes, fields }: PackedEntries): NewEntries[] {
  let next = 0;
  let at = 0;
  const take = <T extends string | number>() => fields[next++] as T;
  const takeEntry = (): NewEntry => {
    const [src, time, author, clients] = [take<string>(), take<number>(), take<string>(), take<string>()];
    const length = take<number>();
    at += length;
    return {
      src,
      at: time,
      author,
      clients: clients === '' ? [] : clients.split(',').map(Number),
      update: bytes.subarray(at - length, at),
    };
  };
  return Array.from({ length: take<number>() }, () => {
    const key = { project: take<string>(), document: take<string>() as DocumentName };
    const [entryCount, claimCount] = [take<number>(), take<number>()];
    const entries = Array.from({ length: entryCount }, takeEntry);
    const claims = Array.from({ length: claimCount }, () => ({
      client: take<number>(),
      person: take<string>(),
    }));
    return { key, entries, claims };
  });
}

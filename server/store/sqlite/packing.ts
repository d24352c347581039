/**
 * New entries on their way to the database thread, as bytes: the length of a JSON list of their fields, the list, and all
 * updates behind one another. One native call writes the list and one reads it: this code is cold on a quiet server.
 */

import type { Claim, DocumentName, NewEntries, NewEntry } from '../store.ts';

/** Entries with their fields as JSON, so that their size is known. */
export interface Packed {
  readonly bytes: number;
  /** Writes all of it at the start of `target`, which has at least that size. */
  write(target: Buffer): void;
}

type Field = string | number | readonly number[];

const LENGTH_BYTES = 4;

export function packEntries(batches: readonly NewEntries[]): Packed {
  const fields: Field[] = [batches.length];
  let updates = 0;
  for (const { key, entries, claims } of batches) {
    fields.push(key.project, key.document, entries.length, claims.length);
    for (const { src, at, author, clients, update, made = '' } of entries) {
      fields.push(src, at, author, clients, update.length, made);
      updates += update.length;
    }
    for (const { client, person } of claims) fields.push(client, person);
  }
  const json = JSON.stringify(fields);
  const length = Buffer.byteLength(json);
  return {
    bytes: LENGTH_BYTES + length + updates,
    write: (target) => {
      target.writeUInt32LE(length, 0);
      let at = LENGTH_BYTES + target.write(json, LENGTH_BYTES);
      for (const { entries } of batches)
        for (const { update } of entries) {
          target.set(update, at);
          at += update.length;
        }
    },
  };
}

/** The updates are views of `source`: it must not change before they are stored. */
export function unpackEntries(source: Buffer): NewEntries[] {
  const end = LENGTH_BYTES + source.readUInt32LE(0);
  return new Unpacking(source, end, JSON.parse(source.toString('utf8', LENGTH_BYTES, end)) as Field[]).all();
}

/** Walks along the list of fields and the updates behind it. */
class Unpacking {
  readonly #source: Buffer;
  readonly #fields: readonly Field[];
  #at: number;
  #next = 0;

  constructor(source: Buffer, at: number, fields: readonly Field[]) {
    this.#source = source;
    this.#at = at;
    this.#fields = fields;
  }

  all(): NewEntries[] {
    const batches: NewEntries[] = [];
    for (let left = this.#take<number>(); left > 0; left--) batches.push(this.#batch());
    return batches;
  }

  #take<T extends Field>(): T {
    return this.#fields[this.#next++] as T;
  }

  #batch(): NewEntries {
    const key = { project: this.#take<string>(), document: this.#take<string>() as DocumentName };
    const entryCount = this.#take<number>();
    const claimCount = this.#take<number>();
    const entries: NewEntry[] = [];
    const claims: Claim[] = [];
    while (entries.length < entryCount) entries.push(this.#entry());
    while (claims.length < claimCount)
      claims.push({ client: this.#take<number>(), person: this.#take<string>() });
    return { key, entries, claims };
  }

  #entry(): NewEntry {
    const [src, at, author] = [this.#take<string>(), this.#take<number>(), this.#take<string>()];
    const clients = this.#take<readonly number[]>();
    const from = this.#at;
    this.#at += this.#take<number>();
    const update = this.#source.subarray(from, this.#at);
    const made = this.#take<string>();
    return { src, at, author, clients, update, ...(made === '' ? {} : { made }) };
  }
}

/**
 * Edits that the server made for a person (an import, `sync_tags`, a file over HTTP): which items each wrote and deleted, so
 * that its person can take it back as one step (rule U1), also when it comes in a large exchange with much else.
 */

import * as Y from 'yjs';

/** Items by their ids, flat: client, clock, length, again and again. */
export type ItemRanges = readonly number[];

export interface MadeEdit {
  /** Its log entry. */
  readonly seq: number;
  /** What it was, in a few words. */
  readonly label: string;
  readonly wrote: ItemRanges;
  readonly deleted: ItemRanges;
}

/** What an update writes and deletes; neighbours are one range. */
export function rangesOfUpdate(update: Uint8Array): Pick<MadeEdit, 'wrote' | 'deleted'> {
  const { structs, ds } = Y.decodeUpdate(update);
  const wrote: number[] = [];
  for (const { id, length } of structs) {
    const last = wrote.length - 3;
    const isNext =
      last >= 0 &&
      wrote[last] === id.client &&
      (wrote[last + 1] as number) + (wrote[last + 2] as number) === id.clock;
    if (isNext) wrote[last + 2] = (wrote[last + 2] as number) + length;
    else wrote.push(id.client, id.clock, length);
  }
  const deleted = [...ds.clients].flatMap(([client, items]) =>
    items.flatMap(({ clock, len }) => [client, clock, len]),
  );
  return { wrote, deleted };
}

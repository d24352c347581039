/**
 * The common oracle of fault runs and simulations. Writers put markers (`<writer.count>`) into the text and keep a journal;
 * after healing, the log and all replicas are judged against it. An empty list of sentences means: nothing is wrong.
 */

import { allFiles } from '@tagloom/collab';
import * as Y from 'yjs';

/** What a writer knows about one of its markers. */
export interface MarkerNote {
  /** Person id. */
  readonly author: string;
  /** The marker that the same edit deleted. */
  readonly deletes?: string;
  /** Deleted again by its own device: it may never have left that. */
  isTakenBack?: boolean;
  /** The server acknowledged it, another person saw it, or the device keeps it: it must be there in the end. */
  mustStay: boolean;
}

export type Journal = Map<string, MarkerNote>;

export interface Judged {
  readonly journal: Journal;
  /** The log of the document, as the store gives it. */
  readonly log: readonly { readonly seq: number; readonly author: string; readonly update: Uint8Array }[];
  /** Every replica after healing; the first is the server's or a fresh reader's. */
  readonly replicas: readonly { readonly name: string; readonly doc: Y.Doc }[];
  /** False when a recovery may have written entries in another person's name. */
  readonly hasTrueAuthors?: boolean;
}

const MARKER = /<\d+\.\d+>/g;

/** Markers inserted by an update: inserted strings stand in it as they are. */
export function markersIn(update: Uint8Array): string[] {
  return Buffer.from(update.buffer, update.byteOffset, update.length).toString('latin1').match(MARKER) ?? [];
}

/** All text of a document, in files by path. */
export function wholeText(doc: Y.Doc): string {
  return allFiles(doc)
    .map(({ text }) => text.toString())
    .join('\n');
}

/** State vector, delete set and content: equal keys, equal documents. */
export function stateKey(doc: Y.Doc): string {
  const { ds, sv } = Y.snapshot(doc);
  const clocks = [...sv].sort(([a], [b]) => a - b);
  const deleted = [...ds.clients]
    .sort(([a], [b]) => a - b)
    .map(([client, items]) => [client, items.map((item) => [item.clock, item.len])]);
  const files = allFiles(doc).map((file) => [file.id, file.path, file.deleted, file.text.toString()]);
  return JSON.stringify([clocks, deleted, files]);
}

/** The oracle: what is wrong, one sentence each. */
export function judge({ journal, log, replicas, hasTrueAuthors = true }: Judged): string[] {
  return [
    ...judgeNumbers(log),
    ...(hasTrueAuthors ? judgeAuthors(journal, log) : []),
    ...judgeReplicas(replicas, log),
    ...judgeMarkers(journal, wholeText((replicas[0] as { doc: Y.Doc }).doc)),
  ];
}

function judgeNumbers(log: Judged['log']): string[] {
  const gap = log.findIndex(({ seq }, index) => seq !== index + 1);
  return gap < 0 ? [] : [`S2 entry ${gap + 1} of the log has the number ${log[gap]?.seq}`];
}

/** Who brought an item first is its author; later entries may repeat it, because honest resends are accepted whole (S5). */
function judgeAuthors(journal: Journal, log: Judged['log']): string[] {
  const known = new Set<string>();
  return log.flatMap(({ seq, author, update }) => {
    const added = markersIn(update).filter((marker) => journal.has(marker) && !known.has(marker));
    for (const marker of added) known.add(marker);
    return added
      .filter((marker) => journal.get(marker)?.author !== author)
      .map((marker) => `S6 entry ${seq} brings ${marker} in the name of ${author}`);
  });
}

function judgeReplicas(replicas: Judged['replicas'], log: Judged['log']): string[] {
  const replayed = new Y.Doc();
  replayed.transact(() => {
    for (const { update } of log) Y.applyUpdate(replayed, update);
  });
  const wanted = stateKey(replayed);
  replayed.destroy();
  return replicas
    .filter(({ doc }) => stateKey(doc) !== wanted)
    .map(({ name }) => `${name} differs from the log`);
}

/** Every marker that must stay is there once, nothing is there twice, and what a stored edit deleted is gone. */
function judgeMarkers(journal: Journal, text: string): string[] {
  const found = new Map<string, number>();
  for (const marker of text.match(MARKER) ?? []) found.set(marker, (found.get(marker) ?? 0) + 1);
  const wrong: string[] = [];
  const deleted = new Set<string>();
  for (const { deletes, mustStay } of journal.values()) if (deletes && mustStay) deleted.add(deletes);
  const maybe = new Set<string>();
  for (const { deletes } of journal.values()) if (deletes) maybe.add(deletes);
  for (const [marker, { mustStay }] of journal) {
    const count = found.get(marker) ?? 0;
    if (count > 1) wrong.push(`${marker} is there ${count} times`);
    if (count === 0 && mustStay && !maybe.has(marker)) wrong.push(`S1 ${marker} is lost`);
    if (count > 0 && deleted.has(marker)) wrong.push(`${marker} was deleted and is there`);
  }
  return wrong;
}

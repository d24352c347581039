/** Gives edits that nobody else has seen yet another author id: what to do when a Yjs client id turns out to be taken (S6). */

import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

/** The clients whose very first item is among these updates: nobody has accepted anything under their ids yet. */
export function unseenClients(updates: readonly Uint8Array[]): Set<number> {
  const clients = new Set<number>();
  for (const update of updates)
    for (const [client, clock] of Y.parseUpdateMeta(update).from) if (clock === 0) clients.add(client);
  return clients;
}

/** The same update with the ids of `fresh` (old to new); other ids stay. */
export function rekeyUpdate(update: Uint8Array, fresh: ReadonlyMap<number, number>): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update);
  const idOf = (client: number) => fresh.get(client) ?? client;
  const encoder = new Y.UpdateEncoderV1();
  const sections = Map.groupBy(structs, ({ id }) => idOf(id.client));
  encoding.writeVarUint(encoder.restEncoder, sections.size);
  // Yjs writes the higher client ids first.
  for (const [client, items] of [...sections].sort(([a], [b]) => b - a))
    writeSection(encoder, client, items, idOf);
  encoding.writeVarUint(encoder.restEncoder, ds.clients.size);
  for (const [client, ranges] of ds.clients) {
    encoding.writeVarUint(encoder.restEncoder, idOf(client));
    encoding.writeVarUint(encoder.restEncoder, ranges.length);
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(encoder.restEncoder, clock);
      encoding.writeVarUint(encoder.restEncoder, len);
    }
  }
  return encoder.toUint8Array();
}

function writeSection(
  encoder: Y.UpdateEncoderV1,
  client: number,
  items: readonly Struct[],
  idOf: (client: number) => number,
): void {
  encoding.writeVarUint(encoder.restEncoder, items.length);
  encoder.writeClient(client);
  encoding.writeVarUint(encoder.restEncoder, items[0]?.id.clock ?? 0);
  for (const item of items) {
    if (item instanceof Y.Item) {
      item.origin = moved(item.origin, idOf);
      item.rightOrigin = moved(item.rightOrigin, idOf);
      if (item.parent instanceof Y.ID) item.parent = moved(item.parent, idOf);
    }
    (item as unknown as { write(encoder: Y.UpdateEncoderV1, offset: number): void }).write(encoder, 0);
  }
}

function moved<T extends Y.ID | null>(id: T, idOf: (client: number) => number): T {
  return (id === null ? null : Y.createID(idOf(id.client), id.clock)) as T;
}

/** What a device knows and the server does not. After a restore from a backup that may be what others wrote. */

import * as Y from 'yjs';

/** The clients of whose items the document has more than the state vector says. */
export function clientsAhead(doc: Y.Doc, stateVector: Uint8Array): number[] {
  const clocks = Y.decodeStateVector(stateVector);
  return [...doc.store.clients.keys()].filter(
    (client) => Y.getState(doc.store, client) > (clocks.get(client) ?? 0),
  );
}

/** A room without defence: what y-websocket's server does with a frame, by the library's own functions. */

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness';
import { readSyncMessage } from 'y-protocols/sync';
import * as Y from 'yjs';

export interface StockRoom {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** Takes a frame of anybody; it never refuses one. */
  receive(frame: Uint8Array): void;
  close(): void;
}

export function openStockRoom(state: Uint8Array): StockRoom {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const awareness = new Awareness(doc);
  return {
    doc,
    awareness,
    receive: (frame) => {
      const decoder = decoding.createDecoder(frame);
      // Its server catches what a frame throws and goes on.
      try {
        const type = decoding.readVarUint(decoder);
        if (type === 0) readSyncMessage(decoder, encoding.createEncoder(), doc, null);
        else if (type === 1) applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), null);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      }
    },
    close: () => awareness.destroy(),
  };
}

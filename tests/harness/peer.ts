/** A headless peer: the product's own client on a document of its own, as the command line and the tests use it. */

import {
  type Clock,
  type LinkSocket,
  type MadeEdit,
  type NetworkSignal,
  type Outbox,
  openClient,
  openMemoryOutbox,
  type ProjectClient,
} from '@tagloom/collab';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

export interface Peer {
  readonly client: ProjectClient;
  readonly doc: Y.Doc;
  readonly outbox: Outbox;
  /** Pulls the plug, as the browser's `offline` event does, and puts it back. */
  setOnline(online: boolean): void;
  close(): Promise<void>;
}

export function openPeer(options: {
  readonly ws: string;
  readonly projectId: string;
  readonly token: string | (() => Promise<string>);
  readonly pushLarge?: (update: Uint8Array) => Promise<void>;
  readonly outbox?: Outbox;
  readonly doc?: Y.Doc;
  readonly onIdTaken?: () => void;
  readonly openSocket?: (url: string, protocols: string[]) => LinkSocket;
  readonly onMade?: (edit: MadeEdit) => void;
  readonly clock?: Clock;
}): Peer {
  const doc = options.doc ?? new Y.Doc();
  const outbox = options.outbox ?? openMemoryOutbox();
  const awareness = new Awareness(doc);
  const plug = createPlug();
  const client = openClient({
    projectId: options.projectId,
    server: options.ws,
    token: async () => (typeof options.token === 'string' ? options.token : options.token()),
    doc,
    awareness,
    outbox,
    network: plug.signal,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.openSocket ? { openSocket: options.openSocket } : {}),
    ...(options.onMade ? { onMade: options.onMade } : {}),
    ...(options.onIdTaken ? { onIdTaken: options.onIdTaken } : {}),
    ...(options.pushLarge ? { pushLarge: options.pushLarge } : {}),
  });
  return {
    client,
    doc,
    outbox,
    setOnline: plug.setOnline,
    close: async () => {
      await client.close();
      awareness.destroy();
    },
  };
}

/** Resolves when `isTrue()` holds, asked again after each update of the document. */
export function whenDocument(doc: Y.Doc, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isTrue()) return;
      doc.off('update', look);
      resolve();
    };
    doc.on('update', look);
    look();
  });
}

function createPlug(): { signal: NetworkSignal; setOnline: (online: boolean) => void } {
  const listeners = new Set<(online: boolean) => void>();
  let isOnline = true;
  return {
    signal: {
      isOnline: () => isOnline,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    setOnline: (online) => {
      isOnline = online;
      for (const listener of listeners) listener(online);
    },
  };
}

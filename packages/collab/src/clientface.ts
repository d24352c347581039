/** What a client of a shared document needs, and what it is to those who use it. */

import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Clock } from './clock.ts';
import type { LinkSocket, NetworkSignal } from './link.ts';
import type { MadeEdit } from './made.ts';
import type { Outbox } from './outbox.ts';
import type { ClientStatus } from './status.ts';

export interface ClientOptions {
  readonly projectId: string;
  /** Which document of the project. */
  readonly document?: 'source' | 'review';
  /** `ws://host` or `wss://host`. */
  readonly server: string;
  /** A fresh access token; called before each attempt. Reject with FatalLinkError when there is none to be had. */
  readonly token: () => Promise<string>;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly outbox: Outbox;
  /** Settles when the local copy has been read into `doc`; connecting waits for it. */
  readonly localCopy?: Promise<unknown>;
  /** True for origins of transactions that read the local copy: these are not new edits. */
  readonly isLocalCopy?: (origin: unknown) => boolean;
  /**
   * Sends one update that is too large for a frame; resolves when it is durable, rejects with FatalLinkError when another
   * attempt cannot help. Left out: by HTTP to `server`.
   */
  readonly pushLarge?: (update: Uint8Array) => Promise<void>;
  /**
   * The Yjs client id of this document turned out to be another person's. What was not sent waits in the outbox under
   * fresh ids: drop the local copy and open the project again with a new document.
   */
  readonly onIdTaken?: () => void;
  /** The server made an edit for this person, which comes next or with the exchange that follows; it may be known already. */
  readonly onMade?: (edit: MadeEdit) => void;
  readonly network?: NetworkSignal;
  readonly random?: () => number;
  readonly clock?: Clock;
  /** Opens a socket; the platform's own when left out. */
  readonly openSocket?: (url: string, protocols: string[]) => LinkSocket;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** The person of a Yjs client id, as the server said it. */
export interface Author {
  readonly clientId: number;
  readonly personId: string;
  readonly name: string;
}

export interface ProjectClient {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  status(): ClientStatus;
  /** Whose a Yjs client id is; undefined while the server has not said it. */
  authorOf(clientId: number): Author | undefined;
  onStatus(listener: (status: ClientStatus) => void): () => void;
  /** Local text is there or the server's is, whichever comes first. */
  readonly whenContent: Promise<void>;
  readonly whenSynced: Promise<void>;
  /** Resolves when the server has acknowledged everything that was typed so far. */
  whenSaved(): Promise<void>;
  retry(): void;
  close(): Promise<void>;
}

/**
 * What other systems build on: live tags of a project and the jobs of its organization as typed events, over connections that
 * come back by themselves and go on where they were.
 */

import { type ConnectionState, type JsonLink, type JsonLinkOptions, openJsonLink } from './jsonlink.ts';

/** One row of the tag table (docs/protocol.md). */
export interface TagRow {
  readonly id: string;
  readonly path: string;
  readonly type: string;
  readonly initial: string | null;
  readonly address: string | null;
  readonly comment: string | null;
  readonly qualifiers: readonly string[];
  readonly source: { readonly file: string; readonly line: number; readonly col: number };
  readonly vendor?: { readonly name: string; readonly address: string; readonly type: string };
  readonly problems: readonly string[];
}

/** A change of the rows; `rows` of the client holds it already. */
export interface TagsUpdated {
  readonly changed: readonly TagRow[];
  readonly removed: readonly string[];
  readonly renamed: readonly { readonly id: string; readonly from: string; readonly to: string }[];
  /** The rows began anew: forget those that you kept. */
  readonly full: boolean;
  readonly cursor: string;
  /** That of `syncTags` when this answers one. */
  readonly syncId: string;
}

/** One message of `/api/ws/sync/<org>`. */
export interface SyncEvent {
  readonly type: 'SYNC_STARTED' | 'SYNC_PROGRESS' | 'SYNC_SUCCESS' | 'SYNC_CONFLICT' | 'SYNC_FAILED';
  readonly jobId: string;
  readonly projectId: string;
  readonly progress?: number;
  readonly message: string;
  readonly timestamp: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What the server refused. */
export interface EventError {
  readonly code: string;
  readonly error: string;
  readonly errors?: readonly {
    readonly code: string;
    readonly line: number;
    readonly col: number;
    readonly message: string;
  }[];
}

export type EventsOptions = Pick<JsonLinkOptions, 'token' | 'network' | 'random' | 'clock' | 'openSocket'> & {
  /** `ws://host` or `wss://host`. */
  readonly server: string;
  readonly projectId: string;
  /** A vendor or a format id, for its columns. */
  readonly vendor?: string;
  /** Organization of the project; left out: no job events. */
  readonly org?: string;
};

export interface ProjectEvents {
  /** The rows by lasting id, as of the last message. */
  readonly rows: ReadonlyMap<string, TagRow>;
  /** State of the tag connection. */
  state(): ConnectionState;
  onTagsUpdated(listener: (update: TagsUpdated) => void): () => void;
  onSyncEvent(listener: (event: SyncEvent) => void): () => void;
  /** Hears each change of the tag connection: state, attempts, why it ended. */
  onState(listener: (state: ConnectionState) => void): () => void;
  onError(listener: (error: EventError) => void): () => void;
  /**
   * Merges code of a tool against what this client last saw; others' work stays. False when no connection stands. What comes
   * of it arrives at `onTagsUpdated` or `onError`.
   */
  syncTags(
    code: string,
    options?: { readonly path?: string; readonly base?: string; readonly debounceMs?: number },
  ): boolean;
  retry(): void;
  close(): void;
}

type TagsMessage = {
  readonly type: 'tags_updated';
  readonly tags: readonly TagRow[];
  readonly part: number;
  readonly parts: number;
} & Omit<TagsUpdated, 'changed'>;

export function openEvents(options: EventsOptions): ProjectEvents {
  const { server, projectId, vendor, org } = options;
  const rows = new Map<string, TagRow>();
  const [tags, syncs, states, errors] = [
    topic<TagsUpdated>(),
    topic<SyncEvent>(),
    topic<ConnectionState>(),
    topic<EventError>(),
  ];
  let cursor: string | null = null;
  let parts: TagsMessage[] = [];

  const onTags = (message: TagsMessage) => {
    parts.push(message);
    if (message.part < message.parts) return;
    const whole = parts;
    parts = [];
    const [first] = whole;
    if (!first) return;
    const { full, removed, renamed, syncId } = first;
    const changed = whole.flatMap((part) => part.tags);
    if (full) rows.clear();
    for (const id of removed) rows.delete(id);
    for (const row of changed) rows.set(row.id, row);
    cursor = message.cursor;
    tags.tell({ full, removed, renamed, syncId, changed, cursor: message.cursor });
  };

  const link: JsonLink = openJsonLink({
    ...options,
    url: `${server}/ws/tags`,
    onOpen: () => {
      parts = [];
      link.send({ type: 'subscribe', projectId, vendor, ...(cursor === null ? {} : { cursor }) });
    },
    onMessage: (message) => {
      if (message.type === 'tags_updated') onTags(message as TagsMessage);
      else if (message.type === 'error') errors.tell(message as unknown as EventError);
    },
    onState: states.tell,
  });
  const jobs =
    org === undefined
      ? null
      : openJsonLink({
          ...options,
          url: `${server}/api/ws/sync/${org}`,
          onOpen: () => undefined,
          onMessage: (message) => {
            if (message.type.startsWith('SYNC_')) syncs.tell(message as SyncEvent);
            else errors.tell(message as unknown as EventError);
          },
          onState: () => undefined,
        });

  return {
    rows,
    state: link.state,
    onTagsUpdated: tags.listen,
    onSyncEvent: syncs.listen,
    onState: states.listen,
    onError: errors.listen,
    syncTags: (stCode, more = {}) =>
      link.send({ type: 'sync_tags', projectId, vendor: vendor ?? 'rockwell', stCode, ...more }),
    retry: () => {
      link.retry();
      jobs?.retry();
    },
    close: () => {
      link.close();
      jobs?.close();
    },
  };
}

/** One kind of event and who hears it. */
function topic<T>(): { tell(event: T): void; listen(listener: (event: T) => void): () => void } {
  const listeners = new Set<(event: T) => void>();
  return {
    tell: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A subscriber of `/ws/tags` with the stock `ws` client that keeps the rows as the messages say. */

import { PROTOCOL_OWN } from '@tagloom/collab';
import { WebSocket } from 'ws';
import { socketUrl } from './server.ts';

export interface TagRow {
  readonly id: string;
  readonly path: string;
  readonly type: string;
  readonly initial: string | null;
  readonly comment: string | null;
  readonly source: { readonly file: string; readonly line: number; readonly col: number };
  readonly vendor?: { readonly name: string };
}

export interface TagMessage {
  readonly type: string;
  readonly code?: string;
  readonly error?: string;
  readonly errors?: readonly { readonly code: string; readonly line: number; readonly col: number }[];
  readonly full?: boolean;
  readonly part?: number;
  readonly parts?: number;
  readonly syncId?: string;
  readonly tags?: readonly TagRow[];
  readonly removed?: readonly string[];
  readonly renamed?: readonly { readonly id: string; readonly from: string; readonly to: string }[];
  readonly cursor?: string;
}

export interface TagSocket {
  readonly socket: WebSocket;
  readonly rows: ReadonlyMap<string, TagRow>;
  readonly messages: readonly TagMessage[];
  send(message: object): void;
  /** Resolves when it is true after some message; rejects when the socket closes first. */
  until(isTrue: () => boolean): Promise<void>;
  /** The newest message of a type, once there is one of those from `from` on. */
  next(type: string, from?: number): Promise<TagMessage>;
  paths(): string[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export async function openTags(address: string, token: string): Promise<TagSocket> {
  const socket = new WebSocket(`${socketUrl(address)}/ws/tags`, [PROTOCOL_OWN, `bearer.${token}`]);
  const rows = new Map<string, TagRow>();
  const messages: TagMessage[] = [];
  const waiting = new Set<() => void>();
  let end: { code: number; reason: string } | null = null;
  const tell = () => {
    for (const check of [...waiting]) check();
  };
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      end = { code, reason: reason.toString() };
      resolve(end);
      tell();
    });
  });
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString()) as TagMessage;
    messages.push(message);
    if (message.type === 'tags_updated') keep(rows, message);
    tell();
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve).once('error', reject);
    socket.once('unexpected-response', (_request, { statusCode, statusMessage }) =>
      reject(new Error(`${statusCode} ${statusMessage}`)),
    );
  });
  socket.on('error', () => undefined);
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (isTrue()) resolve();
        else if (end) reject(new Error(`The socket closed: ${end.code} ${end.reason}`));
        else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });
  return {
    socket,
    rows,
    messages,
    send: (message) => socket.send(JSON.stringify(message)),
    until,
    next: async (type, from = 0) => {
      const find = () => messages.slice(from).find((message) => message.type === type);
      await until(() => find() !== undefined);
      return find() as TagMessage;
    },
    paths: () => [...rows.values()].map(({ path }) => path).sort(),
    closed,
  };
}

function keep(rows: Map<string, TagRow>, { full, part, removed = [], tags = [] }: TagMessage): void {
  if (full && part === 1) rows.clear();
  for (const id of removed) rows.delete(id);
  for (const row of tags) rows.set(row.id, row);
}

/** People with the product's own client, for faults that a client must outlive: what they type must all arrive (O1). */

import { DatabaseSync } from 'node:sqlite';
import {
  type Clock,
  createFile,
  listFiles,
  type Outbox,
  openMemoryOutbox,
  systemClock,
} from '@tagloom/collab';
import * as Y from 'yjs';
import { type Journal, markersIn, stateKey } from '../harness/oracle.ts';
import { openPeer, type Peer, whenDocument } from '../harness/peer.ts';
import type { Random } from '../harness/random.ts';
import type { ServerProcess } from '../harness/server.ts';
import { judgeServer, PROJECT, readLog } from './writers.ts';

export interface Member {
  readonly peer: Peer;
  readonly person: string;
  /** Types one marker between markers; `padding` makes it long. */
  type(random: Random, padding?: number): void;
}

export interface Crowd {
  readonly members: readonly Member[];
  readonly journal: Journal;
  /** Markers that were acknowledged so far. */
  acked(): number;
  /** Resolves when everything typed so far is acknowledged and everybody has the same. */
  settled(): Promise<void>;
  /** The oracle's sentences about the server's log, a fresh reader and everybody here. */
  judge(server: ServerProcess): Promise<string[]>;
  close(): Promise<void>;
}

export interface CrowdOptions {
  readonly server: ServerProcess;
  readonly count: number;
  /** Leads to the server, through a proxy for example. */
  readonly ws?: string;
  readonly clocks?: readonly Clock[];
}

/** The same clock, running `times` as fast: patience of minutes in seconds. */
export function fastClock(times: number): Clock {
  return {
    now: () => Date.now() * times,
    after: (ms, act) => systemClock.after(ms / times, act),
    every: (ms, act) => systemClock.every(ms / times, act),
  };
}

/** The system's clock, wrong by `ms`. */
export function wrongClock(ms: number): Clock {
  return { ...systemClock, now: () => Date.now() + ms };
}

export async function openCrowd({
  server,
  count,
  ws = server.ws,
  clocks = [],
}: CrowdOptions): Promise<Crowd> {
  const journal: Journal = new Map();
  const acked = new Set<string>();
  const members: Member[] = [];
  for (let index = 0; index < count; index++) {
    const name = `member${index}`;
    const token = await server.token(name, PROJECT, 'editor');
    const outbox = watchOutbox(journal, acked);
    const clock = clocks[index];
    const peer = openPeer({ ws, projectId: PROJECT, token, outbox, ...(clock ? { clock } : {}) });
    await peer.client.whenSynced;
    if (index === 0 && listFiles(peer.doc).length === 0) createFile(peer.doc, 'MAIN.st', '');
    await whenDocument(peer.doc, () => listFiles(peer.doc).length > 0);
    members.push(memberOf(peer, personId(server, name), index, journal));
  }
  const settled = async () => {
    await Promise.all(members.map(({ peer }) => peer.client.whenSaved()));
    const whole = new Y.Doc();
    for (const { peer } of members) Y.applyUpdate(whole, Y.encodeStateAsUpdate(peer.doc));
    const wanted = stateKey(whole);
    whole.destroy();
    await Promise.all(members.map(({ peer }) => whenDocument(peer.doc, () => stateKey(peer.doc) === wanted)));
  };
  return {
    members,
    journal,
    acked: () => acked.size,
    settled,
    judge: (running) =>
      judgeServer(
        running,
        journal,
        members.map(({ peer, person }) => ({ name: person, doc: peer.doc })),
      ),
    close: async () => {
      await Promise.all(members.map(({ peer }) => peer.close()));
    },
  };
}

function memberOf(peer: Peer, person: string, index: number, journal: Journal): Member {
  let count = 0;
  return {
    peer,
    person,
    type: (random, padding = 0) => {
      const text = listFiles(peer.doc)[0]?.text as Y.Text;
      const written = text.toString();
      const marker = `<${index}.${count++}>`;
      journal.set(marker, { author: person, mustStay: false });
      const at = written.indexOf('<', random.below(written.length + 1));
      text.insert(at < 0 ? written.length : at, marker + '.'.repeat(padding));
    },
  };
}

/** Kept edits must arrive; removed ones were acknowledged. */
function watchOutbox(journal: Journal, acked: Set<string>): Outbox {
  const outbox = openMemoryOutbox();
  const kept = new Map<number, readonly string[]>();
  return {
    ...outbox,
    add: async (entries) => {
      const ids = await outbox.add(entries);
      ids.forEach((id, index) => {
        const markers = markersIn(entries[index]?.update ?? new Uint8Array());
        kept.set(id, markers);
        for (const marker of markers) (journal.get(marker) as { mustStay: boolean }).mustStay = true;
      });
      return ids;
    },
    remove: (ids) => {
      for (const id of ids) for (const marker of kept.get(id) ?? []) acked.add(marker);
      return outbox.remove(ids);
    },
  };
}

function personId(server: ServerProcess, name: string): string {
  const db = new DatabaseSync(`${server.dataDir}/tagloom.db`, { readOnly: true });
  try {
    return String(db.prepare('SELECT id FROM person WHERE name = ?').get(name)?.id);
  } finally {
    db.close();
  }
}

/** The actions in a server's audit log, oldest first. */
export function auditOf(dataDir: string): string[] {
  const db = new DatabaseSync(`${dataDir}/tagloom.db`);
  try {
    return db
      .prepare('SELECT action FROM audit ORDER BY id')
      .all()
      .map(({ action }) => String(action));
  } finally {
    db.close();
  }
}

export { readLog };

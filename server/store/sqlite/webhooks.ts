/** Webhooks and their messages, in SQLite. Synchronous; runs in the worker. */

import type { DatabaseSync } from 'node:sqlite';
import type { ChangeMark, DeliveryRow, WebhookRow } from '../store.ts';
import { auditWriter } from './audit.ts';
import type { Operations } from './operations.ts';
import type { Row, Transact } from './people.ts';

/** Behind every change of its number. */
const BEHIND = { kind: '~', subject: '' };

const HOOKS = `
  SELECT h.*, coalesce(o.epoch, '') AS epoch, d.next_at, d.error,
    (SELECT count(*) FROM delivery WHERE webhook = h.id AND dead_at IS NULL) AS waiting,
    (SELECT count(*) FROM delivery WHERE webhook = h.id AND dead_at IS NOT NULL) AS dead
  FROM webhook h
  JOIN project p ON p.id = h.project AND p.deleted_at IS NULL
  LEFT JOIN document o ON o.project = h.project AND o.document = 'source'
  LEFT JOIN delivery d ON d.number = (SELECT min(number) FROM delivery WHERE webhook = h.id AND dead_at IS NULL)`;

type Names =
  | 'addWebhook'
  | 'webhooks'
  | 'webhook'
  | 'removeWebhook'
  | 'queueDelivery'
  | 'nextDelivery'
  | 'settleDelivery'
  | 'hastenDelivery'
  | 'deadDeliveries'
  | 'resendDelivery';

export function webhookOperations(db: DatabaseSync, transact: Transact): Pick<Operations, Names> {
  return { ...hookOperations(db, transact), ...deliveryOperations(db, transact) };
}

function hookOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<Operations, 'addWebhook' | 'webhooks' | 'webhook' | 'removeWebhook'> {
  const count = db.prepare('SELECT count(*) AS n FROM webhook WHERE project = ?');
  const add = db.prepare(
    `INSERT INTO webhook (id, project, url, secret, events, created_by, created_at, seq, kind, subject, people)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, (SELECT coalesce(max(seq), 0) FROM change WHERE project = ?2), ?8, ?9,
       (SELECT coalesce(max(number), 0) FROM member_change WHERE project = ?2))`,
  );
  const list = db.prepare(`${HOOKS} WHERE h.project = coalesce(?, h.project) ORDER BY h.created_at, h.id`);
  const one = db.prepare(`${HOOKS} WHERE h.id = ?`);
  const remove = db.prepare('DELETE FROM webhook WHERE project = ? AND id = ?');
  const clear = db.prepare('DELETE FROM delivery WHERE webhook = ?');
  const audit = auditWriter(db);

  return {
    addWebhook: ({ id, project, url, secret, events, createdBy, createdAt }, most, entry) =>
      transact(() => {
        if (Number((count.get(project) as Row).n) >= most) return false;
        const names = JSON.stringify(events);
        add.run(id, project, url, secret, names, createdBy, createdAt, BEHIND.kind, BEHIND.subject);
        audit(entry);
        return true;
      }),
    webhooks: (project) => list.all(project).map((row) => webhookRow(row as Row)),
    webhook: (id) => {
      const row = one.get(id) as Row | undefined;
      return row ? webhookRow(row) : null;
    },
    removeWebhook: (project, id, entry) =>
      transact(() => {
        if (Number(remove.run(project, id).changes) === 0) return false;
        clear.run(id);
        audit(entry);
        return true;
      }),
  };
}

function deliveryOperations(
  db: DatabaseSync,
  transact: Transact,
): Pick<
  Operations,
  'queueDelivery' | 'nextDelivery' | 'settleDelivery' | 'hastenDelivery' | 'deadDeliveries' | 'resendDelivery'
> {
  const move = db.prepare('UPDATE webhook SET seq = ?, kind = ?, subject = ? WHERE id = ?');
  const pass = db.prepare('UPDATE webhook SET people = ? WHERE id = ?');
  const add = db.prepare(
    `INSERT INTO delivery (id, webhook, type, body, created_at)
     SELECT ?1, id, ?3, ?4, ?5 FROM webhook WHERE id = ?2`,
  );
  const next = db.prepare(
    'SELECT * FROM delivery WHERE webhook = ? AND dead_at IS NULL ORDER BY number LIMIT 1',
  );
  const arrived = db.prepare(
    'UPDATE webhook SET delivered_at = ? WHERE id = (SELECT webhook FROM delivery WHERE id = ?)',
  );
  const drop = db.prepare('DELETE FROM delivery WHERE id = ?');
  const fail = db.prepare(
    'UPDATE delivery SET attempts = attempts + 1, next_at = ?, dead_at = ?, error = ? WHERE id = ?',
  );
  const trim = db.prepare(
    `DELETE FROM delivery WHERE number IN (
       SELECT number FROM delivery
       WHERE webhook = (SELECT webhook FROM delivery WHERE id = ?) AND dead_at IS NOT NULL
       ORDER BY dead_at DESC, number DESC LIMIT -1 OFFSET ?)`,
  );
  const dead = db.prepare(
    'SELECT * FROM delivery WHERE webhook = ? AND dead_at IS NOT NULL ORDER BY dead_at DESC, number DESC',
  );
  const hasten = db.prepare(
    'UPDATE delivery SET next_at = ?1 WHERE webhook = ?2 AND dead_at IS NULL AND next_at > ?1',
  );
  const revive = db.prepare(
    'UPDATE delivery SET dead_at = NULL, attempts = 0, next_at = ? WHERE webhook = ? AND id = ? AND dead_at IS NOT NULL',
  );
  const audit = auditWriter(db);

  return {
    queueDelivery: (webhook, mark, delivery) =>
      transact(() => {
        if (mark && 'people' in mark) pass.run(mark.people, webhook);
        else if (mark) move.run(mark.seq, mark.kind, mark.subject, webhook);
        if (delivery) add.run(delivery.id, webhook, delivery.type, delivery.body, delivery.createdAt);
      }),
    nextDelivery: (webhook) => {
      const row = next.get(webhook) as Row | undefined;
      return row ? deliveryRow(row) : null;
    },
    settleDelivery: (id, outcome) =>
      transact(() => {
        if (outcome.state === 'again') return void fail.run(outcome.nextAt, null, outcome.error, id);
        if (outcome.state === 'dead') {
          fail.run(0, outcome.at, outcome.error, id);
          return void trim.run(id, outcome.kept);
        }
        arrived.run(outcome.at, id);
        drop.run(id);
      }),
    hastenDelivery: (webhook, at) => void hasten.run(at, webhook),
    deadDeliveries: (webhook) => dead.all(webhook).map((row) => deliveryRow(row as Row)),
    resendDelivery: (webhook, id, at, entry) =>
      transact(() => {
        const isRevived = Number(revive.run(at, webhook, id).changes) > 0;
        if (isRevived) audit(entry);
        return isRevived;
      }),
  };
}

function webhookRow(row: Row): WebhookRow {
  return {
    id: String(row.id),
    project: String(row.project),
    url: String(row.url),
    secret: String(row.secret),
    events: JSON.parse(String(row.events)),
    createdBy: String(row.created_by),
    createdAt: Number(row.created_at),
    mark: { seq: Number(row.seq), kind: row.kind as ChangeMark['kind'], subject: String(row.subject) },
    people: Number(row.people),
    epoch: String(row.epoch),
    deliveredAt: Number(row.delivered_at),
    waiting: Number(row.waiting),
    dead: Number(row.dead),
    nextAt: row.next_at === null ? null : Number(row.next_at),
    error: row.error === null ? null : String(row.error),
  };
}

function deliveryRow(row: Row): DeliveryRow {
  return {
    id: String(row.id),
    webhook: String(row.webhook),
    type: String(row.type),
    body: String(row.body),
    createdAt: Number(row.created_at),
    attempts: Number(row.attempts),
    nextAt: Number(row.next_at),
    deadAt: row.dead_at === null ? null : Number(row.dead_at),
    error: row.error === null ? null : String(row.error),
  };
}

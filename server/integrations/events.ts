/** What people did to tags, files and members, as events for other systems: names, authors, cursors. */

import type { Role } from '@tagloom/collab';
import type { Access } from '../auth/access.ts';
import type { PresenceUser } from '../presence.ts';
import type { ChangeRow, ChangeState, MemberChangeRow } from '../store/store.ts';

export type ChangeName = 'created' | 'updated' | 'renamed' | 'deleted';

/** One event as it leaves the server; `id` is the lasting id of the tag or file. */
export interface ChangeEvent {
  /** `tag.created`, `file.renamed` and so on. */
  readonly type: `${ChangeRow['kind']}.${ChangeName}`;
  readonly projectId: string;
  readonly id: string;
  /** Null when several people's edits were derived in one step; `authors` has them all. */
  readonly author: PresenceUser | null;
  readonly authors: readonly PresenceUser[];
  readonly before: ChangeState | null;
  readonly after: ChangeState | null;
  readonly cursor: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

export type PersonEventName = 'person.joined' | 'person.role' | 'person.left';

/** Somebody became a member, has another role, or is a member no more. */
export interface PersonEvent {
  readonly type: PersonEventName;
  readonly projectId: string;
  readonly person: PresenceUser;
  /** Of who left, the last one. */
  readonly role: Role;
  /** The role before, where it changed. */
  readonly from?: Role;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

/** Null for a change from nothing to nothing, and for a person whose row is gone. */
export async function personEvent(
  access: Pick<Access, 'user'>,
  projectId: string,
  { person: id, before, after, at }: MemberChangeRow,
): Promise<PersonEvent | null> {
  const person = await access.user(id);
  const role = after ?? before;
  if (!person || !role) return null;
  const type = before === null ? 'person.joined' : after === null ? 'person.left' : 'person.role';
  const timestamp = new Date(at).toISOString();
  return { type, projectId, person, role, ...(before && after ? { from: before } : {}), timestamp };
}

export function changeName({ before, after }: Pick<ChangeRow, 'before' | 'after'>): ChangeName {
  if (before === null) return 'created';
  if (after === null) return 'deleted';
  return before.path === after.path ? 'updated' : 'renamed';
}

/** Fields that differ, by name; all of them for what is new or gone. */
export function changedFields({ before, after }: Pick<ChangeRow, 'before' | 'after'>): string[] {
  const [old, now] = [before, after] as (Readonly<Record<string, unknown>> | null)[];
  const names = Object.keys(now ?? old ?? {});
  return names.filter((name) => JSON.stringify(old?.[name]) !== JSON.stringify(now?.[name]));
}

export async function changeEvent(
  access: Access,
  projectId: string,
  epoch: string,
  change: ChangeRow,
): Promise<ChangeEvent> {
  const authors = await authorsOf(access, change.authors);
  return {
    type: `${change.kind}.${changeName(change)}`,
    projectId,
    id: change.subject,
    author: authors.length === 1 ? (authors[0] ?? null) : null,
    authors,
    before: change.before,
    after: change.after,
    cursor: `${epoch}.${change.seq}`,
    timestamp: new Date(change.at).toISOString(),
  };
}

/** Names as they are now: whoever was forgotten has a neutral one. */
export async function authorsOf(access: Access, ids: readonly string[]): Promise<PresenceUser[]> {
  const users = await Promise.all(ids.map((id) => access.user(id)));
  return users.flatMap((user) => user ?? []);
}

/** What the store takes and gives: entries of logs, people and what they may, versions, webhooks, changes, derived rows. */

import type { Role } from '@tagloom/collab';

/** Names one shared document: `document` is `source` or `review`. */
export interface DocumentKey {
  readonly project: string;
  readonly document: DocumentName;
}

export type DocumentName = 'source' | 'review';

/** One update that wants a number. */
export interface NewEntry {
  /** Identity of the row, unique per document: finds out whether a commit with unknown outcome happened. */
  readonly src: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Person id. */
  readonly author: string;
  /** Yjs client ids under which it adds items. */
  readonly clients: readonly number[];
  readonly update: Uint8Array;
  /** The server made it for its author: what it was, in a few words. */
  readonly made?: string;
}

/** All new entries of one document in one commit, and the client ids that its authors claim with them (S6). */
export interface NewEntries {
  readonly key: DocumentKey;
  readonly entries: readonly NewEntry[];
  readonly claims: readonly Claim[];
}

export interface Claim {
  readonly client: number;
  readonly person: string;
}

/** The numbers of one `NewEntries`: `firstSeq`, `firstSeq + 1`, ... without gaps (S2). */
export interface Numbered {
  readonly firstSeq: number;
}

export interface LogEntry {
  readonly seq: number;
  readonly src: string;
  readonly at: number;
  readonly author: string;
  readonly update: Uint8Array;
}

/** Everything needed to have a document in memory. */
export interface LoadedDocument {
  readonly epoch: string;
  /** Until when edits of others may come back through an editor, after a restore; milliseconds since 1970, 0 = never. */
  readonly recoverUntil: number;
  readonly head: { readonly seq: number; readonly src: string };
  /** The newest snapshot whose hash is right. */
  readonly snapshot: { readonly seq: number; readonly state: Uint8Array } | null;
  /** Entries after the snapshot, ascending. */
  readonly tail: readonly LogEntry[];
  readonly claims: readonly Claim[];
  /** Snapshots that were passed over because their hash was wrong. */
  readonly badSnapshots: readonly number[];
  /** The last entry that the server made for a person; 0 = there is none. */
  readonly lastMade: number;
}

/** An entry that the server made for a person, who may take it back. */
export interface MadeEntry {
  readonly seq: number;
  /** What it was, in a few words. */
  readonly label: string;
  readonly update: Uint8Array;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly operator: boolean;
}

export interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly org: string;
  readonly createdAt: number;
}

/** A project as one person sees it in a list. */
export interface ProjectListRow extends ProjectRow {
  readonly role: Role;
  /** Body of the derived row `summary`; null before the first derivation. */
  readonly summary: string | null;
  readonly lastChange: { readonly at: number; readonly person: Person } | null;
}

/** What a project costs, for the status page. Bytes as they are stored. */
export interface ProjectFigures {
  readonly id: string;
  readonly name: string;
  /** Bodies of the derived rows `summary` and `items`. */
  readonly summary: string | null;
  readonly items: string | null;
  /** Entries of the source's log since its beginning. */
  readonly entries: number;
  readonly logBytes: number;
  /** Of them, those since the time that was asked for; a packed range counts wholly. */
  readonly dayBytes: number;
  readonly snapshotBytes: number;
  readonly lastAt: number | null;
}

export interface MemberRow {
  readonly person: Person;
  readonly role: Role;
}

/** What a person can change about themselves. */
export interface Account {
  readonly person: Person;
  readonly email: string | null;
  readonly hasPassword: boolean;
  /** Came by an invitation and gave only a name. */
  readonly isGuest: boolean;
}

export interface NewSession {
  readonly hash: string;
  readonly person: string;
  readonly expiresAt: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What the browser calls itself, cut short. */
  readonly agent: string;
}

/** One browser that is signed in. `id` names it in lists; it opens nothing. */
export interface SessionRow {
  readonly id: string;
  readonly hash: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  readonly agent: string;
}

/** Who has `value` in `claim` at the company's issuer has at least `role` in each project of the organization. */
export interface ClaimRuleRow {
  readonly id: string;
  /** Names separated by dots lead into objects. */
  readonly claim: string;
  readonly value: string;
  readonly org: string;
  readonly role: Role;
}

/** A link that lets people into one project. The code itself is not stored. */
export interface InviteRow {
  readonly id: string;
  readonly project: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usesLeft: number;
}

/** A lasting token of a person for one tool. The secret itself is not stored. */
export interface AccessTokenRow {
  readonly id: string;
  readonly person: string;
  readonly project: string;
  /** It may do what this role may, and never more than its person. */
  readonly role: Role;
  readonly name: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** 0 = never. */
  readonly usedAt: number;
}

/** A named state of a project, for ever as it was. */
export interface VersionRow {
  readonly id: string;
  readonly project: string;
  /** Unique in the project, whatever the case of its letters. */
  readonly name: string;
  readonly note: string;
  readonly epoch: string;
  readonly seq: number;
  readonly at: number;
  /** Person id. */
  readonly person: string;
  /** How many files it holds. */
  readonly files: number;
  /** Of the packed files, hex. */
  readonly sha256: string;
}

/** A version with its files: gzip of JSON (`server/versions.ts`). */
export interface StoredVersion extends VersionRow {
  readonly bytes: Uint8Array;
}

/** The last export of one target: whose, of which state, and what it wrote (`server/exported.ts`). */
export interface StoredExport {
  readonly project: string;
  readonly target: string;
  /** JSON. */
  readonly options: string;
  readonly epoch: string;
  readonly seq: number;
  readonly at: number;
  readonly person: string;
  readonly bytes: Uint8Array;
}

/** What came of naming a state. */
export type VersionOutcome = 'done' | 'name-taken' | 'too-many';

/** Somebody became a member, got another role or left; `before` and `after` are roles. */
export interface MemberChangeRow {
  readonly number: number;
  readonly person: string;
  readonly before: Role | null;
  readonly after: Role | null;
  readonly at: number;
}

/** An address that hears of a project's changes. */
export interface WebhookRow {
  readonly id: string;
  readonly project: string;
  readonly url: string;
  /** Signs what is sent; with its prefix `whsec_`. */
  readonly secret: string;
  /** Names of the events that it wants. */
  readonly events: readonly string[];
  readonly createdBy: string;
  readonly createdAt: number;
  /** Changes up to here are in deliveries. */
  readonly mark: ChangeMark;
  /** Changes of members up to this number are in deliveries. */
  readonly people: number;
  /** Epoch of the project's source; empty when nothing was ever written. */
  readonly epoch: string;
  /** When something last arrived; 0 = never. */
  readonly deliveredAt: number;
  /** What waits, and what was given up. */
  readonly waiting: number;
  readonly dead: number;
  /** The next try of what waits, and why the last one failed. */
  readonly nextAt: number | null;
  readonly error: string | null;
}

export type NewWebhook = Pick<
  WebhookRow,
  'id' | 'project' | 'url' | 'secret' | 'events' | 'createdBy' | 'createdAt'
>;

/** One message for one webhook: the same bytes and the same id on every try. */
export interface DeliveryRow {
  readonly id: string;
  readonly webhook: string;
  readonly type: string;
  readonly body: string;
  readonly createdAt: number;
  /** Tries that failed. */
  readonly attempts: number;
  /** Not before, milliseconds since 1970. */
  readonly nextAt: number;
  /** When it was given up; null = it waits. */
  readonly deadAt: number | null;
  /** Why the last try failed. */
  readonly error: string | null;
}

export type NewDelivery = Pick<DeliveryRow, 'id' | 'type' | 'body' | 'createdAt'>;

/** What came of one try. `again` and `dead` count it. */
export type DeliveryOutcome =
  | { readonly state: 'delivered'; readonly at: number }
  | { readonly state: 'again'; readonly nextAt: number; readonly error: string }
  | { readonly state: 'dead'; readonly at: number; readonly error: string; readonly kept: number };

export type InviteState = 'valid' | 'unknown' | 'expired' | 'used' | 'revoked';

/** What came of changing one membership; a project never loses its last owner that way. */
export type MemberChange = 'done' | 'unknown' | 'last-owner';

/** What came of a one-time sign-in code. */
export type LinkUse =
  | { readonly state: 'valid'; readonly person: Person }
  | { readonly state: 'unknown' | 'used' | 'expired' };

/** What a tag is in the source: the part of its row that people write. */
export interface TagState {
  readonly path: string;
  readonly type: string;
  readonly initial: string | null;
  readonly address: string | null;
  readonly comment: string | null;
  readonly qualifiers: readonly string[];
  /** VAR, VAR_INPUT ...; not told of states that were written before it was kept. */
  readonly section?: string;
}

/** What happened to one tag or file. Created: no `before`; deleted: no `after`; otherwise renamed or updated. */
export interface ChangeRow {
  readonly seq: number;
  readonly at: number;
  readonly kind: 'tag' | 'file';
  /** Lasting id of the tag, or the file's id. */
  readonly subject: string;
  /** Who: mostly one person; several when their edits were derived in one step. */
  readonly authors: readonly string[];
  readonly before: ChangeState | null;
  readonly after: ChangeState | null;
}

/** A file's state is its path alone. */
export type ChangeState = TagState | { readonly path: string };

/** Who changed a tag last, and when. */
export type LastChangeRow = Pick<ChangeRow, 'subject' | 'at' | 'authors'>;

/** The place of a change in the order of all changes of a project. */
export type ChangeMark = Pick<ChangeRow, 'seq' | 'kind' | 'subject'>;

/** The lasting row of one tag. */
export interface TagRow {
  readonly id: string;
  /** Key in the tag map (lower-case path, `#n` on duplicates). */
  readonly key: string;
  readonly path: string;
  readonly scope: string;
  readonly type: string;
  /** Null in rows of versions that did not keep it. */
  readonly state: TagState | null;
}

/** A file as it was imported, and the files of the project that came out of it. */
export interface OriginalRow {
  readonly id: string;
  /** Its path in the import. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** `inner` tells the texts of one container apart. */
  readonly files: readonly { readonly file: string; readonly inner: string }[];
}

/** What the observer writes after a turn. `seq` only moves forward: an older one is ignored. */
export interface DerivedWrite {
  readonly project: string;
  readonly seq: number;
  readonly bodies: readonly { readonly kind: string; readonly body: string }[];
  readonly tags: { readonly put: readonly TagRow[]; readonly removed: readonly string[] };
  /** What people did to tags and files since the last write, in order. */
  readonly changes: readonly ChangeRow[];
}

export interface AuditEntry {
  readonly at: number;
  readonly person: string | null;
  readonly project: string | null;
  readonly action: string;
  readonly detail: string;
}

/** One line of the audit log as it is read. */
export interface AuditRow extends AuditEntry {
  readonly id: number;
  /** Name of `person`. */
  readonly name: string | null;
}

/**
 * The store: what survives. Logs of documents, snapshots, people, projects, members, sessions and derived rows.
 * Engines keep the same contract (`store.contract.ts`). Every method rejects with a StoreError (`STORE_UNAVAILABLE`) when
 * the disk or the database does not answer; then nothing of that call was stored, and a later call may succeed.
 */

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

export interface Store {
  /** One transaction for all of it: on resolve every entry is on disk (S1), on reject none is. Order is kept. */
  append(batches: readonly NewEntries[]): Promise<readonly Numbered[]>;
  /** Creates the document (epoch `newEpoch`, head 0) when it does not exist. */
  load(key: DocumentKey, newEpoch: string): Promise<LoadedDocument>;
  /**
   * Keeps the newest three snapshots, and one from which the next compaction is proved. Resolves with true when enough
   * entries are older than them: time for `compact`.
   */
  saveSnapshot(
    key: DocumentKey,
    snapshot: { seq: number; epoch: string; state: Uint8Array },
  ): Promise<boolean>;
  /**
   * Packs entries that are older than all kept snapshots, when enough are; how many that were. Every method answers as before.
   * Rejects, with nothing changed, when what was packed cannot be proved to be what stood there.
   */
  compact(key: DocumentKey): Promise<number>;
  /** The `src` of one entry; null when there is none with that number. */
  srcOf(key: DocumentKey, seq: number): Promise<string | null>;
  /** Begins a new epoch and writes why into the audit log, in one transaction. */
  renewEpoch(
    key: DocumentKey,
    renewal: { epoch: string; recoverUntil: number; audit: AuditEntry },
  ): Promise<void>;
  /**
   * What makes the document as it was behind entry `seq`: a snapshot and the updates after it. Null when that would take
   * more than `most` updates, or the log does not hold them one by one any more.
   */
  past(
    key: DocumentKey,
    seq: number,
    most: number,
  ): Promise<{ readonly snapshot: Uint8Array | null; readonly updates: readonly Uint8Array[] } | null>;
  /** Entries with `seq > after`, ascending, at most `limit`. */
  read(key: DocumentKey, after: number, limit: number): Promise<readonly LogEntry[]>;

  /** False when the id is taken (also by a project in the trash). */
  createProject(project: ProjectRow, audit?: AuditEntry | null): Promise<boolean>;
  project(id: string): Promise<ProjectRow | null>;
  projectOf(id: string, person: string): Promise<ProjectListRow | null>;
  /** Projects of one person by id, after `after`. */
  listProjects(person: string, after: string, limit: number): Promise<readonly ProjectListRow[]>;
  /** Projects by id after `after`: all of them, or those that `owner` owns. `since`: milliseconds since 1970. */
  projectFigures(wanted: {
    readonly owner: string | null;
    readonly after: string;
    readonly since: number;
    readonly limit: number;
  }): Promise<readonly ProjectFigures[]>;
  renameProject(id: string, name: string): Promise<void>;
  /** Moves it to the trash; its content stays. */
  trashProject(id: string, audit: AuditEntry): Promise<void>;
  countProjects(): Promise<number>;

  /** The person of that name, made with `id` when there is none; the very first person is an operator. */
  ensurePerson(id: string, name: string, at: number): Promise<Person>;
  /** The person with that id, made when there is none. */
  adoptPerson(id: string, name: string, at: number): Promise<Person>;
  person(id: string): Promise<Person | null>;
  personByName(name: string): Promise<Person | null>;
  setOperator(person: string): Promise<void>;

  /**
   * The person of a subject at an issuer outside; made under a free name when there is none. Never an existing account: a
   * name or an e-mail proves nothing. `grants`: memberships that claims gave become these, at least the last owner stays.
   */
  companyPerson(wanted: {
    readonly issuer: string;
    readonly subject: string;
    readonly id: string;
    readonly name: string;
    readonly at: number;
    readonly grants: readonly { readonly org: string; readonly role: Role }[];
  }): Promise<Person>;

  /** Rules that operators made, by claim and value. */
  claimRules(): Promise<readonly ClaimRuleRow[]>;
  /** False when there is a rule for this claim, value and organization. */
  addClaimRule(rule: ClaimRuleRow, audit: AuditEntry): Promise<boolean>;
  removeClaimRule(id: string, audit: AuditEntry): Promise<boolean>;

  account(person: string): Promise<Account | null>;
  /** By name or e-mail, for signing in. `password` is a PHC string. */
  login(nameOrEmail: string): Promise<{ readonly person: Person; readonly password: string | null } | null>;
  setPassword(person: string, password: string, audit: AuditEntry | null): Promise<void>;
  changePerson(
    person: string,
    changes: { readonly name?: string; readonly email?: string | null },
    audit: AuditEntry,
  ): Promise<'done' | 'name-taken' | 'email-taken'>;
  /** Takes name, e-mail, password, sessions and memberships away; what the person wrote stays under `name`. */
  forgetPerson(person: string, name: string, audit: AuditEntry): Promise<void>;

  setMember(project: string, person: string, role: Role, at: number): Promise<void>;
  /** Sets a role, or ends the membership (null), with its audit entry in one transaction. */
  changeMember(project: string, person: string, role: Role | null, audit: AuditEntry): Promise<MemberChange>;
  /** False when the person was no member. */
  removeMember(project: string, person: string): Promise<boolean>;
  members(project: string): Promise<readonly MemberRow[]>;
  /** Who came, went or changed behind `number`, oldest first. */
  memberChanges(project: string, number: number, limit: number): Promise<readonly MemberChangeRow[]>;
  /** The roles of these pairs, null where there is no membership or the project is in the trash. */
  roles(
    pairs: readonly { readonly project: string; readonly person: string }[],
  ): Promise<readonly (Role | null)[]>;
  /** Grows with each change of members or projects, also one made by another process. */
  accessRevision(): Promise<number>;

  addLoginLink(link: { hash: string; person: string; expiresAt: number }): Promise<void>;
  /** Uses it up; exactly one caller gets `valid`. */
  useLoginLink(hash: string, now: number): Promise<LinkUse>;
  /** Whether any sign-in link was ever used. */
  hasSignedIn(): Promise<boolean>;
  addSession(session: NewSession, audit: AuditEntry): Promise<void>;
  session(hash: string, now: number): Promise<Person | null>;
  endSession(hash: string): Promise<void>;
  sessions(person: string, now: number): Promise<readonly SessionRow[]>;
  /** Ends the sessions of a person but the one with hash `but`; how many there were. */
  endSessions(person: string, but: string | null, audit: AuditEntry): Promise<number>;
  /** Ends one session by its `id`. False when the person has no such session. */
  endSessionOf(person: string, id: string): Promise<boolean>;

  addToken(token: AccessTokenRow & { readonly hash: string }, audit: AuditEntry): Promise<void>;
  /** The token with that hash; null when it is unknown, revoked or expired. Notes that it was used. */
  token(hash: string, now: number): Promise<AccessTokenRow | null>;
  /** Tokens that still work, newest first: of a person, of a project, or both. */
  tokens(
    of: { readonly person?: string; readonly project?: string },
    now: number,
  ): Promise<readonly AccessTokenRow[]>;
  /** False when there is no such token of that person or project. */
  revokeToken(
    id: string,
    of: { readonly person?: string; readonly project?: string },
    audit: AuditEntry,
  ): Promise<boolean>;
  addInvite(invite: InviteRow & { readonly hash: string }, audit: AuditEntry): Promise<void>;
  /** Links of a project that still let somebody in, newest first. */
  invites(project: string, now: number): Promise<readonly InviteRow[]>;
  revokeInvite(project: string, id: string, audit: AuditEntry): Promise<boolean>;
  /** What a link opens, without using it. */
  invite(
    hash: string,
    now: number,
  ): Promise<{ readonly state: InviteState; readonly invite: InviteRow | null }>;
  /**
   * Makes `person` a member, or raises their role; never lowers one. A use is counted only when that changed something.
   * `guest`: makes the person first, in the same transaction.
   */
  useInvite(use: {
    readonly hash: string;
    readonly person: string;
    readonly guest: { readonly name: string } | null;
    readonly at: number;
  }): Promise<{ readonly state: InviteState; readonly project: string; readonly role: Role }>;

  /** Keeps imported files; a file of the project that had another original loses it, and an original without files goes. */
  saveOriginals(
    project: string,
    at: number,
    originals: readonly OriginalRow[],
    audit?: AuditEntry | null,
  ): Promise<void>;
  /** All of a project, by path. */
  originals(project: string): Promise<readonly OriginalRow[]>;

  /** Keeps a named state; a project has at most `most`. */
  addVersion(version: StoredVersion, most: number, audit: AuditEntry): Promise<VersionOutcome>;
  /** Newest first, behind the one with id `after` (null: from the newest). */
  versions(project: string, after: string | null, limit: number): Promise<readonly VersionRow[]>;
  /** By id, else by name. */
  version(project: string, idOrName: string): Promise<StoredVersion | null>;
  /** False when there is none with that id. */
  removeVersion(project: string, id: string, audit: AuditEntry): Promise<boolean>;

  /** Takes the place of the export that the target had before. */
  noteExport(row: StoredExport, audit: AuditEntry): Promise<void>;
  lastExport(project: string, target: string): Promise<StoredExport | null>;

  saveDerived(writes: readonly DerivedWrite[]): Promise<void>;
  derived(project: string, kind: string): Promise<{ readonly seq: number; readonly body: string } | null>;
  tags(project: string): Promise<readonly TagRow[]>;
  /**
   * Changes behind a mark, oldest first. What one person does to one subject within ten seconds is one change, under the
   * number of its last edit.
   */
  changes(project: string, after: ChangeMark, limit: number): Promise<readonly ChangeRow[]>;
  /** Changes of one tag or file, newest first, with `seq < before`. */
  changesOf(
    project: string,
    subject: Omit<ChangeMark, 'seq'>,
    before: number,
    limit: number,
  ): Promise<readonly ChangeRow[]>;
  /** The last change of each tag that has one. */
  lastChanges(project: string): Promise<readonly LastChangeRow[]>;
  /** Who wrote the entries behind `seq`, and when the last of them came. */
  authorsAfter(
    key: DocumentKey,
    seq: number,
  ): Promise<{ readonly authors: readonly string[]; readonly at: number }>;

  /** Begins behind the newest change. False when the project has `most` already. */
  addWebhook(webhook: NewWebhook, most: number, audit: AuditEntry): Promise<boolean>;
  /** Webhooks of one project, or (null) of all that are not in the trash, oldest first. */
  webhooks(project: string | null): Promise<readonly WebhookRow[]>;
  /** Null when it was removed or its project is in the trash. */
  webhook(id: string): Promise<WebhookRow | null>;
  /** Takes its deliveries along. */
  removeWebhook(project: string, id: string, audit: AuditEntry): Promise<boolean>;
  /** Moves a mark and keeps the message, if there is one, in one transaction. Nothing when the webhook is gone. */
  queueDelivery(
    webhook: string,
    mark: ChangeMark | { readonly people: number } | null,
    delivery: NewDelivery | null,
  ): Promise<void>;
  /** The oldest message that waits. */
  nextDelivery(webhook: string): Promise<DeliveryRow | null>;
  /** Delivered ones go; of those given up the newest `kept` stay. */
  settleDelivery(id: string, outcome: DeliveryOutcome): Promise<void>;
  /** What waits for a later try may go now. */
  hastenDelivery(webhook: string, at: number): Promise<void>;
  /** Messages that were given up, newest first. */
  deadDeliveries(webhook: string): Promise<readonly DeliveryRow[]>;
  /** Lets one wait again, with all its tries. False when it is not among those given up. */
  resendDelivery(webhook: string, id: string, at: number, audit: AuditEntry): Promise<boolean>;

  audit(entry: AuditEntry): Promise<void>;
  /** The newest audit entries of a project with `id < before`, newest first, at most `limit`. */
  audits(project: string, limit: number, before?: number): Promise<readonly AuditRow[]>;
  close(): Promise<void>;
}

/**
 * The store: what survives. Logs of documents, snapshots, people, projects, members, sessions and derived rows.
 * Engines keep the same contract (`store.contract.ts`). Every method rejects with a StoreError (`STORE_UNAVAILABLE`) when
 * the disk or the database does not answer; then nothing of that call was stored, and a later call may succeed.
 */

import type { Role } from '@tagloom/collab';
import type {
  AccessTokenRow,
  Account,
  AuditEntry,
  AuditRow,
  ChangeMark,
  ChangeRow,
  ClaimRuleRow,
  DeliveryOutcome,
  DeliveryRow,
  DerivedWrite,
  DocumentKey,
  InviteRow,
  InviteState,
  LastChangeRow,
  LinkUse,
  LoadedDocument,
  LogEntry,
  MadeEntry,
  MemberChange,
  MemberChangeRow,
  MemberRow,
  NewDelivery,
  NewEntries,
  NewSession,
  NewWebhook,
  Numbered,
  OriginalRow,
  Person,
  ProjectFigures,
  ProjectListRow,
  ProjectRow,
  SessionRow,
  StoredExport,
  StoredVersion,
  TagRow,
  VersionOutcome,
  VersionRow,
  WebhookRow,
} from './records.ts';

export type * from './records.ts';

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
  /** The newest `limit` entries with `seq > after` that the server made for a person, ascending. */
  madeFor(key: DocumentKey, person: string, after: number, limit: number): Promise<readonly MadeEntry[]>;
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

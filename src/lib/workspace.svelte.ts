/**
 * State of one open project, and the only place that talks to the engine: components read what stands here and call
 * its verbs. Opening never waits for the network when this device has a copy (O1); a copy belongs to one person (O2).
 */

import {
  browserNetwork,
  type ClientStatus,
  can,
  createFile,
  deleteFile,
  deleteIndexedDbOutbox,
  deleterOf,
  FatalLinkError,
  fileEntry,
  filesMap,
  listFiles,
  type Outbox,
  openClient,
  openIndexedDbOutbox,
  openMemoryOutbox,
  type ProjectClient,
  pathProblem,
  type Role,
  readSettings,
  renameFile,
  restoreFile,
  type SourceEntry,
  type SourceSettings,
  settingsMap,
} from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type { VendorId, VendorOptions } from '@tagloom/vendor-formats';
import { createContext } from 'svelte';
import { IndexeddbPersistence } from 'y-indexeddb';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { FileKind, Problem } from './analysis.ts';
import {
  ApiError,
  type ImportReport,
  importFiles,
  listConflicts,
  listMembers,
  type Person,
  type PickedFile,
  previewImport,
  readProject,
} from './api.ts';
import { Away } from './away.svelte.ts';
import { Conflicts } from './conflicts.svelte.ts';
import type { UndoJournal } from './editor/journal.ts';
import { Steps } from './editor/steps.ts';
import { openUndoJournal } from './editor/undostore.ts';
import { Facts } from './facts.svelte.ts';
import { Follow } from './follow.svelte.ts';
import { Groups } from './groups.svelte.ts';
import { knownProjects, rememberProject, tokenSource, whoAmI } from './identity.ts';
import { LastChanges, newestChange } from './lastchanges.ts';
import { fileName } from './names.ts';
import { People, type Presence } from './people.svelte.ts';
import { Symbols } from './symbols.svelte.ts';
import type { Tabs } from './tabs.svelte.ts';
import type { Target } from './targets.ts';
import { TextSearch } from './textsearch.svelte.ts';
import { Unsent } from './unsent.svelte.ts';

/** A file as lists show it. */
export interface FileItem {
  readonly id: FileId;
  readonly path: string;
  readonly name: string;
}

/** A file that is gone from under its reader. `by` is null when the person is not here any more. */
export interface TakenFile {
  readonly file: FileItem;
  readonly by: Person | null;
}

/** Thrown by `openWorkspace` when the server asks to sign in. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
}

/** How often ages in words are renewed, milliseconds. */
const CLOCK_MS = 5_000;

const NOT_CONNECTED: ClientStatus = {
  badge: { state: 'connecting' },
  hasContent: false,
  synced: false,
  role: null,
  person: null,
  unsent: 0,
  attempt: 0,
};

export const [useWorkspace, provideWorkspace] = createContext<() => Workspace>();

/** Opens a project for the person of this browser. Throws SignInNeeded or ApiError. */
export async function openWorkspace(projectId: string): Promise<Workspace> {
  const who = await whoAmI();
  if (!who) throw new SignInNeeded('Sign in to open this project.');
  const prefix = `tagloom:${who.person.id}:${projectId}`;
  const [outbox, journal] = await Promise.all([
    openIndexedDbOutbox(`${prefix}:outbox`).catch(() => null),
    openUndoJournal(`${prefix}:undo`),
  ]);
  const doc = new Y.Doc();
  // Set before the copy is read, or the text that undo brings back would be collected right then.
  doc.gcFilter = (item) => !journal.keeps(item);
  // The copy is opened before anything is in the document, or it would store the whole state again each time.
  const copy = outbox ? new IndexeddbPersistence(`${prefix}:source`, doc) : null;
  const workspace = new Workspace(projectId, who.person, doc, ({ awareness, token }) =>
    openClient({
      projectId,
      server: location.origin.replace(/^http/, 'ws'),
      token,
      doc,
      awareness,
      outbox: outbox ?? nothingKept(),
      network: browserNetwork(window),
      // The copy holds edits under an id that is another person's; they wait in the outbox under a fresh one.
      onIdTaken: () =>
        void Promise.all([copy?.clearData(), journal.clear()]).finally(() => location.reload()),
      ...(copy ? { localCopy: copy.whenSynced, isLocalCopy: (origin: unknown) => origin === copy } : {}),
    }),
  );
  workspace.keepUndo(journal);
  const databases = copy ? ['outbox', 'source', 'undo'].map((kind) => `${prefix}:${kind}`) : [];
  workspace.keep(copy?.whenSynced ?? Promise.resolve(), () => copy?.destroy(), databases);
  return workspace;
}

/** Where the browser gives no storage: every edit is known not to be kept, so that the badge can say so (U2). */
function nothingKept(): Outbox {
  return {
    ...openMemoryOutbox(),
    add: () => Promise.reject(new Error('This browser gives no storage.')),
  };
}

/** What of a change of the files is read here. */
interface FilesEvent {
  readonly path: readonly unknown[];
  readonly keys: ReadonlyMap<string, unknown>;
}

/** What a connection needs of its workspace. */
type Connect = (own: { awareness: Awareness; token: () => Promise<string> }) => ProjectClient;

export class Workspace {
  readonly projectId: string;
  readonly person: Person;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly facts: Facts;
  readonly people: People;
  readonly conflicts: Conflicts;
  readonly groups: Groups;
  /** Steps over several files, with their undo. */
  readonly steps: Steps;
  /** Keeps undo across reloads. */
  journal: UndoJournal | null = null;
  readonly search: TextSearch;
  readonly symbols: Symbols;
  readonly follow: Follow;
  readonly unsent: Unsent;
  readonly away: Away;
  /** Who changed which tag last. */
  readonly lastChanges: LastChanges;

  name = $state('');
  org = $state('');
  status = $state.raw<ClientStatus>(NOT_CONNECTED);
  files = $state.raw<readonly FileItem[]>([]);
  settings = $state.raw<SourceSettings>({ dialect: 'auto', vendor: 'rockwell' });
  /** The local copy has been looked at, and there is none of this project. */
  isCopyEmpty = $state(false);
  /** `Date.now()`, renewed every few seconds, for ages in words. */
  now = $state(Date.now());
  /** Files that somebody else deleted while this person had them open (M1): said, and offered back. */
  taken = $state.raw<readonly TakenFile[]>([]);
  /** When the connection was last there, `Date.now()`; null before the first time. */
  onlineAt = $state<number | null>(null);

  readonly #client: ProjectClient;
  readonly #tokens: () => Promise<string>;
  #closeEditor: (() => void) | null = null;
  #databases: readonly string[] = [];
  readonly #closers: (() => unknown)[] = [];
  #knownRole = $state<Role | null>(null);

  readonly filesById: ReadonlyMap<FileId, FileItem> = $derived(
    new Map(this.files.map((file) => [file.id, file])),
  );
  readonly role: Role | null = $derived(this.status.role ?? this.#knownRole);
  /** True when the person's role may not write the source. */
  readonly isReadOnly: boolean = $derived(this.role !== null && !can(this.role, 'source.write'));
  readonly counts: { errors: number; warnings: number; infos: number } = $derived.by(() =>
    countProblems(this.facts.problems.values()),
  );
  /** What is derived is there, or there is nothing to derive it from. */
  readonly isAnalysed: boolean = $derived.by(
    () => this.facts.isReady || (this.status.hasContent && this.files.length === 0),
  );
  readonly isOffline: boolean = $derived(
    this.status.badge.state === 'offline' || this.status.badge.state === 'reconnecting',
  );

  constructor(projectId: string, person: Person, doc: Y.Doc, connect: Connect) {
    this.projectId = projectId;
    this.person = person;
    this.doc = doc;
    this.awareness = new Awareness(doc);
    this.people = new People(this.awareness, person, () => !this.isOffline);
    this.facts = new Facts(doc, (clientId) => this.people.personOf(clientId));
    this.groups = new Groups(`tagloom:${person.id}:${projectId}:tabs`);
    this.steps = new Steps(doc);
    const textOf = (file: FileId) => this.text(file);
    this.symbols = new Symbols({ facts: this.facts, steps: this.steps, doc, textOf });
    this.search = new TextSearch(this.facts, (edits, label) => this.steps.apply(edits, label));
    const nameOf = (client: number) =>
      client === doc.clientID
        ? person.name
        : (this.people.personOf(client)?.name ?? this.#client?.authorOf(client)?.name);
    this.conflicts = new Conflicts(doc, nameOf, this);
    this.follow = new Follow(this.people, (one) => this.goToPerson(one));
    this.unsent = new Unsent(`tagloom:${person.id}:${projectId}:unsent`);
    this.away = new Away(this.facts.tags);
    this.lastChanges = new LastChanges({
      seen: (key) => this.facts.changes.get(key),
      ask: (key) => newestChange(projectId, key, person.id),
      canAsk: () => this.status.synced && !this.isOffline,
      now: Date.now,
    });
    this.#tokens = tokenSource(projectId, person.id);
    this.awareness.setLocalState({ user: person, file: null });
    this.#recall();
    this.#observeDocument();
    this.#client = connect({ awareness: this.awareness, token: () => this.#token() });
    this.#followClient();
    this.#keepTime();
  }

  /** Takes over a local copy: when it has been read, how to close it, and the databases that hold it. */
  keep(copyRead: Promise<unknown>, close: () => unknown, databases: readonly string[]): void {
    this.#closers.push(close);
    this.#databases = databases;
    void copyRead.finally(() => {
      this.isCopyEmpty = this.doc.store.clients.size === 0;
    });
  }

  /** Own undo outlives the page, as far as the journal and the local copy go. */
  keepUndo(journal: UndoJournal): void {
    this.journal = journal;
    this.#closers.push(() => journal.close());
    void this.#client.whenContent.then(() => this.steps.keepIn(journal));
  }

  /** The tabs of the group with the focus: files open there, and jumps go there. */
  get tabs(): Tabs {
    return this.groups.focused;
  }

  // ---- verbs: files ----

  text(file: FileId): Y.Text | null {
    const entry = fileEntry(this.doc, file);
    return entry && !entry.deleted ? entry.text : null;
  }

  /** Who wrote the character at an offset, by name; "you" for this person; null when nobody knows (offline too). */
  writerAt(file: FileId, at: number): string | null {
    const text = this.text(file);
    const client = text ? Y.createRelativePositionFromTypeIndex(text, at).item?.client : undefined;
    if (client === undefined) return null;
    if (client === this.doc.clientID) return 'you';
    const seen = this.people.personOf(client);
    const told = this.#client.authorOf(client);
    return (seen?.id ?? told?.personId) === this.person.id ? 'you' : (seen?.name ?? told?.name ?? null);
  }

  kind(file: FileId): FileKind {
    return this.facts.files.get(file)?.kind ?? 'file';
  }

  /** Why a file cannot have this path, as a sentence; null when it can. `self` keeps its own path. */
  pathProblem(path: string, self: FileId | null = null): string | null {
    const taken = this.files.filter((file) => file.id !== self).map((file) => file.path);
    return pathProblem(path, taken)?.message ?? null;
  }

  createFile(path: string, text = ''): FileId {
    const id = createFile(this.doc, path, text, this);
    this.openFile(id, 1);
    return id;
  }

  renameFile(file: FileId, path: string): void {
    renameFile(this.doc, file, path, this);
  }

  /** Moves all files of a folder; one transaction. Returns why it cannot be done, or null. */
  renameFolder(folder: string, to: string): string | null {
    const inside = this.files.filter((file) => file.path.startsWith(`${folder}/`));
    const moves = inside.map((file) => ({ id: file.id, path: to + file.path.slice(folder.length) }));
    for (const move of moves) {
      const problem = this.pathProblem(move.path, move.id);
      if (problem) return problem;
    }
    this.doc.transact(() => {
      for (const move of moves) renameFile(this.doc, move.id, move.path, this);
    }, this);
    return null;
  }

  /** Gives files new paths in one transaction: all or none. `back` moves them where they were. */
  moveFiles(moves: ReadonlyMap<FileId, string>): {
    problem: string | null;
    count: number;
    back: (() => void) | null;
  } {
    const changed = [...moves].filter(([id, path]) => this.filesById.get(id)?.path !== path);
    for (const [id, path] of changed) {
      const problem = this.pathProblem(path, id);
      if (problem) return { problem, count: 0, back: null };
    }
    if (changed.length === 0) return { problem: null, count: 0, back: null };
    const before = new Map(changed.map(([id]) => [id, this.filesById.get(id)?.path ?? '']));
    this.doc.transact(() => {
      for (const [id, path] of changed) renameFile(this.doc, id, path, this);
    }, this);
    return { problem: null, count: changed.length, back: () => void this.moveFiles(before) };
  }

  /** Deletes softly: the texts stay in the document. Returns the verb that brings the files back. */
  deleteFiles(files: readonly FileId[]): () => void {
    this.doc.transact(() => {
      for (const file of files) deleteFile(this.doc, file, this);
    }, this);
    return () => {
      this.doc.transact(() => {
        for (const file of files) restoreFile(this.doc, file, this);
      }, this);
    };
  }

  bringBack(file: FileId): void {
    restoreFile(this.doc, file, this);
    this.openFile(file);
  }

  /** Puts a first text into an empty file. */
  fillFile(file: FileId, text: string): void {
    const content = this.text(file);
    if (content && content.length === 0) this.doc.transact(() => content.insert(0, text), this);
  }

  // ---- verbs: going somewhere ----

  /** Brings the place into view without taking the cursor there. */
  lookAt(file: FileId, line: number): void {
    if (this.filesById.has(file)) this.tabs.show(file, { line, col: 1, isLook: true });
  }

  /** Brings the file to the front; a line moves the cursor there. */
  openFile(file: FileId, line?: number, col = 1): void {
    this.tabs.show(file, line === undefined ? null : { line, col, focus: true });
  }

  /** Goes to where a tag is declared; false when it is gone. */
  async openTag(key: string): Promise<boolean> {
    const place = await this.facts.locate(key);
    if (!place) return false;
    this.openFile(place.file, place.line, place.col);
    return true;
  }

  /** Goes to where a person's cursor is; false when they have none yet. */
  goToPerson(person: Presence): boolean {
    if (person.file === null || !this.filesById.has(person.file)) return false;
    this.openFile(person.file, person.line ?? 1);
    return true;
  }

  chooseVendor(vendor: VendorId): void {
    this.facts.chooseVendor(vendor);
    localStorage.setItem(this.#vendorKey(), vendor);
  }

  /** A target of the vendor preview with its options; the vendor behind it is remembered. */
  chooseTarget(target: Target, options: VendorOptions): void {
    this.facts.chooseTarget(target, options);
    localStorage.setItem(this.#vendorKey(), this.facts.vendor);
  }

  // ---- verbs: import, connection ----

  previewImport(files: readonly PickedFile[]): Promise<ImportReport> {
    return previewImport(this.projectId, files);
  }

  importFiles(files: readonly PickedFile[]): Promise<ImportReport> {
    return importFiles(this.projectId, files);
  }

  reconnect(): void {
    this.#client.retry();
  }

  /** Asks everybody who is here to come to this person's cursor; they decide. */
  invite(): void {
    this.people.invite();
  }

  /** Deletes this device's copy with everything that was not sent, and loads the project from the server. */
  async discard(): Promise<void> {
    this.unsent.clear();
    await this.#client.close();
    for (const close of this.#closers) await close();
    await Promise.all(this.#databases.map(deleteIndexedDbOutbox));
    location.reload();
  }

  /** Sets what lets go of the editor's models when the project is closed. */
  closeEditorWith(close: () => void): void {
    this.#closeEditor = close;
  }

  close(): void {
    this.#closeEditor?.();
    this.away.close();
    this.search.close();
    this.steps.close();
    this.facts.close();
    this.people.close();
    this.conflicts.close();
    this.awareness.destroy();
    const closed = this.#client.close();
    for (const close of this.#closers) close();
    void closed.finally(() => this.doc.destroy());
  }

  // ---- how it follows the engine ----

  /** A token, or a final refusal where another attempt cannot help. */
  async #token(): Promise<string> {
    try {
      return await this.#tokens();
    } catch (error) {
      const isFinal = error instanceof ApiError && [401, 403, 404].includes(error.status);
      throw isFinal ? new FatalLinkError(error.code, error.message) : error;
    }
  }

  #followClient(): void {
    this.#closers.push(this.#client.onStatus((status) => this.#takeStatus(status)));
    void this.#client.whenContent.then(() => this.#onContent());
    void this.#client.whenSynced.then(() => this.#askServer());
  }

  #takeStatus(status: ClientStatus): void {
    const before = this.status;
    this.status = status;
    if (status.synced && !this.isOffline) this.onlineAt = Date.now();
    if (status.synced && !before.synced) this.people.refresh();
    if (before.hasContent && this.isOffline) this.away.leave();
    else if (status.synced) this.away.arrive();
    if (status.synced && status.unsent === 0) this.unsent.clear();
    if (status.role !== null && status.role !== before.role) this.#remember();
  }

  #onContent(): void {
    this.#readFiles();
    this.#remember();
    const kept = localStorage.getItem(this.#vendorKey());
    const vendor =
      kept === 'rockwell' || kept === 'siemens' || kept === 'beckhoff' ? kept : this.settings.vendor;
    this.facts.chooseVendor(vendor);
  }

  async #askServer(): Promise<void> {
    try {
      const [project, members, conflicts] = await Promise.all([
        readProject(this.projectId),
        listMembers(this.projectId),
        listConflicts(this.projectId),
      ]);
      this.name = project.name;
      this.org = project.org;
      this.people.setMembers(members);
      this.conflicts.tell(conflicts);
      this.#remember();
    } catch (error) {
      // Names are an extra: without them the list shows who is here, and the title the known name or the id.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  #observeDocument(): void {
    const files = filesMap(this.doc);
    const onFiles = (events: readonly FilesEvent[], { local }: Y.Transaction) => {
      this.#noteChange(events, local);
      if (events.every((event) => event.path.length >= 2)) return;
      if (!local) this.#noteTaken();
      this.#readFiles();
    };
    files.observeDeep(onFiles as never);
    const settings = settingsMap(this.doc);
    const onSettings = () => {
      this.settings = readSettings(this.doc);
    };
    settings.observe(onSettings);
    this.#closers.push(
      () => files.unobserveDeep(onFiles as never),
      () => settings.unobserve(onSettings),
    );
  }

  /** Own changes wait to be sent; those of others may be news of the time away. */
  #noteChange(events: readonly FilesEvent[], isOwn: boolean): void {
    const files = new Set(
      events.flatMap(({ path, keys }) => (path.length > 0 ? [String(path[0])] : [...keys.keys()])),
    );
    if (!isOwn) this.away.note(files);
    else for (const file of files) this.unsent.note(file, fileEntry(this.doc, file)?.path ?? '');
  }

  /** Before the list is read anew: which open files are deleted now. */
  #noteTaken(): void {
    const taken = [...this.groups.files].flatMap((id) => {
      const client = deleterOf(this.doc, id);
      const file = this.filesById.get(id);
      return client === undefined || !file ? [] : [{ file, by: this.people.personOf(client) }];
    });
    if (taken.length > 0) this.taken = taken;
  }

  #readFiles(): void {
    this.files = listFiles(this.doc).map(fileItem);
    const first = preferredFile(this.files);
    this.groups.settle(new Set(this.files.map((file) => file.id)), first);
  }

  #recall(): void {
    const known = knownProjects(this.person.id).find((project) => project.id === this.projectId);
    this.name = known?.name ?? this.projectId;
    this.org = known?.org ?? '';
    this.#knownRole = known?.role ?? null;
  }

  #remember(): void {
    const { projectId: id, name, org, role } = this;
    if (role) rememberProject(this.person.id, { id, name, org, role, onDevice: this.status.hasContent });
  }

  #keepTime(): void {
    const timer = setInterval(() => {
      this.now = Date.now();
    }, CLOCK_MS);
    this.#closers.push(() => clearInterval(timer));
  }

  #vendorKey(): string {
    return `tagloom:${this.person.id}:${this.projectId}:vendor`;
  }
}

function fileItem({ id, path }: SourceEntry): FileItem {
  return { id, path, name: fileName(path) };
}

/** What a newcomer sees first: a program by its name, else the first file. */
function preferredFile(files: readonly FileItem[]): FileId | null {
  const program = files.find((file) => /^(main|plc_prg|prg_main|prg_line)$/i.test(file.name));
  return (program ?? files.find((file) => /^prg/i.test(file.name)) ?? files[0])?.id ?? null;
}

function countProblems(lists: Iterable<readonly Problem[]>): {
  errors: number;
  warnings: number;
  infos: number;
} {
  const counts = { errors: 0, warnings: 0, infos: 0 };
  for (const list of lists)
    for (const { severity } of list) {
      if (severity === 'error') counts.errors++;
      else if (severity === 'warning') counts.warnings++;
      else counts.infos++;
    }
  return counts;
}

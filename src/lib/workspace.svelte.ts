/**
 * State of one open project, and the only place that talks to the engine: components read what stands here and call
 * its verbs. Opening never waits for the network when this device has a copy (O1); a copy belongs to one person (O2).
 */

import {
  type ClientStatus,
  can,
  deleteIndexedDbOutbox,
  FatalLinkError,
  fileEntry,
  type MadeEdit,
  type ProjectClient,
  type Role,
  readSettings,
  type SourceSettings,
  settingsMap,
  writeSettings,
} from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type { VendorId, VendorOptions } from '@tagloom/vendor-formats';
import { createContext } from 'svelte';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { FileKind } from './analysis.ts';
import {
  ApiError,
  type ImportChoice,
  type ImportReport,
  type ImportWatch,
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
import { Facts } from './facts.svelte.ts';
import { Follow } from './follow.svelte.ts';
import { Groups } from './groups.svelte.ts';
import { tokenSource } from './identity.ts';
import { keptText, readKept } from './kepttarget.ts';
import { allLastChanges, LastChanges, newestChange } from './lastchanges.ts';
import { Leftovers } from './leftovers.svelte.ts';
import { News } from './news.ts';
import { People, type Presence } from './people.svelte.ts';
import { isPractice } from './practice.ts';
import { countProblems } from './problems.ts';
import { type FileItem, preferredFile, SourceFiles } from './sourcefiles.svelte.ts';
import { Standing } from './standing.svelte.ts';
import { Symbols } from './symbols.svelte.ts';
import type { Tabs } from './tabs.svelte.ts';
import type { Target } from './targets.ts';
import { TextSearch } from './textsearch.svelte.ts';
import { Unsent } from './unsent.svelte.ts';

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

/** What a connection needs of its workspace. */
type Connect = (own: {
  awareness: Awareness;
  token: () => Promise<string>;
  onMade: (edit: MadeEdit) => void;
}) => ProjectClient;

export class Workspace {
  readonly projectId: string;
  /** A practice copy of the demo: the server keeps nothing of it and knows nothing about it beside its text. */
  readonly isPractice: boolean;
  readonly person: Person;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly facts: Facts;
  readonly people: People;
  readonly conflicts: Conflicts;
  /** What colleagues do to files, and who comes. */
  readonly news = new News();
  readonly sources: SourceFiles;
  readonly groups: Groups;
  /** Steps over several files, with their undo. */
  readonly steps: Steps;
  /** Keeps undo across reloads. */
  journal: UndoJournal | null = null;
  /** Uses of names that were renamed meanwhile. */
  readonly leftovers: Leftovers;
  readonly search: TextSearch;
  readonly symbols: Symbols;
  readonly follow: Follow;
  readonly unsent: Unsent;
  readonly away: Away;
  /** Who changed which tag last. */
  readonly lastChanges: LastChanges;

  status = $state.raw<ClientStatus>(NOT_CONNECTED);
  settings = $state.raw<SourceSettings>({ dialect: 'auto', vendor: 'rockwell' });
  /** The local copy has been looked at, and there is none of this project. */
  isCopyEmpty = $state(false);
  /** `Date.now()`, renewed every few seconds, for ages in words. */
  now = $state(Date.now());
  /** When the connection was last there, `Date.now()`; null before the first time. */
  onlineAt = $state<number | null>(null);

  readonly #client: ProjectClient;
  readonly #standing: Standing;
  readonly #tokens: () => Promise<string>;
  #closeEditor: (() => void) | null = null;
  #databases: readonly string[] = [];
  readonly #closers: (() => unknown)[] = [];

  readonly role: Role | null = $derived.by(() => this.status.role ?? this.#standing.knownRole);
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
    this.isPractice = isPractice(projectId);
    this.person = person;
    this.doc = doc;
    this.awareness = new Awareness(doc);
    this.people = new People(this.awareness, person, () => !this.isOffline);
    this.facts = new Facts(doc, (clientId) => this.people.personOf(clientId));
    this.#standing = new Standing(projectId, person);
    this.groups = new Groups(this.#standing.keyOf('tabs'));
    this.steps = new Steps(doc);
    this.sources = new SourceFiles(doc, this, {
      onChange: (files, isOwn) => this.#noteChange(files, isOwn),
      onList: (files) => this.groups.settle(new Set(files.map(({ id }) => id)), preferredFile(files)),
      onOthers: (by, before, after) => {
        // What was done while this page was away is told in one summary.
        if (this.status.synced && !this.isOffline) this.news.files(by, before, after);
      },
      open: () => this.groups.files,
      personOf: (clientId) => this.people.personOf(clientId),
      isList: (file) => this.kind(file) === 'globals',
    });
    const textOf = (file: FileId) => this.text(file);
    const lists = this.sources.lists();
    this.symbols = new Symbols({ facts: this.facts, steps: this.steps, doc, textOf, lists });
    this.leftovers = new Leftovers({ doc, facts: this.facts, steps: this.steps });
    this.search = new TextSearch(this.facts, (edits, label) => this.steps.apply(edits, label));
    const nameOf = (client: number) =>
      client === doc.clientID
        ? person.name
        : (this.people.personOf(client)?.name ?? this.#client?.authorOf(client)?.name);
    this.conflicts = new Conflicts(doc, nameOf, {
      origin: this,
      mayWrite: () => this.#mayMend(),
    });
    this.awareness.on('change', () => this.conflicts.namesCame());
    this.follow = new Follow(this.people, (one) => this.goToPerson(one));
    this.unsent = new Unsent(this.#standing.keyOf('unsent'));
    this.away = new Away(this.facts.tags);
    this.lastChanges = new LastChanges({
      seen: (key) => this.facts.changes.get(key),
      ask: (key) => newestChange(projectId, key, person.id),
      canAsk: () => this.status.synced && !this.isOffline && !this.isPractice,
      now: Date.now,
    });
    this.#tokens = tokenSource(projectId, person.id);
    this.awareness.setLocalState({ user: person, file: null });
    this.#observeSettings();
    this.#client = connect({
      awareness: this.awareness,
      token: () => this.#token(),
      onMade: (edit) => this.steps.expect(edit),
    });
    this.#followClient();
    this.#keepTime();
  }

  /** Asks the server who changed each tag last; without a connection the column knows what came since. */
  async readLastChanges(): Promise<void> {
    if (this.isPractice) return;
    try {
      this.facts.learn(await allLastChanges(this.projectId, this.person.id));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
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

  get name(): string {
    return this.#standing.name;
  }

  set name(name: string) {
    this.#standing.name = name;
  }

  get org(): string {
    return this.#standing.org;
  }

  get files(): readonly FileItem[] {
    return this.sources.files;
  }

  get filesById(): ReadonlyMap<FileId, FileItem> {
    return this.sources.byId;
  }

  // ---- verbs: files ----

  text(file: FileId): Y.Text | null {
    return this.sources.text(file);
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

  createFile(path: string): void {
    this.openFile(this.sources.create(path), 1);
  }

  bringBack(file: FileId): void {
    this.sources.restore(file);
    this.openFile(file);
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

  /** Sets what holds for everybody in this project. */
  chooseForAll(change: Partial<SourceSettings>): void {
    writeSettings(this.doc, change, this);
  }

  chooseVendor(vendor: VendorId): void {
    if (vendor !== this.facts.target) this.chooseTarget(vendor, {});
  }

  /** A target of the vendor preview with its options; both are remembered. */
  chooseTarget(target: Target, options: VendorOptions): void {
    this.facts.chooseTarget(target, options);
    localStorage.setItem(this.#vendorKey(), keptText({ target, options }));
  }

  // ---- verbs: import, connection ----

  previewImport(
    files: readonly PickedFile[],
    watch: ImportWatch,
    choice: ImportChoice,
  ): Promise<ImportReport> {
    return previewImport(this.projectId, files, watch, choice);
  }

  importFiles(
    files: readonly PickedFile[],
    left: readonly string[] = [],
    watch: ImportWatch = {},
    choice?: ImportChoice,
  ): Promise<ImportReport> {
    return importFiles(this.projectId, files, left, watch, choice);
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
    this.sources.close();
    this.news.close();
    this.away.close();
    this.search.close();
    this.leftovers.close();
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
    this.conflicts.mend();
    if (status.role !== null && status.role !== before.role) this.#remember();
  }

  /** What was written here is on the server's disk, where others find it. */
  #mayMend(): boolean {
    const { synced, unsent } = this.status;
    return synced && unsent === 0 && this.role !== null && !this.isReadOnly;
  }

  #onContent(): void {
    this.sources.read();
    this.#remember();
    const { target, options } = readKept(localStorage.getItem(this.#vendorKey())) ?? {
      target: this.settings.vendor,
      options: {},
    };
    const isUsual = target === this.facts.target && Object.keys(options).length === 0;
    if (!isUsual) this.facts.chooseTarget(target, options);
  }

  async #askServer(): Promise<void> {
    if (this.isPractice) return;
    try {
      const [project, members, conflicts] = await Promise.all([
        readProject(this.projectId),
        listMembers(this.projectId),
        listConflicts(this.projectId),
      ]);
      this.#standing.name = project.name;
      this.#standing.org = project.org;
      this.people.setMembers(members);
      this.conflicts.tell(conflicts);
      this.#remember();
    } catch (error) {
      // Names are an extra: without them the list shows who is here, and the title the known name or the id.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  #observeSettings(): void {
    const settings = settingsMap(this.doc);
    const onSettings = () => {
      this.settings = readSettings(this.doc);
    };
    settings.observe(onSettings);
    this.#closers.push(() => settings.unobserve(onSettings));
  }

  /** Own changes wait to be sent; those of others may be news of the time away. */
  #noteChange(files: ReadonlySet<FileId>, isOwn: boolean): void {
    if (!isOwn) this.away.note(files);
    else for (const file of files) this.unsent.note(file, fileEntry(this.doc, file)?.path ?? '');
  }

  #remember(): void {
    this.#standing.remember(this.role, this.status.hasContent);
  }

  #keepTime(): void {
    const timer = setInterval(() => {
      this.now = Date.now();
    }, CLOCK_MS);
    this.#closers.push(() => clearInterval(timer));
  }

  #vendorKey(): string {
    return this.#standing.keyOf('vendor');
  }
}

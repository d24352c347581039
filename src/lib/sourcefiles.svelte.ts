/** The files of one open project as lists show them, and what a person does to them. */

import {
  createFile,
  deleteFile,
  deleterOf,
  fileEntry,
  filesMap,
  listFiles,
  noteRenames,
  pathProblem,
  renameFile,
  restoreFile,
  type SourceEntry,
} from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type * as Y from 'yjs';
import type { Person } from './api.ts';
import { fileName, folderOf, intendedPath } from './names.ts';

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

/** What became of a move: why nothing was moved, or how many files were, and the verb that moves them back. */
export interface Moved {
  readonly problem: string | null;
  readonly count: number;
  readonly back: (() => void) | null;
}

/** What of a change of the files is read here. */
interface FilesEvent {
  readonly path: readonly unknown[];
  readonly keys: ReadonlyMap<string, unknown>;
}

interface Listeners {
  /** Some files changed, their texts too; `isOwn` tells this person's edits from those of others. */
  readonly onChange: (files: ReadonlySet<FileId>, isOwn: boolean) => void;
  /** The list was read anew. */
  readonly onList: (files: readonly FileItem[]) => void;
  /** A colleague changed the list, by files that are not in `taken`; not called when nobody can be named for it. */
  readonly onOthers?: (by: Person, before: readonly FileItem[], after: readonly FileItem[]) => void;
  /** The files that this person has open. */
  readonly open: () => Iterable<FileId>;
  readonly personOf: (clientId: number) => Person | null;
  /** Whether a file holds global variables under its own name. */
  readonly isList?: (file: FileId) => boolean;
}

export class SourceFiles {
  files = $state.raw<readonly FileItem[]>([]);
  /** Files that somebody else deleted while this person had them open (M1): said, and offered back. */
  taken = $state.raw<readonly TakenFile[]>([]);
  readonly byId: ReadonlyMap<FileId, FileItem> = $derived(new Map(this.files.map((file) => [file.id, file])));

  readonly #doc: Y.Doc;
  readonly #origin: unknown;
  readonly #listeners: Listeners;
  readonly #stop: () => void;

  /** `origin` marks the transactions of this page. */
  constructor(doc: Y.Doc, origin: unknown, listeners: Listeners) {
    this.#doc = doc;
    this.#origin = origin;
    this.#listeners = listeners;
    const files = filesMap(doc);
    const onFiles = (events: readonly FilesEvent[], transaction: Y.Transaction) =>
      this.#onFiles(events, transaction);
    files.observeDeep(onFiles as never);
    this.#stop = () => files.unobserveDeep(onFiles as never);
  }

  close(): void {
    this.#stop();
  }

  text(file: FileId): Y.Text | null {
    const entry = fileEntry(this.#doc, file);
    return entry && !entry.deleted ? entry.text : null;
  }

  /** Why a file cannot have this path, as a sentence; null when it can. `self` keeps its own path. */
  pathProblem(path: string, self: FileId | null = null): string | null {
    const taken = this.files.filter((file) => file.id !== self).map((file) => file.path);
    return pathProblem(path, taken)?.message ?? null;
  }

  create(path: string, text = ''): FileId {
    return createFile(this.#doc, path, text, this.#origin);
  }

  /** Gives a file a path. A list of global variables goes by the name of its file: its uses are found by the former one (N1). */
  rename(file: FileId, path: string): void {
    const [before = '', after] = [this.byId.get(file)?.path, path].map((one) => one && listName(one));
    this.#doc.transact(() => {
      renameFile(this.#doc, file, path, this.#origin);
      if (after && before.toLowerCase() !== after.toLowerCase() && this.#listeners.isList?.(file))
        noteRenames(this.#doc, [{ key: before.toLowerCase(), name: after }], Date.now(), this.#origin);
    }, this.#origin);
  }

  /** Renames of files by the names of the lists that are in them. */
  lists() {
    const pathOf = (file: FileId, name: string) =>
      intendedPath(folderOf(this.byId.get(file)?.path ?? ''), name);
    return {
      problem: (file: FileId, name: string) =>
        /^[A-Za-z_]\w*$/.test(name)
          ? this.pathProblem(pathOf(file, name), file)
          : `\`${name}\` is not a name`,
      rename: (file: FileId, name: string) => {
        const before = this.byId.get(file)?.path ?? '';
        this.rename(file, pathOf(file, name));
        return () => this.rename(file, before);
      },
    };
  }

  /** Moves all files of a folder; all or none. Returns why it cannot be done, or null. */
  renameFolder(folder: string, to: string): string | null {
    const inside = this.files.filter((file) => file.path.startsWith(`${folder}/`));
    return this.move(new Map(inside.map(({ id, path }) => [id, to + path.slice(folder.length)]))).problem;
  }

  /** Gives files new paths in one transaction: all or none. */
  move(moves: ReadonlyMap<FileId, string>): Moved {
    const changed = [...moves].filter(([id, path]) => this.byId.get(id)?.path !== path);
    for (const [id, path] of changed) {
      const problem = this.pathProblem(path, id);
      if (problem) return { problem, count: 0, back: null };
    }
    if (changed.length === 0) return { problem: null, count: 0, back: null };
    const before = new Map(changed.map(([id]) => [id, this.byId.get(id)?.path ?? '']));
    this.#doc.transact(() => {
      for (const [id, path] of changed) this.rename(id, path);
    }, this.#origin);
    return { problem: null, count: changed.length, back: () => void this.move(before) };
  }

  /** Deletes softly: the texts stay in the document. Returns the verb that brings the files back. */
  delete(files: readonly FileId[]): () => void {
    this.#doc.transact(() => {
      for (const file of files) deleteFile(this.#doc, file, this.#origin);
    }, this.#origin);
    return () => {
      this.#doc.transact(() => {
        for (const file of files) this.restore(file);
      }, this.#origin);
    };
  }

  restore(file: FileId): void {
    restoreFile(this.#doc, file, this.#origin);
  }

  /** Puts a first text into an empty file. */
  fill(file: FileId, text: string): void {
    const content = this.text(file);
    if (content && content.length === 0) this.#doc.transact(() => content.insert(0, text), this.#origin);
  }

  /** Reads the list; happens by itself when it changes. */
  read(): void {
    this.files = listFiles(this.#doc).map(fileItem);
    this.#listeners.onList(this.files);
  }

  #onFiles(events: readonly FilesEvent[], transaction: Y.Transaction): void {
    const isOwn = transaction.local;
    const touched = events.flatMap(({ path, keys }) =>
      path.length > 0 ? [String(path[0])] : [...keys.keys()],
    );
    this.#listeners.onChange(new Set(touched), isOwn);
    if (events.every((event) => event.path.length >= 2)) return;
    const taken = isOwn ? [] : this.#noteTaken();
    const before = this.files.filter((file) => !taken.some((one) => one.file === file));
    this.read();
    const by = isOwn ? null : this.#authorOf(transaction);
    if (by) this.#listeners.onOthers?.(by, before, this.files);
  }

  /** Whose items a transaction brought: one person's, else nobody is named. */
  #authorOf({ beforeState, afterState }: Y.Transaction): Person | null {
    const clients = [...afterState].filter(([client, clock]) => (beforeState.get(client) ?? 0) < clock);
    const people = new Map(
      clients.map(([client]) => this.#listeners.personOf(client)).map((person) => [person?.id, person]),
    );
    return people.size === 1 ? ([...people.values()][0] ?? null) : null;
  }

  /** Before the list is read anew: which open files are deleted now. */
  #noteTaken(): readonly TakenFile[] {
    const taken = [...this.#listeners.open()].flatMap((id) => {
      const client = deleterOf(this.#doc, id);
      const file = this.byId.get(id);
      return client === undefined || !file ? [] : [{ file, by: this.#listeners.personOf(client) }];
    });
    if (taken.length > 0) this.taken = taken;
    return taken;
  }
}

/** The name that the language gives a list: that of the file up to its first dot. */
function listName(path: string): string {
  const [name = ''] = path.slice(path.lastIndexOf('/') + 1).split('.');
  return name;
}

function fileItem({ id, path }: SourceEntry): FileItem {
  return { id, path, name: fileName(path) };
}

/** What a newcomer sees first: a program by its name, else the first file. */
export function preferredFile(files: readonly FileItem[]): FileId | null {
  const program = files.find((file) => /^(main|plc_prg|prg_main|prg_line)$/i.test(file.name));
  return (program ?? files.find((file) => /^prg/i.test(file.name)) ?? files[0])?.id ?? null;
}

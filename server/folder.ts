/**
 * A project as a folder in the formats that its files came in: an edited TcPOU is that TcPOU with the edit in it, an untouched one
 * the same bytes. Files that were never imported are ST.
 */

import { type ImportProblem, toContainer } from '@tagloom/containers';
import type { OriginalRow } from './store/store.ts';

/** A file of the project as it is now. */
export interface LiveFile {
  readonly id: string;
  readonly path: string;
  readonly text: string;
}

export interface Folder {
  /** By name. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly problems: readonly ImportProblem[];
}

/** Lets others have the thread between two containers. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

export async function projectFolder(
  live: readonly LiveFile[],
  originals: readonly OriginalRow[],
): Promise<Folder> {
  const made = new FolderMaker(live);
  for (const original of originals) {
    made.original(original);
    await breathe();
  }
  return made.folder();
}

class FolderMaker {
  readonly #live: ReadonlyMap<string, LiveFile>;
  readonly #files = new Map<string, { readonly name: string; readonly bytes: Uint8Array }>();
  readonly #problems: ImportProblem[] = [];
  readonly #written = new Set<string>();

  constructor(live: readonly LiveFile[]) {
    this.#live = new Map(live.map((file) => [file.id, file]));
  }

  folder(): Folder {
    for (const file of this.#live.values()) if (!this.#written.has(file.id)) this.#text(file);
    const files = [...this.#files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { files, problems: this.#problems };
  }

  /** A container none of whose texts is left in the project is not written. */
  original({ path, bytes, files }: OriginalRow): void {
    const texts = files.flatMap(({ file, inner }) => {
      const found = this.#live.get(file);
      return found === undefined ? [] : [{ file: found, inner }];
    });
    const [only] = texts;
    if (only === undefined) return;
    const isSingle = only.inner === '' && texts.length === 1;
    const name = isSingle ? movedTo(only.file.path, path) : path;
    const restored = toContainer(
      { path, bytes },
      new Map(texts.map(({ file, inner }) => [inner, file.text])),
    );
    this.#add(name, restored.bytes);
    this.#problems.push(...restored.problems);
    for (const { file, inner } of texts) {
      this.#written.add(file.id);
      if (restored.left.includes(inner)) this.#text(file);
    }
    for (const { file, inner } of files) if (!this.#live.has(file)) this.#gone(path, inner);
  }

  #text({ path, text }: LiveFile): void {
    this.#add(path, new TextEncoder().encode(text));
  }

  #gone(path: string, inner: string): void {
    const message = `${JSON.stringify(inner)} was deleted in the project and is still in ${JSON.stringify(path)}.`;
    this.#problems.push({ code: 'EDIT_NOT_RESTORED', severity: 'warning', path, message });
  }

  /** Names differ by more than their letter case, so that the folder can be unpacked anywhere. */
  #add(name: string, bytes: Uint8Array): void {
    let free = name;
    for (let count = 2; this.#files.has(free.toLowerCase()); count++)
      free = name.replace(/(\.[^./]*)?$/, ` (${count})$1`);
    this.#files.set(free.toLowerCase(), { name: free, bytes });
  }
}

/** The file's place in the project, with the extension that it came with. */
function movedTo(path: string, original: string): string {
  const extension = /\.[^./]+$/.exec(original)?.[0] ?? '';
  return `${path.replace(/\.[^./]+$/, '')}${extension}`;
}

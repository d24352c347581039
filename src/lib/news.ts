/** What colleagues did to files, and who came: gathered for a moment and told in one sentence for each kind. */

import type { FileId } from '@tagloom/st-parser';
import type { Person } from './api.ts';
import type { FileItem } from './sourcefiles.svelte.ts';

/** Kinds of notices that a person can switch off. What guards their work (M1) is always told. */
export const NOTICES = {
  files: 'Files that colleagues add, rename or delete',
  people: 'Colleagues who come in',
  calls: 'Invitations to a place',
  away: 'What changed while you were offline',
} as const;
export type NoticeKind = keyof typeof NOTICES;

/** Events this close together are one notice, milliseconds. */
const GATHER_MS = 1_500;
/** Names that are listed before "and n more". */
const LISTED = 2;

type Verb = 'added' | 'renamed' | 'deleted';

/** What differs between two lists of files. */
export function fileNews(
  before: readonly FileItem[],
  after: readonly FileItem[],
): { readonly verb: Verb; readonly name: string }[] {
  const was = new Map<FileId, FileItem>(before.map((file) => [file.id, file]));
  const found: { verb: Verb; name: string }[] = [];
  for (const { id, path, name } of after) {
    const old = was.get(id);
    was.delete(id);
    if (!old) found.push({ verb: 'added', name });
    else if (old.path !== path) found.push({ verb: 'renamed', name });
  }
  return [...found, ...[...was.values()].map(({ name }) => ({ verb: 'deleted' as const, name }))];
}

type Listener = (kind: NoticeKind, sentence: string) => void;

export class News {
  readonly #listeners = new Set<Listener>();
  readonly #files = new Map<string, string[]>();
  readonly #came = new Set<string>();
  /** Everybody who was told of, or was here first. */
  readonly #known = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Hears each notice. Returns the function that stops it. */
  onTold(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** A colleague changed the list of files. */
  files(by: Person, before: readonly FileItem[], after: readonly FileItem[]): void {
    for (const { verb, name } of fileNews(before, after)) {
      const act = `${by.name} ${verb}`;
      this.#files.set(act, [...(this.#files.get(act) ?? []), name]);
      this.#soon();
    }
  }

  /** Who is here; those of the first look were here before. */
  people(here: readonly Pick<Person, 'id' | 'name'>[], isFirst: boolean): void {
    for (const { id, name } of here) {
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      if (isFirst) continue;
      this.#came.add(name);
      this.#soon();
    }
  }

  #tell(kind: NoticeKind, sentence: string): void {
    for (const listener of this.#listeners) listener(kind, sentence);
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tellAll();
    }, GATHER_MS);
  }

  #tellAll(): void {
    const acts = [...this.#files].map(([act, names]) => `${act} ${listOf(names)}`);
    if (acts.length > 0) this.#tell('files', acts.join('; '));
    if (this.#came.size > 0)
      this.#tell('people', `${listOf([...this.#came])} ${this.#came.size === 1 ? 'is' : 'are'} here now`);
    this.#files.clear();
    this.#came.clear();
  }
}

/** "A", "A and B", "A, B and 3 more". */
function listOf(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return first;
  if (names.length === LISTED) return `${first} and ${second}`;
  return `${first}, ${second} and ${names.length - LISTED} more`;
}

/** What a merge dropped, as sentences with one thing to do about each (rule M1): here as it happens, and from the server. */

import {
  deletedAndEdited,
  fileEntry,
  filesMap,
  LostValues,
  mendBorders,
  renameFile,
  restoreFile,
  SECTION,
  type SetValue,
  samePaths,
  sectionNow,
  settingsMap,
  takePiece,
  takeSection,
  takeValue,
  VALUE,
  valueNow,
  valueWords,
} from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type * as Y from 'yjs';
import type { ConflictList } from './api.ts';
import { fileName } from './names.ts';
import { timeOfDay } from './times.ts';

/** One thing that nobody has decided yet. */
export interface Conflict {
  /** The same for the same thing on every look. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** What `decide` does, in two or three words. */
  readonly label: string;
  readonly decide: () => void;
  /** The file to show when it was decided; null when everything stays where it is. */
  readonly file: FileId | null;
}

interface Lost {
  readonly file: FileId | null;
  readonly key: string;
  readonly lost: SetValue;
  readonly won: SetValue;
  readonly lostBy: string;
  readonly wonBy: string;
}

const LOST_SECTION = 'lost-section:';
const LOST_VALUE = 'lost-value:';
const SOMEBODY = 'a colleague';

export class Conflicts {
  open = $state.raw<readonly Conflict[]>([]);
  /** Takes away what is too much where heads met, when it may by now. */
  readonly mend: () => void;
  readonly #doc: Y.Doc;
  readonly #nameOf: (client: number) => string | undefined;
  readonly #origin: unknown;
  readonly #values: LostValues;
  readonly #stop: () => void;
  #told: ConflictList = { lost: [], deleted: [] };
  /** Somebody could not be named when the list was made. */
  #isNameless = false;

  /** `origin` marks the transactions that decide, and those that take away what is too much where heads met, while `mayWrite`. */
  constructor(
    doc: Y.Doc,
    nameOf: (client: number) => string | undefined,
    { origin, mayWrite }: { readonly origin: unknown; readonly mayWrite: () => boolean },
  ) {
    this.#doc = doc;
    this.#nameOf = (client) => {
      const name = nameOf(client);
      this.#isNameless ||= name === undefined;
      return name;
    };
    this.#origin = origin;
    this.#values = new LostValues(doc, () => this.#refresh(), [], Date.now);
    const mending = mendBorders(doc, origin, mayWrite);
    this.mend = mending.mend;
    const files = filesMap(doc);
    const onFiles = (events: readonly { path: readonly unknown[] }[]) => {
      const isInText = this.open.some(({ id }) => id.startsWith(LOST_SECTION) || id.startsWith(LOST_VALUE));
      if (isInText || events.some(({ path }) => path.length < 2 || this.#isDeleted(path[0]))) this.#refresh();
    };
    files.observeDeep(onFiles as never);
    this.#stop = () => {
      files.unobserveDeep(onFiles as never);
      mending.stop();
    };
  }

  /** Takes what the server knows: conflicts from before this page was open. */
  tell(list: ConflictList): void {
    this.#told = list;
    this.#refresh();
  }

  /** People came: who is told as a colleague may have a name now. An edit can be here before its author is known. */
  namesCame(): void {
    if (this.#isNameless) this.#refresh();
  }

  close(): void {
    this.#values.close();
    this.#stop();
  }

  #isDeleted(file: unknown): boolean {
    return typeof file === 'string' && fileEntry(this.#doc, file)?.deleted === true;
  }

  #refresh(): void {
    this.#isNameless = false;
    const found = new Map<string, Conflict>();
    const lost = this.#lost().map((one) => this.#lostConflict(one));
    for (const one of [...this.#deleted(), ...lost, ...this.#samePaths()]) found.set(one.id, one);
    this.open = [...found.values()];
  }

  #lost(): Lost[] {
    const own = this.#values.values().map((one) => ({
      ...one,
      lostBy: this.#nameOf(one.lost.client) ?? SOMEBODY,
      wonBy: this.#nameOf(one.won.client) ?? SOMEBODY,
    }));
    const told = this.#told.lost.map((one) => ({
      ...one,
      lostBy: one.lostBy?.name ?? SOMEBODY,
      wonBy: one.wonBy?.name ?? SOMEBODY,
    }));
    // What was set anew meanwhile is decided.
    return [...own, ...told].filter((one) => this.#present(one) === one.won.value);
  }

  #present({ file, key, won }: Lost): unknown {
    if (key === SECTION) return sectionNow(this.#doc, { won })?.words;
    if (key === VALUE) return valueNow(this.#doc, { won }) && won.value;
    return file === null ? settingsMap(this.#doc).get(key) : filesMap(this.#doc).get(file)?.get(key);
  }

  #lostConflict(one: Lost): Conflict {
    const { file, key, lost, won, lostBy, wonBy } = one;
    if (key === SECTION) return this.#lostSection(one);
    if (key === VALUE) return this.#lostPiece(one);
    const people = sentenceStart(`${wonBy} and ${lostBy}`);
    const isPath = file !== null;
    return {
      id: `lost:${file}:${key}:${lost.value}`,
      title: isPath
        ? `${people} renamed one file at the same time`
        : `${people} chose another ${key} at the same time`,
      description: isPath ? `It is called ${won.value} now.` : `It is ${won.value} now.`,
      label: isPath ? `Call it ${fileName(String(lost.value))}` : `Take ${lost.value}`,
      decide: () => takeValue(this.#doc, { file, key }, lost.value, this.#origin),
      file: null,
    };
  }

  #lostSection(one: Lost): Conflict {
    const { file, lost, won, lostBy, wonBy } = one;
    const said = (by: string, { value, at }: SetValue) =>
      `${by} said ${value}${at === undefined ? '' : ` at ${timeOfDay(at)}`}`;
    const name = sectionNow(this.#doc, one)?.name ?? 'a tag';
    return {
      id: `${LOST_SECTION}${file}:${won.client}:${won.clock}:${lost.value}`,
      title: `${sentenceStart(wonBy)} and ${lostBy} gave ${name} two sections at the same time`,
      description: `${sentenceStart(said(wonBy, won))}, ${said(lostBy, lost)}. It is ${won.value} now.`,
      label: `Make it ${lost.value}`,
      decide: () => takeSection(this.#doc, one, this.#origin),
      file: null,
    };
  }

  #lostPiece(one: Lost): Conflict {
    const { lost, won, lostBy, wonBy } = one;
    const said = (by: string, { value, at }: SetValue) =>
      `${by} said ${valueWords(value)}${at === undefined ? '' : ` at ${timeOfDay(at)}`}`;
    const now = valueNow(this.#doc, one);
    const what = now?.name ? `changed ${now.name}` : 'renamed one tag';
    return {
      id: `${LOST_VALUE}${lost.client}:${lost.value}:${won.client}:${won.value}`,
      title: `${sentenceStart(wonBy)} and ${lostBy} ${what} at the same time`,
      description: `${sentenceStart(said(wonBy, won))}, ${said(lostBy, lost)}. It is ${valueWords(won.value)} now.`,
      label: `Make it ${valueWords(lost.value)}`,
      decide: () => takePiece(this.#doc, one, this.#origin),
      file: null,
    };
  }

  #samePaths(): Conflict[] {
    return samePaths(this.#doc).map(({ file, path, free, madeBy }) => {
      const makers = new Set(madeBy.map((client) => this.#nameOf(client) ?? SOMEBODY));
      return {
        id: `path:${file}:${path}`,
        title: `${sentenceStart([...makers].join(' and '))} made two files ${fileName(path)}`,
        description: 'Both are there, each with its text.',
        label: `Call one ${fileName(free)}`,
        decide: () => renameFile(this.#doc, file, free, this.#origin),
        file,
      };
    });
  }

  #deleted(): Conflict[] {
    return deletedAndEdited(this.#doc).map(({ file, path, deletedBy, editedBy }) => {
      const told = this.#told.deleted.find((one) => one.file === file);
      const by = this.#nameOf(deletedBy) ?? told?.deletedBy?.name ?? SOMEBODY;
      const names = editedBy.flatMap((client) => this.#nameOf(client) ?? []);
      const editors = names.length > 0 ? names : (told?.editedBy ?? []).flatMap((one) => one?.name ?? []);
      return {
        id: `deleted:${file}`,
        title: `${sentenceStart(by)} deleted ${fileName(path)} while ${[...new Set(editors)].join(', ') || SOMEBODY} wrote in it`,
        description: 'Its text is kept, with all that was written.',
        label: 'Bring back',
        decide: () => restoreFile(this.#doc, file, this.#origin),
        file,
      };
    });
  }
}

function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The tabs of one group of the editor: files, and comparisons with another file or with a version. */

import type { FileId } from '@tagloom/st-parser';

/** A file by its id, two files that are compared (`comparison`), or a file beside what it was (`sinceVersion`). */
export type TabId = string;

/** Where the editor shall go. A new object means: go again. */
export interface Reveal {
  readonly line: number;
  readonly col: number;
  readonly focus?: boolean;
  /** Only into view: the cursor stays where it is. */
  readonly isLook?: boolean;
}

const COMPARISON = 'compare:';
const SINCE = 'since:';

/** The tab that compares two files. */
export function comparison(left: FileId, right: FileId): TabId {
  return `${COMPARISON}${left}:${right}`;
}

/** A version as a tab names it. */
export interface TabVersion {
  readonly id: string;
  readonly name: string;
}

/** The tab that compares a file with what it was in a version. */
export function sinceVersion({ id, name }: TabVersion, file: FileId): TabId {
  return `${SINCE}${file}:${id}:${encodeURIComponent(name)}`;
}

/** The two files of a comparison, the one file of any other tab. */
export function filesOfTab(tab: TabId): readonly FileId[] {
  if (tab.startsWith(COMPARISON)) return tab.slice(COMPARISON.length).split(':');
  return [tab.startsWith(SINCE) ? (tab.split(':')[1] ?? '') : tab];
}

/** The version that a tab compares its file with; null for any other tab. */
export function versionOfTab(tab: TabId): TabVersion | null {
  if (!tab.startsWith(SINCE)) return null;
  const [, , id = '', name = ''] = tab.split(':');
  try {
    return { id, name: decodeURIComponent(name) };
  } catch {
    return { id, name: id };
  }
}

/** What a person calls a tab; `nameOf` names its files. */
export function tabTitle(tab: TabId, nameOf: (file: FileId) => string): string {
  const version = versionOfTab(tab);
  const names = filesOfTab(tab).map(nameOf);
  return [...(version ? [version.name] : []), ...names].join(' \u2194 ');
}

export interface KeptTabs {
  readonly open: readonly TabId[];
  readonly active: TabId | null;
}

export class Tabs {
  /** Stays the same while the group is there. */
  readonly id: string;
  open = $state.raw<readonly TabId[]>([]);
  active = $state<TabId | null>(null);
  reveal = $state.raw<Reveal | null>(null);
  cursor = $state.raw<{ line: number; col: number }>({ line: 1, col: 1 });
  /** The file that is in front; null when there is none, or when two are compared. */
  readonly file: FileId | null = $derived(
    this.active !== null && filesOfTab(this.active)[0] === this.active ? this.active : null,
  );

  readonly #onChange: (tabs: Tabs) => void;

  /** `onChange` hears when tabs were opened, closed or brought to the front. */
  constructor(id: string, kept: KeptTabs, onChange: (tabs: Tabs) => void) {
    this.id = id;
    this.open = kept.open;
    this.active = kept.active;
    this.#onChange = onChange;
  }

  /** Opens the tab, or goes to it; `reveal` moves the cursor there. */
  show(tab: TabId, reveal: Reveal | null = null): void {
    if (!this.open.includes(tab)) this.open = [...this.open, tab];
    if (this.active !== tab) this.cursor = { line: reveal?.line ?? 1, col: reveal?.col ?? 1 };
    this.active = tab;
    this.reveal = reveal;
    this.#onChange(this);
  }

  /** Closes one tab; its right neighbour comes forward, then its left. */
  hide(tab: TabId): void {
    const at = this.open.indexOf(tab);
    if (at < 0) return;
    this.open = this.open.filter((id) => id !== tab);
    if (this.active === tab) {
      this.active = this.open[at] ?? this.open[at - 1] ?? null;
      this.reveal = null;
    }
    this.#onChange(this);
  }

  /** Closes all tabs but one. */
  hideOthers(tab: TabId): void {
    this.open = this.open.filter((id) => id === tab);
    this.show(tab);
  }

  /** The next tab to the right (1) or left (-1), round the ends. */
  step(by: 1 | -1): void {
    if (this.open.length < 2 || this.active === null) return;
    const at = this.open.indexOf(this.active) + by;
    const next = this.open[(at + this.open.length) % this.open.length];
    if (next) this.show(next);
  }

  /** Puts an open tab at a place of the bar, counted without it. */
  place(tab: TabId, at: number): void {
    if (!this.open.includes(tab)) return;
    this.open = this.open.filter((id) => id !== tab).toSpliced(at, 0, tab);
    this.#onChange(this);
  }

  /** Takes a tab one place to the right (1) or left (-1). */
  shift(tab: TabId, by: 1 | -1): void {
    this.place(tab, Math.max(0, this.open.indexOf(tab) + by));
  }

  /** Forgets tabs of files that are gone. */
  settle(alive: ReadonlySet<FileId>): void {
    const isAlive = (tab: TabId) => filesOfTab(tab).every((file) => alive.has(file));
    const open = this.open.filter(isAlive);
    if (open.length === this.open.length) return;
    this.open = open;
    if (this.active !== null && !isAlive(this.active)) this.active = open[open.length - 1] ?? null;
  }
}

/** One group of tabs, or two side by side; jumps go to the one with the focus. Kept on this device over reloads. */

import type { FileId } from '@tagloom/st-parser';
import { filesOfTab, type KeptTabs, type Reveal, type TabId, Tabs } from './tabs.svelte.ts';

const NOTHING: KeptTabs = { open: [], active: null };

export class Groups {
  /** From left to right: one or two. */
  list = $state.raw<readonly Tabs[]>([]);
  #at = $state(0);
  /** The tab that is being dragged, and where it comes from. */
  dragged = $state.raw<{ readonly tab: TabId; readonly from: Tabs } | null>(null);
  readonly focused: Tabs = $derived(this.list[this.#at] ?? (this.list[0] as Tabs));
  /** All files that some tab shows. */
  readonly files: ReadonlySet<FileId> = $derived(
    new Set(this.list.flatMap((tabs) => tabs.open).flatMap(filesOfTab)),
  );

  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
    const { groups, at } = readKept(key);
    this.list = groups.map((kept, i) => this.#make(i === 0 ? 'a' : 'b', kept));
    this.#at = at;
  }

  get isSplit(): boolean {
    return this.list.length > 1;
  }

  /** The group that is not `tabs`; null when there is one only. */
  beside(tabs: Tabs): Tabs | null {
    return this.list.find((one) => one !== tabs) ?? null;
  }

  focus(tabs: Tabs): void {
    const at = this.list.indexOf(tabs);
    if (at < 0 || at === this.#at) return;
    this.#at = at;
    this.#keep();
  }

  /** Shows a tab of the focused group on the other side too, which is made if need be, and goes there. */
  split(tab: TabId | null = this.focused.active): void {
    if (tab === null) return;
    const from = this.focused;
    const place = from.active === tab && this.focused.file !== null ? from.cursor : { line: 1, col: 1 };
    const reveal: Reveal = { ...place, focus: true };
    const to = this.beside(from) ?? this.#add(from);
    this.focus(to);
    to.show(tab, reveal);
  }

  /** Takes a tab to the other side. */
  move(tab: TabId, from: Tabs): void {
    this.focus(from);
    this.split(tab);
    from.hide(tab);
  }

  /** Drops the dragged tab at a place of a bar, counted without it. */
  dropAt(to: Tabs, at: number): void {
    const { dragged } = this;
    this.dragged = null;
    if (!dragged) return;
    if (dragged.from !== to) this.move(dragged.tab, dragged.from);
    to.place(dragged.tab, at);
  }

  /** Whether the dragged tab can go to the other side of a group: not if nothing would be left on this one. */
  mayDropBeside(here: Tabs): boolean {
    const { dragged } = this;
    return dragged !== null && (dragged.from !== here || (!this.isSplit && here.open.length > 1));
  }

  /** Drops the dragged tab on an editor: into its group, or beside it when it comes from there. */
  dropBeside(here: Tabs): void {
    const { dragged } = this;
    if (!dragged || !this.mayDropBeside(here)) return;
    this.dragged = null;
    this.move(dragged.tab, dragged.from);
  }

  /** Forgets files that are gone; opens `fallback` when nothing is open. */
  settle(alive: ReadonlySet<FileId>, fallback: FileId | null): void {
    for (const tabs of this.list) tabs.settle(alive);
    this.#closeEmpty();
    if (this.focused.active === null && fallback !== null) this.focused.show(fallback);
  }

  #make(id: string, kept: KeptTabs): Tabs {
    return new Tabs(id, kept, () => {
      this.#closeEmpty();
      this.#keep();
    });
  }

  #add(from: Tabs): Tabs {
    const added = this.#make(from.id === 'a' ? 'b' : 'a', NOTHING);
    this.list = [from, added];
    return added;
  }

  /** A group closes with its last tab; one is always there. */
  #closeEmpty(): void {
    const { focused } = this;
    const full = this.list.filter((tabs) => tabs.open.length > 0);
    if (!this.isSplit || full.length === this.list.length) return;
    this.list = full.length > 0 ? full : [focused];
    this.#at = Math.max(0, this.list.indexOf(focused));
  }

  #keep(): void {
    const groups = this.list.map(({ open, active }) => ({ open, active }));
    localStorage.setItem(this.#key, JSON.stringify({ groups, at: this.#at }));
  }
}

function readKept(key: string): { groups: KeptTabs[]; at: number } {
  try {
    const { groups, at } = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown>;
    const read = (Array.isArray(groups) ? groups : []).slice(0, 2).map(keptTabs);
    const full = read.filter(({ open }) => open.length > 0);
    return { groups: full.length > 0 ? full : [NOTHING], at: at === 1 && full.length > 1 ? 1 : 0 };
  } catch {
    return { groups: [NOTHING], at: 0 };
  }
}

function keptTabs(value: unknown): KeptTabs {
  const { open, active } = Object(value) as Record<string, unknown>;
  const ids = Array.isArray(open) ? open.filter((id): id is TabId => typeof id === 'string') : [];
  return {
    open: ids,
    active: typeof active === 'string' && ids.includes(active) ? active : (ids[0] ?? null),
  };
}

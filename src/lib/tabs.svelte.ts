/** The open editor tabs of one person in one project, kept on this device over reloads. */

import type { FileId } from '@tagloom/st-parser';

/** Where the editor shall go. A new object means: go again. */
export interface Reveal {
  readonly line: number;
  readonly col: number;
  readonly focus?: boolean;
  /** Only into view: the cursor stays where it is. */
  readonly isLook?: boolean;
}

export class Tabs {
  open = $state.raw<readonly FileId[]>([]);
  active = $state<FileId | null>(null);
  reveal = $state.raw<Reveal | null>(null);
  cursor = $state.raw<{ line: number; col: number }>({ line: 1, col: 1 });

  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
    const kept = readKept(key);
    this.open = kept.open;
    this.active = kept.active;
  }

  /** Opens the file, or goes to its tab; `reveal` moves the cursor there. */
  show(file: FileId, reveal: Reveal | null = null): void {
    if (!this.open.includes(file)) this.open = [...this.open, file];
    if (this.active !== file) this.cursor = { line: reveal?.line ?? 1, col: reveal?.col ?? 1 };
    this.active = file;
    this.reveal = reveal;
    this.#keep();
  }

  /** Closes one tab; its right neighbour comes forward, then its left. */
  hide(file: FileId): void {
    const at = this.open.indexOf(file);
    if (at < 0) return;
    this.open = this.open.filter((id) => id !== file);
    if (this.active === file) {
      this.active = this.open[at] ?? this.open[at - 1] ?? null;
      this.reveal = null;
    }
    this.#keep();
  }

  /** The next tab to the right (1) or left (-1), round the ends. */
  step(by: 1 | -1): void {
    if (this.open.length < 2 || this.active === null) return;
    const at = this.open.indexOf(this.active) + by;
    const next = this.open[(at + this.open.length) % this.open.length];
    if (next) this.show(next);
  }

  /** Forgets files that are gone; opens `fallback` when nothing is open and nothing was kept. */
  settle(alive: ReadonlySet<FileId>, fallback: FileId | null): void {
    const open = this.open.filter((id) => alive.has(id));
    if (open.length !== this.open.length) this.open = open;
    if (this.active !== null && !alive.has(this.active)) this.active = open[open.length - 1] ?? null;
    if (this.active === null && fallback !== null && open.length === 0) this.show(fallback);
  }

  #keep(): void {
    localStorage.setItem(this.#key, JSON.stringify({ open: this.open, active: this.active }));
  }
}

function readKept(key: string): { open: FileId[]; active: FileId | null } {
  try {
    const { open, active } = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown>;
    const ids = Array.isArray(open) ? open.filter((id): id is FileId => typeof id === 'string') : [];
    return {
      open: ids,
      active: typeof active === 'string' && ids.includes(active) ? active : (ids[0] ?? null),
    };
  } catch {
    return { open: [], active: null };
  }
}

/** Choices of this device that are not the project's: theme, density, and what the screen can hold. */

import type { FormatOptions } from '@tagloom/st-parser';
import { MediaQuery } from 'svelte/reactivity';
import { NOTICES, type NoticeKind } from './news.ts';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'comfortable';
/** What a line that stands one step in begins with: so many blanks, or a tab. */
export type Indent = 2 | 4 | 8 | 'tab';

export const INDENTS: readonly Indent[] = [2, 4, 8, 'tab'];
/** A tab is this wide. */
const TAB_WIDTH = 4;

const KEY = 'tagloom:settings';

class Settings {
  theme = $state<Theme>('system');
  density = $state<Density>('compact');
  /** Whether the formatter writes keywords in capitals. */
  keywords = $state<FormatOptions['keywords']>('upper');
  indent = $state<Indent>(TAB_WIDTH);
  /** Kinds of notices that are not told. Who comes in stands in the list of people anyway. */
  muted = $state.raw<readonly NoticeKind[]>(['people']);
  readonly #dark = new MediaQuery('(prefers-color-scheme: dark)');
  readonly #coarse = new MediaQuery('(pointer: coarse)');
  readonly #narrow = new MediaQuery('(max-width: 720px)');
  readonly #small = new MediaQuery('(max-width: 1000px)');
  readonly #medium = new MediaQuery('(max-width: 1320px)');

  constructor() {
    const { theme, density, keywords, indent, muted } = readStored();
    if (theme === 'light' || theme === 'dark') this.theme = theme;
    if (density === 'comfortable') this.density = density;
    if (keywords === 'keep') this.keywords = keywords;
    this.indent = INDENTS.find((one) => one === indent) ?? this.indent;
    if (Array.isArray(muted))
      this.muted = muted.filter((kind): kind is NoticeKind => Object.hasOwn(NOTICES, kind));
  }

  /** What is shown: the system's theme unless one was chosen. */
  get shownTheme(): 'light' | 'dark' {
    if (this.theme !== 'system') return this.theme;
    return this.#dark.current ? 'dark' : 'light';
  }

  /** What the formatter and the Tab key write. */
  get indentation(): Pick<FormatOptions, 'tabSize' | 'insertSpaces'> {
    const { indent } = this;
    return indent === 'tab'
      ? { tabSize: TAB_WIDTH, insertSpaces: false }
      : { tabSize: indent, insertSpaces: true };
  }

  /** Height of a row in pixels, as `--height-row` in tokens.css. */
  get rowHeight(): number {
    if (this.#coarse.current) return 44;
    return this.density === 'comfortable' ? 32 : 24;
  }

  /** One column (<= 720 px). */
  get isNarrow(): boolean {
    return this.#narrow.current;
  }

  /** Side panels open as overlays (<= 1000 px). */
  get isSmall(): boolean {
    return this.#small.current;
  }

  /** Tags of the file become a tab of the bottom panel (<= 1320 px). */
  get isMedium(): boolean {
    return this.#medium.current;
  }

  /** A small touch screen reads only; a narrow window on a desktop edits. */
  get isReading(): boolean {
    return this.#narrow.current && this.#coarse.current;
  }

  chooseTheme(theme: Theme): void {
    this.theme = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    this.#store();
  }

  chooseDensity(density: Density): void {
    this.density = density;
    if (density === 'compact') delete document.documentElement.dataset.density;
    else document.documentElement.dataset.density = density;
    this.#store();
  }

  chooseKeywords(keywords: FormatOptions['keywords']): void {
    this.keywords = keywords;
    this.#store();
  }

  chooseIndent(indent: Indent): void {
    this.indent = indent;
    this.#store();
  }

  /** Notices of a kind are told, or no more. */
  switchNotice(kind: NoticeKind): void {
    const others = this.muted.filter((one) => one !== kind);
    this.muted = others.length < this.muted.length ? others : [...others, kind];
    this.#store();
  }

  tells(kind: NoticeKind): boolean {
    return !this.muted.includes(kind);
  }

  #store(): void {
    const { theme, density, keywords, indent, muted } = this;
    localStorage.setItem(KEY, JSON.stringify({ theme, density, keywords, indent, muted }));
  }
}

/** The settings of this device. */
export const settings = new Settings();

function readStored(): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

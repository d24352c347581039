/** What quick open (Ctrl+P) finds on the current page. */

import type { FileKind } from './analysis.ts';

/** What a thing is drawn as. */
export type Kind = FileKind | 'folder' | 'tag' | 'name';

export interface Finding {
  readonly kind: Kind;
  readonly name: string;
  readonly detail: string;
  readonly run: () => void;
}

interface Finder {
  /** What can be found here, for the field's placeholder: "Go to file, tag or symbol". */
  readonly label: string;
  find(typed: string): readonly Finding[];
  /** What is found by asking, and listed behind the rest when it comes. */
  findMore?(typed: string): Promise<readonly Finding[]>;
}

let current = $state.raw<Finder | null>(null);
let asked = $state.raw<Finder | null>(null);

/** Sets the finder for as long as the calling component lives. */
export function provideFinder(finder: Finder): void {
  $effect(() => {
    current = finder;
    return () => {
      if (current === finder) current = null;
    };
  });
}

/** Asks one question in the palette; null ends it. */
export function askFinder(finder: Finder | null): void {
  asked = finder;
}

/** Whether the palette asks a question, and commands are no answer. */
export function isAsking(): boolean {
  return asked !== null;
}

/** The question that is asked, else the finder of the page that is shown. */
export function currentFinder(): Finder | null {
  return asked ?? current;
}

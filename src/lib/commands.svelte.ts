/** Every action of the app with its name and key: the palette, the key handler and the list under `?` read it. */

import { SvelteMap } from 'svelte/reactivity';
import { isWriting, matchesKeys } from './keys.ts';

export interface Command {
  readonly id: string;
  /** What it does, as a sentence without a full stop. */
  readonly title: string;
  /** Heading in the palette and in the list of keys. */
  readonly group: string;
  /** For example "Ctrl+Shift+P". A key without Ctrl, Alt or F-number does not act while text is written. */
  readonly keys?: string;
  /** The keys act where the focus is, such as pasting into the table: they are only listed. */
  readonly isListed?: boolean;
  readonly run: () => void;
}

const sources = new SvelteMap<symbol, () => readonly Command[]>();

/** Adds commands for as long as the calling component lives. Call it while the component is set up. */
export function provideCommands(source: () => readonly Command[]): void {
  $effect(() => {
    const key = Symbol('commands');
    sources.set(key, source);
    return () => {
      sources.delete(key);
    };
  });
}

/** All commands that can be used now. */
export function allCommands(): Command[] {
  return [...sources.values()].flatMap((source) => source());
}

/** Runs the command of this key press, if there is one; true when it did. */
export function runKeys(event: KeyboardEvent): boolean {
  if (event.isComposing || event.defaultPrevented || isFloating(event.target)) return false;
  const found = allCommands().find(
    (command) => command.keys && !command.isListed && matchesKeys(event, command.keys),
  );
  if (!found?.keys) return false;
  const isPlain = !/Ctrl|Alt|^F\d|Shift\+F\d/.test(found.keys);
  if (isPlain && isWriting(event.target)) return false;
  event.preventDefault();
  event.stopPropagation();
  found.run();
  return true;
}

/** Dialogs and menus have their own keys. */
function isFloating(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;
}

/** What of the app lies over the page now. */
export const overlay = $state<{ palette: 'none' | 'go' | 'run'; keys: boolean }>({
  palette: 'none',
  keys: false,
});

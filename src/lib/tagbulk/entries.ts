/** The ways to change many tags, as the toolbar, the context menu and the palette offer them. */

import type { Command } from '../commands.svelte.ts';
import type { MenuEntry } from '../parts/menu.ts';
import type { Bulk, BulkKind } from './bulk.svelte.ts';

interface Way {
  readonly kind: BulkKind;
  readonly title: string;
  readonly keys?: string;
  /** The table hears the keys itself. */
  readonly isListed?: boolean;
}

const WAYS: readonly Way[] = [
  { kind: 'fill', title: 'Change selected tags', keys: 'Alt+E' },
  { kind: 'replace', title: 'Find and replace in tags', keys: 'Ctrl+H' },
  { kind: 'renumber', title: 'Renumber addresses', keys: 'Alt+N' },
  { kind: 'paste', title: 'Paste from a spreadsheet', keys: 'Ctrl+V', isListed: true },
];

export function bulkEntries(bulk: Bulk): readonly MenuEntry[] {
  return WAYS.map(({ kind, title, keys }) => ({
    type: 'item',
    title: `${title}...`,
    ...(keys ? { keys } : {}),
    run: () => bulk.open(kind),
  }));
}

export function bulkCommands(bulk: Bulk): readonly Command[] {
  return WAYS.map(({ kind, title, keys, isListed = false }) => ({
    id: `tags.bulk.${kind}`,
    group: 'Tags',
    title,
    ...(keys ? { keys } : {}),
    isListed,
    run: () => bulk.open(kind),
  }));
}

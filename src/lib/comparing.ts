/** Comparing two files: which ones, and asking for the second. */

import type { FileId } from '@tagloom/st-parser';
import { overlay } from './commands.svelte.ts';
import { askFinder } from './finder.svelte.ts';
import { bestMatches } from './match.ts';
import { comparison } from './tabs.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

const OFFERED = 50;

/** Shows two files side by side in a tab. */
export function compare(workspace: Workspace, left: FileId, right: FileId): void {
  workspace.tabs.show(comparison(left, right), { line: 1, col: 1, focus: true });
}

/** Asks in the palette which file `left` shall be compared with. */
export function askForFile(workspace: Workspace, left: FileId): void {
  const name = workspace.filesById.get(left)?.name ?? '';
  const others = workspace.files.filter(({ id }) => id !== left);
  const findings = others.map(({ id, name, path }) => ({
    kind: workspace.kind(id),
    name,
    detail: path,
    run: () => compare(workspace, left, id),
  }));
  askFinder({
    label: `Compare ${name} with`,
    find: (typed) => bestMatches(findings, typed, OFFERED),
  });
  overlay.palette = 'go';
}

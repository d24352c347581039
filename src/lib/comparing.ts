/** Comparing a file with another one, or with what it was in a version: asking for the other side. */

import type { FileId } from '@tagloom/st-parser';
import { toast } from 'svelte-sonner';
import { ApiError } from './api.ts';
import { overlay } from './commands.svelte.ts';
import { askFinder, type Finding } from './finder.svelte.ts';
import { bestMatches } from './match.ts';
import { comparison, sinceVersion, type TabId } from './tabs.svelte.ts';
import { when } from './times.ts';
import { listVersions, type Version } from './versions.ts';
import type { Workspace } from './workspace.svelte.ts';

const OFFERED = 50;

/** Shows two files side by side in a tab. */
export function compare(workspace: Workspace, left: FileId, right: FileId): void {
  show(workspace, comparison(left, right));
}

/** Asks in the palette which file `left` shall be compared with. */
export function askForFile(workspace: Workspace, left: FileId): void {
  const others = workspace.files.filter(({ id }) => id !== left);
  const findings = others.map(({ id, name, path }) => ({
    kind: workspace.kind(id),
    name,
    detail: path,
    run: () => compare(workspace, left, id),
  }));
  ask(`Compare ${nameOf(workspace, left)} with`, findings);
}

/** Asks in the palette with which version of the project a file shall be compared. */
export async function askForVersion(workspace: Workspace, file: FileId): Promise<void> {
  if (workspace.isPractice) {
    toast('A practice copy has no versions');
    return;
  }
  const versions = await knownVersions(workspace.projectId);
  if (versions === null) return;
  if (versions.length === 0) {
    toast('This project has no versions yet', { description: 'Name one under Project settings.' });
    return;
  }
  const findings = versions.map((version) => ({
    kind: 'file' as const,
    name: version.name,
    detail: `${when(Date.parse(version.createdAt), Date.now())}${version.by ? ` by ${version.by.name}` : ''}`,
    run: () => show(workspace, sinceVersion(version, file)),
  }));
  ask(`Compare ${nameOf(workspace, file)} with version`, findings);
}

async function knownVersions(project: string): Promise<readonly Version[] | null> {
  try {
    return (await listVersions(project, null)).versions;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast('The versions cannot be listed', { description: error.message });
    return null;
  }
}

function show(workspace: Workspace, tab: TabId): void {
  workspace.tabs.show(tab, { line: 1, col: 1, focus: true });
}

function nameOf(workspace: Workspace, file: FileId): string {
  return workspace.filesById.get(file)?.name ?? '';
}

function ask(label: string, findings: readonly Finding[]): void {
  askFinder({ label, find: (typed) => bestMatches(findings, typed, OFFERED) });
  overlay.palette = 'go';
}

/** Named states of one project, as verbs over HTTP. Failures are `ApiError`. */

import { type Person, projectPath, send } from './api.ts';

/** A named state. Times are ISO 8601. */
export interface Version {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly createdAt: string;
  readonly by: Person | null;
  /** How many files it holds. */
  readonly files: number;
}

export interface VersionPage {
  readonly versions: readonly Version[];
  readonly next: string | null;
}

/** What changed from one state to another, by path. */
export interface FileDifference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

/** The part of a tag that people write. */
export interface TagText {
  readonly path: string;
  readonly type: string;
  readonly initial: string | null;
  readonly address: string | null;
  readonly comment: string | null;
}

export interface VersionDifference {
  readonly files: FileDifference;
  readonly tags: {
    readonly added: readonly TagText[];
    readonly changed: readonly { readonly before: TagText; readonly after: TagText }[];
    readonly removed: readonly TagText[];
  };
}

/** Newest first; behind the version with id `after`. */
export function listVersions(project: string, after: string | null): Promise<VersionPage> {
  return send('GET', `${pathOf(project)}${after === null ? '' : `?after=${encodeURIComponent(after)}`}`);
}

/** Names the present state. */
export function makeVersion(project: string, name: string, note: string): Promise<Version> {
  return send('POST', pathOf(project), { json: { name, note } });
}

/** What changed since a version. */
export function versionDifference(project: string, id: string): Promise<VersionDifference> {
  return send('GET', `${pathOf(project, id)}/difference`);
}

/** Makes the project what it was, as one edit of this person. */
export function restoreVersion(project: string, id: string): Promise<{ files: FileDifference }> {
  return send('POST', `${pathOf(project, id)}/restore`);
}

export function removeVersion(project: string, id: string): Promise<void> {
  return send('DELETE', pathOf(project, id));
}

/** Address of the zip with the files of a version. */
export function versionFolder(project: string, id: string): string {
  return `${projectPath(project)}/export/project?version=${encodeURIComponent(id)}`;
}

function pathOf(project: string, id?: string): string {
  return `${projectPath(project)}/versions${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

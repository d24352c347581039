/** Named states of one project, as verbs over HTTP. Failures are `ApiError`. */

import { type Answer, addressOf, call } from './call.ts';
import { send } from './send.ts';

const ALL = '/api/projects/{project}/versions';
const ONE = '/api/projects/{project}/versions/{version}';

export type VersionPage = Answer<'get', typeof ALL>;
/** A named state. */
export type Version = VersionPage['versions'][number];
/** What changed from one state to another, in files and tags. */
export type VersionDifference = Answer<'get', `${typeof ONE}/difference`>;
export type FileDifference = VersionDifference['files'];
/** The part of a tag that people write. */
export type TagText = VersionDifference['tags']['added'][number];

/** Newest first; behind the version with id `after`. */
export function listVersions(project: string, after: string | null): Promise<VersionPage> {
  return call('get', ALL, { project, query: after === null ? {} : { after } });
}

/** Names the present state. */
export function makeVersion(project: string, name: string, note: string): Promise<Version> {
  return call('post', ALL, { project, json: { name, note } });
}

/** What changed since a version. */
export function versionDifference(project: string, version: string): Promise<VersionDifference> {
  return call('get', `${ONE}/difference`, { project, version });
}

/** Makes the project what it was, as one edit of this person. */
export function restoreVersion(
  project: string,
  version: string,
): Promise<{ readonly files: FileDifference }> {
  return call('post', `${ONE}/restore`, { project, version });
}

export async function removeVersion(project: string, version: string): Promise<void> {
  await call('delete', ONE, { project, version });
}

/** The text of a file as it was in a version. Throws ApiError with FILE_UNKNOWN when it was not there. */
export function versionText(project: string, version: string, file: string): Promise<string> {
  return send('GET', addressOf(`${ONE}/files/{file}`, { project, version, file }), { isText: true });
}

/** Address of the zip with the files of a version. */
export function versionFolder(project: string, version: string): string {
  return addressOf('/api/projects/{project}/export/project', { project }, { version });
}

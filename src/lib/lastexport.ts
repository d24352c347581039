/** What differs from the last export of a target, and the word to the server that this page made files by itself. */

import type { VendorOptions } from '@tagloom/vendor-formats';
import { type Answer, call } from './call.ts';
import type { OfflineExport } from './offlineexports.ts';
import type { Target } from './targets.ts';

const DIFFERENCE = '/api/projects/{project}/export/{format}/difference';
const TAKEN = '/api/projects/{project}/export/{format}/taken';

/** From the last export to now; `last` is null before the first one. */
export type SinceExport = Answer<'get', typeof DIFFERENCE>;
/** A tag as the vendor's tool gets it. */
export type ExportedTag = SinceExport['added'][number];

export function sinceExport(project: string, target: Target): Promise<SinceExport> {
  return call('get', DIFFERENCE, { project, format: target });
}

/** The files that this page made from what the server has are the last export now. */
export async function noteExport(project: string, target: Target, options: VendorOptions): Promise<void> {
  await call('post', TAKEN, { project, format: target, json: { options: { ...options } } });
}

/** The same of files that were made offline, from the texts of then. The server keeps the last export of a target. */
export async function noteOffline(project: string, made: OfflineExport): Promise<void> {
  const { target, options, at, files } = made;
  const json = { options: { ...options }, at, files: files.map((file) => ({ ...file })) };
  await call('post', TAKEN, { project, format: target, json });
}

const FIELDS = [
  ['path', 'renamed'],
  ['vendorName', 'name'],
  ['vendorType', 'type'],
  ['vendorAddress', 'address'],
  ['initial', 'initial value'],
  ['comment', 'comment'],
] as const;

/** What became of a tag: "renamed xRun to xLineRuns; initial value 1.5 to 2.5". */
export function changeWords(before: ExportedTag, after: ExportedTag): string {
  const shown = (value: string | null) => (value === null || value === '' ? 'none' : value);
  return FIELDS.filter(([field]) => before[field] !== after[field])
    .map(([field, word]) => `${word} ${shown(before[field])} to ${shown(after[field])}`)
    .join('; ');
}

/** What has to be read of a whole project to say what an export wrote, pure: texts in, rows or a difference out. Runs in a thread for large projects. */

import { type DialectId, openProject } from '@tagloom/st-parser';
import { exportTags, type VendorOptions } from '@tagloom/vendor-formats';
import {
  type ExportDifference,
  exportDifference,
  exportedOf,
  packExported,
  unpackExported,
} from './exported.ts';
import type { Target } from './watchviews.ts';

export interface ExportWork {
  readonly files: readonly { readonly id: string; readonly path: string; readonly text: string }[];
  readonly dialect: DialectId | 'auto';
  readonly target: Target;
  readonly options: VendorOptions;
  /** Lasting ids of tags by path; null where nobody knows them. */
  readonly ids: ReadonlyMap<string, string> | null;
  /** The packed export to compare with; null packs this one. */
  readonly before: Uint8Array | null;
}

export type ExportOutput = { readonly bytes: Uint8Array } | { readonly difference: ExportDifference };

export async function workOut(work: ExportWork): Promise<ExportOutput> {
  const { files, dialect, target, options, ids, before } = work;
  const project = openProject({ dialect });
  for (const { id, path, text } of files) project.set(id, path, text);
  project.changes();
  const now = exportedOf(project, exportTags(project, target, options), ids);
  if (before === null) return { bytes: await packExported(now) };
  return { difference: exportDifference(await unpackExported(before), now) };
}

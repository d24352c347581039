/** The work of one import, pure: files and the state of a document in, difference and update out. Runs in a thread for large ones. */

import { importFiles, type SourceFile } from '@tagloom/containers';
import { isTagFile, type TagIntake, type VendorOptions } from '@tagloom/vendor-formats';
import * as Y from 'yjs';
import { applyIntake, type IntakePlan, type Places, planIntake } from './intake.ts';
import { originalsOf } from './originals.ts';
import type { OriginalRow } from './store/store.ts';
import { applyTags, planTags, type TagSources } from './tagintake.ts';

export interface ImportWork {
  /** The document, as one update. */
  readonly state: Uint8Array;
  readonly files: readonly SourceFile[];
  readonly options: VendorOptions;
  /** Paths (lower case) of tags that stay as they are. */
  readonly left: ReadonlySet<string>;
  /** Files of source come in as a difference of tags, too, each tag by choice; else whole. */
  readonly asTags: boolean;
  /** Where files of source shall go, by their paths in lower case. */
  readonly places: Places;
  /** Only the difference is wanted. */
  readonly isDry: boolean;
}

export interface ImportOutput {
  readonly plan: IntakePlan;
  /** Null when no file holds tags alone. */
  readonly tags: TagIntake | null;
  /** The change, made on a copy of the document; null when there is none or it was not wanted. */
  readonly update: Uint8Array | null;
  readonly originals: readonly OriginalRow[];
  /** Of all texts that come in, characters. */
  readonly textLength: number;
}

/** How far the work is, in percent of the whole import, and what is done. */
export type Told = (percent: number, message: string) => void;

/** A request with vendor tags alone holds no source. */
const NO_SOURCES: ReturnType<typeof importFiles> = { files: [], problems: [], originals: [] };

export function workOut(
  { state, files, options, left, asTags, places, isDry }: ImportWork,
  tell: Told,
): ImportOutput {
  const tables = files.filter(({ path, bytes }) => isTagFile(path, bytes));
  const sources = files.filter((file) => !tables.includes(file));
  const tagFiles = { tables, sources: asTags ? sources : [], options, left };
  const result = sources.length === 0 || asTags ? NO_SOURCES : importFiles(sources);
  tell(30, `${files.length} files are read.`);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const plan = planIntake(doc, result, places);
  const hasTags = tables.length + tagFiles.sources.length > 0;
  const tags = hasTags ? planTags(doc, tagFiles) : null;
  tell(60, `${plan.added.length} files are new, ${plan.changed.length} change.`);
  const textLength = result.files.reduce((sum, { text }) => sum + text.length, 0);
  if (isDry || changesIn(plan, tags) === 0) return { plan, tags, update: null, originals: [], textLength };
  const { update, ids } = changed(doc, { result, places }, hasTags ? tagFiles : null);
  return { plan, tags, update, originals: originalsOf(result, ids), textLength };
}

/** Tags that are new or change. */
export function tagChangesOf(tags: TagIntake | null): number {
  return tags === null ? 0 : tags.added.length + tags.changed.length;
}

function changesIn(plan: IntakePlan, tags: TagIntake | null): number {
  return plan.added.length + plan.changed.length + tagChangesOf(tags);
}

/** Texts and tags are one edit, so that one undo takes the whole import back. */
function changed(
  doc: Y.Doc,
  { result, places }: { result: ReturnType<typeof importFiles>; places: Places },
  tagFiles: TagSources | null,
) {
  const before = Y.encodeStateVector(doc);
  let ids: readonly string[] = [];
  let hasChanged = false;
  doc.once('update', () => {
    hasChanged = true;
  });
  doc.transact(() => {
    ids = applyIntake(doc, result.files, places);
    if (tagFiles !== null) applyTags(doc, tagFiles);
  });
  return { update: hasChanged ? Y.encodeStateAsUpdate(doc, before) : null, ids };
}

/** What an export gave a vendor's tool, kept to say later what differs: a row per tag that was written, and the texts of then. */

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { FileId, Project } from '@tagloom/st-parser';
import type { ExportResult } from '@tagloom/vendor-formats';
import { byPath, placedTags, textOf } from './tagdifference.ts';
import { type PlacedTag, pairTags, type TagPairs } from './tagpairs.ts';

/** A tag as the vendor's tool got it. */
export interface ExportedTag {
  readonly path: string;
  readonly vendorName: string;
  readonly vendorAddress: string;
  readonly vendorType: string;
  readonly initial: string | null;
  readonly comment: string | null;
}

/** A row with what finds the same tag again: its lasting id, or its name in the text of then. */
type KnownTag = ExportedTag & PlacedTag & { readonly id: string | null };

/** All that one export wrote. */
export interface Exported {
  /** Of a version, tags have no ids. */
  readonly hasIds: boolean;
  readonly tags: readonly KnownTag[];
  readonly files: readonly { readonly id: FileId; readonly text: string }[];
}

export interface ExportDifference {
  readonly added: readonly ExportedTag[];
  /** A renamed tag has two paths. */
  readonly changed: readonly { readonly before: ExportedTag; readonly after: ExportedTag }[];
  readonly removed: readonly ExportedTag[];
}

/** The rows of an export of this project; `ids` are the lasting ids of its tags by path, null where nobody knows them. */
export function exportedOf(
  project: Project,
  { map }: Pick<ExportResult, 'map'>,
  ids: ReadonlyMap<string, string> | null,
): Exported {
  const placed = new Map(placedTags(project).tags.map((one) => [one.path, one]));
  const tags = map.map(({ path, vendorName, vendorAddress, vendorType }) => {
    const { tag, ...place } = placed.get(path) ?? { ...nowhere(path), tag: null };
    const { initial, comment } = tag ? textOf(tag) : { initial: null, comment: null };
    const id = ids?.get(path) ?? null;
    return { ...place, id, path, vendorName, vendorAddress, vendorType, initial, comment };
  });
  return {
    hasIds: ids !== null,
    tags,
    files: project.files().map(({ id }) => ({ id, text: project.text(id) })),
  };
}

/** From one export to another, each list by path. */
export function exportDifference(before: Exported, after: Exported): ExportDifference {
  const areKnown = before.hasIds && after.hasIds;
  const { pairs, added, removed } = areKnown
    ? pairById(before.tags, after.tags)
    : pairTags(withTexts(before), withTexts(after));
  const changed = pairs
    .map(([was, now]) => ({ before: rowOf(was), after: rowOf(now) }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
  return {
    added: added.map(rowOf).sort(byPath),
    changed: changed.sort((a, b) => byPath(a.after, b.after)),
    removed: removed.map(rowOf).sort(byPath),
  };
}

/** Tags of one lasting id are one (I1); an element of a tag is known by its path. */
function pairById(before: readonly KnownTag[], after: readonly KnownTag[]): TagPairs<KnownTag, KnownTag> {
  const left = new Map(before.map((tag) => [tag.id ?? tag.key, tag]));
  const pairs: [KnownTag, KnownTag][] = [];
  const added: KnownTag[] = [];
  for (const tag of after) {
    const was = left.get(tag.id ?? tag.key);
    left.delete(tag.id ?? tag.key);
    if (was) pairs.push([was, tag]);
    else added.push(tag);
  }
  return { pairs, added, removed: [...left.values()] };
}

/** For the database. */
export async function packExported(exported: Exported): Promise<Uint8Array> {
  return promisify(gzip)(JSON.stringify(exported));
}

export async function unpackExported(bytes: Uint8Array): Promise<Exported> {
  return JSON.parse((await promisify(gunzip)(bytes)).toString()) as Exported;
}

function rowOf({ path, vendorName, vendorAddress, vendorType, initial, comment }: ExportedTag): ExportedTag {
  return { path, vendorName, vendorAddress, vendorType, initial, comment };
}

function withTexts({ tags, files }: Exported) {
  const texts = new Map(files.map(({ id, text }) => [id, text]));
  return { tags, text: (file: FileId) => texts.get(file) ?? null };
}

/** An element of a tag: known by its path alone. */
function nowhere(path: string): PlacedTag {
  return { key: path.toLowerCase(), path, file: '', from: 0, to: 0 };
}

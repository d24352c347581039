/** From a target to files: the table runs over all tags once, the format's writer does the rest. */
import { leavesOfDeclaration, type Project } from '@tagloom/st-parser';
import { utf8 } from './common.ts';
import { createTable, type Draft, type Entry, type Target } from './table.ts';
import type {
  ExportedFile,
  ExportResult,
  FormatId,
  Layout,
  MapEntry,
  SideMap,
  VendorDiagnostic,
  VendorId,
  VendorOptions,
  VendorRow,
  VendorRows,
} from './types.ts';

/** One format or vendor, as its folder gives it to the registry. */
export interface Format {
  readonly id: FormatId | VendorId;
  /** Live rows, for trusted options. */
  rows(options: VendorOptions): VendorRows;
  /** All files, for trusted options. */
  write(project: Project, options: VendorOptions): ExportResult;
}

/** What a writer gives back. */
export interface Written {
  /** `folder` is a plain name of ours, never of a source. */
  readonly files: readonly (ExportedFile & { readonly folder?: string })[];
  readonly diagnostics?: readonly VendorDiagnostic[];
  readonly layout?: readonly Layout[];
  /** Leaves of a tag, where the format knows their names and addresses better than the paths do. */
  readonly leaves?: (path: string) => readonly MapEntry[] | undefined;
  /** What the writer knows better about one tag: an absolute address, the identity of its object. */
  readonly better?: (path: string) => Partial<MapEntry> | undefined;
}

/** Drafts all tags, names them, writes them, and keeps account of what was written. */
export function exportWith<D extends Draft>(
  project: Project,
  target: Target<D>,
  options: VendorOptions,
  format: FormatId | VendorId,
  write: (entries: readonly Entry<D>[]) => Written,
): ExportResult {
  const table = createTable(target);
  table.update(project, { added: [], changed: [], removed: [], types: true });
  const entries = table.entries();
  const { files, diagnostics = [], layout, leaves, better } = write(entries);
  const map: MapEntry[] = [];
  const said: VendorDiagnostic[] = [];
  for (const entry of entries) {
    addMapEntries(map, entry, project, options, leaves, better);
    for (const one of entry.row.diagnostics) said.push(one);
  }
  const side = options.sideMap === true ? [sideMapFile(format, options, map)] : [];
  return {
    files: apart([...files, ...side]),
    diagnostics: said.concat(diagnostics),
    map,
    ...(layout === undefined ? {} : { layout }),
  };
}

function addMapEntries(
  map: MapEntry[],
  { draft, row }: Entry<Draft>,
  project: Project,
  options: VendorOptions,
  leaves: Written['leaves'],
  better: Written['better'],
): void {
  if (draft.scope === null) return;
  const { path } = draft.tag;
  if (options.expandMap !== true) return void map.push(wholeEntry(draft, row, better?.(path)));
  const given = leaves?.(path);
  if (given !== undefined) return void map.push(...given);
  const list = leavesOfDeclaration(path, draft.tag, project);
  if (list.length === 1 && list[0]?.path === path)
    return void map.push(wholeEntry(draft, row, better?.(path)));
  for (const leaf of list)
    map.push({
      path: leaf.path,
      vendorName: `${row.name}${leaf.path.slice(path.length)}`,
      vendorAddress: '',
      vendorType: leaf.type,
    });
}

function wholeEntry(
  { tag, kept }: Draft,
  { name, address, type }: VendorRow,
  better: Partial<MapEntry> | undefined,
): MapEntry {
  const own = { path: tag.path, vendorName: name, vendorAddress: address, vendorType: type };
  if (kept === undefined && better === undefined) return own;
  return { ...own, ...(kept === undefined ? {} : { qualifiers: kept }), ...better };
}

function sideMapFile(format: string, options: VendorOptions, entries: readonly MapEntry[]): ExportedFile {
  const side: SideMap = { format, options: { ...options, sideMap: undefined }, entries };
  return { name: 'side-map.json', bytes: utf8(`${JSON.stringify(side, null, 2)}\n`) };
}

/** File names that every system takes, each once without letter case. */
function apart(files: Written['files']): ExportedFile[] {
  const taken = new Set<string>();
  return files.map(({ name, bytes, folder }) => {
    const own = name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_');
    const plain = folder === undefined ? own : `${folder}/${own}`;
    let free = plain;
    for (let count = 2; taken.has(free.toLowerCase()); count++)
      free = plain.replace(/(\.\w+)?$/, ` (${count})$1`);
    taken.add(free.toLowerCase());
    return { name: free, bytes };
  });
}

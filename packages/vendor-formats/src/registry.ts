/** Which vendors and formats exist, and how each turns a project into rows or files. A new target is one entry here. */
import type { Project } from '@tagloom/st-parser';
import { writeLists } from './beckhoff/gvl.ts';
import { twincatTarget } from './beckhoff/target.ts';
import { writeCsv } from './rockwell/csv.ts';
import { writeL5x } from './rockwell/l5x.ts';
import { hidingNotes, logixTarget } from './rockwell/target.ts';
import { writeBlocks } from './siemens/blocks.ts';
import { overlaps } from './siemens/overlaps.ts';
import { s7Target } from './siemens/target.ts';
import { writeXlsx } from './siemens/xlsx.ts';
import { createTable, type Draft, type Entry, type Target } from './table.ts';
import type {
  ExportedFile,
  ExportResult,
  FormatId,
  VendorDiagnostic,
  VendorId,
  VendorOptions,
  VendorRows,
} from './types.ts';

export const VENDORS: readonly VendorId[] = ['rockwell', 'siemens', 'beckhoff'];
export const FORMATS: readonly FormatId[] = [
  'rockwell-csv',
  'rockwell-l5x',
  'siemens-xlsx',
  'siemens-db',
  'beckhoff',
];

/**
 * Live rows of one vendor (or of one format). Feed it every `ProjectChange`; the first `update` takes the whole project.
 * `rockwell` shows what a whole project can carry; the formats also what their files alone lose (values, types, blocks).
 */
export function createVendorRows(vendor: VendorId | FormatId, options: VendorOptions = {}): VendorRows {
  switch (vendor) {
    case 'rockwell':
      return createTable(logixTarget(options, 'everything'));
    case 'rockwell-csv':
      return createTable(logixTarget(options, 'definitions'));
    case 'rockwell-l5x':
      return createTable(logixTarget(options, 'controller'));
    case 'siemens':
      return createTable(s7Target(options, 'both'));
    case 'siemens-xlsx':
      return createTable(s7Target(options, 'table'));
    case 'siemens-db':
      return createTable(s7Target(options, 'blocks'));
    case 'beckhoff':
      return createTable(twincatTarget(options, 'everything'));
  }
}

/**
 * Writes the files of one format; as `siemens`, tag table and data blocks side by side, each tag once. As of the last
 * `project.changes()`. Equal tags and options give equal bytes (L5). Options are trusted here: use `readOptions` first.
 */
export function exportTags(
  project: Project,
  format: FormatId | VendorId,
  options: VendorOptions = {},
): ExportResult {
  switch (format) {
    case 'rockwell':
    case 'rockwell-l5x':
      return run(project, logixTarget(options, 'controller'), (entries) => {
        const { file, diagnostics } = writeL5x(entries, project, options);
        return { files: [file], diagnostics: [...hidingNotes(entries), ...diagnostics] };
      });
    case 'rockwell-csv':
      return run(project, logixTarget(options, 'definitions'), (entries) => ({
        files: [writeCsv(entries, options)],
        diagnostics: hidingNotes(entries),
      }));
    case 'siemens':
      return run(project, s7Target(options, 'both'), (entries) => {
        const blocks = writeBlocks(entries, project, options);
        return {
          files: [writeXlsx(entries, options), ...blocks.files],
          diagnostics: [...overlaps(entries), ...blocks.diagnostics],
        };
      });
    case 'siemens-xlsx':
      return run(project, s7Target(options, 'table'), (entries) => ({
        files: [writeXlsx(entries, options)],
        diagnostics: overlaps(entries),
      }));
    case 'siemens-db':
      return run(project, s7Target(options, 'blocks'), (entries) => writeBlocks(entries, project, options));
    case 'beckhoff':
      return run(project, twincatTarget(options, 'files'), (entries) => ({
        files: writeLists(entries, project, options),
      }));
  }
}

interface Written {
  readonly files: readonly ExportedFile[];
  readonly diagnostics?: readonly VendorDiagnostic[];
}

function run<D extends Draft>(
  project: Project,
  target: Target<D>,
  write: (entries: readonly Entry<D>[]) => Written,
): ExportResult {
  const table = createTable(target);
  table.update(project, { added: [], changed: [], removed: [], types: true });
  const entries = table.entries();
  const { files, diagnostics = [] } = write(entries);
  const map = entries.flatMap(({ draft, row }) =>
    draft.scope === null
      ? []
      : [{ path: draft.tag.path, vendorName: row.name, vendorAddress: row.address, vendorType: row.type }],
  );
  return {
    files: apart(files),
    diagnostics: [...entries.flatMap((entry) => entry.row.diagnostics), ...diagnostics],
    map,
  };
}

/** File names that every system takes, each once without letter case. */
function apart(files: readonly ExportedFile[]): ExportedFile[] {
  const taken = new Set<string>();
  return files.map(({ name, bytes }) => {
    const plain = name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_');
    let free = plain;
    for (let count = 2; taken.has(free.toLowerCase()); count++)
      free = plain.replace(/(\.\w+)?$/, ` (${count})$1`);
    taken.add(free.toLowerCase());
    return { name: free, bytes };
  });
}

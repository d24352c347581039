/** Siemens' formats for the registry. */
import type { Project } from '@tagloom/st-parser';
import { exportWith, type Format, type Written } from '../exporting.ts';
import { createTable, type Entry } from '../table.ts';
import type { ExportResult, FormatId, VendorId, VendorOptions } from '../types.ts';
import { allocate } from './allocate.ts';
import { writeBlocks } from './blocks.ts';
import { writeOpenness } from './openness.ts';
import { overlaps } from './overlaps.ts';
import { writeSdf } from './sdf.ts';
import { type S7Draft, type S7Files, s7Target } from './target.ts';
import { writeXlsx } from './xlsx.ts';

type Write = (entries: readonly Entry<S7Draft>[], project: Project, options: VendorOptions) => Written;

function format(id: FormatId | VendorId, files: S7Files, write: Write): Format {
  return {
    id,
    rows: (options) => createTable(s7Target(options, files)),
    write: (project, options): ExportResult => {
      const target = s7Target(options, files, allocate(project, options));
      return exportWith(project, target, options, id, (entries) => write(entries, project, options));
    },
  };
}

export const SIEMENS: readonly Format[] = [
  format('siemens', 'both', (entries, project, options) => {
    const blocks = writeBlocks(entries, project, options);
    return {
      ...blocks,
      files: [writeXlsx(entries, options), ...blocks.files],
      diagnostics: [...overlaps(entries), ...(blocks.diagnostics ?? [])],
    };
  }),
  format('siemens-xlsx', 'table', (entries, _project, options) => ({
    files: [writeXlsx(entries, options)],
    diagnostics: overlaps(entries),
  })),
  format('siemens-sdf', 'sdf', (entries, _project, options) => {
    const { file, diagnostics } = writeSdf(entries, options);
    return { files: [file], diagnostics: [...overlaps(entries), ...diagnostics] };
  }),
  format('siemens-db', 'blocks', writeBlocks),
  format('siemens-openness-xml', 'both', (entries, project, options) => {
    const { files, diagnostics } = writeOpenness(entries, project, options);
    return { files, diagnostics: [...overlaps(entries), ...diagnostics] };
  }),
];

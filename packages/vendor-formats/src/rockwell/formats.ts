/** Rockwell's formats for the registry. */
import { exportWith, type Format } from '../exporting.ts';
import { createTable } from '../table.ts';
import { writeCsv } from './csv.ts';
import { writeL5x } from './l5x.ts';
import { hidingNotes, logixTarget } from './target.ts';

const CSV: Format = {
  id: 'rockwell-csv',
  rows: (options) => createTable(logixTarget(options, 'definitions')),
  write: (project, options) =>
    exportWith(project, logixTarget(options, 'definitions'), options, 'rockwell-csv', (entries) => ({
      files: [writeCsv(entries, options)],
      diagnostics: hidingNotes(entries),
    })),
};

const L5X: Format = {
  id: 'rockwell-l5x',
  rows: (options) => createTable(logixTarget(options, 'controller')),
  write: (project, options) =>
    exportWith(project, logixTarget(options, 'controller'), options, 'rockwell-l5x', (entries) => {
      const { files, diagnostics } = writeL5x(entries, project, options);
      return { files, diagnostics: [...hidingNotes(entries), ...diagnostics] };
    }),
};

/** As a vendor: what a whole project carries; files as L5X. */
const VENDOR: Format = {
  id: 'rockwell',
  rows: (options) => createTable(logixTarget(options, 'everything')),
  write: L5X.write,
};

export const ROCKWELL: readonly Format[] = [VENDOR, CSV, L5X];

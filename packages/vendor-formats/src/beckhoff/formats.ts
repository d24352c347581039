/** Beckhoff's format for the registry. As a vendor it shows what a whole project carries. */
import { exportWith, type Format } from '../exporting.ts';
import { createTable } from '../table.ts';
import { writeLists } from './gvl.ts';
import { twincatTarget } from './target.ts';

export const BECKHOFF: readonly Format[] = [
  {
    id: 'beckhoff',
    rows: (options) => createTable(twincatTarget(options, 'everything')),
    write: (project, options) =>
      exportWith(project, twincatTarget(options, 'files'), options, 'beckhoff', (entries) => ({
        files: writeLists(entries, project, options),
      })),
  },
];

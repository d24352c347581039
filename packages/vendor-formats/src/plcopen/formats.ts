/** PLCopen XML for the registry. */
import { exportWith, type Format } from '../exporting.ts';
import { createTable } from '../table.ts';
import { writePlcopen } from './document.ts';
import { plcopenTarget } from './target.ts';

export const PLCOPEN: readonly Format[] = [
  {
    id: 'plcopen',
    rows: () => createTable(plcopenTarget()),
    write: (project, options) =>
      exportWith(project, plcopenTarget(), options, 'plcopen', (entries) =>
        writePlcopen(entries, project, options),
      ),
  },
];

/** Kepware for the registry. */
import { exportWith, type Format } from '../exporting.ts';
import { nodeTarget } from '../nodes/target.ts';
import { createTable } from '../table.ts';
import { writeKepware } from './csv.ts';
import { KEPWARE_RULES } from './types.ts';

export const KEPWARE: readonly Format[] = [
  {
    id: 'kepware',
    rows: (options) => createTable(nodeTarget(KEPWARE_RULES, options)),
    write: (project, options) =>
      exportWith(project, nodeTarget(KEPWARE_RULES, options), options, 'kepware', (entries) =>
        writeKepware(entries, project, options),
      ),
  },
];

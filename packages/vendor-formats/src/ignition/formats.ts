/** Ignition for the registry. */
import { exportWith, type Format } from '../exporting.ts';
import { nodeTarget } from '../nodes/target.ts';
import { createTable } from '../table.ts';
import { writeTags } from './json.ts';
import { IGNITION_RULES } from './types.ts';

export const IGNITION: readonly Format[] = [
  {
    id: 'ignition',
    rows: (options) => createTable(nodeTarget(IGNITION_RULES, options)),
    write: (project, options) =>
      exportWith(project, nodeTarget(IGNITION_RULES, options), options, 'ignition', (entries) =>
        writeTags(entries, project, options),
      ),
  },
];

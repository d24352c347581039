/** OPC UA for the registry. */
import { exportWith, type Format } from '../exporting.ts';
import { nodeTarget } from '../nodes/target.ts';
import { createTable } from '../table.ts';
import { writeNodeset } from './nodeset.ts';
import { UA_RULES } from './types.ts';

export const OPCUA: readonly Format[] = [
  {
    id: 'opcua',
    rows: (options) => createTable(nodeTarget(UA_RULES, options)),
    write: (project, options) =>
      exportWith(project, nodeTarget(UA_RULES, options), options, 'opcua', (entries) =>
        writeNodeset(entries, project, options),
      ),
  },
];

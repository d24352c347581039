/** Beckhoff's format for the registry. As a vendor it shows what a whole project carries. */
import { exportWith, type Format } from '../exporting.ts';
import { createTable } from '../table.ts';
import { writeLists } from './gvl.ts';
import { objectId } from './ids.ts';
import { objectsOf } from './objects.ts';
import { patchesOf } from './programs.ts';
import { projectFile } from './projectfile.ts';
import { twincatTarget } from './target.ts';

export const BECKHOFF: readonly Format[] = [
  {
    id: 'beckhoff',
    rows: (options) => createTable(twincatTarget(options)),
    write: (project, options) =>
      exportWith(project, twincatTarget(options), options, 'beckhoff', (entries) => {
        const lists = writeLists(entries, project, options);
        const objects = [...lists, ...objectsOf(project, patchesOf(entries, project), options)];
        const files = objects.map(({ file }) => file);
        const owners = new Map(
          entries.map(({ draft }) => [draft.tag.path, [draft.isGlobal ? 'GVL' : 'POU', draft.list] as const]),
        );
        return {
          files: objects.length === 0 ? [] : [...files, projectFile(objects, options)],
          better: (path) => {
            const [kind, name] = owners.get(path) ?? ['GVL', ''];
            return { vendorId: objectId(kind, name, options) };
          },
        };
      }),
  },
];

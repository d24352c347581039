/** What the rest of this package may know of a project besides its public face. */

import type { FileId, Project } from '../types.ts';
import type { File } from './files.ts';
import type { World } from './world.ts';

/** The tables and files of a project, up to date after its last `changes()`. */
export interface Inside {
  readonly world: World;
  readonly files: ReadonlyMap<FileId, File>;
}

const INSIDES = new WeakMap<Project, Inside>();

export function expose(project: Project, inside: Inside): void {
  INSIDES.set(project, inside);
}

/** A file of a project. Unknown file: throws RangeError. */
export function fileOf(project: Project, id: FileId): File {
  const file = insideOf(project).files.get(id);
  if (file === undefined) throw new RangeError(`There is no file ${id} in the project`);
  return file;
}

/** Throws TypeError for a project that `openProject` did not make. */
export function insideOf(project: Project): Inside {
  const inside = INSIDES.get(project);
  if (inside === undefined) throw new TypeError('This project was not opened by openProject');
  return inside;
}

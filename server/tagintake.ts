/** Brings tags of vendor files into a project: merged with what is there, nothing removed, nothing overwritten whole. */

import { createFile, fileEntry, listFiles, readSettings } from '@tagloom/collab';
import { openProject, type Project } from '@tagloom/st-parser';
import { planImport, type TagFiles, type TagIntake } from '@tagloom/vendor-formats';
import type * as Y from 'yjs';

/** Says what `applyTags` would do to the document. */
export function planTags(doc: Y.Doc, files: TagFiles): TagIntake {
  return planImport(projectOf(doc), files).intake;
}

/** Plans on `copy` itself, so that edits of others in between are merged, and makes the change there. */
export function applyTags(copy: Y.Doc, tagFiles: TagFiles): void {
  const { plan } = planImport(projectOf(copy), tagFiles);
  for (const [id, edits] of plan.edits) {
    const text = fileEntry(copy, id)?.text;
    for (const { from, to, insert } of [...edits].reverse()) {
      text?.delete(from, to - from);
      text?.insert(from, insert);
    }
  }
  for (const { path, text } of plan.created) createFile(copy, freePath(copy, path), text);
}

function projectOf(doc: Y.Doc): Project {
  const project = openProject({ dialect: readSettings(doc).dialect });
  for (const entry of listFiles(doc)) project.set(entry.id, entry.path, entry.text.toString());
  project.changes();
  return project;
}

function freePath(doc: Y.Doc, path: string): string {
  const taken = new Set(listFiles(doc).map((entry) => entry.path.toLowerCase()));
  let free = path;
  for (let count = 2; taken.has(free.toLowerCase()); count++)
    free = path.replace(/(\.st)?$/, ` (${count})$1`);
  return free;
}

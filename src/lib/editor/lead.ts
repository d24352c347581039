/** Which of several editors this person works in: its cursor is the one that others see and that undo remembers. */

import type { editor } from 'monaco-editor/editor';
import type * as Y from 'yjs';

const leads = new WeakMap<Y.Doc, editor.ICodeEditor>();

/** From now on this editor speaks for the person, until another one does or it is gone. */
export function takeLead(doc: Y.Doc, one: editor.ICodeEditor): void {
  if (leads.get(doc) === one) return;
  leads.set(doc, one);
  one.onDidDispose(() => {
    if (leads.get(doc) === one) leads.delete(doc);
  });
}

/** Whether this editor may speak for the person: nobody leads, or it does. */
export function mayLead(doc: Y.Doc, one: editor.ICodeEditor): boolean {
  const lead = leads.get(doc);
  return lead === undefined || lead === one;
}

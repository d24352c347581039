/**
 * Formatting of what an editor shows: computed off the main thread, carried over what colleagues wrote meanwhile. A blank
 * at the end of a line in which a colleague stands stays: they may be about to go on behind it.
 */

import type { editor, IRange } from 'monaco-editor/editor';
import { carryEdits } from '../../carry.ts';
import { flushFile } from '../models.ts';
import { currentLanguage, fileOf, rangeIn } from './language.ts';

/** Brings the file, or the lines of the selection, into form. One undo step. */
export async function format(one: editor.ICodeEditor, what: 'file' | 'selection'): Promise<void> {
  const model = one.getModel();
  const language = currentLanguage();
  const file = model && fileOf(model);
  if (!model || !language || file === null) return;
  flushFile(file);
  const answer = await language.ask('format', {
    file,
    options: language.formatOptions(),
    span: what === 'file' ? null : selectedSpan(one, model),
  });
  if (!answer || one.getModel() !== model) return;
  flushFile(file);
  const edits = carryEdits(answer.value, file, answer.since) ?? [];
  const busy = language.busyLines(file);
  one.pushUndoStop();
  one.executeEdits(
    'format',
    edits
      .map(({ from, to, insert }) => ({ range: rangeIn(model, from, to), text: insert }))
      .filter((edit) => !(busy.has(edit.range.startLineNumber) && isTrailing(edit, model))),
  );
  one.pushUndoStop();
}

/** Takes away what hangs on the end of one line. */
function isTrailing({ range, text }: { range: IRange; text: string }, model: editor.ITextModel): boolean {
  const { startLineNumber: line, endLineNumber, endColumn } = range;
  return text === '' && line === endLineNumber && endColumn === model.getLineMaxColumn(line);
}

function selectedSpan(one: editor.ICodeEditor, model: editor.ITextModel) {
  const selection = one.getSelection();
  if (!selection) return null;
  return {
    from: model.getOffsetAt(selection.getStartPosition()),
    to: model.getOffsetAt(selection.getEndPosition()),
  };
}

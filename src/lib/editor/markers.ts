/** Diagnostics of the language as Monaco's squiggles. */

import type { Diagnostic, FileId, Severity } from '@tagloom/st-parser';
import { editor, MarkerSeverity, Uri } from 'monaco-editor/editor';

const OWNER = 'tagloom';
/** More squiggles than this help nobody and slow the editor down; the problems panel has all. */
const MOST = 1000;

const SEVERITIES: Record<Severity, MarkerSeverity> = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
  hint: MarkerSeverity.Hint,
};

/** Shows exactly these diagnostics in the model of `fileId`. */
export function showDiagnostics(
  model: editor.ITextModel,
  fileId: FileId,
  diagnostics: readonly Diagnostic[],
): void {
  const markers = diagnostics.slice(0, MOST).map((one): editor.IMarkerData => {
    const related = one.related?.filter(({ place }) => place.file === fileId) ?? [];
    return {
      ...rangeOf(model, one.place.from, one.place.to),
      severity: SEVERITIES[one.severity],
      message: one.message,
      code: one.code,
      relatedInformation: related.map(({ place, message }) => ({
        resource: Uri.from({ scheme: 'tagloom', path: `/${place.file}` }),
        message,
        ...rangeOf(model, place.from, place.to),
      })),
    };
  });
  editor.setModelMarkers(model, OWNER, markers);
}

function rangeOf(model: editor.ITextModel, from: number, to: number) {
  const start = model.getPositionAt(from);
  const end = model.getPositionAt(Math.max(to, from + 1));
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}

/** Problems of the language as Monaco's squiggles. */

import type { FileId, Severity } from '@tagloom/st-parser';
import { editor, MarkerSeverity, Uri } from 'monaco-editor/editor';
import type { LineRange, Problem } from '../analysis.ts';

const OWNER = 'tagloom';
/** More squiggles than this help nobody and slow the editor down; the problems panel has all. */
const MOST = 1000;

const SEVERITIES: Record<Severity, MarkerSeverity> = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
  hint: MarkerSeverity.Hint,
};

/** Shows exactly these problems in the model of `fileId`. */
export function showProblems(model: editor.ITextModel, fileId: FileId, problems: readonly Problem[]): void {
  const resource = Uri.from({ scheme: 'tagloom', path: `/${fileId}` });
  const markers = problems.slice(0, MOST).map(
    (one): editor.IMarkerData => ({
      ...rangeOf(one),
      severity: SEVERITIES[one.severity],
      message: one.message,
      code: one.code,
      relatedInformation: one.related.map((other) => ({
        resource,
        message: other.message,
        ...rangeOf(other),
      })),
    }),
  );
  editor.setModelMarkers(model, OWNER, markers);
}

/** At least one character wide: the end of a line is shown behind it. */
function rangeOf({ line, col, endLine, endCol }: LineRange) {
  return {
    startLineNumber: line,
    startColumn: col,
    endLineNumber: endLine,
    endColumn: endLine === line ? Math.max(endCol, col + 1) : endCol,
  };
}

/** Other people's edits above what I read must not move it. */

import type { editor } from 'monaco-editor/editor';

interface Place {
  readonly editor: editor.ICodeEditor;
  readonly line: number;
  /** How far the first visible line is scrolled out, in pixels. */
  readonly offset: number;
}

/** Runs `change`, which applies `edits` to the model, and scrolls each editor so that its first visible line stays. */
export function keepViewport(
  editors: readonly editor.ICodeEditor[],
  model: editor.ITextModel,
  edits: readonly editor.IIdentifiedSingleEditOperation[],
  change: () => void,
): void {
  const places: Place[] = [];
  for (const one of editors) {
    const line = one.getModel() === model ? one.getVisibleRanges()[0]?.startLineNumber : undefined;
    if (line !== undefined && line > 1)
      places.push({ editor: one, line, offset: one.getScrollTop() - one.getTopForLineNumber(line) });
  }
  const shifts = places.map(({ line }) => linesAbove(edits, line));
  change();
  for (const [i, place] of places.entries()) {
    const shift = shifts[i];
    if (shift)
      place.editor.setScrollTop(place.editor.getTopForLineNumber(place.line + shift) + place.offset, 1);
  }
}

/** How many lines the edits add (or remove, then negative) above `line`. */
function linesAbove(edits: readonly editor.IIdentifiedSingleEditOperation[], line: number): number {
  let sum = 0;
  for (const { range, text } of edits) {
    if (range.startLineNumber >= line) continue;
    const removed = Math.min(range.endLineNumber, line) - range.startLineNumber;
    sum += (text ?? '').split('\n').length - 1 - removed;
  }
  return sum;
}

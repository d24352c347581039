/** An editor without a view: what bindings use of a Monaco editor, for tests and benches that run without a browser. */

import { Emitter, type editor, type IDisposable, type ISelection, Selection } from 'monaco-editor/editor';

export class ViewlessEditor {
  readonly #model: editor.ITextModel;
  readonly #selectionChanged = new Emitter<unknown>();
  readonly #listeners = new Set<unknown>();
  readonly #widgets = new Set<editor.IContentWidget>();
  #selections = [new Selection(1, 1, 1, 1)];
  hasFocus = true;
  /** The line that was brought into view last. */
  revealed = 0;

  constructor(model: editor.ITextModel) {
    this.#model = model;
  }

  /** How many listeners are registered. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** The texts of the widgets that are shown. */
  get widgets(): (string | null)[] {
    return [...this.#widgets].filter((one) => one.getPosition()).map((one) => one.getDomNode().textContent);
  }

  /** Itself, as the type that a binding asks for. */
  get editor(): editor.IStandaloneCodeEditor {
    return this as unknown as editor.IStandaloneCodeEditor;
  }

  readonly onDidChangeCursorSelection = (listener: (event: unknown) => void): IDisposable =>
    this.#count(this.#selectionChanged.event(listener));
  readonly onDidChangeModel = (): IDisposable => this.#count();
  readonly onDidDispose = (): IDisposable => this.#count();
  readonly onMouseMove = (): IDisposable => this.#count();

  getModel = (): editor.ITextModel => this.#model;
  getSelection = (): Selection | null => this.#selections[0] ?? null;
  getSelections = (): Selection[] => this.#selections;
  getPosition = () => this.#selections[0]?.getPosition() ?? null;
  getVisibleRanges = () => [];
  hasTextFocus = (): boolean => this.hasFocus;

  setSelection = (selection: ISelection): void => this.setSelections([selection]);

  setSelections = (selections: readonly ISelection[]): void => {
    this.#selections = selections.map((one) => Selection.liftSelection(one));
    this.#selectionChanged.fire({ reason: 0 });
  };

  revealPositionInCenterIfOutsideViewport = ({ lineNumber }: { lineNumber: number }): void => {
    this.revealed = lineNumber;
  };

  deltaDecorations = (before: string[], after: editor.IModelDeltaDecoration[]): string[] =>
    this.#model.deltaDecorations(before, after);

  addContentWidget = (widget: editor.IContentWidget): void => void this.#widgets.add(widget);
  layoutContentWidget = (widget: editor.IContentWidget): void => void widget.getPosition();
  removeContentWidget = (widget: editor.IContentWidget): void => void this.#widgets.delete(widget);

  #count(inner?: IDisposable): IDisposable {
    const listener = {
      dispose: () => {
        inner?.dispose();
        this.#listeners.delete(listener);
      },
    };
    this.#listeners.add(listener);
    return listener;
  }
}

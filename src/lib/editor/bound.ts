/** A shared text and the model that shows it, as undo and cursors see the two. */

import type { editor } from 'monaco-editor/editor';
import type * as Y from 'yjs';
import type { Places } from './places.ts';

export interface BoundText {
  readonly doc: Y.Doc;
  readonly ytext: Y.Text;
  readonly places: Places;
  readonly monacoModel: editor.ITextModel;
  /** The editors that may show the model. */
  readonly editors: readonly editor.ICodeEditor[];
  /** Whether this person may not write. */
  readonly isReadOnly: boolean;
  /** Writes waiting remote edits into the model, so that offsets of model and shared text agree. */
  flush(): void;
}

/**
 * Undo of one file: only what this person wrote here, from every route (rule U1). Monaco keeps stale offsets on its own
 * stack and would remove other people's text, so the four methods of the model are replaced: key, menu, palette and
 * `editor.trigger` all end there.
 */

import type { FileId } from '@tagloom/st-parser';
import type { editor, IDisposable, ISelection } from 'monaco-editor/editor';
import * as Y from 'yjs';
import type { BoundText } from './bound.ts';
import type { UndoJournal } from './journal.ts';
import { mayLead } from './lead.ts';
import { nextOrder, ORDER } from './order.ts';
import type { Steps } from './steps.ts';

/** Edits closer together than this are one step, in milliseconds, unless Monaco marks an undo stop between them. */
const CAPTURE_TIMEOUT = 500;
/** Steps that are kept. */
const DEPTH = 1000;
/** Key of a step's memory: where the selections were before it. */
const BEFORE = 'before';

interface SharedRange {
  readonly anchor: Y.RelativePosition;
  readonly head: Y.RelativePosition;
}

/** Offsets in the model. */
interface OffsetRange {
  readonly anchor: number;
  readonly head: number;
}

/** What the undo of a text takes part in, and which file it is there. */
export interface SharedSteps {
  readonly file: FileId;
  /** Steps over several files. */
  readonly steps: Steps | null;
  /** Keeps steps for the next page; left out: they end with this one. */
  readonly journal?: UndoJournal | null;
}

export class OwnUndo {
  readonly #bound: BoundText;
  readonly #shared: SharedSteps | null;
  readonly #manager: Y.UndoManager;
  readonly #stopKeeping: (() => void) | undefined;
  #selections: OffsetRange[] = [];
  #before: SharedRange[] | null = null;
  /** An undo or redo is under way: what comes onto the stacks now is no new edit. */
  #isRunning = false;

  /** `bound` is also the origin of the transactions that can be undone. */
  constructor(bound: BoundText, shared: SharedSteps | null = null) {
    this.#bound = bound;
    this.#shared = shared;
    const trackedOrigins = new Set<unknown>([bound]);
    this.#manager = new Y.UndoManager(bound.ytext, { trackedOrigins, captureTimeout: CAPTURE_TIMEOUT });
    this.#manager.on('stack-item-added', this.#onAdded);
    this.#manager.on('stack-item-updated', ({ stackItem }) => stackItem.meta.set(ORDER, nextOrder()));
    this.#manager.on('stack-item-popped', this.#onPopped);
    this.#stopKeeping = shared?.journal?.follow(shared.file, this.#manager);
    Object.assign(bound.monacoModel, this.#methods);
  }

  /** Follows the selections of one editor; disposing the result lets go of it. */
  attach(one: editor.ICodeEditor): IDisposable {
    this.#track(one);
    return one.onDidChangeCursorSelection(() => this.#track(one));
  }

  /** Call when an attached editor becomes the one that this person works in. */
  lead(one: editor.ICodeEditor): void {
    this.#track(one);
  }

  canUndo(): boolean {
    return !this.#bound.isReadOnly && Math.max(this.#own('undo'), this.#steps('undo')) >= 0;
  }

  canRedo(): boolean {
    if (this.#bound.isReadOnly) return false;
    return Math.max(this.#own('redo'), this.#steps('redo')) > this.#steps('undo');
  }

  undo(): void {
    if (this.canUndo()) this.#take('undo');
  }

  redo(): void {
    if (this.canRedo()) this.#take('redo');
  }

  /** The newest step goes first, whether it was made in this file alone or in several. */
  #take(did: 'undo' | 'redo'): void {
    const isShared = this.#steps(did) > this.#own(did);
    this.#run(() => (isShared ? this.#shared?.steps?.run(did) : this.#manager[did]()));
  }

  /** The age of the newest step of this file alone; -1 when there is none. */
  #own(did: 'undo' | 'redo'): number {
    const order: unknown = this.#manager[`${did}Stack`].at(-1)?.meta.get(ORDER);
    return typeof order === 'number' ? order : -1;
  }

  #steps(did: 'undo' | 'redo'): number {
    return this.#shared?.steps?.orderFor(this.#shared.file, did) ?? -1;
  }

  /** The next edit starts a new step. */
  stop(): void {
    this.#manager.stopCapturing();
  }

  /**
   * Call before a local edit reaches the shared text: keeps the selections as they were before the edit, if it starts a
   * step. `toShared` turns an offset of the model before the edit into one of the shared text.
   */
  remember(toShared: (offset: number) => number): void {
    const { lastChange, undoStack } = this.#manager;
    if (lastChange > 0 && Date.now() - lastChange < CAPTURE_TIMEOUT && undoStack.length > 0) return;
    const position = (offset: number) => this.#bound.places.positionAt(toShared(offset));
    this.#before = this.#selections.map(({ anchor, head }) => {
      const start = position(anchor);
      return { anchor: start, head: head === anchor ? start : position(head) };
    });
  }

  /** Removes every listener and gives the model its own methods back. */
  destroy(): void {
    this.#stopKeeping?.();
    this.#manager.destroy();
    const model = this.#bound.monacoModel as unknown as Record<string, unknown>;
    for (const name of Object.keys(this.#methods)) delete model[name];
  }

  readonly #methods = {
    undo: () => this.undo(),
    redo: () => this.redo(),
    canUndo: () => this.canUndo(),
    canRedo: () => this.canRedo(),
    pushStackElement: () => this.stop(),
    popStackElement: () => undefined,
  };

  #track(source: editor.ICodeEditor): void {
    const model = this.#bound.monacoModel;
    if (source.getModel() !== model || !mayLead(this.#bound.doc, source)) return;
    this.#selections = (source.getSelections() ?? []).map((one) => ({
      anchor: model.getOffsetAt({
        lineNumber: one.selectionStartLineNumber,
        column: one.selectionStartColumn,
      }),
      head: model.getOffsetAt({ lineNumber: one.positionLineNumber, column: one.positionColumn }),
    }));
  }

  readonly #onAdded = ({ stackItem, type }: { stackItem: StackItem; type: 'undo' | 'redo' }): void => {
    stackItem.meta.set(ORDER, nextOrder());
    if (type !== 'undo') return;
    if (!this.#isRunning) this.#shared?.steps?.forgetRedo();
    if (this.#before) stackItem.meta.set(BEFORE, this.#before);
    this.#before = null;
    if (this.#manager.undoStack.length > DEPTH) this.#manager.undoStack.shift();
  };

  /** The step that takes this one back keeps the same memory. */
  readonly #onPopped = ({ stackItem, type }: { stackItem: StackItem; type: 'undo' | 'redo' }): void => {
    const { undoStack, redoStack } = this.#manager;
    const counterpart = (type === 'undo' ? redoStack : undoStack).at(-1);
    counterpart?.meta.set(BEFORE, stackItem.meta.get(BEFORE));
    if (type === 'undo') this.#before = stackItem.meta.get(BEFORE) ?? null;
  };

  #run(step: () => unknown): void {
    const { monacoModel: model } = this.#bound;
    this.#bound.flush();
    let changed: OffsetRange[] = [];
    const listener = model.onDidChangeContent(({ changes }) => {
      changed = placesOf(changes);
    });
    this.#before = null;
    this.#isRunning = true;
    step();
    this.#isRunning = false;
    listener.dispose();
    const before = this.#before as SharedRange[] | null;
    this.#before = null;
    if (changed.length > 0) this.#show(before ? this.#resolve(before) : null, changed);
  }

  #resolve(before: readonly SharedRange[]): OffsetRange[] | null {
    const { places } = this.#bound;
    const ranges: OffsetRange[] = [];
    for (const one of before) {
      const anchor = places.offsetOf(one.anchor);
      const head = one.head === one.anchor ? anchor : places.offsetOf(one.head);
      if (anchor === null || head === null) return null;
      ranges.push({ anchor, head });
    }
    return ranges.length > 0 ? ranges : null;
  }

  /** Puts the selections back, or the carets behind what changed, and brings them into view. */
  #show(before: readonly OffsetRange[] | null, changed: readonly OffsetRange[]): void {
    const model = this.#bound.monacoModel;
    const shown = this.#bound.editors.filter((one) => one.getModel() === model);
    const target =
      shown.find((one) => one.hasTextFocus()) ??
      shown.find((one) => mayLead(this.#bound.doc, one)) ??
      shown[0];
    if (!target) return;
    target.setSelections(
      (before ?? changed).map((range) => toSelection(model, range)),
      'undo',
    );
    const caret = target.getPosition();
    if (caret) target.revealPositionInCenterIfOutsideViewport(caret);
  }
}

type StackItem = Y.UndoManager['undoStack'][number];

/** Carets behind each change, in terms of the model after all of them; `changes` are in descending order. */
function placesOf(changes: readonly editor.IModelContentChange[]): OffsetRange[] {
  const places: OffsetRange[] = [];
  let shift = 0;
  for (const { rangeOffset, rangeLength, text } of changes.toReversed()) {
    const end = rangeOffset + shift + text.length;
    places.push({ anchor: end, head: end });
    shift += text.length - rangeLength;
  }
  return places;
}

function toSelection(model: editor.ITextModel, { anchor, head }: OffsetRange): ISelection {
  const start = model.getPositionAt(anchor);
  const end = model.getPositionAt(head);
  return {
    selectionStartLineNumber: start.lineNumber,
    selectionStartColumn: start.column,
    positionLineNumber: end.lineNumber,
    positionColumn: end.column,
  };
}

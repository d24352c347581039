/**
 * Keeps a Monaco model and a shared Y.Text equal, both ways. Same constructor as y-monaco, without its losses:
 * own edits are told apart by model version (not by a flag that swallows what happens meanwhile), remote edits are
 * collected and written once per frame, and what is typed while they wait is carried over them.
 */

import type { FileId } from '@tagloom/st-parser';
import type { editor, IDisposable } from 'monaco-editor/editor';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { BoundText } from './bound.ts';
import { Cursors } from './cursors.ts';
import { compose, type Delta, difference, follow, push, type Step, transform } from './delta.ts';
import { animationFrames, type FrameSource } from './frames.ts';
import type { UndoJournal } from './journal.ts';
import { takeLead } from './lead.ts';
import { EMBED_MARK, Places } from './places.ts';
import type { Steps } from './steps.ts';
import { OwnUndo } from './undo.ts';
import { keepViewport } from './viewport.ts';

/** Origin of the transaction that takes carriage returns out of the shared text (rule D1). Not undoable. */
export const LINE_ENDINGS = 'line-endings';

/** Stands in the model for a carriage return that is still in the shared text, so that offsets agree. */
const CR_MARK = '\u240d';
/** A batch of more steps than this is not kept waiting for a frame. */
const LARGEST_BATCH = 512;
/** `EndOfLineSequence.LF` and `EndOfLinePreference.LF`: the enums themselves would pull all of Monaco into this file. */
const LF = 0 as editor.EndOfLineSequence.LF;
const WITH_LF = 1 as editor.EndOfLinePreference.LF;

export interface BindingOptions {
  /** The file whose text this is; published with the own cursor, and cursors of other files are not drawn. */
  readonly fileId?: FileId;
  readonly frames?: FrameSource;
  /** Whether this person may not write: then nothing is written to the shared text, not even repairs. */
  readonly readOnly?: () => boolean;
  /** Steps over several files, which the undo of this one takes part in. */
  readonly steps?: Steps | null;
  /** Keeps undo steps across reloads. */
  readonly journal?: UndoJournal | null;
}

export class MonacoBinding implements BoundText {
  readonly doc: Y.Doc;
  readonly ytext: Y.Text;
  readonly monacoModel: editor.ITextModel;
  readonly undo: OwnUndo;
  readonly places: Places;
  readonly #cursors: Cursors | null;
  readonly #frames: FrameSource;
  readonly #readOnly: () => boolean;
  readonly #listeners: IDisposable[];
  readonly #editors = new Map<editor.ICodeEditor, IDisposable[]>();
  /** Changes of the shared text that the model does not have yet, in terms of the model before `#held`. */
  #pending: Delta = [];
  /** Changes of the model that the shared text does not have yet, because a transaction is under way. */
  #held: Delta | null = null;
  /** The own change that is being given to the shared text. */
  #sent: Delta = [];
  /** A change of this client waits in `#pending`: do not wait for a frame. */
  #urgent = false;
  #hasCarriageReturn = false;
  /** The events could not be told apart; see `#find`. */
  #isLost = false;
  #cancelFrame: (() => void) | null = null;
  /** The model version that `#write` makes; the event that carries it is not a local edit. */
  #ownVersion = -1;
  #length = 0;
  #destroyed = false;

  constructor(
    ytext: Y.Text,
    model: editor.ITextModel,
    editors: Iterable<editor.ICodeEditor> = [],
    awareness: Awareness | null = null,
    options: BindingOptions = {},
  ) {
    if (ytext.doc === null) throw new Error('The text is not part of a document.');
    this.doc = ytext.doc;
    this.ytext = ytext;
    this.monacoModel = model;
    this.#frames = options.frames ?? animationFrames;
    this.#readOnly = options.readOnly ?? (() => false);
    this.#fill();
    this.places = new Places(ytext);
    const { fileId: file, steps = null, journal = null } = options;
    this.undo = new OwnUndo(this, file === undefined ? null : { file, steps, journal });
    ytext.observe(this.#onSharedChange);
    this.doc.on('afterAllTransactions', this.#settle);
    this.#listeners = [
      model.onDidChangeContent(this.#onModelChange),
      model.onWillDispose(() => this.destroy()),
    ];
    this.#cursors = awareness
      ? new Cursors({ bound: this, awareness, fileId: options.fileId, frames: this.#frames })
      : null;
    for (const one of editors) this.attach(one);
    if (this.#hasCarriageReturn) this.#settle();
  }

  get isReadOnly(): boolean {
    return this.#readOnly();
  }

  get editors(): readonly editor.ICodeEditor[] {
    return [...this.#editors.keys()];
  }

  /** Adds an editor that may show the model: its cursor is published, names are drawn in it, undo restores its place. */
  attach(one: editor.ICodeEditor): void {
    if (this.#editors.has(one)) return;
    const parts = [this.undo.attach(one), one.onDidDispose(() => this.detach(one))];
    this.#editors.set(one, parts);
    if (this.#cursors) parts.push(this.#cursors.attach(one));
  }

  /** Among several attached editors this is the one that the person works in now. */
  lead(one: editor.ICodeEditor): void {
    takeLead(this.doc, one);
    this.undo.lead(one);
    this.#cursors?.lead(one);
  }

  detach(one: editor.ICodeEditor): void {
    for (const part of this.#editors.get(one) ?? []) part.dispose();
    this.#editors.delete(one);
  }

  /** Writes waiting remote edits into the model now. Does nothing inside a transaction. */
  flush(): void {
    if (this.#destroyed || this.#held) return;
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    this.#urgent = false;
    const delta = this.#pending;
    this.#pending = [];
    if (delta.length > 0) this.#write(delta);
  }

  /** Removes every listener and gives the model its own undo back. The model stays. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#cancelFrame?.();
    for (const one of this.editors) this.detach(one);
    this.#cursors?.destroy();
    this.undo.destroy();
    for (const listener of this.#listeners) listener.dispose();
    this.ytext.unobserve(this.#onSharedChange);
    this.doc.off('afterAllTransactions', this.#settle);
  }

  /** Makes the model equal to the shared text before anybody listens. */
  #fill(): void {
    const text = plainText(this.ytext);
    this.#hasCarriageReturn = text.includes('\r');
    const shown = mark(text);
    const model = this.monacoModel;
    if (model.getEOL() !== '\n' || model.getValue() !== shown) model.setValue(shown);
    model.setEOL(LF);
    this.#length = text.length;
  }

  readonly #onSharedChange = (event: Y.YTextEvent): void => {
    if (event.transaction.origin === this) {
      this.places.shift(this.#sent);
      return;
    }
    const delta = this.places.read(event);
    if (!delta) {
      this.#isLost = true;
      return;
    }
    if (delta.some((step) => typeof step === 'string' && step.includes('\r'))) this.#hasCarriageReturn = true;
    const shown = delta.map((step) => (typeof step === 'string' ? mark(step) : step));
    this.#pending = compose(this.#pending, shown);
    if (event.transaction.local || this.#pending.length > LARGEST_BATCH) this.#urgent = true;
  };

  /** Runs when no transaction is under way any more: nothing here can mix into the events of another observer. */
  readonly #settle = (): void => {
    if (this.#destroyed) return;
    if (this.#isLost) this.#find();
    if (this.#held) this.#send();
    if (this.#hasCarriageReturn && !this.#readOnly()) this.#healLineEndings();
    if (this.#urgent) this.flush();
    else if (this.#pending.length > 0 && !this.#cancelFrame)
      this.#cancelFrame = this.#frames.request(() => this.flush());
  };

  readonly #onModelChange = (event: editor.IModelContentChangedEvent): void => {
    this.#cursors?.textChanged();
    if (event.versionId === this.#ownVersion) {
      this.#ownVersion = -1;
      return;
    }
    if (event.isEolChange) {
      this.monacoModel.setEOL(LF);
      return;
    }
    const delta = this.#readModelEvent(event);
    this.#length += growth(delta);
    this.#held = this.#held ? compose(this.#held, delta) : delta;
    if (!inTransaction(this.doc)) this.#send();
    this.#cursors?.typed();
  };

  #readModelEvent(event: editor.IModelContentChangedEvent): Delta {
    const delta = event.isFlush ? null : localDelta(event);
    if (delta) return delta;
    const text = this.monacoModel.getValue(WITH_LF);
    if (this.#pending.length === 0 && !this.#held && !inTransaction(this.doc))
      return difference(mark(plainText(this.ytext)), text);
    return this.#length === 0 ? [text] : [text, -this.#length];
  }

  /** Gives local changes to the shared text, carried over what waits for the model. */
  #send(): void {
    const held = this.#held;
    this.#held = null;
    if (!held || held.length === 0) return;
    const waiting = this.#pending;
    this.undo.remember((offset) => follow(waiting, offset));
    const [local, remote] = waiting.length > 0 ? transform(held, waiting) : [held, waiting];
    this.#pending = remote;
    this.#sent = local;
    this.doc.transact(() => edit(this.ytext, local), this);
  }

  /** Compares the texts, after an observer of the shared text edited it and no event could say what happened. */
  #find(): void {
    this.#isLost = false;
    this.places.reset();
    const shared = plainText(this.ytext);
    const shown = this.monacoModel.getValue(WITH_LF);
    this.#pending = [];
    if (this.#held) this.#held = difference(mark(shared), shown);
    else this.#pending = difference(shown, mark(shared));
    this.#hasCarriageReturn = shared.includes('\r');
    this.#urgent = true;
  }

  /** Every client that sees a carriage return deletes it: the same characters, so it does not matter how many do. */
  #healLineEndings(): void {
    this.#hasCarriageReturn = false;
    const text = plainText(this.ytext);
    if (!text.includes('\r')) return;
    this.doc.transact(() => {
      for (let at = text.lastIndexOf('\r'); at >= 0; at = at > 0 ? text.lastIndexOf('\r', at - 1) : -1)
        this.ytext.delete(at, 1);
    }, LINE_ENDINGS);
  }

  /** Changes the model; `delta` is in terms of the model as it is. */
  #write(delta: Delta): void {
    const model = this.monacoModel;
    model.setEOL(LF);
    let edits = modelEdits(model, delta);
    // Yjs turns a pair of surrogates that somebody split into two replacement characters, which no event tells.
    if (!edits.every((one) => isWhole(model, one)))
      edits = modelEdits(model, difference(model.getValue(), mark(plainText(this.ytext))));
    this.#length = this.ytext.length;
    if (edits.length === 0) return;
    keepViewport(this.editors, model, edits, () => {
      this.#ownVersion = model.getVersionId() + 1;
      model.applyEdits(edits);
    });
  }
}

type ModelEdit = editor.IIdentifiedSingleEditOperation & { readonly text: string };

/** A delta as replacements of one `applyEdits`: all positions are those before it. */
function modelEdits(model: editor.ITextModel, delta: Delta): ModelEdit[] {
  const edits: ModelEdit[] = [];
  let offset = 0;
  for (let i = 0; i < delta.length; i++) {
    const step = delta[i] as Step;
    if (typeof step === 'number' && step > 0) {
      offset += step;
      continue;
    }
    const next = delta[i + 1];
    const text = typeof step === 'string' ? step : '';
    const deleted = typeof step === 'number' ? -step : typeof next === 'number' && next < 0 ? -next : 0;
    if (text !== '' && deleted > 0) i++;
    edits.push({ range: rangeAt(model, offset, offset + deleted), text });
    offset += deleted;
  }
  return edits;
}

function rangeAt(model: editor.ITextModel, from: number, to: number): ModelEdit['range'] {
  const start = model.getPositionAt(from);
  const end = from === to ? start : model.getPositionAt(to);
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}

/** Whether an edit neither starts nor ends inside a surrogate pair, nor brings half of one. */
function isWhole(model: editor.ITextModel, { range, text }: ModelEdit): boolean {
  return text.isWellFormed() && model.validateRange(range).equalsRange(range);
}

/**
 * The changes of a model event, with LF offsets whatever line ending the model had; null when they are not in
 * descending order, which happens only when Monaco merged several events into one.
 */
function localDelta({ changes, eol }: editor.IModelContentChangedEvent): Delta | null {
  const steps: Step[] = [];
  let end = 0;
  for (let i = changes.length - 1; i >= 0; i--) {
    const { range, rangeOffset, rangeLength, text } = changes[i] as editor.IModelContentChange;
    const crlf = eol === '\r\n';
    const from = crlf ? rangeOffset - (range.startLineNumber - 1) : rangeOffset;
    const length = crlf ? rangeLength - (range.endLineNumber - range.startLineNumber) : rangeLength;
    if (from < end) return null;
    push(steps, from - end);
    push(steps, crlf ? text.replaceAll('\r\n', '\n') : text);
    push(steps, -length);
    end = from + length;
  }
  return steps;
}

function edit(ytext: Y.Text, delta: Delta): void {
  let at = 0;
  for (const step of delta) {
    if (typeof step === 'string') {
      ytext.insert(at, step);
      at += step.length;
    } else if (step < 0) ytext.delete(at, -step);
    else at += step;
  }
}

function growth(delta: Delta): number {
  let sum = 0;
  for (const step of delta) sum += typeof step === 'string' ? step.length : Math.min(step, 0);
  return sum;
}

/** Whether a transaction of the document runs or its observers are being called. */
function inTransaction(doc: Y.Doc): boolean {
  return doc._transaction !== null || doc._transactionCleanups.length > 0;
}

function mark(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r', CR_MARK) : text;
}

/** The text with one character for each position, also where a position holds no text. */
function plainText(ytext: Y.Text): string {
  const text = ytext.toString();
  if (text.length === ytext.length) return text;
  return ytext
    .toDelta()
    .map(({ insert }: { insert: unknown }) => (typeof insert === 'string' ? insert : EMBED_MARK))
    .join('');
}

/** Cursors of a shared text: tells others where mine is, and draws theirs. */

import { type PresenceState, readPresence, type SharedSelection } from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type { editor, IDisposable } from 'monaco-editor/editor';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { BoundText } from './bound.ts';
import { type FlagLook, NameFlag } from './flag.ts';
import type { FrameSource } from './frames.ts';
import { mayLead } from './lead.ts';

/** Shortest time between two messages about the own cursor, in milliseconds. */
const PUBLISH_EVERY = 50;
/** How long after the last key a person counts as typing, in milliseconds. */
const TYPING_LASTS = 2000;
/** Monaco's reason for a cursor that moved because the text around it did. */
const FROM_MARKERS = 2 as editor.CursorChangeReason.RecoverFromMarkers;
const NOT_SET = 0 as editor.CursorChangeReason.NotSet;

const GROWS_AFTER = 3 as editor.TrackedRangeStickiness.GrowsOnlyWhenTypingAfter;
const NEVER_GROWS = 1 as editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges;
const RULER_RIGHT = 4 as editor.OverviewRulerLane.Right;

export interface CursorOptions {
  readonly bound: BoundText;
  readonly awareness: Awareness;
  readonly fileId: FileId | undefined;
  readonly frames: FrameSource;
}

/** Both directions for one binding. */
export class Cursors {
  readonly #own: OwnCursor;
  readonly #remote: RemoteCursors;

  constructor(options: CursorOptions) {
    this.#own = new OwnCursor(options);
    this.#remote = new RemoteCursors(options);
  }

  /** Follows one editor; disposing the result lets go of it. */
  attach(one: editor.ICodeEditor): IDisposable {
    const parts = [this.#own.attach(one), this.#remote.attach(one)];
    return { dispose: () => parts.forEach((part) => void part.dispose()) };
  }

  /** Call when an attached editor becomes the one that speaks for this person. */
  lead(one: editor.ICodeEditor): void {
    this.#own.lead(one);
  }

  /** Call for each edit of this person. */
  typed(): void {
    this.#own.typed();
  }

  /** Call for each change of the model, whoever made it. */
  textChanged(): void {
    this.#remote.follow();
  }

  destroy(): void {
    this.#own.destroy();
    this.#remote.destroy();
  }
}

/** Publishes where this person is: at most every 50 ms, never the same twice. */
class OwnCursor {
  readonly #options: CursorOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #lastPublished = Number.NEGATIVE_INFINITY;
  #typing = false;
  /** The selection has to be worked out again, because this person moved it. */
  #moved = true;
  #source: editor.ICodeEditor | null = null;
  #selection: SharedSelection | null = null;
  #message = '';

  constructor(options: CursorOptions) {
    this.#options = options;
  }

  attach(one: editor.ICodeEditor): IDisposable {
    const listeners = [
      one.onDidChangeCursorSelection((event) => this.#onCursor(one, event.reason)),
      one.onDidChangeModel(() => this.#onCursor(one, NOT_SET)),
    ];
    this.#onCursor(one, NOT_SET);
    if (this.#source === one) this.#publish();
    return {
      dispose: () => {
        for (const listener of listeners) listener.dispose();
        if (this.#source === one || this.#source === null) this.#leave();
      },
    };
  }

  lead(one: editor.ICodeEditor): void {
    this.#moved = true;
    this.#onCursor(one, NOT_SET);
  }

  typed(): void {
    this.#typing = true;
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => {
      this.#typing = false;
      this.#plan();
    }, TYPING_LASTS);
    if (this.#source) this.#plan();
  }

  destroy(): void {
    this.#leave();
    clearTimeout(this.#typingTimer);
  }

  /** Takes back what was published about this file. */
  #leave(): void {
    this.#source = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { awareness, fileId } = this.#options;
    const state = awareness.getLocalState();
    if (this.#message !== '' && state && (fileId === undefined || state.file === fileId))
      awareness.setLocalState({ ...state, file: null, selection: null, typing: false });
    this.#message = '';
  }

  #onCursor(source: editor.ICodeEditor, reason: editor.CursorChangeReason): void {
    if (source.getModel() !== this.#options.bound.monacoModel) {
      if (this.#source === source) this.#source = null;
      return;
    }
    if (!mayLead(this.#options.bound.doc, source)) return;
    if (source !== this.#source || reason !== FROM_MARKERS) this.#moved = true;
    this.#source = source;
    this.#plan();
  }

  #plan(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastPublished + PUBLISH_EVERY - performance.now());
    this.#timer = setTimeout(() => this.#publish(), wait);
  }

  #publish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { awareness, fileId } = this.#options;
    const line = this.#source?.getPosition()?.lineNumber;
    if (line === undefined || !this.#source || !mayLead(this.#options.bound.doc, this.#source)) return;
    if (this.#moved) this.#selection = this.#readSelection();
    this.#moved = false;
    const own: PresenceState = {
      ...(fileId === undefined ? {} : { file: fileId }),
      line,
      selection: this.#selection,
      typing: this.#typing,
    };
    const state = awareness.getLocalState() ?? {};
    const message = JSON.stringify(own);
    if (message === this.#message && (fileId === undefined || state.file === fileId)) return;
    this.#message = message;
    this.#lastPublished = performance.now();
    awareness.setLocalState({ ...state, ...own });
  }

  #readSelection(): SharedSelection | null {
    const { bound } = this.#options;
    bound.flush();
    const selection = this.#source?.getSelection();
    if (!selection) return null;
    const position = (lineNumber: number, column: number) =>
      Y.relativePositionToJSON(
        bound.places.positionAt(bound.monacoModel.getOffsetAt({ lineNumber, column })),
      );
    const head = position(selection.positionLineNumber, selection.positionColumn);
    if (selection.isEmpty()) return { anchor: head, head };
    return { anchor: position(selection.selectionStartLineNumber, selection.selectionStartColumn), head };
  }
}

interface Peer {
  decorations: string[];
  /** Where and how it is drawn now. */
  drawn: string;
  readonly flags: Map<editor.ICodeEditor, NameFlag>;
  look: FlagLook;
}

interface Place {
  readonly anchor: number;
  readonly head: number;
}

/** Draws a person only when that person's state changed; in between Monaco moves the decorations with the text. */
class RemoteCursors {
  readonly #options: CursorOptions;
  readonly #peers = new Map<number, Peer>();
  readonly #dirty = new Set<number>();
  #cancelFrame: (() => void) | null = null;

  constructor(options: CursorOptions) {
    this.#options = options;
    options.awareness.on('change', this.#onChange);
    this.#onChange({ added: [...options.awareness.getStates().keys()], updated: [], removed: [] });
  }

  attach(one: editor.ICodeEditor): IDisposable {
    const listeners = [
      one.onDidChangeModel(() => this.#layout(one)),
      one.onMouseMove((event) => this.#onMouse(one, event)),
    ];
    this.#layout(one);
    return {
      dispose: () => {
        for (const listener of listeners) listener.dispose();
        for (const { flags } of this.#peers.values()) {
          flags.get(one)?.destroy();
          flags.delete(one);
        }
      },
    };
  }

  destroy(): void {
    this.#options.awareness.off('change', this.#onChange);
    this.#cancelFrame?.();
    for (const client of [...this.#peers.keys()]) this.#remove(client);
  }

  readonly #onChange = (change: { added: number[]; updated: number[]; removed: number[] }): void => {
    for (const client of [...change.added, ...change.updated, ...change.removed])
      if (client !== this.#options.awareness.clientID) this.#dirty.add(client);
    if (this.#dirty.size > 0) this.#plan();
  };

  /** A caret that stands where its person types moves with the text, and no message says so; its name has to follow. */
  follow(): void {
    if (this.#peers.size > 0) this.#plan();
  }

  #plan(): void {
    this.#cancelFrame ??= this.#options.frames.request(() => this.#draw());
  }

  #draw(): void {
    this.#cancelFrame = null;
    this.#options.bound.flush();
    for (const client of this.#dirty) this.#drawPeer(client);
    this.#dirty.clear();
    for (const { flags } of this.#peers.values()) for (const flag of flags.values()) flag.follow();
  }

  #drawPeer(client: number): void {
    const { awareness, fileId } = this.#options;
    const state = readPresence(awareness.getStates().get(client));
    const isHere = state?.selection && (fileId === undefined || state.file === fileId);
    const place = isHere ? this.#resolve(state.selection) : null;
    if (!state || !place) {
      this.#remove(client);
      return;
    }
    const peer = this.#peer(client);
    const color = state.user?.color ?? 0;
    const drawn = `${place.anchor} ${place.head} ${color}`;
    if (drawn !== peer.drawn || !this.#isAt(peer, place.head)) {
      peer.drawn = drawn;
      const model = this.#options.bound.monacoModel;
      peer.decorations = model.deltaDecorations(peer.decorations, decorate(model, place, color));
    }
    peer.look = { name: state.user?.name ?? 'Guest', color, typing: state.typing === true };
    for (const one of this.#options.bound.editors) this.#flag(one, client, peer).show(peer.look);
  }

  #peer(client: number): Peer {
    const known = this.#peers.get(client);
    if (known) return known;
    const look = { name: '', color: 0, typing: false };
    const peer: Peer = { decorations: [], drawn: '', flags: new Map(), look };
    this.#peers.set(client, peer);
    return peer;
  }

  #flag(one: editor.ICodeEditor, client: number, peer: Peer): NameFlag {
    let flag = peer.flags.get(one);
    if (!flag) {
      flag = new NameFlag(one, this.#options.bound.monacoModel, client, () => this.#caretOf(client));
      peer.flags.set(one, flag);
    }
    return flag;
  }

  #remove(client: number): void {
    const peer = this.#peers.get(client);
    if (!peer) return;
    this.#peers.delete(client);
    const model = this.#options.bound.monacoModel;
    if (!model.isDisposed()) model.deltaDecorations(peer.decorations, []);
    for (const flag of peer.flags.values()) flag.destroy();
  }

  #resolve(selection: SharedSelection): Place | null {
    const anchor = this.#offset(selection.anchor);
    const head = selection.head === selection.anchor ? anchor : this.#offset(selection.head);
    return anchor === null || head === null ? null : { anchor, head };
  }

  #offset(json: unknown): number | null {
    const { places, ytext } = this.#options.bound;
    const position = readPosition(json, ytext);
    return position && places.offsetOf(position);
  }

  /** Where the caret is drawn now: the decoration has moved with the text. */
  #caretOf(client: number): { lineNumber: number; column: number } | null {
    const caret = this.#peers.get(client)?.decorations[0];
    const range = caret === undefined ? null : this.#options.bound.monacoModel.getDecorationRange(caret);
    return range && { lineNumber: range.endLineNumber, column: range.endColumn };
  }

  #isAt(peer: Peer, offset: number): boolean {
    const model = this.#options.bound.monacoModel;
    const range = model.getDecorationRange(peer.decorations[0] ?? '');
    return (
      range?.isEmpty() === true &&
      model.getOffsetAt({ lineNumber: range.startLineNumber, column: range.startColumn }) === offset
    );
  }

  #layout(one: editor.ICodeEditor): void {
    for (const [client, peer] of this.#peers) this.#flag(one, client, peer).show(peer.look);
  }

  #onMouse(one: editor.ICodeEditor, event: editor.IEditorMouseEvent): void {
    const over = one.getModel() === this.#options.bound.monacoModel ? event.target.position : null;
    for (const { flags } of this.#peers.values()) flags.get(one)?.hover(over);
  }
}

function decorate(
  model: editor.ITextModel,
  { anchor, head }: Place,
  color: number,
): editor.IModelDeltaDecoration[] {
  const caret = model.getPositionAt(head);
  const at = {
    startLineNumber: caret.lineNumber,
    startColumn: caret.column,
    endLineNumber: caret.lineNumber,
    endColumn: caret.column,
  };
  const person = `person-${color}`;
  const decorations: editor.IModelDeltaDecoration[] = [
    {
      range: at,
      options: {
        description: 'remote-caret',
        stickiness: GROWS_AFTER,
        afterContentClassName: `remote-cursor ${person}`,
        overviewRuler: { color: { id: `tagloom.${person}` }, position: RULER_RIGHT },
      } as editor.IModelDecorationOptions,
    },
  ];
  if (anchor !== head) {
    const start = model.getPositionAt(Math.min(anchor, head));
    const end = model.getPositionAt(Math.max(anchor, head));
    const range = {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
    decorations.push({
      range,
      options: { className: `remote-selection ${person}`, stickiness: NEVER_GROWS },
    });
  }
  return decorations;
}

/** A relative position from another peer; null unless it can only mean a place in `ytext`. */
export function readPosition(json: unknown, ytext: Y.Text): Y.RelativePosition | null {
  if (typeof json !== 'object' || json === null) return null;
  const { type, tname, item } = json as Record<string, unknown>;
  // Yjs would create a root of any name it is asked for.
  const root: unknown = typeof tname === 'string' ? ytext.doc?.share.get(tname) : ytext;
  if (root !== ytext) return null;
  const ids = [item, type].filter((id) => id !== undefined && id !== null);
  if (!ids.every(isId) || (ids.length === 0 && typeof tname !== 'string')) return null;
  const position = Y.createRelativePositionFromJSON(json);
  const holder = ytext._item?.id ?? null;
  const isHere = position.item !== null || position.tname !== null || Y.compareIDs(position.type, holder);
  return isHere ? position : null;
}

function isId(id: unknown): boolean {
  if (typeof id !== 'object' || id === null) return false;
  const { client, clock } = id as Record<string, unknown>;
  return Number.isSafeInteger(client) && Number.isSafeInteger(clock) && (clock as number) >= 0;
}

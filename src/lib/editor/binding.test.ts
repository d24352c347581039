import './browser.shim.ts';
import { editor } from 'monaco-editor/editor';
import { afterEach, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type BindingOptions, LINE_ENDINGS, MonacoBinding } from './binding.ts';
import { readPosition } from './cursors.ts';
import { ViewlessEditor } from './viewless.ts';

class Frames {
  waiting: (() => void)[] = [];
  request = (callback: () => void) => {
    this.waiting.push(callback);
    return () => {
      this.waiting = this.waiting.filter((one) => one !== callback);
    };
  };
  run(): void {
    for (const callback of this.waiting.splice(0)) callback();
  }
}

const closing: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const close of closing.splice(0)) close();
});

function open(content: string, options: BindingOptions = {}) {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, content);
  const model = editor.createModel('');
  const view = new ViewlessEditor(model);
  const awareness = new Awareness(doc);
  const frames = new Frames();
  const binding = new MonacoBinding(text, model, [view.editor], awareness, { frames, ...options });
  closing.push(() => {
    binding.destroy();
    model.dispose();
    awareness.destroy();
  });
  const remote = new Y.Doc();
  Y.applyUpdate(remote, Y.encodeStateAsUpdate(doc));
  /** An edit of somebody else arrives. */
  const receive = (change: (text: Y.Text) => void) => {
    Y.applyUpdate(remote, Y.encodeStateAsUpdate(doc));
    change(remote.getText('text'));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(remote), 'network');
  };
  const type = (offset: number, insert: string, length = 0) => {
    const start = model.getPositionAt(offset);
    const end = model.getPositionAt(offset + length);
    view.setSelection(select(start, end));
    const range = {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
    model.pushEditOperations([], [{ range, text: insert }], () => null);
    const caret = model.getPositionAt(offset + insert.length);
    view.setSelection(select(caret, caret));
  };
  return { doc, text, model, view, awareness, frames, binding, receive, type };
}

type Place = { lineNumber: number; column: number };

function select(start: Place, end: Place) {
  return {
    selectionStartLineNumber: start.lineNumber,
    selectionStartColumn: start.column,
    positionLineNumber: end.lineNumber,
    positionColumn: end.column,
  };
}

it('writes all remote edits of a frame into the model at once', () => {
  const { model, frames, receive } = open('one two three');
  const events: editor.IModelContentChangedEvent[] = [];
  model.onDidChangeContent((event) => events.push(event));
  receive((text) => text.insert(0, 'zero '));
  receive((text) => text.delete(5, 4));
  receive((text) => text.insert(text.length, '!'));
  expect(model.getValue()).toBe('one two three');
  frames.run();
  expect(model.getValue()).toBe('zero two three!');
  expect(events).toHaveLength(1);
});

it('carries what is typed over remote edits that wait for a frame', () => {
  const { model, text, frames, receive, type } = open('abc');
  receive((shared) => shared.insert(0, '111'));
  receive((shared) => shared.delete(4, 1));
  type(2, 'X');
  expect(text.toString()).toBe('111aXc');
  frames.run();
  expect(model.getValue()).toBe('111aXc');
});

it('D1 shows LF only and takes carriage returns out of the shared text', () => {
  const { model, text } = open('a\r\nb\r\n');
  expect([model.getEOL(), model.getValue(), text.toString()]).toEqual(['\n', 'a\nb\n', 'a\nb\n']);
});

it('writes nothing for a person who may only read, and stays equal in length', () => {
  const { doc, model, text, receive, frames } = open('a\r\nb', { readOnly: () => true });
  const origins: unknown[] = [];
  doc.on('update', (_update: Uint8Array, origin: unknown) => origins.push(origin));
  receive((shared) => shared.insert(4, '\r\nc'));
  frames.run();
  expect(origins.every((origin) => origin === 'network')).toBe(true);
  expect(model.getValueLength()).toBe(text.length);
});

it('heals with its own origin, so that undo does not bring carriage returns back', () => {
  const { doc, receive, binding } = open('a');
  const origins: unknown[] = [];
  doc.on('update', (_update: Uint8Array, origin: unknown) => origins.push(origin));
  receive((shared) => shared.insert(1, '\r\nb'));
  expect(origins).toContain(LINE_ENDINGS);
  expect(binding.undo.canUndo()).toBe(false);
});

it('U1 undo takes back only what was typed here, by every method of the model', () => {
  const { model, text, receive, type, frames } = open('start\n');
  type(0, 'mine ');
  receive((shared) => shared.insert(0, 'theirs '));
  receive((shared) => shared.insert(shared.length, 'more of theirs'));
  frames.run();
  expect(model.canUndo()).toBe(true);
  void model.undo();
  expect(text.toString()).toBe('theirs start\nmore of theirs');
  expect(model.getValue()).toBe(text.toString());
  expect([model.canUndo(), model.canRedo()]).toEqual([false, true]);
  void model.redo();
  expect(text.toString()).toBe('theirs mine start\nmore of theirs');
  expect(model.getValue()).toBe(text.toString());
});

it('U1 undo writes waiting remote edits first', () => {
  const { model, text, receive, type } = open('start');
  type(5, '!');
  receive((shared) => shared.insert(0, 'theirs '));
  void model.undo();
  expect([model.getValue(), text.toString()]).toEqual(['theirs start', 'theirs start']);
});

it('U1 undo puts the selection back where it was before the step, and shows it', () => {
  const { model, view, receive, type, frames } = open('one\ntwo\nthree');
  type(4, 'TWO', 3);
  receive((shared) => shared.insert(0, 'zero\n'));
  frames.run();
  void model.undo();
  expect(model.getValue()).toBe('zero\none\ntwo\nthree');
  expect(view.getSelection()).toMatchObject({
    startLineNumber: 3,
    startColumn: 1,
    endLineNumber: 3,
    endColumn: 4,
  });
  expect(view.revealed).toBe(3);
  void model.redo();
  expect(view.getPosition()).toMatchObject({ lineNumber: 3, column: 4 });
});

it('U1 an undo stop of Monaco starts a new step', () => {
  const { model, text, type } = open('');
  type(0, 'a');
  model.pushStackElement();
  type(1, 'b');
  void model.undo();
  expect(text.toString()).toBe('a');
});

it('U1 who may only read cannot undo either', () => {
  let readOnly = false;
  const { model, text, type } = open('', { readOnly: () => readOnly });
  type(0, 'a');
  readOnly = true;
  expect(model.canUndo()).toBe(false);
  void model.undo();
  expect(text.toString()).toBe('a');
});

it('leaves no listener behind, and gives the model its undo back', () => {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  const awareness = new Awareness(doc);
  const model = editor.createModel('');
  const view = new ViewlessEditor(model);
  const internals = model as unknown as {
    _eventEmitter: { _emitter: { _size: number } };
    _onWillDispose: { _size: number };
  };
  const count = () => [
    view.listeners,
    internals._eventEmitter._emitter._size,
    internals._onWillDispose._size,
    text._eH.l.length,
    [...doc._observers.values()].reduce((sum, set) => sum + set.size, 0),
    [...awareness._observers.values()].reduce((sum, set) => sum + set.size, 0),
    Object.hasOwn(model, 'undo') ? 1 : 0,
    model.getAllDecorations().length,
  ];
  const before = count();
  const frames = new Frames();
  const binding = new MonacoBinding(text, model, [view.editor], awareness, { frames, fileId: 'f' });
  awareness.states.set(7, {
    file: 'f',
    user: { id: 'b', name: 'Bob', color: 1 },
    selection: caretAt(text, 0),
    typing: true,
  });
  awareness.emit('change', [{ added: [7], updated: [], removed: [] }, 'network']);
  frames.run();
  expect(count().every((now, i) => now > (before[i] as number))).toBe(true);
  binding.destroy();
  expect(count()).toEqual(before);
  expect(frames.waiting).toEqual([]);
  model.dispose();
  awareness.destroy();
});

it('is destroyed with its model', () => {
  const { model, text, receive } = open('a');
  model.dispose();
  receive((shared) => shared.insert(0, 'b'));
  expect(text._eH.l).toHaveLength(0);
});

function caretAt(text: Y.Text, offset: number) {
  const position = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, offset));
  return { anchor: position, head: position };
}

it('publishes the own cursor at most every 50 ms and never the same twice', () => {
  vi.useFakeTimers();
  const { view, awareness, type } = open('one\ntwo\n', { fileId: 'f' });
  const states: unknown[] = [];
  awareness.on('update', (_change: unknown, origin: unknown) => {
    if (origin === 'local') states.push(awareness.getLocalState());
  });
  expect(awareness.getLocalState()).toMatchObject({ file: 'f', line: 1, typing: false });
  for (let i = 0; i < 20; i++)
    view.setSelection(select({ lineNumber: 1 + (i % 2), column: 1 }, { lineNumber: 1 + (i % 2), column: 2 }));
  vi.advanceTimersByTime(60);
  expect(states).toHaveLength(1);
  expect(states[0]).toMatchObject({ line: 2 });
  view.setSelection(select({ lineNumber: 2, column: 1 }, { lineNumber: 2, column: 2 }));
  vi.advanceTimersByTime(1000);
  expect(states).toHaveLength(1);
  type(0, 'x');
  vi.advanceTimersByTime(60);
  expect(awareness.getLocalState()).toMatchObject({ typing: true, line: 1 });
  vi.advanceTimersByTime(2100);
  expect(awareness.getLocalState()).toMatchObject({ typing: false });
});

it('draws only the peers of this file, and only those whose state changed', () => {
  const { text, model, awareness, frames } = open('one\ntwo\n', { fileId: 'f' });
  const drawn = vi.spyOn(model, 'deltaDecorations');
  const peer = (client: number, state: object) => {
    awareness.states.set(client, { user: { id: `${client}`, name: '<b>Bob</b>', color: 3 }, ...state });
    awareness.emit('change', [{ added: [], updated: [client], removed: [] }, 'network']);
    frames.run();
  };
  peer(7, { file: 'f', selection: caretAt(text, 2) });
  peer(8, { file: 'g', selection: caretAt(text, 2) });
  expect(drawn).toHaveBeenCalledTimes(1);
  peer(9, { file: 'f', selection: { anchor: caretAt(text, 4).anchor, head: caretAt(text, 6).anchor } });
  expect(drawn).toHaveBeenCalledTimes(2);
  peer(7, { file: 'f', selection: caretAt(text, 2), line: 9 });
  expect(drawn).toHaveBeenCalledTimes(2);
  const classes = model
    .getAllDecorations()
    .map(({ options }) => options.afterContentClassName ?? options.className);
  expect(classes.sort()).toEqual([
    'remote-cursor person-3',
    'remote-cursor person-3',
    'remote-selection person-3',
  ]);
  awareness.states.delete(7);
  awareness.emit('change', [{ added: [], updated: [], removed: [7] }, 'network']);
  frames.run();
  expect(model.getAllDecorations()).toHaveLength(2);
});

it('shows the name while a peer types, as text', () => {
  const { text, view, awareness, frames } = open('one\ntwo\n', { fileId: 'f' });
  const peer = (typing: boolean) => {
    awareness.states.set(7, {
      user: { id: 'b', name: '<b>Bob</b>', color: 3 },
      file: 'f',
      selection: caretAt(text, 5),
      typing,
    });
    awareness.emit('change', [{ added: [], updated: [7], removed: [] }, 'network']);
    frames.run();
  };
  peer(true);
  expect(view.widgets).toEqual(['<b>Bob</b>']);
  peer(false);
  expect(view.widgets).toEqual([]);
});

it('reads only positions that can mean a place in this text, and makes no root of a name from the wire', () => {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, 'abc');
  expect(readPosition(Y.createRelativePositionFromTypeIndex(text, 1), text)).not.toBeNull();
  expect(readPosition(Y.createRelativePositionFromTypeIndex(text, 3), text)).not.toBeNull();
  const hostile = [
    null,
    7,
    'x',
    {},
    { tname: 'evil' },
    { item: 1 },
    { item: { client: 1, clock: -1 } },
    { item: { client: 'a', clock: 0 } },
    { type: { client: 1 } },
  ];
  for (const json of hostile) expect(readPosition(json, text)).toBeNull();
  expect([...doc.share.keys()]).toEqual(['text']);
});

it('U1 with two editors of one text the one that leads is told to others and remembered by undo', () => {
  vi.useFakeTimers();
  const { model, view, awareness, binding, text } = open('one\ntwo\nthree\n', { fileId: 'f' });
  const beside = new ViewlessEditor(model);
  view.hasFocus = false;
  binding.attach(beside.editor);
  binding.lead(beside.editor);
  beside.setSelection(select(model.getPositionAt(8), model.getPositionAt(8)));
  vi.advanceTimersByTime(100);
  expect(awareness.getLocalState()).toMatchObject({ file: 'f', line: 3 });
  view.setSelection(select(model.getPositionAt(0), model.getPositionAt(0)));
  vi.advanceTimersByTime(100);
  expect(awareness.getLocalState()).toMatchObject({ line: 3 });

  const caret = { startLineNumber: 3, startColumn: 1, endLineNumber: 3, endColumn: 1 };
  model.pushEditOperations([], [{ range: caret, text: '// ' }], () => null);
  view.setSelection(select(model.getPositionAt(0), model.getPositionAt(0)));
  beside.setSelection(select(model.getPositionAt(2), model.getPositionAt(2)));
  binding.undo.undo();
  expect(text.toString()).toBe('one\ntwo\nthree\n');
  expect(beside.getPosition()?.lineNumber).toBe(3);

  binding.lead(view.editor);
  vi.advanceTimersByTime(100);
  expect(awareness.getLocalState()).toMatchObject({ line: 1 });
  binding.detach(beside.editor);
  expect(awareness.getLocalState()).toMatchObject({ file: 'f', line: 1 });
});

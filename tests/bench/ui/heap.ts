/** A day of typing in one page: the editor with its binding, or a bare document with an undo of the same depth. */

import * as monaco from 'monaco-editor/editor';
import { Awareness, applyAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { MonacoBinding } from '../../../src/lib/editor/binding.ts';
import { createEditor } from '../../../src/lib/editor/monaco.ts';
import { seeded } from '../../../src/lib/editor/random.ts';
import type { FromDay, ToDay } from './day.worker.ts';
import DayWorker from './day.worker.ts?worker';
import { TEXT } from './history.ts';

export interface Day {
  /** Runs that many edits of all people together; resolves when they are in the text and on the screen. */
  run(edits: number): Promise<void>;
  /** The colleagues leave: their cursors go. */
  leave(): Promise<void>;
  /** Decorations of the model, and nodes that stand for colleagues. */
  marks(): { decorations: number; flags: number };
  isEqual(): boolean;
  items(): number;
}

declare global {
  interface Window {
    day?: Day;
  }
}

/** Steps of undo that are kept, as in `src/lib/editor/undo.ts`. */
const DEPTH = 1_000;
/** Own letters between two places. */
const LETTERS = 20;

interface Hands {
  type(at: number | null, letter: string): void;
  marks: Day['marks'];
  isEqual: Day['isEqual'];
}

const isBare = new URLSearchParams(location.search).get('kind') === 'bare';
const worker = new DayWorker();
const doc = new Y.Doc();
const awareness = new Awareness(doc);
const text = doc.getText(TEXT);
const random = seeded(9);
let hands: Hands | null = null;
let own = 0;
let onBatch: (data: Extract<FromDay, { type: 'batch' }>) => void = () => undefined;

worker.onmessage = ({ data }: MessageEvent<FromDay>) => {
  if (data.type === 'batch') return onBatch(data);
  Y.applyUpdate(doc, data.update, 'network');
  hands = isBare ? bareHands() : editorHands();
  window.day = { run, leave, marks: hands.marks, isEqual: hands.isEqual, items };
};
doc.on('update', (update: Uint8Array, origin: unknown) => {
  if (origin !== 'network') send({ type: 'own', update });
});

function send(message: ToDay): void {
  worker.postMessage(message);
}

function editorHands(): Hands {
  const editor = createEditor(document.getElementById('editor') as HTMLElement, 'read only');
  const model = monaco.editor.createModel('', 'tagloom-st');
  const binding = new MonacoBinding(text, model, [editor], awareness);
  editor.setModel(model);
  editor.focus();
  return {
    type: (at, letter) => {
      if (at !== null) {
        binding.undo.stop();
        editor.setPosition(model.getPositionAt(at));
        editor.revealPositionInCenterIfOutsideViewport(model.getPositionAt(at));
      }
      editor.trigger('keyboard', 'type', { text: letter });
    },
    marks: () => ({
      decorations: model.getAllDecorations().filter(({ options }) => /remote/.test(JSON.stringify(options)))
        .length,
      flags: document.querySelectorAll('.remote-flag').length,
    }),
    isEqual: () => model.getValue() === text.toString(),
  };
}

function bareHands(): Hands {
  const origin = {};
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set([origin]) });
  undo.on('stack-item-added', () => {
    if (undo.undoStack.length > DEPTH) undo.undoStack.shift();
  });
  let place = 0;
  return {
    type: (at, letter) => {
      if (at !== null) {
        undo.stopCapturing();
        place = at;
      }
      doc.transact(() => text.insert(Math.min(place++, text.length), letter), origin);
    },
    marks: () => ({ decorations: 0, flags: 0 }),
    isEqual: () => true,
  };
}

async function run(edits: number): Promise<void> {
  for (let done = 0; done < edits; ) {
    const batch = await nextBatch();
    for (const update of batch.updates) Y.applyUpdate(doc, update, 'network');
    for (const state of batch.presence) applyAwarenessUpdate(awareness, state, 'network');
    for (let i = 0; i < batch.own; i++) {
      hands?.type(own % LETTERS === 0 ? random(text.length) : null, 'x');
      own++;
    }
    done += batch.updates.length + batch.own;
    await frame();
  }
}

function nextBatch(): Promise<Extract<FromDay, { type: 'batch' }>> {
  return new Promise((resolve) => {
    onBatch = resolve;
    send({ type: 'more' });
  });
}

async function leave(): Promise<void> {
  const others = [...awareness.getStates().keys()].filter((id) => id !== doc.clientID);
  removeAwarenessStates(awareness, others, 'network');
  await frame();
  await frame();
}

function frame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

function items(): number {
  let count = 0;
  for (let item = text._start; item; item = item.right) count++;
  return count;
}

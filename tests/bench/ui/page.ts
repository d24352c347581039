/** One editor on a shared text, bound by y-monaco, by us, or by nobody. Announces itself with `window.opened`. */

import * as monaco from 'monaco-editor/editor';
import { MonacoBinding as YMonacoBinding } from 'y-monaco';
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { MonacoBinding } from '../../../src/lib/editor/binding.ts';
import { createEditor } from '../../../src/lib/editor/monaco.ts';
import { TEXT } from './history.ts';
import type { FromPeers } from './peers.worker.ts';
import PeersWorker from './peers.worker.ts?worker';
import { settingOf } from './setting.ts';

export interface Opened {
  /** From the update that holds the document to the first frame with its text, in milliseconds. */
  readonly openMs: number;
  /** Lets the peers type. */
  start(): void;
  /** Whether the model holds the shared text. */
  isEqual(): boolean;
}

declare global {
  interface Window {
    opened?: Opened;
  }
}

const setting = settingOf(location.search);
const isBound = setting.kind === 'yMonaco' || setting.kind === 'ours';
const editor = createEditor(document.getElementById('editor') as HTMLElement, 'read only');
const peers = new PeersWorker({ name: location.search });
const doc = new Y.Doc();
const awareness = new Awareness(doc);

peers.onmessage = ({ data }: MessageEvent<FromPeers>) => {
  if (data.type === 'first') return open(data.update);
  if (setting.kind === 'floor') return write(data.at);
  Y.applyUpdate(doc, data.update, 'network');
  applyAwarenessUpdate(awareness, data.awareness, 'network');
};

/** The own letters are not in the peers' text: the places differ by as many, which costs the same. */
function write(at: number): void {
  const model = editor.getModel();
  const place = model?.getPositionAt(at);
  if (!model || !place) return;
  const { lineNumber: line, column } = place;
  model.applyEdits([{ range: new monaco.Range(line, column, line, column), text: 'y' }]);
}

function open(update: Uint8Array): void {
  const from = performance.now();
  Y.applyUpdate(doc, update, 'network');
  const text = doc.getText(TEXT);
  const model = monaco.editor.createModel(isBound ? '' : text.toString(), 'tagloom-st');
  bind(text, model);
  editor.setModel(model);
  editor.focus();
  requestAnimationFrame(() =>
    setTimeout(() => {
      window.opened = {
        openMs: performance.now() - from,
        start: () => peers.postMessage('start'),
        isEqual: () => model.getValue() === text.toString(),
      };
    }),
  );
}

function bind(text: Y.Text, model: monaco.editor.ITextModel): void {
  if (setting.kind === 'yMonaco')
    new YMonacoBinding(text, model as never, new Set([editor]) as never, awareness as never);
  if (setting.kind === 'ours') new MonacoBinding(text, model, [editor], awareness);
}

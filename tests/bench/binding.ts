/**
 * What one edit costs in the binding, ours beside y-monaco, at 10,000 lines and 10,000 CRDT items, with five peers.
 * Prints one JSON object: `node tests/bench/binding.ts [lines] [items]`. Times are medians in milliseconds, in Node,
 * without a view. Our own cursor is published by a timer, at most 20 times a second, and is not part of `localMs`.
 */

import { registerHooks } from 'node:module';
import type { editor as Monaco } from 'monaco-editor/editor';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

const LINES = Number(process.argv[2] ?? 10_000);
const ITEMS = Number(process.argv[3] ?? 10_000);
const PEERS = 5;
const ROUNDS = 300;

// Monaco's modules import style sheets; y-monaco imports a path that Monaco no longer exports.
registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier.replace('monaco-editor/esm/vs/editor/editor.api.js', 'monaco-editor/editor/editor.api.js'),
      context,
    ),
  load: (url, context, next) =>
    url.endsWith('.css') ? { format: 'module', source: '', shortCircuit: true } : next(url, context),
});

await import('../../src/lib/editor/browser.shim.ts');
const { editor } = await import('monaco-editor/editor');
const { MonacoBinding } = await import('../../src/lib/editor/binding.ts');
const { MonacoBinding: YMonacoBinding } = await import('y-monaco');
const { ViewlessEditor } = await import('../../src/lib/editor/viewless.ts');
const { seeded } = await import('../../src/lib/editor/random.ts');

type Kind = 'ours' | 'yMonaco';

interface Setting {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly model: Monaco.ITextModel;
  readonly awareness: Awareness;
  readonly view: InstanceType<typeof ViewlessEditor>;
  readonly frame: () => void;
}

/** A file as it is after scattered edits: many lines, many items. */
function history(): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 1;
  const text = doc.getText('text');
  const line = (i: number) =>
    `    rValue${i} := LIMIT(0.0, rInput${i} * 1.05, 100.0); // scaled value of channel ${i}\n`;
  text.insert(0, Array.from({ length: LINES }, (_, i) => line(i)).join(''));
  const random = seeded(1);
  // Each insertion cuts an item in two and adds one.
  for (let i = 0; i < ITEMS / 2; i++) text.insert(random(text.length), 'x');
  return Y.encodeStateAsUpdate(doc);
}

function open(kind: Kind, content: Uint8Array): Setting {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, content);
  const text = doc.getText('text');
  const model = editor.createModel('');
  const view = new ViewlessEditor(model);
  const awareness = new Awareness(doc);
  const waiting: (() => void)[] = [];
  const frames = {
    request: (callback: () => void) => {
      waiting.push(callback);
      return () => void waiting.splice(waiting.indexOf(callback), 1);
    },
  };
  if (kind === 'ours') new MonacoBinding(text, model, [view.editor], awareness, { frames });
  else new YMonacoBinding(text, model as never, new Set([view.editor]) as never, awareness as never);
  const frame = () => {
    for (const callback of waiting.splice(0)) callback();
  };
  return { doc, text, model, awareness, view, frame };
}

function place(text: Y.Text, offset: number) {
  const position = Y.createRelativePositionFromTypeIndex(text, offset);
  return { anchor: position, head: position };
}

/** Puts cursors of peers into the file. */
function invite({ text, awareness, frame }: Setting, random: (below: number) => number): void {
  for (let client = 100; client < 100 + PEERS; client++)
    setPeer(awareness, client, { selection: place(text, random(text.length)), typing: false });
  frame();
}

function setPeer(awareness: Awareness, client: number, state: Record<string, unknown>): void {
  awareness.states.set(client, {
    user: { id: `${client}`, name: `Peer ${client}`, color: client % 12 },
    ...state,
  });
  awareness.emit('change', [{ added: [], updated: [client], removed: [] }, 'network']);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Median cost of one remote edit with the cursor message that belongs to it, of one local edit, of one cursor message. */
function measure(kind: Kind, content: Uint8Array): Record<string, number> {
  const setting = open(kind, content);
  const { doc, text, model, awareness, view, frame } = setting;
  const random = seeded(2);
  invite(setting, random);
  const remote = new Y.Doc();
  Y.applyUpdate(remote, content);
  const remoteText = remote.getText('text');
  remote.on('update', (update: Uint8Array) => updates.push(update));
  const updates: Uint8Array[] = [];
  const costs = { remote: [] as number[], local: [] as number[], cursor: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const at = random(remoteText.length);
    remoteText.insert(at, 'y');
    const selection = place(remoteText, at + 1);
    costs.remote.push(
      time(() => {
        for (const update of updates.splice(0)) Y.applyUpdate(doc, update, 'network');
        setPeer(awareness, 100 + (round % PEERS), { selection, typing: true });
        frame();
      }),
    );
    const caret = model.getPositionAt(random(text.length));
    const range = {
      startLineNumber: caret.lineNumber,
      startColumn: caret.column,
      endLineNumber: caret.lineNumber,
      endColumn: caret.column,
    };
    costs.local.push(
      time(() => {
        model.pushEditOperations([], [{ range, text: 'z' }], () => null);
        view.setSelection({
          selectionStartLineNumber: caret.lineNumber,
          selectionStartColumn: caret.column + 1,
          positionLineNumber: caret.lineNumber,
          positionColumn: caret.column + 1,
        });
        frame();
      }),
    );
    const elsewhere = place(text, random(text.length));
    costs.cursor.push(
      time(() => {
        setPeer(awareness, 100 + (round % PEERS), { selection: elsewhere, typing: false });
        frame();
      }),
    );
  }
  if (model.getValue() !== text.toString()) throw new Error(`${kind}: model and text differ`);
  model.dispose();
  awareness.destroy();
  return { remoteMs: median(costs.remote), localMs: median(costs.local), cursorMs: median(costs.cursor) };
}

const content = history();
// The first run warms the engine up.
measure('ours', content);
measure('yMonaco', content);
const ours = measure('ours', content);
const yMonaco = measure('yMonaco', content);
const ratio = Object.fromEntries(
  Object.keys(ours).map((key) => [key.replace('Ms', ''), (ours[key] as number) / (yMonaco[key] as number)]),
);
console.log(
  JSON.stringify(
    { bench: 'binding', lines: LINES, items: ITEMS, peers: PEERS, ours, yMonaco, ratio },
    null,
    2,
  ),
);
process.exit(0);

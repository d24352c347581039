/**
 * Random work of two people and a foreign program on one text, replayed from a seed against any binding.
 * Used by the differential test with ours and with y-monaco.
 */

import { editor } from 'monaco-editor/editor';
import * as Y from 'yjs';
import type { FrameSource } from './frames.ts';
import { type Random, seeded } from './random.ts';

/** What the script needs of a binding. */
export interface Bound {
  destroy(): void;
}

export type MakeBinding = (text: Y.Text, model: editor.ITextModel, frames: FrameSource) => Bound;

export interface Outcome {
  readonly texts: readonly string[];
  readonly models: readonly string[];
  /** Each character that the script inserted, once; it deletes none of them when the mode only inserts. */
  readonly inserted: string;
}

/** What a mode does in one step, besides what all modes do. */
export type Action = (side: Side, random: Random) => void;

export interface Mode {
  readonly name: string;
  readonly actions: readonly Action[];
  /** Called once per side, to install what reacts to edits. */
  readonly prepare?: (side: Side, random: Random) => void;
  readonly start?: string;
}

/** One person: document, model and binding, with a network and frames that the script drives. */
export class Side {
  readonly doc = new Y.Doc();
  readonly text: Y.Text = this.doc.getText('text');
  readonly model: editor.ITextModel;
  readonly inbox: Uint8Array[] = [];
  readonly #frames: (() => void)[] = [];
  #bound: Bound | null = null;

  constructor(client: number, start: Uint8Array) {
    this.doc.clientID = client;
    Y.applyUpdate(this.doc, start);
    this.model = editor.createModel('');
  }

  bind(make: MakeBinding): void {
    const request = (callback: () => void) => {
      this.#frames.push(callback);
      return () => {
        const at = this.#frames.indexOf(callback);
        if (at >= 0) this.#frames.splice(at, 1);
      };
    };
    this.#bound = make(this.text, this.model, { request });
  }

  runFrames(): void {
    for (const callback of this.#frames.splice(0)) callback();
  }

  receive(count: number): void {
    for (const update of this.inbox.splice(0, count)) Y.applyUpdate(this.doc, update, 'network');
  }

  /** Replaces parts of the model as typing and pasting do; offsets are clamped, overlaps dropped. */
  replace(...parts: readonly [from: number, length: number, text: string][]): void {
    const edits: editor.IIdentifiedSingleEditOperation[] = [];
    let end = -1;
    for (const [from, length, text] of parts.toSorted((a, b) => a[0] - b[0])) {
      if (from <= end) continue;
      const start = this.model.getPositionAt(from);
      const stop = this.model.getPositionAt(from + length);
      const range = {
        startLineNumber: start.lineNumber,
        startColumn: start.column,
        endLineNumber: stop.lineNumber,
        endColumn: stop.column,
      };
      edits.push({ range, text });
      end = from + length;
    }
    this.model.pushEditOperations([], edits, () => null);
  }

  close(): void {
    this.#bound?.destroy();
    this.model.dispose();
  }
}

/** A place in the model of a side. */
export function somewhere(side: Side, random: Random): number {
  return random(side.model.getValueLength() + 1);
}

/** Characters that the script inserts: each another one, so that a lost or doubled one can be told. */
export class Letters {
  #next = 0x4e00;
  given = '';

  take(count = 1): string {
    let out = '';
    for (let i = 0; i < count; i++) out += String.fromCharCode(this.#next++);
    this.given += out;
    return out;
  }
}

/** Plays `steps` random steps of a mode, lets everything arrive, and says what each side ended with. */
export function play(
  mode: (letters: Letters) => Mode,
  make: MakeBinding,
  seed: number,
  steps: number,
): Outcome {
  const random = seeded(seed);
  const letters = new Letters();
  const script = mode(letters);
  const sides = connect(script, make, random);
  try {
    for (let step = 0; step < steps; step++) {
      const side = sides[random(2)] as Side;
      const action = script.actions[random(script.actions.length)] as Action;
      action(side, random);
      if (random(3) === 0) (sides[random(2)] as Side).receive(1 + random(3));
      if (random(3) === 0) (sides[random(2)] as Side).runFrames();
    }
    settle(sides);
    return {
      texts: sides.map(({ text }) => text.toString()),
      models: sides.map(({ model }) => model.getValue()),
      inserted: letters.given,
    };
  } finally {
    for (const side of sides) side.close();
  }
}

function connect(script: Mode, make: MakeBinding, random: Random): Side[] {
  const origin = new Y.Doc();
  origin.clientID = 1;
  origin.getText('text').insert(0, script.start ?? 'PROGRAM MAIN\nVAR\nEND_VAR\nx := 1;\n');
  const sides = [2, 3].map((client) => new Side(client, Y.encodeStateAsUpdate(origin)));
  for (const side of sides) {
    side.doc.on('update', (update: Uint8Array, from: unknown) => {
      if (from !== 'network') for (const other of sides) if (other !== side) other.inbox.push(update);
    });
    side.bind(make);
    script.prepare?.(side, random);
  }
  return sides;
}

function settle(sides: readonly Side[]): void {
  for (let round = 0; round < 50; round++) {
    for (const side of sides) {
      side.receive(Number.POSITIVE_INFINITY);
      side.runFrames();
    }
    if (sides.every(({ inbox }) => inbox.length === 0)) return;
  }
}

/** The text of a file as immutable chunks: an edit shares all chunks but the touched ones, and no call is linear in the file. */

import type { Edit } from '../types.ts';

/** Chunks aim at this many UTF-16 units and are split above twice as many. */
const CHUNK = 4096;

/** A piece of text with its facts, shared between versions. */
interface Chunk {
  readonly text: string;
  /** Line feeds in it; -1 until somebody asks. */
  newlines: number;
}

/** An immutable text. */
export class Text {
  readonly length: number;
  readonly #chunks: readonly Chunk[];
  readonly #starts: readonly number[];
  #whole: string | null;

  private constructor(chunks: readonly Chunk[], whole: string | null) {
    const starts: number[] = new Array(chunks.length);
    let length = 0;
    for (let i = 0; i < chunks.length; i++) {
      starts[i] = length;
      length += chunks[i]!.text.length;
    }
    this.#chunks = chunks;
    this.#starts = starts;
    this.#whole = whole;
    this.length = length;
  }

  /** A text from one string. */
  static of(text: string): Text {
    return new Text(cut(text), text);
  }

  /** Units `from` (inclusive) to `to` (exclusive), clamped to the text. */
  slice(from: number, to: number): string {
    from = Math.max(0, from);
    to = Math.min(to, this.length);
    if (from >= to) return '';
    if (this.#whole !== null) return this.#whole.slice(from, to);
    let i = this.#chunkAt(from);
    let out = '';
    for (; i < this.#chunks.length && this.#starts[i]! < to; i++) {
      const start = this.#starts[i]!;
      out += this.#chunks[i]!.text.slice(Math.max(0, from - start), to - start);
    }
    return out;
  }

  /** The whole text; linear the first time after an edit, then remembered. */
  toString(): string {
    this.#whole ??= this.#chunks.map((chunk) => chunk.text).join('');
    return this.#whole;
  }

  /** The text after ascending edits that do not overlap; throws RangeError on others. */
  edit(edits: readonly Edit[]): Text {
    const chunks: Chunk[] = [];
    let last = 0;
    let next = 0;
    let pending = '';
    const keep = (to: number) => {
      pending = this.#copy(chunks, next, to, pending);
      next = to;
    };
    for (const { from, to, insert } of edits) {
      if (!(from >= last && to >= from && to <= this.length))
        throw new RangeError(`Edit ${from}..${to} is out of order or outside a text of ${this.length} units`);
      keep(from);
      pending += insert;
      next = to;
      last = to;
    }
    keep(this.length);
    push(chunks, pending);
    return new Text(chunks, null);
  }

  /** 1-based line and column (UTF-16 units) of an offset. */
  locate(offset: number): { readonly line: number; readonly col: number } {
    offset = Math.max(0, Math.min(offset, this.length));
    let i = this.#chunks.length === 0 ? 0 : this.#chunkAt(offset);
    let line = 1;
    for (let c = 0; c < i; c++) line += newlines(this.#chunks[c]!);
    const inside = this.#chunks[i]?.text.slice(0, offset - this.#starts[i]!) ?? '';
    line += count(inside);
    let back = inside.lastIndexOf('\n');
    let col = inside.length - back;
    while (back < 0 && --i >= 0) {
      const text = this.#chunks[i]!.text;
      back = text.lastIndexOf('\n');
      col += back < 0 ? text.length : text.length - back - 1;
    }
    return { line, col };
  }

  /** Copies chunks between two offsets, holding back partial ones in `pending`, which it returns. */
  #copy(out: Chunk[], from: number, to: number, pending: string): string {
    if (from >= to) return pending;
    for (let i = this.#chunkAt(from); i < this.#chunks.length && this.#starts[i]! < to; i++) {
      const chunk = this.#chunks[i]!;
      const start = this.#starts[i]!;
      const whole = from <= start && start + chunk.text.length <= to;
      if (whole && (pending === '' || pending.length >= CHUNK / 4)) {
        push(out, pending);
        pending = '';
        out.push(chunk);
      } else pending += chunk.text.slice(Math.max(0, from - start), to - start);
    }
    return pending;
  }

  #chunkAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.#starts[mid]! <= offset) low = mid;
      else high = mid - 1;
    }
    return low;
  }
}

function cut(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at < text.length; at += CHUNK)
    chunks.push({ text: text.slice(at, at + CHUNK), newlines: -1 });
  return chunks;
}

function push(chunks: Chunk[], text: string): void {
  if (text.length > 2 * CHUNK) chunks.push(...cut(text));
  else if (text !== '') chunks.push({ text, newlines: -1 });
}

function newlines(chunk: Chunk): number {
  if (chunk.newlines < 0) chunk.newlines = count(chunk.text);
  return chunk.newlines;
}

function count(text: string): number {
  let n = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) n++;
  return n;
}

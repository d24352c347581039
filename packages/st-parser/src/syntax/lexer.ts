/** The lexer: tokens on demand from any offset, each with its trivia and with how far it looked; never looks behind its start. */

import type { Dialect } from '../dialects/dialects.ts';
import { CLASS, classOf, DIGIT, isNamePart, LETTER, SPACE } from './characters.ts';
import { hashStep, keywordAt } from './keywords.ts';
import { K } from './kinds.ts';
import { numberEnd, typedEnd } from './literals.ts';
import { punctuation } from './punctuation.ts';
import { Text } from './text.ts';
import { cutOpenComment, flatEnd, isFlatComment, lineEnd, nestedEnd, OPEN, pragmaEnd } from './trivia.ts';

const RING = 64;
const MASK = RING - 1;
/** Units of the first window behind a jump; doubled while a token does not fit. */
const WINDOW = 2048;
/** Units searched count as one token of work per 2^STRETCH. */
const STRETCH = 6;
/** How far behind a token the lexer may look to decide where it ends. */
const GLANCE = 4;

/** Lexers that are done: their arrays are dear to make, so the next text takes one over. */
const FREE: Lexer[] = [];
const NO_TEXT = Text.of('');

/** Reads a text from `at` on. The ring holds tokens that were read but not consumed. */
export class Lexer {
  readonly kind = new Uint8Array(RING);
  readonly word = new Uint8Array(RING);
  /** Absolute offsets of each token: start of its leading trivia, itself, end of its trailing trivia. */
  readonly lead = new Int32Array(RING);
  readonly start = new Int32Array(RING);
  readonly end = new Int32Array(RING);
  readonly next = new Int32Array(RING);
  /** How far the text was looked at for each token: absolute, exclusive. */
  readonly reach = new Int32Array(RING);
  /** Ranges of `trivia` that belong to each token: leading, then trailing. */
  readonly trivia0 = new Int32Array(RING);
  readonly trivia1 = new Int32Array(RING);
  readonly trivia2 = new Int32Array(RING);
  /** Pairs of kind and length. */
  trivia: number[] = [];
  head = 0;
  count = 0;
  /** How far the text was looked at since somebody set this to 0: an absolute offset. */
  far = 0;
  /** Tokens read since the start; the fuzz checks that edits read few. */
  reads = 0;
  /** Tokens read, also for looking ahead, and stretches searched for the end of an open comment: what a parse costs. */
  work = 0;

  #text = NO_TEXT;
  #dialect!: Dialect;
  #window = '';
  #base = 0;
  #at = 0;
  #size = 0;
  /** The rest of the text was looked at. */
  #hungry = false;
  /** Local index up to which a pragma was looked for. */
  #seen = 0;
  #word = 0;

  /** A lexer at the start of a text; with `windowed` it looks at a part of it at a time. Give it back with `release`. */
  static of(text: Text, dialect: Dialect, windowed: boolean): Lexer {
    const lexer = FREE.pop() ?? new Lexer();
    lexer.#text = text;
    lexer.#dialect = dialect;
    lexer.#size = windowed ? WINDOW : text.length;
    lexer.#window = windowed ? text.slice(0, WINDOW) : text.toString();
    lexer.#base = lexer.far = lexer.reads = lexer.work = 0;
    lexer.jump(0);
    return lexer;
  }

  /** Nobody will ask this lexer for a token any more. */
  release(): void {
    this.#text = NO_TEXT;
    this.#window = '';
    FREE.push(this);
  }

  /** Forgets what was read ahead and goes on at an offset. */
  jump(at: number): void {
    this.head = 0;
    this.count = 0;
    this.trivia.length = 0;
    this.#at = at;
  }

  /** An independent lexer behind the tokens read so far, for looking far ahead; report its `far` back. */
  fork(at: number): Lexer {
    const fork = Lexer.of(this.#text, this.#dialect, true);
    fork.#window = this.#window;
    fork.#base = this.#base;
    fork.#at = at;
    return fork;
  }

  /** The ring slot of the `k`-th token ahead. */
  slot(k: number): number {
    while (this.count <= k) this.#read();
    return (this.head + k) & MASK;
  }

  /** Drops the first token. */
  drop(): void {
    this.head = (this.head + 1) & MASK;
    if (--this.count === 0) this.trivia.length = 0;
  }

  /** Any part of the text, fast near the current place. */
  slice(from: number, to: number): string {
    const base = this.#base;
    if (from >= base && to <= base + this.#window.length) return this.#window.slice(from - base, to - base);
    return this.#text.slice(from, to);
  }

  /** True when a line ends in a part of the text. */
  hasLineEnd(from: number, to: number): boolean {
    const base = this.#base;
    if (from < base || to > base + this.#window.length) return this.#text.slice(from, to).includes('\n');
    for (let i = from - base; i < to - base; i++) if (this.#window.charCodeAt(i) === 10) return true;
    return false;
  }

  /** Replaces the first token ahead by the rest of its line as one `Text` token. */
  restOfLine(): void {
    const slot = this.slot(0);
    const start = this.start[slot]!;
    const from = this.#local(start);
    this.#seen = 0;
    this.#hungry = false;
    const end = lineEnd(this.#window, from);
    if (end + GLANCE >= this.#window.length && !this.#atEnd()) {
      this.#grow(start);
      this.restOfLine();
      return;
    }
    this.count = 1;
    this.kind[slot] = K.Text;
    this.word[slot] = 0;
    this.trivia.length = this.trivia1[slot]!;
    const next = this.#trailing(end);
    this.end[slot] = end + this.#base;
    this.#finish(slot, next);
  }

  #local(at: number): number {
    if (at < this.#base || at > this.#base + this.#window.length) this.#move(at);
    return at - this.#base;
  }

  #move(at: number): void {
    this.#base = at;
    this.#window = this.#text.slice(at, at + this.#size);
  }

  #grow(at: number): void {
    this.#size = Math.max(WINDOW, 2 * (this.#base + this.#window.length - at));
    this.#move(at);
    if (this.#size > WINDOW) this.#size = WINDOW;
  }

  #atEnd(): boolean {
    return this.#base + this.#window.length >= this.#text.length;
  }

  #read(): void {
    const slot = (this.head + this.count) & MASK;
    const mark = this.trivia.length;
    this.reads++;
    this.work++;
    for (;;) {
      this.#hungry = false;
      this.#seen = 0;
      this.#word = 0;
      const lead = this.#local(this.#at);
      const start = this.#leading(lead);
      this.trivia1[slot] = this.trivia.length;
      const kind = start >= this.#window.length ? K.Eof : this.#token(start);
      const end = kind === K.Eof ? start : this.#end;
      const next = this.#trailing(end);
      if (!this.#atEnd() && (this.#hungry || Math.max(next, this.#seen) + GLANCE >= this.#window.length)) {
        this.trivia.length = mark;
        this.#grow(this.#at);
        continue;
      }
      this.kind[slot] = kind;
      this.word[slot] = this.#word;
      this.trivia0[slot] = mark;
      this.lead[slot] = this.#at;
      this.start[slot] = start + this.#base;
      this.end[slot] = end + this.#base;
      this.count++;
      this.#finish(slot, next);
      return;
    }
  }

  #finish(slot: number, next: number): void {
    this.trivia2[slot] = this.trivia.length;
    this.#at = next + this.#base;
    this.next[slot] = this.#at;
    const far = (this.#hungry ? this.#text.length : Math.max(this.#at, this.#seen + this.#base)) + GLANCE;
    this.reach[slot] = far;
    if (far > this.far) this.far = far;
  }

  #end = 0;

  #leading(at: number): number {
    for (;;) {
      const end = this.#space(at, false);
      if (end > at) this.trivia.push(K.Space, end - at);
      at = this.#comment(end, true);
      if (at === end) return at;
    }
  }

  #trailing(at: number): number {
    for (;;) {
      const end = this.#space(at, true);
      if (end > at) this.trivia.push(K.Space, end - at);
      if (end > at && this.#window.charCodeAt(end - 1) === 10) return end;
      at = this.#comment(end, false);
      if (at === end) return at;
    }
  }

  #space(at: number, toLineEnd: boolean): number {
    const text = this.#window;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 32 || code === 9) at++;
      else if (code === 10) {
        at++;
        if (toLineEnd) return at;
      } else if (code >= 0 && (classOf(code) & SPACE) !== 0) at++;
      else return at;
    }
  }

  /** Reads one comment, or one pragma where they may stand; returns `at` when there is none. */
  #comment(at: number, pragmas: boolean): number {
    const text = this.#window;
    const code = text.charCodeAt(at);
    if (code === 40) {
      const second = text.charCodeAt(at + 1);
      if (second === 42) return this.#block(at, nestedEnd(text, at));
      if (second === 47 && this.#dialect.quotedNames && text.charCodeAt(at + 2) === 42)
        return this.#block(at, flatEnd(text, at + 1, '*/)'));
    } else if (code === 47) {
      const second = text.charCodeAt(at + 1);
      if (second === 47) return this.#line(at);
      if (second === 42) return this.#block(at, flatEnd(text, at, '*/'));
    } else if (code === 123 && pragmas) return this.#pragma(at);
    else if (code === 35 && this.#dialect.hashRegions) return this.#hashRegion(at);
    return at;
  }

  /** Rockwell: `#region name` and `#endregion` on lines of their own. */
  #hashRegion(at: number): number {
    this.#seen = Math.max(this.#seen, at + 11);
    return /^#(?:end)?region\b/i.test(this.#window.slice(at, at + 11)) ? this.#line(at) : at;
  }

  #line(at: number): number {
    const end = lineEnd(this.#window, at);
    if (end >= this.#window.length - 1) this.#hungry ||= !this.#atEnd();
    this.trivia.push(K.LineComment, end - at);
    return end;
  }

  #block(at: number, end: number): number {
    if (end === OPEN) return this.#openBlock(at);
    this.trivia.push(K.BlockComment, end - at);
    return end;
  }

  #openBlock(at: number): number {
    this.#hungry = true;
    this.work += (this.#window.length - at) >> STRETCH;
    const cut = cutOpenComment(this.#window, at);
    const flat = this.#window.charCodeAt(at + 1) === 42 ? flatEnd(this.#window, at, '*)') : OPEN;
    const closed = flat !== OPEN && flat <= cut && isFlatComment(this.#window.slice(at, flat));
    this.trivia.push(closed ? K.BlockComment : K.OpenComment, (closed ? flat : cut) - at);
    return closed ? flat : cut;
  }

  #pragma(at: number): number {
    const { end, seen } = pragmaEnd(this.#window, at);
    this.#seen = Math.max(this.#seen, seen);
    const isOpen = end === OPEN;
    const next = isOpen ? lineEnd(this.#window, at) : end;
    this.trivia.push(isOpen ? K.OpenPragma : K.Pragma, next - at);
    return next;
  }

  /** Reads a token at a local index, sets `#end` and `#word`, returns the kind. */
  #token(at: number): number {
    const code = this.#window.charCodeAt(at);
    const type = classOf(code);
    if (type === LETTER) return this.#name(at);
    if (type === DIGIT) return this.#number(at);
    if (code === 39) return this.#string(at, 39, K.String);
    if (code === 34) return this.#string(at, 34, this.#dialect.quotedNames ? K.Quoted : K.WString);
    if (code === 35 && this.#dialect.localNames) return this.#localName(at);
    if (code === 37) return this.#address(at);
    if (code === 46 && classOf(this.#window.charCodeAt(at + 1)) === DIGIT) return this.#bit(at);
    if (code === 92 && this.#dialect.colonPaths && classOf(this.#window.charCodeAt(at + 1)) === LETTER)
      return this.#programPath(at);
    const found = punctuation(this.#window, at);
    this.#end = at + (found >> 8);
    return found & 255;
  }

  #name(at: number): number {
    const text = this.#window;
    let hash = 0;
    let i = at;
    for (;;) {
      const code = text.charCodeAt(i);
      if ((code < 128 ? CLASS[code]! & 3 : code >= 128 ? classOf(code) & 3 : 0) === 0) break;
      hash = hashStep(hash, code);
      i++;
    }
    if (text.charCodeAt(i) === 35) {
      const end = typedEnd(text, at, i);
      if (end > i) {
        this.#end = end;
        return K.Typed;
      }
    }
    this.#end = i;
    this.#word = keywordAt(text, at, i, hash);
    return K.Ident;
  }

  /** Rockwell: `\\Program.Tag`. */
  #programPath(at: number): number {
    const kind = this.#name(at + 1);
    this.#word = 0;
    return kind;
  }

  #number(at: number): number {
    const end = numberEnd(this.#window, at);
    this.#end = Math.abs(end);
    return end < 0 ? K.Real : K.Int;
  }

  #bit(at: number): number {
    let i = at + 1;
    while (classOf(this.#window.charCodeAt(i)) === DIGIT) i++;
    this.#end = i;
    return K.Bit;
  }

  #string(at: number, quote: number, kind: number): number {
    const text = this.#window;
    for (let i = at + 1; ; i++) {
      const code = text.charCodeAt(i);
      if (code === quote) {
        this.#end = i + 1;
        return kind;
      }
      if (code === 36 && text.charCodeAt(i + 1) > 31) i++;
      else if (!(code >= 0) || code === 10) {
        this.#end = lineEnd(text, Math.min(i, text.length));
        if (code === 10 && text.charCodeAt(i - 1) === 13) this.#end = i - 1;
        if (!(code >= 0)) this.#hungry ||= !this.#atEnd();
        return K.OpenString;
      }
    }
  }

  #localName(at: number): number {
    const code = this.#window.charCodeAt(at + 1);
    if (code === 34) return this.#string(at + 1, 34, K.Local);
    if (classOf(code) !== LETTER) {
      this.#end = at + 1;
      return K.Bad;
    }
    let i = at + 1;
    while (isNamePart(this.#window.charCodeAt(i))) i++;
    this.#end = i;
    return K.Local;
  }

  /** `%IX0.0`, `%I*`, `%DB1.DBX0.0`, `%X0`. */
  #address(at: number): number {
    const text = this.#window;
    let i = at + 1;
    for (;;) {
      const code = text.charCodeAt(i);
      if (isNamePart(code) || (code === 42 && i > at + 1)) i++;
      else if (code === 46 && isNamePart(text.charCodeAt(i + 1)) && i > at + 1) i++;
      else break;
    }
    // SCL: `%IW4:P`, direct access to the module.
    if (this.#dialect.quotedNames && text.charCodeAt(i) === 58 && (text.charCodeAt(i + 1) | 32) === 112)
      if (!isNamePart(text.charCodeAt(i + 2))) i += 2;
    this.#end = i;
    return i > at + 1 ? K.Address : K.Bad;
  }
}

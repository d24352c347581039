/**
 * The state of one parse: the token in front, the records and errors of the leaf being built, and what the item
 * being built depended on. The grammar itself is in units, declarations, typenames, statements and expressions.
 *
 * Law (L2): an item is a function of the text it covers, of `ahead` units behind it and of its context. A production
 * that looks at its surroundings says so with `consult`.
 */

import type { Dialect } from '../dialects/dialects.ts';
import type { GreenError, SyntaxCode } from './errors.ts';
import { Green, RECORD_LIMIT } from './green.ts';
import { WORDS } from './keywords.ts';
import { G, groupOf, K } from './kinds.ts';
import { Lexer } from './lexer.ts';
import { isNumber, literalFault } from './literals.ts';
import type { Reuse } from './reuse.ts';
import type { Text } from './text.ts';
import { isTypo } from './typos.ts';

/** Levels of statements, brackets and types inside one another. Real programs stay below 30. */
export const DEPTH_LIMIT = 200;

/** Records in one array. Leaves share segments, and so do parses: what one leaves unused the next one fills. */
interface Segment {
  records: Int32Array;
  used: number;
}

/** For whole texts, and for edits: there one leaf that lives on keeps little alive. */
const WHOLE: Segment = { records: new Int32Array(0), used: 0 };
const EDITS: Segment = { records: new Int32Array(0), used: 0 };
const WHOLE_SIZE = 8192;
const EDITS_SIZE = 256;

/** Fields of a saved frame. */
const FRAME = 6;

export class Parser {
  /** Kind and keyword of the token in front. */
  kind = 0;
  word = 0;
  /** Where the token in front begins with its leading trivia: everything before is in the tree. */
  at = 0;
  /** End of the last token without its trailing trivia. */
  lastEnd = 0;
  /** Its kind. */
  lastKind = 0;
  depth = 0;
  /** In a declaration `name :` on a new line begins the next one, so it is no operand. */
  isDeclaring = false;
  /** Which blocks wait for their end around the current place: bits of `statements.ts`. */
  context = 0;
  readonly lexer: Lexer;
  readonly dialect: Dialect;
  readonly reuse: Reuse | null;
  readonly length: number;
  /** Parts of containers have no END of the unit. */
  readonly isPart: boolean;

  readonly #shared: Segment;
  #segment: Int32Array;
  #used: number;
  #base = 0;
  #errors: GreenError[] | null = null;
  #errorTotal = 0;
  #deepest = 0;
  #consulted = false;
  #leafStart = 0;
  /** The keyword that the misspelt name in front is taken for. */
  #meant = 0;
  readonly #frames: number[] = [];

  constructor(text: Text, dialect: Dialect, reuse: Reuse | null, isPart: boolean) {
    this.lexer = Lexer.of(text, dialect, reuse !== null);
    this.dialect = dialect;
    this.reuse = reuse;
    this.length = text.length;
    this.isPart = isPart;
    this.#shared = reuse === null ? WHOLE : EDITS;
    this.#segment = this.#shared.records;
    this.#used = this.#shared.used;
    this.#load();
  }

  /** The tree is complete: the next parse goes on where this one stops. */
  finish(): void {
    this.#shared.records = this.#segment;
    this.#shared.used = this.#used;
    this.lexer.release();
  }

  // ---- tokens

  /** True when the token in front has a kind (a call, so that the compiler forgets what it narrowed before). */
  is(kind: number): boolean {
    return this.kind === kind;
  }

  /** The kind of the `k`-th token ahead. */
  peek(k: number): number {
    return this.lexer.kind[this.lexer.slot(k)]!;
  }

  /** The keyword of the `k`-th token ahead. */
  peekWord(k: number): number {
    return this.lexer.word[this.lexer.slot(k)]!;
  }

  /** The text of the `k`-th token ahead. */
  textAt(k: number): string {
    const slot = this.lexer.slot(k);
    return this.lexer.slice(this.lexer.start[slot]!, this.lexer.end[slot]!);
  }

  /** True when nothing, not even a blank, stands before the `k`-th token ahead (k > 0). */
  isGlued(k: number): boolean {
    const slot = this.lexer.slot(k);
    const before = this.lexer.slot(k - 1);
    return this.lexer.end[before] === this.lexer.start[slot];
  }

  /** True when a line ends between the token before the `k`-th ahead and that token; never looks behind the leaf. */
  isOnNewLine(k: number): boolean {
    const slot = this.lexer.slot(k);
    const from = k === 0 ? Math.max(this.lastEnd, this.#leafStart) : this.lexer.end[this.lexer.slot(k - 1)]!;
    return this.lexer.hasLineEnd(from, this.lexer.start[slot]!);
  }

  /** Start of the token in front, without trivia. */
  get start(): number {
    return this.lexer.start[this.lexer.head]!;
  }

  get end(): number {
    return this.lexer.end[this.lexer.head]!;
  }

  /** Puts the token in front into the leaf, under its own kind. */
  bump(): void {
    this.bumpAs(this.kind);
  }

  /** Puts the token in front into the leaf, under another kind. */
  bumpAs(kind: number): void {
    const { lexer } = this;
    const slot = lexer.slot(0);
    this.#trivia(lexer.trivia0[slot]!, lexer.trivia1[slot]!);
    if (kind === K.Bad || kind === K.OpenString) this.#badToken(kind, slot);
    if (kind === K.Typed || kind === K.Int) this.#checkLiteral(kind);
    if (this.#meant !== 0) this.#reportMeant();
    this.#record(kind, lexer.end[slot]! - lexer.start[slot]!);
    this.lastEnd = lexer.end[slot]!;
    this.lastKind = kind;
    this.at = lexer.next[slot]!;
    this.#trivia(lexer.trivia1[slot]!, lexer.trivia2[slot]!);
    lexer.drop();
    this.#load();
  }

  /** Takes the name in front for a keyword; the error is reported when it is bumped. */
  mean(word: number): void {
    this.#meant = word;
    this.word = word;
    this.lexer.word[this.lexer.slot(0)] = word;
  }

  /** Bumps the token in front when it has a kind. */
  accept(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.bump();
    return true;
  }

  /** Bumps the word in front as a keyword when it is this one. */
  acceptWord(word: number): boolean {
    if (this.word !== word) return false;
    this.bumpAs(K.Keyword);
    return true;
  }

  /** Bumps a token that the grammar asks for, or reports that it is missing. */
  expect(kind: number, name: string): boolean {
    if (this.accept(kind)) return true;
    this.missing('MISSING_TOKEN', `${name} is missing ${this.place()}`);
    return false;
  }

  expectWord(word: number): boolean {
    if (this.acceptWord(word)) return true;
    if (this.kind === K.Ident && this.word === 0 && isTypo(this.shown(0).toUpperCase(), WORDS[word]!)) {
      this.mean(word);
      return this.acceptWord(word);
    }
    this.missing('MISSING_TOKEN', `\`${WORDS[word]}\` is missing ${this.place()}`);
    return false;
  }

  /** Bumps the rest of the line as free text, unless the line is over. */
  bumpLine(): void {
    if (this.kind === K.Eof || this.isOnNewLine(0)) return;
    this.lexer.restOfLine();
    this.kind = K.Text;
    this.bump();
  }

  /** Goes on at an offset behind items that were taken over. */
  skipTo(at: number): void {
    this.at = at;
    this.lastEnd = at;
    this.lexer.jump(at);
    this.#load();
  }

  // ---- leaves and their inner nodes

  /** Starts a leaf or a branch: from here on the parser notes what the item depends on. */
  open(): void {
    const { lexer } = this;
    this.#frames.push(
      lexer.far,
      this.#deepest,
      this.#consulted ? 1 : 0,
      this.at,
      this.#errorTotal,
      this.depth,
    );
    lexer.far = 0;
    for (let k = 0; k < lexer.count; k++) lexer.far = Math.max(lexer.far, lexer.reach[lexer.slot(k)]!);
    this.#deepest = this.depth;
    this.#consulted = false;
  }

  /** Starts a leaf: `open`, and a fresh list of records. */
  openLeaf(): void {
    this.open();
    this.#base = this.#used;
    this.#errors = null;
    this.#leafStart = this.at;
  }

  /** Ends a leaf. */
  closeLeaf(kind: number): Green {
    const errors = this.#errors;
    this.#errors = null;
    if (errors !== null) this.#errorTotal += errors.length;
    return this.#close(kind, null, errors, this.#base, this.#used);
  }

  /** Ends a branch. Its own errors count from its start. */
  closeBranch(kind: number, children: readonly Green[], errors: GreenError[] | null = null): Green {
    if (errors !== null) this.#errorTotal += errors.length;
    // A list that grew has room for more; it never will.
    return this.#close(kind, children.slice(), errors, 0, 0);
  }

  /** The kind of the last record, a node or a token or trivia. */
  get lastNode(): number {
    return this.#used > this.#base ? this.#segment[this.#used - 1]! >>> 24 : 0;
  }

  /** A place in the records, for `wrap`. */
  mark(): number {
    return this.#used - this.#base;
  }

  /** Makes one node of all records since a mark. */
  wrap(mark: number, kind: number): void {
    const size = this.#used - this.#base - mark;
    if (size > RECORD_LIMIT) this.missing('TOO_DEEP', 'This construct is too large');
    this.#push((kind << 24) | Math.min(size, RECORD_LIMIT));
  }

  /** Takes over old items; true when some fitted. */
  takeOver(group: number, out: Green[]): boolean {
    if (this.reuse === null) return false;
    const first = out.length;
    const wish = { group, context: this.context, room: DEPTH_LIMIT - this.depth };
    const at = this.reuse.take(this.at, wish, out);
    if (at === this.at) return false;
    let far = 0;
    let end = this.at;
    for (let i = first; i < out.length; i++) {
      const item = out[i]!;
      end += item.length;
      this.#errorTotal += item.errorCount;
      if (item.height + this.depth > this.#deepest) this.#deepest = item.height + this.depth;
      if (item.context !== -1) this.#consulted = true;
      if (end + item.ahead > far) far = end + item.ahead;
    }
    this.skipTo(at);
    if (far > this.lexer.far) this.lexer.far = far;
    return true;
  }

  /** Says that the item being built depends on its context. */
  consult(): void {
    this.#consulted = true;
  }

  /** Goes one level down; false (and an error) at the limit. */
  descend(): boolean {
    if (this.depth >= DEPTH_LIMIT) {
      this.#deepest = DEPTH_LIMIT * 2 + this.depth;
      this.errorAt('TOO_DEEP', this.start, this.end, `More than ${DEPTH_LIMIT} levels inside one another`);
      return false;
    }
    this.depth++;
    if (this.depth > this.#deepest) this.#deepest = this.depth;
    return true;
  }

  // ---- errors

  /** True when the leaf being built has an error: what follows it is noise. */
  get failed(): boolean {
    return this.#errors !== null;
  }

  /** Reports an error of the leaf being built; only the first one of a leaf is kept. */
  errorAt(code: SyntaxCode, from: number, to: number, message: string): void {
    this.#errors ??= [{ code, from: from - this.#leafStart, to: to - this.#leafStart, message }];
  }

  /** Reports that something is missing behind the last token, or at the start of this leaf (it must not look behind itself). */
  missing(code: SyntaxCode, message: string): void {
    const at = Math.max(this.lastEnd, this.#leafStart);
    const comments = this.kind === K.Eof ? this.lexer.slice(at, this.start).trimEnd().length : 0;
    this.errorAt(code, at + comments, at + comments, message);
  }

  /** Reports that something is missing before the token in front, below the comments above it. */
  missingBefore(code: SyntaxCode, message: string): void {
    this.errorAt(code, this.start, this.start, message);
  }

  /** Reports the token in front. */
  unexpected(what: string): void {
    if (this.kind === K.Eof) this.missing('UNEXPECTED_END', `The text ends where ${what} is expected`);
    else
      this.errorAt(
        'UNEXPECTED',
        this.start,
        this.end,
        `\`${this.shown(0)}\` stands where ${what} is expected`,
      );
  }

  /** Words for the place in front: "before `x`" or "at the end of the text". */
  place(): string {
    return this.kind === K.Eof ? 'at the end of the text' : `before \`${this.shown(0)}\``;
  }

  /** A token's text, cut for messages. */
  shown(k: number): string {
    const text = this.textAt(k);
    return text.length > 40 ? `${text.slice(0, 37)}...` : text;
  }

  #load(): void {
    this.#meant = 0;
    const slot = this.lexer.slot(0);
    this.kind = this.lexer.kind[slot]!;
    this.word = this.lexer.word[slot]!;
  }

  #close(
    kind: number,
    children: readonly Green[] | null,
    errors: GreenError[] | null,
    first: number,
    last: number,
  ): Green {
    const frames = this.#frames;
    const top = frames.length - FRAME;
    const start = frames[top + 3]!;
    const green = new Green(
      kind,
      this.at - start,
      children,
      children === null ? this.#segment : null,
      first,
      last,
      errors,
      this.#errorTotal - frames[top + 4]!,
      Math.max(0, this.lexer.far - this.at),
      this.#deepest - frames[top + 5]!,
      this.#consulted || groupOf(kind) === G.Unit ? this.context : -1,
    );
    this.lexer.far = Math.max(this.lexer.far, frames[top]!);
    this.#deepest = Math.max(this.#deepest, frames[top + 1]!);
    this.#consulted ||= frames[top + 2] === 1;
    this.depth = frames[top + 5]!;
    frames.length = top;
    return green;
  }

  #trivia(from: number, to: number): void {
    const { trivia } = this.lexer;
    for (let i = from; i < to; i += 2) {
      const kind = trivia[i]!;
      this.#record(kind, trivia[i + 1]!);
      if (kind === K.OpenComment || kind === K.OpenPragma) this.#openTrivia(kind, i);
    }
  }

  #openTrivia(kind: number, index: number): void {
    const { lexer } = this;
    const slot = lexer.slot(0);
    let from = lexer.lead[slot]!;
    for (let i = lexer.trivia0[slot]!; i < index; i += 2) {
      if (i === lexer.trivia1[slot]!) from = lexer.end[slot]!;
      from += lexer.trivia[i + 1]!;
    }
    if (index === lexer.trivia1[slot]!) from = lexer.end[slot]!;
    const end = from + lexer.trivia[index + 1]!;
    if (kind === K.OpenComment) this.errorAt('OPEN_COMMENT', end, end, 'This comment is never closed');
    else this.errorAt('OPEN_PRAGMA', from, from + 1, 'This pragma has no `}` on its line');
  }

  #badToken(kind: number, slot: number): void {
    const from = this.lexer.start[slot]!;
    const to = this.lexer.end[slot]!;
    const text = this.shown(0);
    if (kind === K.OpenString) this.errorAt('OPEN_STRING', from, to, 'This string is not closed on its line');
    else this.errorAt('BAD_CHARACTER', from, to, `The character \`${text}\` has no meaning here`);
  }

  #reportMeant(): void {
    this.errorAt(
      'MISSPELT',
      this.start,
      this.end,
      `\`${this.shown(0)}\` stands where \`${WORDS[this.#meant]}\` is expected`,
    );
    this.#meant = 0;
  }

  #checkLiteral(kind: number): void {
    const { start, end } = this;
    if (kind === K.Int && end === start + 1) return;
    const text = this.textAt(0);
    const fault =
      kind === K.Typed ? literalFault(text) : isNumber(text) ? null : `\`${text}\` is not a number`;
    if (fault !== null) this.errorAt('BAD_LITERAL', start, end, fault);
  }

  #record(kind: number, length: number): void {
    this.#push((kind << 24) | Math.min(length, RECORD_LIMIT));
    for (length -= RECORD_LIMIT; length > 0; length -= RECORD_LIMIT)
      this.#push((K.More << 24) | Math.min(length, RECORD_LIMIT));
  }

  #push(record: number): void {
    if (this.#used === this.#segment.length) this.#moveLeaf();
    this.#segment[this.#used++] = record;
  }

  /** The segment is full: the leaf being built moves to a new one, finished leaves keep the old one. */
  #moveLeaf(): void {
    const part = this.#segment.subarray(this.#base, this.#used);
    const size = this.#shared === WHOLE ? WHOLE_SIZE : EDITS_SIZE;
    this.#segment = new Int32Array(Math.max(size, 2 * part.length));
    this.#segment.set(part);
    this.#used = part.length;
    this.#base = 0;
  }
}

/**
 * Colours one line at a time, with what the line before left open: a comment (they nest) or a pragma.
 * Deliberately lean: Monaco runs it for every visible line; the parser knows better and comes later.
 */

import type { languages } from 'monaco-editor/editor';
import type { Colouring, Word } from './words.ts';

type Open = 'code' | 'comment' | 'c-comment' | 'pragma';

/** What is still open at the end of a line. */
export class LineState implements languages.IState {
  static readonly START = new LineState('code', 0);
  readonly open: Open;
  /** How deep comments are nested. */
  readonly depth: number;

  constructor(open: Open, depth: number) {
    this.open = open;
    this.depth = depth;
  }

  clone(): LineState {
    return this;
  }

  equals(other: languages.IState): boolean {
    return other instanceof LineState && other.open === this.open && other.depth === this.depth;
  }
}

/** Next thing in code; the groups tell what it is. Order matters. */
const CODE =
  /(\/\/.*)|(\(\*)|(\/\*)|(\{)|('(?:\$.|[^'$])*'?)|("(?:\$.|[^"$])*"?)|(%[A-Za-z]+\*?[\d.]*)|((?:\d+#[0-9A-Fa-f_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?))|(#"[^"]*"?|#[A-Za-z_]\w*)|([A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*)(#[\w.:+-]+)?/g;

const GROUPS = ['comment', 'open', 'open', 'open', 'string', 'quoted', 'address', 'number', 'local'] as const;
const WORD_GROUP = 10;
const LITERAL_GROUP = 11;

const CLOSERS: Record<Exclude<Open, 'code'>, RegExp> = {
  comment: /\(\*|\*\)/g,
  'c-comment': /\*\//g,
  pragma: /\}/g,
};

/** A tokens provider for one way of writing ST. */
export function lineTokens(colouring: Colouring): languages.TokensProvider {
  return {
    getInitialState: () => LineState.START,
    tokenize: (line, state) => new LineReader(colouring, line, state as LineState).read(),
  };
}

class LineReader {
  readonly #colouring: Colouring;
  readonly #line: string;
  readonly #tokens: languages.IToken[] = [];
  #open: Open;
  #depth: number;
  #at = 0;

  constructor(colouring: Colouring, line: string, state: LineState) {
    this.#colouring = colouring;
    this.#line = line;
    this.#open = state.open;
    this.#depth = state.depth;
  }

  read(): languages.ILineTokens {
    if (this.#open !== 'code') this.#push(0, this.#open === 'pragma' ? 'pragma' : 'comment');
    while (this.#at < this.#line.length) {
      if (this.#open === 'code') this.#readCode();
      else this.#readOpen(this.#open);
    }
    const endState = this.#open === 'code' ? LineState.START : new LineState(this.#open, this.#depth);
    return { tokens: this.#tokens, endState };
  }

  #readCode(): void {
    CODE.lastIndex = this.#at;
    const match = CODE.exec(this.#line);
    if (!match) {
      this.#push(this.#at, '');
      this.#at = this.#line.length;
      return;
    }
    if (match.index > this.#at) this.#push(this.#at, '');
    this.#at = CODE.lastIndex;
    this.#push(match.index, this.#classify(match));
  }

  #classify(match: RegExpExecArray): string {
    const word = match[WORD_GROUP];
    if (word !== undefined) return this.#classifyWord(word, match[LITERAL_GROUP]);
    const kind = GROUPS[match.findIndex((group, i) => i > 0 && group !== undefined) - 1];
    if (kind === 'open') return this.#enter(match[0]);
    if (kind === 'quoted') return this.#colouring.doubleQuoted;
    return kind === 'local' ? 'variable' : (kind ?? '');
  }

  /** A word; with `#...` behind it a literal like `T#5s` or an enum value like `E_State#Run`. */
  #classifyWord(word: string, literal: string | undefined): string {
    const known: Word | undefined = this.#colouring.words.get(word.toLowerCase());
    if (literal !== undefined) return known === 'type' || /\d/.test(literal) ? 'number' : 'constant';
    if (known) return known;
    return /^\s*\(/.test(this.#line.slice(this.#at, this.#at + 4)) && !this.#line.startsWith('(*', this.#at)
      ? 'function'
      : 'variable';
  }

  #enter(text: string): string {
    this.#open = text === '{' ? 'pragma' : text === '/*' ? 'c-comment' : 'comment';
    this.#depth = 1;
    return this.#open === 'pragma' ? 'pragma' : 'comment';
  }

  #readOpen(open: Exclude<Open, 'code'>): void {
    const closer = CLOSERS[open];
    closer.lastIndex = this.#at;
    const match = closer.exec(this.#line);
    this.#at = match ? closer.lastIndex : this.#line.length;
    if (!match) return;
    this.#depth += match[0] === '(*' ? 1 : -1;
    if (this.#depth === 0) this.#open = 'code';
  }

  #push(startIndex: number, scopes: string): void {
    if (this.#tokens.at(-1)?.scopes !== scopes) this.#tokens.push({ startIndex, scopes });
  }
}

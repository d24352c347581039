/** Lines with their colours where no editor is: worked out for the lines that are looked at, as far as text has changed. */

import type { languages } from 'monaco-editor/editor';
import { lineTokens } from './lines.ts';
import { COLOURINGS, type Colouring, languageOf } from './words.ts';

/** A piece of a line in one colour; `kind` is empty for what has none. */
export interface ColouredSpan {
  readonly text: string;
  readonly kind: string;
}

export class ColouredLines {
  readonly #provider: languages.TokensProvider;
  #lines: readonly string[] = [];
  /** What is open before each line, as far as somebody looked. */
  readonly #states: languages.IState[];

  constructor(path: string) {
    const id = languageOf(path);
    const colouring = COLOURINGS.find((one) => one.id === id) ?? (COLOURINGS[0] as Colouring);
    this.#provider = lineTokens(colouring);
    this.#states = [this.#provider.getInitialState()];
  }

  /** Takes the lines as they are now. */
  set(lines: readonly string[]): void {
    const changed = lines.findIndex((line, i) => line !== this.#lines[i]);
    if (changed >= 0) this.#states.length = Math.min(this.#states.length, changed + 1);
    this.#lines = lines;
  }

  spans(index: number): readonly ColouredSpan[] {
    const line = this.#lines[index] ?? '';
    const { tokens } = this.#provider.tokenize(line, this.#before(index));
    return tokens.map(({ startIndex, scopes }, i) => ({
      text: line.slice(startIndex, tokens[i + 1]?.startIndex),
      kind: scopes === 'variable' ? '' : scopes,
    }));
  }

  #before(index: number): languages.IState {
    for (let i = this.#states.length; i <= index; i++) {
      const state = this.#states[i - 1] as languages.IState;
      this.#states.push(this.#provider.tokenize(this.#lines[i - 1] ?? '', state).endState);
    }
    return this.#states[index] as languages.IState;
  }
}

/** Guesses behind a mistake: which word was meant, which word comes next. Used only where the text is wrong already. */

import { KW, WORDS } from './keywords.ts';
import { K } from './kinds.ts';
import type { Lexer } from './lexer.ts';
import type { Parser } from './parser.ts';
import { isTypo } from './typos.ts';
import { isSection, isStarter } from './words.ts';

/** Words that are worth guessing: they open, close or divide something. */
const STRUCTURAL: readonly number[] = WORDS.map((word, id) => ({ word, id }))
  .filter(({ word }) =>
    /^(?:END_|VAR|PROGRAM|FUNCTION|METHOD|PROPERTY|ACTION|STRUCT|TYPE|UNION|INTERFACE|CLASS|NAMESPACE|CONFIGURATION|RESOURCE|ELSE|ELSIF|UNTIL|REPEAT|WHILE|CASE)/.test(
      word,
    ),
  )
  .map(({ id }) => id);

/** The structural word that the name in front is a typo of, or 0. */
export function meantWord(p: Parser): number {
  if (p.kind !== K.Ident || p.word !== 0) return 0;
  const slot = p.lexer.slot(0);
  const length = p.lexer.end[slot]! - p.lexer.start[slot]!;
  if (length < 2 || length > 24) return 0;
  const text = p.textAt(0).toUpperCase();
  if (p.peekWord(1) === KW.END_VAR && isTypo(text, 'VAR')) return KW.VAR;
  if (length < 3) return 0;
  for (const id of STRUCTURAL) if (WORDS[id]!.length > 3 && isTypo(text, WORDS[id]!)) return id;
  return 0;
}

/** Takes the name in front for a misspelt structural word, if it is one that `accepts` wants. */
export function correct(p: Parser, accepts: (word: number) => boolean): boolean {
  const word = meantWord(p);
  if (word === 0 || !accepts(word)) return false;
  if (isStarter[word] === 1 && word !== KW.TYPE && (p.isOnNewLine(1) || isSection[p.peekWord(1)] === 1))
    return false;
  p.mean(word);
  return true;
}

/** True when what follows the name in front cannot follow a name at the start of a statement. */
export function standsAlone(p: Parser): boolean {
  switch (p.peek(1)) {
    case K.Ident:
    case K.Semicolon:
    case K.Eof:
    case K.Quoted:
    case K.Local:
    case K.Int:
      return true;
    default:
      return false;
  }
}

/** Tokens that a search reads at most. */
const SEARCH = 20_000;

/** The first of some words that comes, from the token in front on; 0 when none does before a word of `stops`. */
export function nextOf(p: Parser, wanted: Uint8Array, stops: Uint8Array): number {
  const { lexer } = p;
  const ahead = lexer.fork(p.start);
  let found = 0;
  for (let i = 0; i < SEARCH; i++) {
    const slot = ahead.slot(0);
    const word = ahead.word[slot]!;
    if (wanted[word] === 1) found = word;
    if (found !== 0 || ahead.kind[slot] === K.Eof || (i > 0 && stops[word] === 1 && isUsedAsWord(ahead)))
      break;
    ahead.drop();
  }
  lexer.work += ahead.work;
  ahead.release();
  // Whatever item begins here depends on the search: the token in front remembers how far it went.
  const front = lexer.slot(0);
  lexer.reach[front] = Math.max(lexer.reach[front]!, ahead.far);
  lexer.far = Math.max(lexer.far, ahead.far);
  return found;
}

/** False for a variable that happens to be called `Type` or `Class`. */
function isUsedAsWord(ahead: Lexer): boolean {
  const after = ahead.kind[ahead.slot(1)]!;
  return (
    after !== K.Colon && after !== K.Comma && after !== K.Assign && after !== K.Dot && after !== K.RParen
  );
}

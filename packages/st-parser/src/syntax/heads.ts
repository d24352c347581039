/** The first and the last line of a block: `IF condition THEN`, `END_IF;`, and how reading goes on when something is wrong in them. */

import { CLOSES, endsStatement, startsStatement } from './boundaries.ts';
import { expression, isOperator, operation } from './expressions.ts';
import type { Green } from './green.ts';
import { likelyGap } from './indentation.ts';
import { KW, WORDS } from './keywords.ts';
import { K, N } from './kinds.ts';
import type { Parser } from './parser.ts';

/** A leaf such as `IF condition THEN`. */
export function head(p: Parser, kind: number, ending: number): Green {
  p.openLeaf();
  if (p.word === ending)
    p.missingBefore(
      'MISSING_TOKEN',
      `The beginning of this statement is missing before \`${WORDS[ending]}\``,
    );
  else {
    p.bumpAs(K.Keyword);
    condition(p, ending);
  }
  p.expectWord(ending);
  return p.closeLeaf(kind);
}

/** The expression of a head; a slip behind it does not hide the head's last word. */
function condition(p: Parser, ending: number): void {
  if (!expression(p)) {
    skipTo(p, ending);
    return;
  }
  if (
    p.lastNode === N.AssignExpr &&
    (p.lastKind === K.Int || p.lastKind === K.Real || p.lastKind === K.String)
  )
    p.errorAt('UNEXPECTED', p.lastEnd, p.lastEnd, '`:=` assigns; a condition compares with `=`');
  slip(p, ending);
}

/** A stray token in front of the word that ends a head. */
export function slip(p: Parser, ending: number): void {
  if (p.word === ending || !comes(p, ending)) return;
  p.unexpected(`\`${WORDS[ending]}\``);
  skipTo(p, ending);
}

/** Tokens of a head that are looked at. */
const HEAD_LIMIT = 32;

/** True when a word comes before this statement can end. */
function comes(p: Parser, word: number): boolean {
  for (let k = 0; k < HEAD_LIMIT; k++) {
    const other = p.peekWord(k);
    if (other === word) return true;
    if (p.peek(k) === K.Semicolon || p.peek(k) === K.Eof || CLOSES[other] !== 0 || isHeadWord(other))
      return false;
    if (p.isOnNewLine(k) && p.peek(k + 1) === K.Assign) return false;
  }
  return false;
}

function isHeadWord(word: number): boolean {
  return (
    word === KW.IF ||
    word === KW.CASE ||
    word === KW.FOR ||
    word === KW.WHILE ||
    word === KW.REPEAT ||
    word === KW.THEN ||
    word === KW.DO
  );
}

/** A line that begins like a statement, and neither goes on a list nor belongs to a head that ends with `ending`. */
export function isNextStatement(p: Parser, ending: number): boolean {
  if (!p.isOnNewLine(0) || p.lastKind === K.Comma || p.lastKind === K.Keyword) return false;
  return startsStatement(p) && !comes(p, ending);
}

/** Bumps a token that is part of nothing; an operator at the end of a line is remembered as one. */
export function skipToken(p: Parser): void {
  p.bumpAs(isOperator(p) ? K.Keyword : p.kind);
}

/** Skips a broken head up to its last word, its line's end, or the next statement. */
export function skipTo(p: Parser, word: number): void {
  while (p.kind !== K.Eof && p.word !== word && p.kind !== K.Semicolon) {
    if (isNextStatement(p, word) || (p.word !== 0 && endsStatement(p))) return;
    skipToken(p);
  }
}

/** `END_IF;` or the error that it is missing. */
export function closer(p: Parser, word: number, opener: string, start: number, parts: Green[]): void {
  p.openLeaf();
  if (p.acceptWord(word)) p.accept(K.Semicolon);
  else missingEnd(p, `\`${WORDS[word]}\` is missing ${p.place()}: \`${opener}\` is still open`, start, parts);
  parts.push(p.closeLeaf(N.End));
}

/** Reports a missing end where the indentation says that it belongs. */
export function missingEnd(p: Parser, message: string, start: number, parts: readonly Green[]): void {
  const gap = likelyGap(p, start, parts);
  if (gap === null) p.missing('MISSING_END', message);
  else p.errorAt('MISSING_END', gap, gap, message);
}

/** `i := 0 TO 10 BY 2`. */
export function forHead(p: Parser): boolean {
  if (!operation(p) || !p.expect(K.Assign, '`:=`') || !operation(p)) return false;
  if (!p.expectWord(KW.TO) || !operation(p)) return false;
  return !p.acceptWord(KW.BY) || operation(p);
}

/** Sequential function charts in text form: IEC 61131-3 ed. 3, 6.7. */

import { expression, operation } from './expressions.ts';
import type { Green } from './green.ts';
import { KW, WORDS } from './keywords.ts';
import { K, N } from './kinds.ts';
import type { Parser } from './parser.ts';

/** `STEP a: act(N, T#1s); END_STEP`, `TRANSITION t (PRIORITY := 1) FROM a TO (b, c) := x; END_TRANSITION`. */
export function sfcElement(p: Parser): Green {
  p.openLeaf();
  const { word } = p;
  const end = word === KW.TRANSITION ? KW.END_TRANSITION : KW.END_STEP;
  p.bumpAs(K.Keyword);
  if (word === KW.TRANSITION) transition(p);
  else step(p);
  skipTo(p, end);
  if (p.word === end) p.bumpAs(K.Keyword);
  else p.missing('MISSING_END', `\`${WORDS[end]}\` is missing ${p.place()}`);
  p.accept(K.Semicolon);
  return p.closeLeaf(word === KW.TRANSITION ? N.Transition : N.Step);
}

function step(p: Parser): void {
  name(p);
  p.accept(K.Colon);
  while (p.kind === K.Ident && p.word !== KW.END_STEP) {
    if (!operation(p) || !p.expect(K.Semicolon, '`;`')) return;
  }
}

function name(p: Parser): void {
  const mark = p.mark();
  if (!p.accept(K.Ident)) return;
  p.wrap(mark, N.Name);
}

function transition(p: Parser): void {
  if (p.word !== KW.FROM) name(p);
  if (p.kind === K.LParen && !operation(p)) return;
  if (!p.expectWord(KW.FROM) || !operation(p) || !p.expectWord(KW.TO) || !operation(p)) return;
  p.accept(K.Colon);
  if (p.expect(K.Assign, '`:=`') && expression(p)) p.expect(K.Semicolon, '`;`');
}

/** Skips what was not understood, up to the element's end or the line on which something else begins. */
function skipTo(p: Parser, end: number): void {
  while (p.kind !== K.Eof && p.word !== end) {
    const { word } = p;
    if (
      word === KW.STEP ||
      word === KW.TRANSITION ||
      word === KW.END_FUNCTION_BLOCK ||
      word === KW.END_PROGRAM
    )
      return;
    if (!p.failed) p.unexpected(`\`${WORDS[end]}\``);
    p.bump();
  }
}

/** Variable sections, from VAR to END_VAR: IEC 61131-3 ed. 3, 6.5. */

import { declaration, endsDeclarations, IN_ACCESS } from './declarations.ts';
import type { Green } from './green.ts';
import { KW } from './keywords.ts';
import { G, K, N } from './kinds.ts';
import type { Lexer } from './lexer.ts';
import type { Parser } from './parser.ts';
import { isQualifier, isSection, isStatementWord, isUnitEnd } from './words.ts';

/** `VAR_INPUT RETAIN a : INT; END_VAR`. The token in front is the section word. */
export function section(p: Parser): Green {
  p.open();
  const outer = p.context;
  if (p.word === KW.VAR_ACCESS) p.context |= IN_ACCESS;
  const items: Green[] = [sectionHeader(p)];
  sectionItems(p, items);
  p.context = outer;
  items.push(sectionEnd(p));
  return p.closeBranch(N.Section, items);
}

/** `VAR RETAIN PUBLIC`. */
function sectionHeader(p: Parser): Green {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  while (isQualifier[p.word] === 1 && p.peek(1) !== K.Colon && p.peek(1) !== K.Comma) p.bumpAs(K.Keyword);
  return p.closeLeaf(N.Header);
}

function sectionItems(p: Parser, out: Green[]): void {
  while (p.word !== KW.END_VAR) {
    if (p.takeOver(G.VarDecl, out)) continue;
    p.openLeaf();
    if (endsDeclarations(p) || isLostEnd(p)) {
      p.closeLeaf(N.VarDecl);
      return;
    }
    declaration(p);
    out.push(p.closeLeaf(N.VarDecl));
  }
}

function sectionEnd(p: Parser): Green {
  p.openLeaf();
  if (p.acceptWord(KW.END_VAR)) p.accept(K.Semicolon);
  else p.missing('MISSING_END', `\`END_VAR\` is missing ${p.place()}`);
  return p.closeLeaf(N.End);
}

/** In front of what looks like a statement: does the section's END_VAR still come, before anything that ends bodies? */
function isLostEnd(p: Parser): boolean {
  if (p.kind !== K.Ident && p.kind !== K.Local && p.kind !== K.Quoted) return false;
  if (isStatementWord[p.word] === 1 && p.peek(1) !== K.Colon && p.peek(1) !== K.Comma) return !endComes(p);
  const after = p.peek(1);
  const isStatement =
    after === K.Assign || after === K.LParen || after === K.Dot || after === K.LBracket || after === K.Caret;
  if (after === K.Dot && isConfiguredVariable(p)) return false;
  return isStatement && !endComes(p);
}

/** VAR_CONFIG: `RES.PROG.x AT %IX0.0 : BOOL`. */
function isConfiguredVariable(p: Parser): boolean {
  let k = 1;
  while (k < 20 && p.peek(k) === K.Dot) k += 2;
  return p.peek(k) === K.Colon || p.peekWord(k) === KW.AT;
}

/** Tokens that the search for END_VAR reads at most. */
const SEARCH = 4000;

/** True when END_VAR comes before another section, a statement block or the end of the unit. */
function endComes(p: Parser): boolean {
  const { lexer } = p;
  const ahead: Lexer = lexer.fork(p.start);
  let found = false;
  for (let i = 0; i < SEARCH; i++) {
    const slot = ahead.slot(0);
    const word = ahead.word[slot]!;
    if (word === KW.END_VAR) found = true;
    if (
      found ||
      ahead.kind[slot] === K.Eof ||
      isSection[word] === 1 ||
      isUnitEnd[word] === 1 ||
      word === KW.THEN ||
      word === KW.DO
    )
      break;
    ahead.drop();
  }
  lexer.far = Math.max(lexer.far, ahead.far);
  return found;
}

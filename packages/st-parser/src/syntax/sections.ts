/** Variable sections, from VAR to END_VAR: IEC 61131-3 ed. 3, 6.5. */

import { declaration, IN_ACCESS, IN_CONFIG, untypedDeclaration } from './declarations.ts';
import type { Green } from './green.ts';
import { KW, WORDS } from './keywords.ts';
import { G, K, N } from './kinds.ts';
import { endsDeclarations } from './lookahead.ts';
import type { Parser } from './parser.ts';
import { correct, meantWord, nextOf } from './recovery.ts';
import { endOf, group, isQualifier, isSection, isStatementWord, isUnitEnd } from './words.ts';

/** `VAR_INPUT RETAIN a : INT; END_VAR`. The token in front is the section word. */
export function section(p: Parser): Green {
  p.open();
  const outer = p.context;
  if (p.word === KW.VAR_ACCESS) p.context |= IN_ACCESS;
  if (p.word === KW.VAR_CONFIG) p.context |= IN_CONFIG;
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
    if (isMisspeltEnd(p) || endsDeclarations(p) || isLostEnd(p)) {
      p.closeLeaf(N.VarDecl);
      return;
    }
    declaration(p);
    out.push(p.closeLeaf(N.VarDecl));
  }
}

/** `END_VR`: a name that no declaration can begin with. */
function isMisspeltEnd(p: Parser): boolean {
  if (p.kind !== K.Ident || p.word !== 0) return false;
  const after = p.peek(1);
  if (after === K.Colon || after === K.Comma || p.peekWord(1) === KW.AT) return false;
  return meantWord(p) === KW.END_VAR;
}

function sectionEnd(p: Parser): Green {
  p.openLeaf();
  correct(p, (word) => word === KW.END_VAR);
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

const END_VAR = group('END_VAR');
const NO_DECLARATION = group('THEN DO');
for (let word = 0; word < isSection.length; word++)
  if (isSection[word] === 1 || isUnitEnd[word] === 1) NO_DECLARATION[word] = 1;

/** True when END_VAR comes before another section, a statement block or the end of the unit. */
function endComes(p: Parser): boolean {
  return nextOf(p, END_VAR, NO_DECLARATION) !== 0;
}

/** SCL: `CONST a := 5; END_CONST` and `LABEL a, b; END_LABEL`. */
export function startsConstants(p: Parser): boolean {
  if (p.word !== KW.CONST && p.word !== KW.LABEL) return false;
  const after = p.peek(2);
  return p.peek(1) === K.Ident && (after === K.Assign || after === K.Comma || after === K.Semicolon);
}

export function constants(p: Parser): Green {
  p.open();
  const end = endOf(p.word);
  p.openLeaf();
  p.bumpAs(K.Keyword);
  const items: Green[] = [p.closeLeaf(N.Header)];
  while (p.word !== end && !endsDeclarations(p)) {
    p.openLeaf();
    constant(p);
    items.push(p.closeLeaf(N.Constant));
  }
  p.openLeaf();
  if (p.acceptWord(end)) p.accept(K.Semicolon);
  else p.missing('MISSING_END', `\`${WORDS[end]}\` is missing ${p.place()}`);
  items.push(p.closeLeaf(N.End));
  return p.closeBranch(end === KW.END_CONST ? N.Section : N.Labels, items);
}

function constant(p: Parser): void {
  const before = p.at;
  untypedDeclaration(p);
  if (p.at === before && p.kind !== K.Eof) p.bump();
}

/** Declarations whose section word is lost: `a : INT; ... END_VAR`, `VRA a : INT; ... END_VAR`. */
export function headlessSection(p: Parser): Green {
  p.open();
  p.openLeaf();
  p.missingBefore('MISSING_TOKEN', `\`VAR\` is missing ${p.place()}`);
  while (p.peek(1) === K.Ident && (p.peekWord(1) !== KW.AT || isStorage(p.word)))
    p.bumpAs(isQualifier[p.word] === 1 ? K.Keyword : p.kind);
  const items: Green[] = [p.closeLeaf(N.Header)];
  sectionItems(p, items);
  items.push(sectionEnd(p));
  return p.closeBranch(N.Headless, items);
}

/** True in front of declarations without a section word: `name : type` or `VRA name : type`, and END_VAR comes. */
export function startsHeadlessSection(p: Parser): boolean {
  if (p.kind !== K.Ident) return false;
  if (isStorage(p.word)) return startsName(p, 1) && endComes(p);
  if (p.word !== 0) return false;
  const k = isStorage(p.peekWord(1)) ? 2 : 1;
  return (startsNames(p) || startsName(p, k)) && endComes(p);
}

/** `a, b, c : INT` or `a AT %IX0.0`. */
function startsNames(p: Parser): boolean {
  let k = 0;
  while (k < 40 && p.peek(k) === K.Ident && p.peek(k + 1) === K.Comma) k += 2;
  if (k === 0 && p.peekWord(1) === KW.AT) return p.peek(2) === K.Address;
  return p.peek(k) === K.Ident && p.peek(k + 1) === K.Colon && p.peek(k + 2) === K.Ident;
}

/** Words between VAR and the first name. */
function isStorage(word: number): boolean {
  return word === KW.CONSTANT || word === KW.RETAIN || word === KW.PERSISTENT || word === KW.NON_RETAIN;
}

/** `name :`, `name ,` or `name AT`, `k` tokens ahead. */
function startsName(p: Parser, k: number): boolean {
  if (p.peekWord(k) === KW.AT) return p.peek(k + 1) === K.Address;
  if (p.peek(k) !== K.Ident) return false;
  return p.peek(k + 1) === K.Colon || p.peek(k + 1) === K.Comma || p.peekWord(k + 1) === KW.AT;
}

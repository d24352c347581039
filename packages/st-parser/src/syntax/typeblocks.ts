import { declaration, memberItems, overlap } from './declarations.ts';
import type { Green } from './green.ts';
import { isMeta, meta, names, skipHeader, structEnd, unitEnd, unitName } from './headers.ts';
import { KW, WORDS } from './keywords.ts';
import { G, K, N } from './kinds.ts';
import { startsUnit } from './lookahead.ts';
import type { Parser } from './parser.ts';
import { correct, nextOf, standsAlone } from './recovery.ts';
import { isTypo } from './typos.ts';
import { group, isModifier, isSection, isStarter, isUnitEnd } from './words.ts';

const TYPE_ENDS = group('END_TYPE');
const NO_TYPES = group('END_VAR PROGRAM FUNCTION FUNCTION_BLOCK TYPE THEN DO VAR VAR_INPUT');

/** `Point : STRUCT ...` where a unit is expected, or `Mode : (a, b)` when END_TYPE comes. */
export function startsLostTypes(p: Parser): boolean {
  if (p.kind === K.Ident && startsStruct(p)) return true;
  if (p.peek(1) !== K.Colon && p.peekWord(1) !== KW.EXTENDS) return false;
  return nextOf(p, TYPE_ENDS, NO_TYPES) !== 0;
}

/** `TYPE a : INT; b : STRUCT x : REAL; END_STRUCT; END_TYPE`. */
export function typeBlock(p: Parser): Green {
  p.open();
  p.openLeaf();
  while (isModifier[p.word] === 1) p.bumpAs(K.Keyword);
  if (p.word === 0) p.missingBefore('MISSING_TOKEN', `\`TYPE\` is missing ${p.place()}`);
  else {
    p.bumpAs(K.Keyword);
    while (isModifier[p.word] === 1 && p.peek(1) === K.Ident) p.bumpAs(K.Keyword);
  }
  const parts: Green[] = [p.closeLeaf(N.Header)];
  while (p.word !== KW.END_TYPE) {
    if (p.takeOver(G.TypeDecl, parts)) continue;
    if (standsAlone(p)) correct(p, (word) => word === KW.END_TYPE || isStarter[word] === 1);
    if (p.kind === K.Eof || (p.word !== 0 && endsTypes(p))) break;
    parts.push(typeDeclaration(p));
  }
  parts.push(unitEnd(p, KW.TYPE));
  return p.closeBranch(N.TypeBlock, parts);
}

function endsTypes(p: Parser): boolean {
  if (p.peek(1) === K.Colon) return false;
  return isSection[p.word] === 1 || isUnitEnd[p.word] === 1 || (isStarter[p.word] === 1 && startsUnit(p, 0));
}

function typeDeclaration(p: Parser): Green {
  if (!startsStruct(p)) {
    p.openLeaf();
    declaration(p);
    return p.closeLeaf(N.TypeDecl);
  }
  p.open();
  const word = structHeader(p);
  const parts: Green[] = [word.leaf];
  memberItems(p, parts, word.end);
  p.openLeaf();
  if (p.acceptWord(word.end)) structEnd(p);
  else p.missing('MISSING_END', `\`${WORDS[word.end]}\` is missing ${p.place()}`);
  parts.push(p.closeLeaf(N.End));
  return p.closeBranch(N.StructType, parts);
}

/** Tokens before STRUCT: `name EXTENDS a.b :`, `"name" VERSION : 0.1`. */
const STRUCT_LIMIT = 24;

function startsStruct(p: Parser): boolean {
  for (let k = 0; k < STRUCT_LIMIT; k++) {
    const word = p.peekWord(k);
    if (word === KW.STRUCT || word === KW.UNION) return k > 0;
    const kind = p.peek(k);
    if (kind === K.Colon && isLostStruct(p, k)) return true;
    if (
      (kind === K.Colon && isOtherType(p, k + 1)) ||
      (kind === K.Assign && p.peekWord(k + 1) !== KW.STRUCT) ||
      kind === K.Semicolon ||
      kind === K.Eof ||
      kind === K.LParen ||
      word === KW.END_TYPE ||
      word === KW.ARRAY
    )
      return false;
  }
  return false;
}

/** A type that is no structure: what comes behind it belongs to the next declaration. SCL has `VERSION : 0.1` here. */
function isOtherType(p: Parser, k: number): boolean {
  const word = p.peekWord(k);
  if (p.dialect.quotedNames || p.peek(k) !== K.Ident) return false;
  return word !== KW.STRUCT && word !== KW.UNION && word !== KW.EXTENDS;
}

/** `P : STRCT x : INT;`: a name that a member follows on the next line, and END_STRUCT comes. */
function isLostStruct(p: Parser, k: number): boolean {
  if (p.peekWord(k + 1) === KW.ARRAY) return false;
  const isMisspelt =
    p.peek(k + 1) === K.Ident &&
    p.peekWord(k + 1) === 0 &&
    isTypo(p.textAt(k + 1).toUpperCase(), 'STRUCT') &&
    p.peek(k + 2) === K.Ident &&
    p.peekWord(k + 2) !== KW.AT;
  const at = isMisspelt ? k + 2 : k + 1;
  const after = p.peek(at + 1);
  const isMember = after === K.Colon || after === K.Comma || p.peekWord(at + 1) === KW.AT;
  if (p.peek(at) !== K.Ident || !isMember || !p.isOnNewLine(at)) return false;
  return nextOf(p, STRUCT_ENDS, TYPE_ENDS) !== 0;
}

const STRUCT_ENDS = group('END_STRUCT');

function structHeader(p: Parser): { leaf: Green; end: number } {
  p.openLeaf();
  if (unitName(p)) {
    for (;;) {
      if (p.word === KW.EXTENDS) names(p, N.Extends);
      else if (isMeta(p)) meta(p);
      else break;
    }
    if (p.failed) skipHeader(p);
    if (p.failed) p.accept(K.Colon);
    else if (p.kind === K.Colon) p.bump();
    else if (!p.dialect.quotedNames) p.missing('MISSING_TOKEN', `\`:\` is missing ${p.place()}`);
  }
  const end = p.word === KW.UNION ? KW.END_UNION : KW.END_STRUCT;
  if (p.word === KW.STRUCT || p.word === KW.UNION) {
    p.bumpAs(K.Keyword);
    overlap(p);
  } else {
    skipHeader(p);
    p.missing('MISSING_TOKEN', `\`STRUCT\` is missing ${p.place()}`);
    if (p.peek(1) === K.Ident && p.peekWord(1) !== KW.AT) p.bump();
    p.acceptWord(KW.STRUCT);
  }
  if (p.word === KW.EXTENDS) names(p, N.Extends);
  return { leaf: p.closeLeaf(N.Header), end };
}

/** Statements: IEC 61131-3 ed. 3, 7.3.3, and what the dialects add. */

import {
  B,
  CLOSES,
  endsBodies,
  endsStatement,
  isCaseLabel,
  isOperandUse,
  isSetOperator,
  isStrayDeclaration,
  isWordOfBody,
} from './boundaries.ts';
import { expression, isOperator, operation, path } from './expressions.ts';
import type { Green } from './green.ts';
import { closer, forHead, head, isNextStatement, missingEnd, skipTo, skipToken, slip } from './heads.ts';
import { KW } from './keywords.ts';
import { G, K, N } from './kinds.ts';
import type { Parser } from './parser.ts';
import { correct, standsAlone } from './recovery.ts';
import { isReserved, isUnitEnd } from './words.ts';

/** Statements of the block `own`, up to a word that ends it or something that ends all bodies. */
export function statements(p: Parser, out: Green[], own: number): void {
  for (;;) {
    if (p.takeOver(G.Statement, out)) continue;
    if (p.kind === K.Eof) return;
    if (p.word === 0 && p.kind === K.Ident && standsAlone(p)) correct(p, isWordOfBody);
    let isContextual = false;
    if (p.word !== 0) {
      const closes = CLOSES[p.word]!;
      if ((closes & own) !== 0) return;
      if ((closes & p.context) !== 0) {
        p.consult();
        return;
      }
      if (endsBodies(p)) return;
      isContextual = closes !== 0;
    }
    if (isCaseLabel(p)) {
      isContextual = true;
      if ((p.context & B.CaseBody) !== 0 || ((p.context & B.Case) !== 0 && !isJumpLabel(p))) {
        p.consult();
        return;
      }
    }
    out.push(isContextual ? contextual(p) : statement(p));
  }
}

/** `name:` may be the target of a jump, `1:` and `E.a:` belong to the CASE around an open block. */
function isJumpLabel(p: Parser): boolean {
  return p.kind === K.Ident && p.peek(1) === K.Colon;
}

/** A statement that would be something else in other surroundings: a label, a stray END word. */
function contextual(p: Parser): Green {
  p.openLeaf();
  p.consult();
  return p.closeLeaf(simpleStatement(p));
}

function statement(p: Parser): Green {
  switch (p.word) {
    case KW.THEN:
      return ifStatement(p);
    case KW.OF:
      if (!isBehindLabel(p)) break;
      return caseStatement(p);
    case KW.DO:
      return whileStatement(p);
    case KW.IF:
      return ifStatement(p);
    case KW.CASE:
      return caseStatement(p);
    case KW.FOR:
      return forStatement(p);
    case KW.WHILE:
      return whileStatement(p);
    case KW.REPEAT:
      return repeatStatement(p);
    case KW.REGION:
      if (isOperandUse(p)) break;
      return region(p);
    case KW.__TRY:
      return tryStatement(p);
    default:
  }
  p.openLeaf();
  return p.closeLeaf(simpleStatement(p));
}

/** Something that can label a CASE stands behind the word in front: it is no prose. */
function isBehindLabel(p: Parser): boolean {
  const kind = p.peek(1);
  const next = p.peek(2);
  return (
    kind === K.LParen ||
    kind === K.Minus ||
    next === K.Colon ||
    next === K.Comma ||
    next === K.DotDot ||
    next === K.Dot
  );
}

/** Reads one statement without a body and returns its kind. */
function simpleStatement(p: Parser): number {
  if (p.accept(K.Semicolon)) return N.Empty;
  switch (p.word) {
    case KW.EXIT:
    case KW.CONTINUE:
      if (isOperandUse(p)) break;
      p.bumpAs(K.Keyword);
      return finish(p, N.Jump);
    case KW.RETURN:
      if (isOperandUse(p)) break;
      p.bumpAs(K.Keyword);
      return finish(p, N.Jump);
    case KW.GOTO:
    case KW.JMP:
      if (p.peek(1) !== K.Ident) break;
      p.bumpAs(K.Keyword);
      p.bump();
      return finish(p, N.Jump);
    default:
  }
  return operandStatement(p);
}

/** An assignment, a call, or a label. */
function operandStatement(p: Parser): number {
  if (!startsOperand(p)) return strayToken(p);
  if (!p.dialect.colonPaths && isStrayDeclaration(p)) return strayDeclarations(p);
  if (p.kind === K.Ident && p.peek(1) === K.Colon && !p.dialect.colonPaths) return label(p);
  const isPlainName = p.peek(1) !== K.LParen;
  const isQualified = p.peek(1) !== K.Semicolon;
  const isBracket = p.kind === K.LParen;
  const { start } = p;
  const isDone = isBracket ? operation(p) : path(p);
  if (!isDone) return broken(p);
  const kind = assignment(p);
  if (kind !== 0) return p.failed ? broken(p) : finish(p, kind);
  if (isBracket && !p.failed && p.lastNode === N.Paren)
    p.errorAt('NOT_A_STATEMENT', start, p.lastEnd, 'A value alone is no statement');
  if (isPlainName && !p.failed && !endsWithCall(p)) notAStatement(p, isQualified);
  return finish(p, N.Call);
}

function startsOperand(p: Parser): boolean {
  switch (p.kind) {
    case K.Ident:
      return isReserved[p.word] === 0;
    case K.Quoted:
    case K.Local:
    case K.Address:
    case K.LParen:
      return true;
    default:
      return false;
  }
}

/** `:= value`, `S= value`, `REF= value`, `?= value`, `+= value`, `[:=] value`, B&R's `ACCESS value`, chained; 0 when none follows. */
function assignment(p: Parser): number {
  let found = 0;
  for (;;) {
    if (p.kind === K.Assign || (found === 0 && isAssignment(p.kind))) p.bump();
    else if (p.word === KW.ACCESS) p.bumpAs(K.Keyword);
    else if (isSetOperator(p)) {
      p.bumpAs(K.Keyword);
      p.bump();
    } else return found;
    found = N.Assign;
    if (!operation(p)) return found;
  }
}

function isAssignment(kind: number): boolean {
  return kind === K.Try || kind === K.Compound || kind === K.Retentive;
}

function endsWithCall(p: Parser): boolean {
  return p.lexer.slice(p.lastEnd - 1, p.lastEnd) === ')';
}

function notAStatement(p: Parser, isQualified: boolean): void {
  if (p.kind === K.Semicolon && isQualified && p.dialect.bareReads) return;
  if (p.kind === K.Eq)
    p.errorAt('NOT_A_STATEMENT', p.start, p.end, '`=` compares; an assignment is written `:=`');
  else if (p.kind === K.Semicolon || p.kind === K.Eof)
    p.missing('NOT_A_STATEMENT', 'A name alone is no statement: `:=` or `(` is missing');
}

/** `name:`, the target of a jump. */
function label(p: Parser): number {
  p.bump();
  p.bump();
  return N.Label;
}

/** `name : Type;` among statements: one mistake, however many follow. */
function strayDeclarations(p: Parser): number {
  const mark = p.mark();
  const at = p.start;
  do {
    const end = p.peekWord(2) === KW.STRUCT ? KW.END_STRUCT : p.peekWord(2) === KW.UNION ? KW.END_UNION : 0;
    do p.bump();
    while (!isBehindDeclaration(p, end));
    if (end !== 0) p.acceptWord(end);
    p.accept(K.Semicolon);
  } while (isStrayDeclaration(p));
  p.wrap(mark, N.Error);
  p.errorAt('NOT_A_STATEMENT', at, p.lastEnd, 'A declaration belongs between VAR and END_VAR');
  return N.Bad;
}

/** In front of the `;` or END_STRUCT of a declaration, or of what it cannot hold. */
function isBehindDeclaration(p: Parser, end: number): boolean {
  if (p.kind === K.Eof) return true;
  if (end === 0 && p.kind === K.Semicolon) return true;
  return p.word !== 0 && (p.word === end || p.word === KW.END_VAR || isUnitEnd[p.word] === 1);
}

/** `;` behind a statement, or the error that it is missing. */
function finish(p: Parser, kind: number): number {
  if (p.accept(K.Semicolon)) return kind;
  if (p.failed) return broken(p);
  if (p.kind === K.Eof && p.isPart) return kind;
  p.missing('MISSING_SEMICOLON', `The \`;\` is missing ${p.place()}`);
  if ((!p.isOnNewLine(0) && !endsStatement(p)) || isOperator(p)) return broken(p);
  return kind;
}

/** A token where no statement begins. */
function strayToken(p: Parser): number {
  if (p.kind === K.Ident)
    p.errorAt('UNEXPECTED', p.start, p.end, `\`${p.shown(0)}\` has no matching beginning here`);
  else p.unexpected('a statement');
  const isWord = p.kind === K.Ident && !isOperator(p);
  p.bump();
  if (isWord) {
    p.accept(K.Semicolon);
    return N.Bad;
  }
  return broken(p);
}

/** Skips what is left of a broken statement: behind its `;`, or in front of the next statement. */
function broken(p: Parser): number {
  const mark = p.mark();
  while (p.kind !== K.Eof && !endsStatement(p)) {
    if (p.kind === K.Semicolon) {
      p.bump();
      break;
    }
    if (isNextStatement(p, KW.THEN)) break;
    skipToken(p);
  }
  if (p.mark() > mark) p.wrap(mark, N.Error);
  return N.Bad;
}

// ---- blocks

/** Reads the body of a block and adds it to the parts; `own` are the words that end it. */
function body(p: Parser, parts: Green[], own: number): void {
  const outer = p.context;
  p.open();
  p.context = (outer | own) & ~B.CaseBody;
  const list: Green[] = [];
  statements(p, list, own);
  p.context = outer;
  parts.push(p.closeBranch(N.Body, list));
}

/** Starts a block statement; at the depth limit it is skipped as one broken leaf. */
function block(p: Parser, kind: number, read: (p: Parser, parts: Green[], start: number) => void): Green {
  const start = p.at;
  p.open();
  if (!p.descend()) {
    p.openLeaf();
    p.descend();
    skipBlock(p);
    const leaf = p.closeLeaf(N.Bad);
    return p.closeBranch(kind, [leaf]);
  }
  const parts: Green[] = [];
  read(p, parts, start);
  return p.closeBranch(kind, parts);
}

/** Skips a block and all blocks in it without recursion. */
function skipBlock(p: Parser): void {
  let depth = 0;
  do {
    const { word } = p;
    if (word === KW.IF || word === KW.CASE || word === KW.FOR || word === KW.WHILE || word === KW.REPEAT)
      depth++;
    else if (
      word === KW.END_IF ||
      word === KW.END_CASE ||
      word === KW.END_FOR ||
      word === KW.END_WHILE ||
      word === KW.END_REPEAT
    )
      depth--;
    else if (word !== 0 && endsBodies(p)) return;
    p.bump();
  } while (depth > 0 && p.kind !== K.Eof);
  p.accept(K.Semicolon);
}

function ifStatement(p: Parser): Green {
  return block(p, N.If, ifParts);
}

function ifParts(p: Parser, parts: Green[], start: number): void {
  parts.push(head(p, N.Header, KW.THEN));
  body(p, parts, B.If);
  while (p.word === KW.ELSIF || p.word === KW.ELSEIF) {
    parts.push(head(p, N.Header, KW.THEN));
    body(p, parts, B.If);
  }
  if (p.word === KW.ELSE) elseBody(p, parts, B.If);
  closer(p, KW.END_IF, 'IF', start, parts);
}

function elseBody(p: Parser, parts: Green[], own: number): void {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  parts.push(p.closeLeaf(N.Header));
  body(p, parts, own);
}

function forStatement(p: Parser): Green {
  return block(p, N.For, forParts);
}

function forParts(p: Parser, parts: Green[], start: number): void {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  if (forHead(p)) slip(p, KW.DO);
  else skipTo(p, KW.DO);
  p.expectWord(KW.DO);
  parts.push(p.closeLeaf(N.Header));
  body(p, parts, B.For);
  closer(p, KW.END_FOR, 'FOR', start, parts);
}

function whileStatement(p: Parser): Green {
  return block(p, N.While, whileParts);
}

function whileParts(p: Parser, parts: Green[], start: number): void {
  const isHeadless = p.word === KW.DO;
  parts.push(head(p, N.Header, KW.DO));
  body(p, parts, isHeadless ? B.While | B.For : B.While);
  closer(p, isHeadless && p.word === KW.END_FOR ? KW.END_FOR : KW.END_WHILE, 'WHILE', start, parts);
}

function repeatStatement(p: Parser): Green {
  return block(p, N.Repeat, repeatParts);
}

function repeatParts(p: Parser, parts: Green[], start: number): void {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  parts.push(p.closeLeaf(N.Header));
  body(p, parts, B.Repeat);
  untilEnd(p, start, parts);
}

/** `UNTIL condition END_REPEAT;`. */
function untilEnd(p: Parser, start: number, parts: Green[]): void {
  p.openLeaf();
  if (p.acceptWord(KW.UNTIL)) {
    if (!expression(p)) skipTo(p, KW.END_REPEAT);
    p.accept(K.Semicolon);
    if (p.expectWord(KW.END_REPEAT)) p.accept(K.Semicolon);
  } else if (p.word === KW.END_REPEAT) {
    p.missing('MISSING_TOKEN', '`UNTIL` and a condition are missing before `END_REPEAT`');
    p.bumpAs(K.Keyword);
    p.accept(K.Semicolon);
  } else missingEnd(p, `\`UNTIL\` is missing ${p.place()}: \`REPEAT\` is still open`, start, parts);
  parts.push(p.closeLeaf(N.End));
}

/** SCL: `REGION any text ... END_REGION`. */
function region(p: Parser): Green {
  return block(p, N.Region, regionParts);
}

function regionParts(p: Parser, parts: Green[], start: number): void {
  p.openLeaf();
  p.bumpAs(K.Keyword);
  p.bumpLine();
  parts.push(p.closeLeaf(N.Header));
  body(p, parts, B.Region);
  p.openLeaf();
  if (p.acceptWord(KW.END_REGION)) {
    if (!p.accept(K.Semicolon)) p.bumpLine();
  } else missingEnd(p, `\`END_REGION\` is missing ${p.place()}: \`REGION\` is still open`, start, parts);
  parts.push(p.closeLeaf(N.End));
}

/** CODESYS: `__TRY ... __CATCH(exception) ... __FINALLY ... __ENDTRY`. */
function tryStatement(p: Parser): Green {
  return block(p, N.Try, tryParts);
}

function tryParts(p: Parser, parts: Green[], start: number): void {
  do {
    p.openLeaf();
    p.bumpAs(K.Keyword);
    if (p.kind === K.LParen && !operation(p)) skipTo(p, KW.__ENDTRY);
    parts.push(p.closeLeaf(N.Header));
    body(p, parts, B.Try);
  } while (p.word === KW.__CATCH || p.word === KW.__FINALLY);
  closer(p, KW.__ENDTRY, '__TRY', start, parts);
}

// ---- CASE

function caseStatement(p: Parser): Green {
  return block(p, N.Case, caseParts);
}

function caseParts(p: Parser, parts: Green[], start: number): void {
  parts.push(head(p, N.Header, KW.OF));
  while (caseBranch(p, parts));
  if (p.word === KW.ELSE) {
    p.openLeaf();
    p.bumpAs(K.Keyword);
    p.accept(K.Colon);
    parts.push(p.closeLeaf(N.Header));
    body(p, parts, B.Case);
  }
  closer(p, KW.END_CASE, 'CASE', start, parts);
}

/** One branch: labels and statements; false when no branch is in front. */
function caseBranch(p: Parser, parts: Green[]): boolean {
  if (p.takeOver(G.Case, parts)) return true;
  if (standsAlone(p)) correct(p, isWordOfBody);
  if (p.kind === K.Eof || (p.word !== 0 && (CLOSES[p.word] !== 0 || endsBodies(p)))) return false;
  p.open();
  const branch: Green[] = [];
  if (isCaseLabel(p)) {
    p.openLeaf();
    caseLabels(p);
    branch.push(p.closeLeaf(N.CaseLabel));
  } else {
    p.openLeaf();
    p.unexpected('a CASE label such as `1:`');
    branch.push(p.closeLeaf(N.CaseLabel));
  }
  const outer = p.context;
  p.open();
  p.context = outer | B.Case | B.CaseBody;
  const list: Green[] = [];
  const before = p.at;
  statements(p, list, B.Case);
  p.context = outer;
  branch.push(p.closeBranch(N.Body, list));
  parts.push(p.closeBranch(N.Branch, branch));
  return p.at > before || isCaseLabel(p);
}

function caseLabels(p: Parser): void {
  do {
    if (!operation(p) || (p.accept(K.DotDot) && !operation(p))) {
      skipLabel(p);
      return;
    }
  } while (p.accept(K.Comma));
  p.expect(K.Colon, '`:`');
}

function skipLabel(p: Parser): void {
  while (p.kind !== K.Colon && p.kind !== K.Eof && !p.isOnNewLine(0)) p.bump();
  p.accept(K.Colon);
}

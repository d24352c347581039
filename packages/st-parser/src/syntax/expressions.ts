/** Expressions: IEC 61131-3 ed. 3, 7.3.2, and what the dialects add. Chains are flat, so their length costs no depth. */

import { KW } from './keywords.ts';
import { K, N } from './kinds.ts';
import type { Parser } from './parser.ts';
import { isReserved } from './words.ts';

const POWER = 8;

/** Binding strength of the operator in front, 0 when there is none. */
function strength(p: Parser): number {
  switch (p.kind) {
    case K.Ident:
      return p.word === 0 ? 0 : wordStrength(p.word);
    case K.Amp:
      return 3;
    case K.Eq:
    case K.Ne:
      return 4;
    case K.Lt:
    case K.Gt:
    case K.Le:
    case K.Ge:
      return 5;
    case K.Plus:
    case K.Minus:
      return 6;
    case K.Star:
    case K.Slash:
      return 7;
    case K.Power:
      return POWER;
    default:
      return 0;
  }
}

/** True in front of `AND`, `NOT` ...: no statement begins with one. */
export function isOperator(p: Parser): boolean {
  return p.word === KW.NOT || (p.word !== 0 && wordStrength(p.word) > 0);
}

function wordStrength(word: number): number {
  switch (word) {
    case KW.OR:
    case KW.OR_ELSE:
      return 1;
    case KW.XOR:
      return 2;
    case KW.AND:
    case KW.AND_THEN:
      return 3;
    case KW.MOD:
    case KW.DIV:
      return 7;
    default:
      return 0;
  }
}

/** `a + b * c`, `x := f(y)` where a dialect lets an assignment be a value. */
export function expression(p: Parser): boolean {
  const mark = p.mark();
  if (!binary(p, 1)) return false;
  if (p.kind === K.Assign) {
    while (p.accept(K.Assign)) if (!binary(p, 1)) return false;
    p.wrap(mark, N.AssignExpr);
  }
  return true;
}

/** One expression without assignment. */
export function operation(p: Parser): boolean {
  return binary(p, 1);
}

/** An expression without comparisons: what may stand between `<` and `>`. */
export function sum(p: Parser): boolean {
  return binary(p, 6);
}

function binary(p: Parser, least: number): boolean {
  const mark = p.mark();
  if (!unary(p)) return false;
  for (;;) {
    const level = strength(p);
    if (level < least) return true;
    do {
      p.bumpAs(p.kind === K.Ident ? K.Keyword : p.kind);
      if (isNoOperand(p) || !binary(p, level + 1)) return false;
    } while (strength(p) === level);
    p.wrap(mark, N.Binary);
  }
}

/** `a = [1]` and `a = ()`: lists are values, but no operands. */
function isNoOperand(p: Parser): boolean {
  if (p.kind !== K.LBracket && !(p.kind === K.LParen && p.peek(1) === K.RParen) && p.kind !== K.Bit)
    return false;
  if (p.kind === K.Bit && p.lastEnd !== p.start) return false;
  p.unexpected('a value');
  return true;
}

/** `NOT a`, `-a`, `+a`, `&a`. */
function unary(p: Parser): boolean {
  if (!isPrefix(p)) return primary(p);
  const mark = p.mark();
  while (isPrefix(p)) p.bumpAs(p.kind === K.Ident ? K.Keyword : p.kind);
  if (!primary(p)) return false;
  p.wrap(mark, N.Unary);
  return true;
}

/** `&x` is the address of x (REF_TO). */
function isPrefix(p: Parser): boolean {
  if (p.kind === K.Amp) return p.peek(1) === K.Ident;
  return p.kind === K.Minus || p.kind === K.Plus || p.word === KW.NOT;
}

function primary(p: Parser): boolean {
  const mark = p.mark();
  switch (p.kind) {
    case K.Typed:
      if (isAnyPointer(p)) {
        p.bump();
        p.bump();
      }
      p.bump();
      p.wrap(mark, N.Literal);
      return true;
    case K.Bit:
      p.bumpAs(K.Real);
      p.wrap(mark, N.Literal);
      return true;
    case K.Int:
    case K.Real:
    case K.String:
    case K.WString:
    case K.OpenString:
      p.bump();
      p.wrap(mark, N.Literal);
      return true;
    case K.LParen:
      return group(p) && postfix(p, mark, N.Paren);
    case K.LBracket:
      return arrayLiteral(p);
    case K.Ident:
      if (isReserved[p.word] === 1 && !isOperatorCall(p)) break;
      if (p.isDeclaring && p.peek(1) === K.Colon && p.mark() > 0 && p.isOnNewLine(0)) break;
      return path(p);
    case K.Quoted:
    case K.Local:
    case K.Address:
      return path(p);
    default:
  }
  p.unexpected('a value');
  return false;
}

/** SCL: `P#DB1.DBX0.0 BYTE 10`. */
function isAnyPointer(p: Parser): boolean {
  return p.dialect.quotedNames && p.peek(1) === K.Ident && p.peek(2) === K.Int && /^P#/i.test(p.textAt(0));
}

/** `AND(a, b)`: operators are functions, too. */
function isOperatorCall(p: Parser): boolean {
  return wordStrength(p.word) > 0 && p.peek(1) === K.LParen;
}

/** `a.b[1]^.c(x := 1)`, `"DB".x`, `#local`, `%IX0.0`, `Local:1:I.Data.0`. */
export function path(p: Parser): boolean {
  const mark = p.mark();
  p.bump();
  if (p.dialect.colonPaths) colonPath(p);
  return postfix(p, mark, N.Path) && peripheral(p);
}

/** Rockwell module and program tags: `Local:1:I`, `Program:Main`, `S:FS`. */
function colonPath(p: Parser): void {
  while (p.kind === K.Colon && p.isGlued(1) && (p.peek(1) === K.Ident || p.peek(1) === K.Int)) {
    if (p.lastEnd !== p.start) return;
    p.bump();
    p.bump();
  }
}

function peripheral(p: Parser): boolean {
  if (p.kind !== K.Colon || p.lastEnd !== p.start || !isPeripheral(p, 0)) return true;
  p.bump();
  p.bump();
  return true;
}

/** What follows a name or a bracket; `kind` is the node when nothing follows a bracket. */
function postfix(p: Parser, mark: number, kind: number): boolean {
  for (;;) {
    switch (p.kind) {
      case K.Caret:
      case K.Bit:
        p.bump();
        break;
      case K.Dot:
        if (!member(p)) return false;
        break;
      case K.LBracket:
        if (!index(p)) return false;
        break;
      case K.LParen:
        if (!args(p)) return false;
        break;
      default:
        p.wrap(mark, kind);
        return true;
    }
    kind = N.Path;
  }
}

/** `.name`, `."name"`, `.%X0`, and Rockwell's `.[i]`. */
function member(p: Parser): boolean {
  p.bump();
  switch (p.kind) {
    case K.Ident:
    case K.Quoted:
    case K.Address:
    case K.Typed:
    case K.Local:
      p.bump();
      return true;
    case K.LBracket:
      return true;
    default:
      p.unexpected('the name of a member');
      return false;
  }
}

/** `[i, j + 1]`. */
function index(p: Parser): boolean {
  if (!p.descend()) return false;
  const mark = p.mark();
  p.bump();
  do {
    if (!operation(p)) return false;
    if (p.accept(K.DotDot) && !operation(p)) return false;
  } while (p.accept(K.Comma));
  const closed = p.expect(K.RBracket, '`]`');
  p.wrap(mark, N.Index);
  p.depth--;
  return closed;
}

/** `(a, IN := b, Q => c, NOT D => e)`. */
export function args(p: Parser, isValue = false): boolean {
  if (!p.descend()) return false;
  const mark = p.mark();
  p.bump();
  let named = 0;
  let compared = -1;
  let unnamed = -1;
  while (p.kind !== K.RParen) {
    if (p.is(K.Comma) && p.dialect.emptyArguments) {
      p.bump();
      continue;
    }
    if (isName(p.kind) && p.peek(1) === K.Eq) compared = p.start;
    else if (p.peek(1) === K.Assign || p.peek(1) === K.Arrow) named++;
    else if (isValue && named > 0) unnamed = p.start;
    if (!arg(p) && !skipArgument(p, K.RParen)) return false;
    if (!endsArgument(p, K.RParen)) break;
  }
  if (named > 0 && compared >= 0)
    p.errorAt('UNEXPECTED', compared, compared, '`=` compares; an argument is given with `:=`');
  else if (unnamed >= 0) p.errorAt('UNEXPECTED', unnamed, unnamed, 'A member gets its value with `:=`');
  const closed = p.expect(K.RParen, '`)`');
  p.wrap(mark, N.Args);
  p.depth--;
  return closed;
}

/** `,` or, behind a mistake, a place from which the list can be read on. */
export function endsArgument(p: Parser, closer: number): boolean {
  if (p.accept(K.Comma)) return true;
  if (p.kind === closer || p.kind === K.Eof) return false;
  p.missing('MISSING_TOKEN', `\`${closer === K.RParen ? ')' : ']'}\` is missing ${p.place()}`);
  return skipArgument(p, closer) && p.accept(K.Comma);
}

/** Tokens of a broken argument that are looked at. */
const ARGUMENT_LIMIT = 48;

/** Skips a broken argument up to the `,` or bracket behind it; false when the list seems to be left open. */
export function skipArgument(p: Parser, closer: number): boolean {
  let depth = 0;
  for (let k = 0; k < ARGUMENT_LIMIT; k++) {
    const kind = p.peek(k);
    if (depth === 0 && (kind === closer || kind === K.Comma)) {
      for (; k > 0; k--) p.bump();
      return true;
    }
    if (kind === K.LParen || kind === K.LBracket) depth++;
    else if (kind === K.RParen || (kind === K.RBracket && depth > 0)) depth--;
    if (depth < 0 || kind === K.Semicolon || kind === K.Eof || isBlockWord(p.peekWord(k))) return false;
  }
  return false;
}

/** Reserved words other than operators: no list holds them. */
function isBlockWord(word: number): boolean {
  return isReserved[word] === 1 && wordStrength(word) === 0 && word !== KW.NOT;
}

function arg(p: Parser): boolean {
  const mark = p.mark();
  const isNegated = p.word === KW.NOT && p.peek(1) === K.Ident && p.peek(2) === K.Arrow;
  if (isNegated) p.bumpAs(K.Keyword);
  const isNamed = isName(p.kind) && (p.peek(1) === K.Assign || p.peek(1) === K.Arrow);
  if (isNamed) {
    p.bump();
    const isOutput = p.kind === K.Arrow;
    p.bump();
    const isEmpty = (isOutput || p.kind === K.Comma) && (p.kind === K.Comma || p.kind === K.RParen);
    if (!isEmpty && !initialiser(p)) return false;
    if (!isOutput && p.lastNode === N.AssignExpr)
      p.missing('MISSING_TOKEN', 'A `,` is missing before this `:=`');
  } else if (!initialiser(p)) return false;
  if (p.kind === K.DotDot) {
    p.bump();
    if (!operation(p)) return false;
  }
  p.wrap(mark, N.Arg);
  return true;
}

function isName(kind: number): boolean {
  return kind === K.Ident || kind === K.Quoted || kind === K.Local;
}

/** `(a + b)`, and the structure value `(x := 1, y := (z := 2))`. */
function group(p: Parser): boolean {
  return args(p, true);
}

/** A value in a declaration or an argument: an expression, also one that assigns. */
export function initialiser(p: Parser): boolean {
  const mark = p.mark();
  if (!expression(p)) return false;
  if (p.word === KW.REF && p.peek(1) === K.Eq) return true;
  if (p.kind === K.LParen) return repeated(p, mark);
  return true;
}

/** `4(0.0)`: a value many times. */
function repeated(p: Parser, mark: number): boolean {
  if (!args(p)) return false;
  p.wrap(mark, N.Repeated);
  return true;
}

/** `[1, 2, 4(0), (x := 1)]`. */
function arrayLiteral(p: Parser): boolean {
  if (!p.descend()) return false;
  const mark = p.mark();
  p.bump();
  while (p.kind !== K.RBracket) {
    if (!initialiser(p) && !skipArgument(p, K.RBracket)) return false;
    if (!endsArgument(p, K.RBracket)) break;
  }
  const closed = p.expect(K.RBracket, '`]`');
  p.wrap(mark, N.ArrayLiteral);
  p.depth--;
  return closed;
}

/** SCL: the `:P` of `"Valve":P`, direct access to the module, `k` tokens ahead. */
export function isPeripheral(p: Parser, k: number): boolean {
  if (!p.dialect.quotedNames || p.peek(k) !== K.Colon || p.peek(k + 1) !== K.Ident) return false;
  return p.isGlued(k + 1) && (k === 0 || p.isGlued(k)) && p.textAt(k + 1).toUpperCase() === 'P';
}

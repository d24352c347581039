/**
 * Single declarations and their types: IEC 61131-3 ed. 3, 6.4 and 6.5, with what the dialects put around them,
 * and how reading goes on behind a mistake. One file, because types and declarations contain one another.
 */

import { args, endsArgument, expression, initialiser, operation, skipArgument, sum } from './expressions.ts';
import type { Green } from './green.ts';
import { KW } from './keywords.ts';
import { G, K, N } from './kinds.ts';
import {
  endsDeclarations,
  isCommaLost,
  isComparison,
  isDottedPath,
  isInPath,
  isIntegerName,
  isMisspeltStruct,
  isNoName,
  isSlip,
  isSlipBefore,
  isTypeMissing,
  isTypeNext,
  startsDeclaration,
  stopsSkipping,
} from './lookahead.ts';
import type { Parser } from './parser.ts';
import { correct, standsAlone } from './recovery.ts';
import { isReserved } from './words.ts';

/** Bits of `Parser.context`: inside VAR_ACCESS, inside VAR_CONFIG. */
export const IN_ACCESS = 2048;
export const IN_CONFIG = 4096;

/** Members inside a leaf (inline structures), until `end` or something that cannot belong. */
export function declarations(p: Parser, end: number): void {
  while (p.word !== end && !endsDeclarations(p)) {
    const mark = p.mark();
    declaration(p);
    p.wrap(mark, N.Member);
  }
}

/** Members as items of a branch. */
export function memberItems(p: Parser, out: Green[], end: number): void {
  while (p.word !== end && !endsDeclarations(p)) {
    if (p.takeOver(G.Member, out)) continue;
    if (standsAlone(p) && correct(p, (word) => word === end)) return;
    // A `;` on a line of its own is what is left of `END_STRUCT;`.
    if (p.kind === K.Semicolon && p.start > p.at) return;
    p.openLeaf();
    declaration(p);
    out.push(p.closeLeaf(N.Member));
  }
}

/** `a, b AT %IX0.0 : INT := 5;` with everything the dialects put around it. */
export function declaration(p: Parser): void {
  if (p.accept(K.Semicolon)) return;
  const before = p.at;
  p.isDeclaring = true;
  const isRead = names(p) && typing(p);
  p.isDeclaring = false;
  if (isRead) endDeclaration(p);
  else skipDeclaration(p);
  if (p.at === before && p.kind !== K.Eof) p.bump();
}

/** SCL's constants `a := 5;` and labels `a, b;`. */
export function untypedDeclaration(p: Parser): void {
  const isRead = names(p);
  const mark = p.mark();
  if (isRead && p.kind === K.Assign) {
    p.wrap(mark, N.Untyped);
    if (initial(p)) endDeclaration(p);
    else skipDeclaration(p);
  } else if (isRead) endDeclaration(p);
  else skipDeclaration(p);
}

/** `a, b`, `a AT %IX0.0`, `AT %IX0.0`, `RES.PROG.a AT %IX0.0` (VAR_CONFIG). */
function names(p: Parser): boolean {
  const mark = p.mark();
  if (p.word === KW.AT && p.peek(1) === K.Address) return located(p) && wrapNames(p, mark);
  do {
    if (!name(p)) return false;
    if (p.word === KW.AT && !located(p)) return false;
    if (isSlipBefore(p, K.Comma)) skipSlip(p, '`,`');
    if (p.is(K.Comma) && p.peek(1) === K.Comma) doubled(p);
  } while (p.accept(K.Comma) || isCommaLost(p));
  return wrapNames(p, mark);
}

function skipSlip(p: Parser, what: string): void {
  p.unexpected(what);
  p.bump();
}

/** `a,, b` and `a :: INT`: the second one is a slip of the finger. */
function doubled(p: Parser): void {
  p.bump();
  p.errorAt('UNEXPECTED', p.start, p.end, `\`${p.shown(0)}\` stands here twice`);
}

function wrapNames(p: Parser, mark: number): boolean {
  p.wrap(mark, N.Names);
  return true;
}

function name(p: Parser): boolean {
  if (isSlipBefore(p, K.Ident)) skipSlip(p, 'the name of a variable');
  if ((p.kind !== K.Ident && p.kind !== K.Quoted && p.kind !== K.Local) || isNoName(p)) {
    p.unexpected('the name of a variable');
    return false;
  }
  const mark = p.mark();
  p.bumpAs(p.kind);
  for (;;) {
    if (p.is(K.Dot) && p.peek(1) === K.Ident) p.bump();
    else if (p.is(K.LBracket) && isConfigured(p)) elementOf(p);
    else break;
    if (p.is(K.Ident)) p.bump();
  }
  p.wrap(mark, N.Name);
  return true;
}

/** VAR_CONFIG names elements, too: `RES.PROG.list[2].x`. */
function isConfigured(p: Parser): boolean {
  p.consult();
  return (p.context & IN_CONFIG) !== 0;
}

function elementOf(p: Parser): void {
  do p.bump();
  while (operation(p) && p.is(K.Comma));
  p.accept(K.RBracket);
}

/** `AT %IX0.0`, `AT %I*`, SCL's `AT other`. */
function located(p: Parser): boolean {
  const mark = p.mark();
  p.bumpAs(K.Keyword);
  if (p.kind === K.Address || p.kind === K.Ident || p.kind === K.Quoted || p.kind === K.Local) p.bump();
  else {
    p.unexpected('an address such as `%IX0.0`');
    return false;
  }
  p.wrap(mark, N.Located);
  return true;
}

/** `: INT R_EDGE := 5`. */
function typing(p: Parser): boolean {
  if (isSlipBefore(p, K.Colon)) skipSlip(p, '`:`');
  if (p.kind === K.Colon) {
    if (p.peek(1) === K.Colon) doubled(p);
    p.bump();
  } else if (isTypeNext(p)) p.missing('MISSING_TOKEN', `\`:\` is missing ${p.place()}`);
  else {
    p.missing('MISSING_TOKEN', `\`:\` and a type are missing ${p.place()}`);
    return false;
  }
  if (p.is(K.Ident) && isAccessPath(p)) accessPath(p);
  if (p.is(K.DotDot) && p.peek(1) === K.Dot) return variadic(p);
  if (isSlipBefore(p, K.Ident)) skipSlip(p, 'a type');
  const isArray = p.word === KW.ARRAY;
  const isNamed = p.word === 0 && p.is(K.Ident);
  if (!typeName(p)) return false;
  return tail(p, isArray, isNamed);
}

/** `: ...`: any number of arguments of any type. */
function variadic(p: Parser): boolean {
  const mark = p.mark();
  p.bump();
  p.bump();
  p.wrap(mark, N.NamedType);
  return true;
}

/** VAR_ACCESS: `name : RES.PROG.var : INT READ_ONLY`. */
function isAccessPath(p: Parser): boolean {
  const after = p.peek(1);
  if (after !== K.Colon && after !== K.Dot && after !== K.LBracket) return false;
  p.consult();
  if ((p.context & IN_ACCESS) === 0) return after === K.Dot && isDottedPath(p);
  let k = 1;
  while (k < PATH_LIMIT && isInPath(p.peek(k))) k++;
  return p.peek(k) === K.Colon;
}

/** Tokens of an access path that are looked at. */
const PATH_LIMIT = 40;

function accessPath(p: Parser): void {
  const mark = p.mark();
  while (p.kind !== K.Colon) p.bump();
  p.wrap(mark, N.Path);
  p.bump();
}

/** What follows the type; `T...` takes any number of arguments. */
function tail(p: Parser, isArray: boolean, isNamed: boolean): boolean {
  if (p.kind === K.DotDot && p.peek(1) === K.Dot) {
    p.bump();
    p.bump();
  }
  for (;;) {
    switch (p.word) {
      case KW.R_EDGE:
      case KW.F_EDGE:
      case KW.READ_ONLY:
      case KW.READ_WRITE:
      case KW.RETAIN:
      case KW.NON_RETAIN:
      case KW.CONSTANT:
      case KW.PERSISTENT:
        p.bumpAs(K.Keyword);
        continue;
      default:
    }
    break;
  }
  if (p.kind === K.Assign) {
    if (isNamed && isComparison(p)) compared(p);
    return initial(p, isArray);
  }
  if (p.kind === K.Eq) {
    p.errorAt('UNEXPECTED', p.start, p.end, '`=` compares; an initial value is given with `:=`');
    return initial(p);
  }
  if (p.word === KW.REF && p.peek(1) === K.Eq) {
    p.bump();
    return initial(p);
  }
  return true;
}

function compared(p: Parser): void {
  const slot = p.lexer.slot(3);
  const at = p.lexer.start[slot]!;
  p.errorAt('UNEXPECTED', at, at + 1, '`=` compares; a member gets its value with `:=`');
}

/** `:= 5`, `:= [1, 2]`, `:= (a := 1)`, and the list `ARRAY ... := 1, 2, 3` of older files. */
function initial(p: Parser, isArray = false): boolean {
  const mark = p.mark();
  do {
    p.bump();
    if (p.is(K.Assign)) skipSlip(p, 'a value');
    if (!initialiser(p)) return false;
  } while (isArray && p.is(K.Comma));
  p.wrap(mark, N.Initial);
  return true;
}

/** `;`, or the error that it is missing. */
export function endDeclaration(p: Parser): void {
  if (p.accept(K.Semicolon)) return;
  if (p.failed) {
    skipDeclaration(p);
    return;
  }
  if (
    p.word === KW.END_VAR ||
    p.word === KW.END_STRUCT ||
    p.word === KW.END_UNION ||
    p.word === KW.END_TYPE ||
    p.kind === K.Eof
  ) {
    p.missing('MISSING_SEMICOLON', 'The `;` at the end of this declaration is missing');
    return;
  }
  p.missing('MISSING_SEMICOLON', `The \`;\` is missing ${p.place()}`);
  if (!p.isOnNewLine(0)) skipDeclaration(p);
}

/** Skips to the end of a broken declaration: behind its `;`, or in front of what begins the next thing. */
export function skipDeclaration(p: Parser): void {
  const mark = p.mark();
  let depth = 0;
  let moved = p.mark() > 0;
  while (p.kind !== K.Eof) {
    if (p.kind === K.Semicolon) {
      p.bump();
      break;
    }
    if (moved && depth <= 0 && p.isOnNewLine(0) && startsDeclaration(p)) break;
    if (p.word !== 0 && stopsSkipping(p)) break;
    if (p.kind === K.LParen || p.kind === K.LBracket) depth++;
    if (p.kind === K.RParen || p.kind === K.RBracket) depth--;
    moved = true;
    p.bump();
  }
  if (p.mark() > mark) p.wrap(mark, N.Error);
}

/** `INT`, `ARRAY [0..3] OF REAL`, `STRING[80]`, `POINTER TO T`, `(a, b)`, `FB(x := 1)`. */
export function typeName(p: Parser): boolean {
  if (isTypeMissing(p)) {
    p.missing('MISSING_TYPE', `The type is missing ${p.place()}`);
    return false;
  }
  if (!p.descend()) return false;
  const done = anyType(p);
  if (done) p.depth--;
  return done;
}

function anyType(p: Parser): boolean {
  switch (p.word) {
    case KW.ARRAY:
      return arrayType(p);
    case KW.POINTER:
      if (p.dialect.quotedNames && p.peekWord(1) !== KW.TO) return namedType(p);
      return indirection(p);
    case KW.REFERENCE:
    case KW.REF_TO:
      return indirection(p);
    case KW.STRUCT:
    case KW.UNION:
      return inlineStruct(p);
    default:
  }
  if (p.kind === K.LParen) return enumType(p);
  if (isMisspeltStruct(p)) {
    p.mean(KW.STRUCT);
    return inlineStruct(p);
  }
  if (p.kind === K.Ident || p.kind === K.Quoted) return namedType(p);
  p.unexpected('a type');
  return false;
}

/** `ARRAY [1..N, *] OF T`. */
function arrayType(p: Parser): boolean {
  const mark = p.mark();
  p.bumpAs(K.Keyword);
  if (!p.expect(K.LBracket, '`[`')) return false;
  do {
    if (!bounds(p)) return false;
  } while (p.accept(K.Comma));
  if (!p.expect(K.RBracket, '`]`') || (!p.expectWord(KW.OF) && !isTypeNext(p)) || !typeName(p)) return false;
  p.wrap(mark, N.ArrayType);
  return true;
}

function bounds(p: Parser): boolean {
  if (p.kind !== K.RBracket && isSlip(p.kind) && !p.isOnNewLine(0) && !p.isOnNewLine(1))
    skipSlip(p, 'a bound');
  const mark = p.mark();
  if (!p.accept(K.Star)) {
    if (!operation(p)) return false;
    if (p.accept(K.DotDot) && !operation(p)) return false;
  }
  p.wrap(mark, N.Bounds);
  return true;
}

/** `POINTER TO T`, `REFERENCE TO T`, `REF_TO T`. */
function indirection(p: Parser): boolean {
  const mark = p.mark();
  const kind = p.word === KW.POINTER ? N.PointerType : N.ReferenceType;
  const hasTo = p.word !== KW.REF_TO;
  p.bumpAs(K.Keyword);
  if (hasTo && !p.expectWord(KW.TO)) return false;
  if (!typeName(p)) return false;
  p.wrap(mark, kind);
  return true;
}

/** SCL and ed. 3: `STRUCT a : INT; END_STRUCT` where a type stands. */
function inlineStruct(p: Parser): boolean {
  const mark = p.mark();
  const end = p.word === KW.STRUCT ? KW.END_STRUCT : KW.END_UNION;
  p.bumpAs(K.Keyword);
  overlap(p);
  declarations(p, end);
  if (!p.expectWord(end)) return false;
  p.wrap(mark, N.InlineStruct);
  return true;
}

/** Ed. 3: `STRUCT OVERLAP`, whose members may share bytes. */
export function overlap(p: Parser): void {
  if (p.word === KW.OVERLAP && p.peek(1) !== K.Colon && p.peek(1) !== K.Comma) p.bumpAs(K.Keyword);
}

/** `(Red, Green := 5) UINT`. */
function enumType(p: Parser): boolean {
  const mark = p.mark();
  if (!enumValues(p)) return false;
  if (p.kind === K.Ident && isReserved[p.word] === 0) enumBase(p);
  p.wrap(mark, N.EnumType);
  return true;
}

/** The integer type behind the values; a name that is none is the default, whose `:=` is lost. */
function enumBase(p: Parser): void {
  if (!INTEGER.test(p.textAt(0)))
    p.missing('MISSING_TOKEN', `\`:=\` or an integer type is missing ${p.place()}`);
  p.bump();
}

const INTEGER = /^(?:[US]{0,2}INT|[UL]?[DL]?INT|BYTE|D?WORD|LWORD)$/i;

function enumValues(p: Parser): boolean {
  p.bump();
  while (p.kind !== K.RParen) {
    const mark = p.mark();
    const isNamed = p.kind === K.Ident || p.kind === K.Typed || p.kind === K.Quoted;
    if (!enumValue(p) && !skipArgument(p, K.RParen)) return false;
    p.wrap(mark, isNamed ? N.EnumValue : N.Error);
    if (!endsArgument(p, K.RParen)) break;
  }
  return p.expect(K.RParen, '`)`');
}

function enumValue(p: Parser): boolean {
  if (p.kind !== K.Ident && p.kind !== K.Typed && p.kind !== K.Quoted) {
    p.unexpected('the name of a value');
    return false;
  }
  p.bump();
  return !p.accept(K.Assign) || expression(p);
}

/** `INT`, `Lib.FB`, `"UDT"`, `STRING[80]`, `INT (0..10)`, `UINT (a := 1, b)`, `FB(x := 1)`, `FB[(x := 1), (x := 2)]`. */
function namedType(p: Parser): boolean {
  if (isReserved[p.word] === 1) {
    p.unexpected('a type');
    return false;
  }
  const mark = p.mark();
  const isString = p.word === KW.STRING || p.word === KW.WSTRING;
  p.bump();
  while (p.kind === K.Dot && (p.peek(1) === K.Ident || p.peek(1) === K.Quoted)) {
    p.bump();
    p.bump();
  }
  if (isString) return stringLength(p, mark);
  if (p.kind === K.LParen) return afterName(p, mark);
  if (p.kind === K.LBracket && p.peek(1) === K.LParen) return elements(p, mark);
  if (p.kind === K.Lt) return genericArguments(p, mark);
  p.wrap(mark, N.NamedType);
  return true;
}

/** `[80]` or `(80)`. */
function stringLength(p: Parser, mark: number): boolean {
  const closer = p.kind === K.LBracket ? K.RBracket : K.RParen;
  if (p.accept(K.LBracket) || p.accept(K.LParen)) {
    if (!operation(p) || !p.expect(closer, closer === K.RBracket ? '`]`' : '`)`')) return false;
  }
  p.wrap(mark, N.StringType);
  return true;
}

/** What the parenthesis behind a type name holds: a range, enum values, or arguments. */
function afterName(p: Parser, mark: number): boolean {
  const isEnum =
    p.peek(1) === K.Ident && (p.peek(2) === K.Comma || p.peek(2) === K.Assign) && isIntegerName(p);
  if (isEnum) {
    if (!enumValues(p)) return false;
    p.wrap(mark, N.EnumType);
    return true;
  }
  const inner = p.mark();
  if (!args(p)) return false;
  p.wrap(inner, N.Arguments);
  p.wrap(mark, N.SubrangeType);
  return true;
}

/** TwinCAT: `ARRAY [0..1] OF FB[(x := 1), (x := 2)]`. */
function elements(p: Parser, mark: number): boolean {
  const inner = p.mark();
  if (!initialiser(p)) return false;
  p.wrap(inner, N.Arguments);
  p.wrap(mark, N.SubrangeType);
  return true;
}

/** CODESYS: `FB_Buffer<10, C_MAX + 1>`, the values of VAR_GENERIC CONSTANT. */
function genericArguments(p: Parser, mark: number): boolean {
  const inner = p.mark();
  do {
    p.bump();
    if (!sum(p)) return false;
  } while (p.kind === K.Comma);
  if (!p.expect(K.Gt, '`>`')) return false;
  p.wrap(inner, N.Arguments);
  p.wrap(mark, N.SubrangeType);
  return true;
}

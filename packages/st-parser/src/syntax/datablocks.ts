import { endsBodies } from './boundaries.ts';
import { memberItems, skipDeclaration, typeName } from './declarations.ts';
import type { Green } from './green.ts';
import { begin, pouHeader, structEnd, unitEnd } from './headers.ts';
import { KW } from './keywords.ts';
import { K, N } from './kinds.ts';
import { isMisspeltStruct, startsUnit } from './lookahead.ts';
import type { Parser } from './parser.ts';
import { bodyOf } from './pous.ts';
import { section } from './sections.ts';
import { isSection, isUnitEnd } from './words.ts';

/** SCL: `DATA_BLOCK "x" ... STRUCT | VAR | "FB" ... BEGIN values END_DATA_BLOCK`. */
export function dataBlock(p: Parser): Green {
  p.open();
  const parts: Green[] = [pouHeader(p)];
  while (p.kind !== K.Eof && p.word !== KW.BEGIN && p.word !== KW.END_DATA_BLOCK) {
    if (isSection[p.word] === 1) parts.push(section(p));
    else if (p.word === KW.STRUCT || isLostStruct(p)) parts.push(dataStruct(p));
    else if (isUnitEnd[p.word] === 1 || startsUnit(p, 0)) break;
    else parts.push(instanceOf(p));
  }
  if (p.word === KW.BEGIN) {
    parts.push(begin(p));
    bodyOf2(p, parts);
  }
  parts.push(unitEnd(p, KW.DATA_BLOCK));
  return p.closeBranch(N.DataBlock, parts);
}

function bodyOf2(p: Parser, parts: Green[]): void {
  if (p.kind !== K.Eof && !endsBodies(p)) bodyOf(p, parts);
}

/** `STRUC` in front of a member, or no word at all: a type that a data block is an instance of has no `:`. */
function isLostStruct(p: Parser): boolean {
  const isMisspelt = isMisspeltStruct(p);
  if (isMisspelt) p.mean(KW.STRUCT);
  return isMisspelt || (p.kind === K.Ident && p.word === 0 && p.peek(1) === K.Colon);
}

/** The structure of a data block; read as a section, since its members are tags. */
function dataStruct(p: Parser): Green {
  p.open();
  p.openLeaf();
  if (!p.acceptWord(KW.STRUCT)) p.missingBefore('MISSING_TOKEN', `\`STRUCT\` is missing ${p.place()}`);
  const parts: Green[] = [p.closeLeaf(N.Header)];
  memberItems(p, parts, KW.END_STRUCT);
  p.openLeaf();
  if (p.acceptWord(KW.END_STRUCT)) structEnd(p);
  else p.missing('MISSING_END', `\`END_STRUCT\` is missing ${p.place()}`);
  parts.push(p.closeLeaf(N.End));
  return p.closeBranch(N.DataStruct, parts);
}

/** The function block or type that a data block is an instance of. */
function instanceOf(p: Parser): Green {
  p.openLeaf();
  const before = p.at;
  if (!typeName(p)) skipDeclaration(p);
  p.accept(K.Semicolon);
  if (p.at === before) p.bump();
  return p.closeLeaf(N.InstanceOf);
}

/**
 * UNKNOWN_NAME: nobody declares this name. UNKNOWN_MEMBER: a type has no such member. UNKNOWN_PARAMETER: a POU has no
 * such input or output; EN and ENO belong to every one. IEC 61131-3 ed. 3, 6.5.2 and 6.6.
 *
 * An unknown name is an error only in a project that is whole: one in dialect `iec` with a CONFIGURATION. Elsewhere it is
 * a warning, and information where it may come from a library: functions, and what a dot follows.
 */

import { CONFIGURED } from '../project/catalog.ts';
import type { Frame } from '../project/frames.ts';
import { conversionType, type Role, type Value } from '../project/meanings.ts';
import { ELEMENTARY } from '../project/rawtypes.ts';
import type { Item, Unit } from '../project/slots.ts';
import { isSlot, type Stranger, type World } from '../project/world.ts';
import { N } from '../syntax/kinds.ts';
import { isTypo } from '../syntax/typos.ts';
import type { Part } from '../syntax/view.ts';
import type { Severity } from '../types.ts';
import type { Scene } from './scene.ts';

/** Names that mean something to a compiler without being declared. */
const BUILT_IN = /^(?:__|adr$|sizeof$|ref$|bitadr$|indexof$|ini$|xsizeof$|assert)/i;

/** What was found out of words; the few that nobody declares are met again and again. */
const WORDS = new Map<string, boolean>();
const WORDS_LIMIT = 4096;

function isBuiltIn(word: string): boolean {
  let isIt = WORDS.get(word);
  if (isIt === undefined) {
    isIt = BUILT_IN.test(word) || ELEMENTARY.has(word.toUpperCase());
    if (WORDS.size > WORDS_LIMIT) WORDS.clear();
    WORDS.set(word, isIt);
  }
  return isIt;
}

export function checkName(scene: Scene, part: Part, word: string, role: Role, owner: Value | null): void {
  if (role === 'type' || isBuiltIn(word)) return;
  if (owner !== null) checkMember(scene, part, word, owner);
  else if (isJudged(scene, word, role)) unknownName(scene, part, word, role);
}

function isJudged({ frame, dialect, unit }: Scene, word: string, role: Role): boolean {
  if (frame === null || frame.summary === null || unit === null || dialect === 'rockwell') return false;
  if (frame.summary.kind !== N.Pou && frame.summary.kind !== N.Accessor) return false;
  if (dialect === 'siemens' && word[0] !== '#') return false;
  return !(role === 'call' && conversionType(word) !== null) && !isInOpaque(frame);
}

/** Steps of charts and labels of instruction lists are names, too. */
function isInOpaque(frame: Frame | null): boolean {
  for (let f = frame; f !== null; f = f.parent) if (f.summary?.isOpaque) return true;
  return false;
}

function unknownName(scene: Scene, part: Part, word: string, role: Role): void {
  const isForeign =
    role === 'call' ||
    scene.reader.isGuess ||
    isQualifier(scene, part) ||
    isLibraryConstant(scene, word, role);
  const severity = isForeign ? 'info' : isCertain(scene) ? 'error' : 'warning';
  const where = isForeign ? '; it may come from a library' : '';
  const near = nearName(scene, word);
  scene.report('UNKNOWN_NAME', severity, part, `\`${word}\` is not declared${where}`, changeTo(near));
}

/** A name that a dot follows may be a library's. */
function isQualifier({ reader }: Scene, part: Part): boolean {
  return /^\s*\./.test(reader.source.slice(part.to, part.to + 80));
}

/** CODESYS: `EC_DEVICE_STATE_OP`, a constant of a library that is not there. */
function isLibraryConstant({ dialect }: Scene, word: string, role: Role): boolean {
  return dialect === 'codesys' && role === 'read' && /^[A-Z][A-Z\d]*_[A-Z\d_]+$/.test(word);
}

/** With a CONFIGURATION the project is whole, and in edition 3 a POU sees nothing that VAR_EXTERNAL does not name. */
function isCertain({ world, dialect }: Scene): boolean {
  return dialect === 'iec' && world.outside(CONFIGURED) !== undefined;
}

function checkMember(scene: Scene, part: Part, word: string, { type, sym }: Value): void {
  const item = type === null ? (sym && !isSlot(sym) ? sym : undefined) : scene.reader.itemOf(type);
  if (item === undefined) return;
  const isForeign = scene.world.isForeign(item);
  if (isForeign && (item.scope?.kind === 'FUNCTION' || !scene.world.isStandard(item))) return;
  const isArgument = type === null && item.scope !== null && item.kind === 'scope';
  if (isArgument && /^ENO?$/i.test(word)) return;
  const severity: Severity = isForeign || item.kind === 'list' ? 'warning' : 'error';
  const code = isArgument ? 'UNKNOWN_PARAMETER' : 'UNKNOWN_MEMBER';
  const { message, more } = unknownMember(scene.world, item, word);
  scene.report(code, severity, part, message, more);
}

/** What is said of a word that an item does not have; worked out once for all places, for a renamed member has many. */
function unknownMember(world: World, item: Item, word: string): Stranger {
  return world.remembered(world.strangersOf(item), word, () => {
    const owner = item.type?.name ?? item.scope?.scope ?? item.name;
    const near = nearIn(world, item.unit, item.scope?.scope ?? '', word);
    return { message: `\`${owner}\` has no \`${word}\``, more: changeTo(near) };
  });
}

function changeTo(near: string | undefined): Stranger['more'] {
  return near === undefined ? undefined : { fix: { title: `Change to \`${near}\``, insert: near } };
}

/** A variable around that is one slip of the finger away; of names of one or two letters nobody can say. */
function nearName({ unit, world, frame }: Scene, word: string): string | undefined {
  for (let f = frame; f !== null; f = f.parent) {
    const near = nearIn(world, unit!, f.scope, word);
    if (near !== undefined) return near;
  }
  return undefined;
}

function nearIn(world: World, unit: Unit, scope: string, word: string): string | undefined {
  world.asked?.add(`${scope.toLowerCase()}(`);
  const upper = word.replace('#', '').toUpperCase();
  for (const { declaration } of unit.slots) {
    const { name } = declaration;
    if (declaration.scope === scope && name?.[2] && isTypo(upper, name.toUpperCase())) return name;
  }
  return undefined;
}

/** All checks of leaves, branches and units, and when each of them is asked. */

import type { File } from '../project/files.ts';
import type { Frame } from '../project/frames.ts';
import { isMute } from '../project/nodes.ts';
import { readLeaf } from '../project/sites.ts';
import type { Unit } from '../project/slots.ts';
import type { Listener } from '../project/values.ts';
import type { World } from '../project/world.ts';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { DialectId } from '../types.ts';
import { checkAddresses } from './alignment.ts';
import { checkIndex } from './bounds.ts';
import { checkCall } from './calls.ts';
import { checkCases } from './cases.ts';
import { checkBound, checkCondition, checkConflict } from './conflicts.ts';
import { checkCycles } from './cycles.ts';
import { checkExternals } from './externals.ts';
import type { Finding, LeafFinding } from './findings.ts';
import { checkLoop } from './loops.ts';
import { checkName } from './names.ts';
import { checkRange } from './ranges.ts';
import type { Report, Scene } from './scene.ts';
import { unknownTypes } from './unknowns.ts';
import { checkWrite } from './writes.ts';

export { checkUse } from './unused.ts';

const NONE: readonly LeafFinding[] = [];

/** Findings in one leaf; offsets count from its start. A broken leaf only tells which names it uses. */
export function checkLeaf(
  world: World,
  file: File,
  unit: Unit,
  green: Green,
  at: number,
  frame: Frame | null,
): readonly LeafFinding[] {
  if (isMute(green)) return NONE;
  const source = file.tree.text.slice(at, at + green.length);
  if (isDeclaration(green) && !/:=|\(|\[/.test(source)) return NONE;
  const found: LeafFinding[] = [];
  const report: Report = (code, severity, { from, to }, message, more) => {
    found.push({ code, severity, message, from, to, ...more });
  };
  readLeaf(world, green, source, frame, (reader) =>
    listenerOf({ world, file, unit, dialect: file.tree.dialect, frame, reader, report }),
  );
  return green.errors.length > 0 || found.length === 0 ? NONE : found;
}

function isDeclaration({ kind }: Green): boolean {
  return kind === N.VarDecl || kind === N.Member || kind === N.TypeDecl;
}

function listenerOf(scene: Scene): Listener {
  return {
    isStrict: true,
    name: (part, word, sym, role, owner) => {
      if (sym === null) checkName(scene, part, word, role, owner);
      else if (sym && role === 'write') checkWrite(scene, part, word, sym, owner);
    },
    call: (args, _callee, item) => checkCall(scene, args, item),
    argument: (part, param, type, value, isOutput) => {
      if (!param || type === null || isOutput) return;
      if (scene.world.isForeign(param) && !scene.world.isStandard(param)) return;
      checkConflict(scene, part, type, value);
      checkRange(scene, part, type, value);
    },
    index: (_part, array, indices) => checkIndex(scene, array, indices),
    assign: (part, target, value) => {
      checkConflict(scene, part, target, value);
      checkRange(scene, part, target, value);
    },
    loop: (parts) => checkLoop(scene.reader, parts, scene.report),
    bound: (part, value) => checkBound(scene, part, value),
    condition: (part, value) => checkCondition(scene, part, value),
  };
}

/** Findings of a branch as a whole. */
export function checkBranch(
  world: World,
  file: File,
  green: Green,
  at: number,
  frame: Frame | null,
): readonly LeafFinding[] {
  return green.kind === N.Case ? checkCases(world, green, at, file.tree.text, frame) : NONE;
}

/** Findings about the declarations of a unit. */
export function checkUnit(world: World, unit: Unit, dialect: DialectId): readonly Finding[] {
  return [
    ...unknownTypes(unit, world),
    ...checkExternals(world, unit),
    ...checkCycles(world, unit),
    ...checkAddresses(unit, dialect),
  ];
}

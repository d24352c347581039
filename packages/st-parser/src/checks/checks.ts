/** All checks of leaves, branches and units, and when each of them is asked. */

import type { File } from '../project/files.ts';
import type { Found, Frame } from '../project/frames.ts';
import type { Listener } from '../project/listener.ts';
import type { Role, Value } from '../project/meanings.ts';
import { isMute } from '../project/nodes.ts';
import { readLeaf } from '../project/sites.ts';
import type { Item, Slot, Unit } from '../project/slots.ts';
import type { Reader } from '../project/values.ts';
import { isSlot, type World } from '../project/world.ts';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import type { DialectId, Severity, TypeExpr } from '../types.ts';
import { checkAddresses } from './alignment.ts';
import { checkIndex } from './bounds.ts';
import { checkCall } from './calls.ts';
import { checkCases } from './cases.ts';
import { checkBound, checkCondition, checkConflict } from './conflicts.ts';
import { checkCycles } from './cycles.ts';
import { checkExternals } from './externals.ts';
import { type Finding, type LeafFinding, leafFinding, type More } from './findings.ts';
import { checkLoop } from './loops.ts';
import { checkName } from './names.ts';
import { checkRange } from './ranges.ts';
import type { Scene } from './scene.ts';
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
  const look = new Inspection(world, file, unit, frame);
  readLeaf(world, green, source, frame, look);
  return green.errors.length > 0 ? NONE : look.found;
}

function isDeclaration({ kind }: Green): boolean {
  return kind === N.VarDecl || kind === N.Constant || kind === N.Member || kind === N.TypeDecl;
}

/** Listens to the reader of one leaf and asks the checks. */
class Inspection implements Listener, Scene {
  readonly isStrict = true;
  readonly onlyValues = true;
  readonly world: World;
  readonly file: File;
  readonly unit: Unit;
  readonly dialect: DialectId;
  readonly frame: Frame | null;
  reader!: Reader;
  found: readonly LeafFinding[] = NONE;

  constructor(world: World, file: File, unit: Unit, frame: Frame | null) {
    this.world = world;
    this.file = file;
    this.unit = unit;
    this.dialect = file.tree.dialect;
    this.frame = frame;
  }

  report(
    code: string,
    severity: Severity,
    part: Pick<Part, 'from' | 'to'>,
    message: string,
    more?: More,
  ): void {
    const finding = leafFinding(code, severity, message, part, more);
    this.found = this.found === NONE ? [finding] : [...this.found, finding];
  }

  name(part: Part, word: string, sym: Found, role: Role, owner: Value | null): void {
    if (sym === null) checkName(this, part, word, role, owner);
    else if (sym && role === 'write') checkWrite(this, part, word, sym, owner);
  }

  call(args: Part, item: Item | undefined): void {
    checkCall(this, args, item);
  }

  argument(
    part: Part,
    param: Found,
    type: TypeExpr | null,
    value: Value,
    isOutput: boolean,
    callee: Item | undefined,
  ): void {
    if (!param || type === null || isOutput) return;
    if (this.world.isForeign(param) && !this.world.isStandard(param)) return;
    if (isSlot(param) && param.unit !== this.unit && this.#isDoubtful(param, callee)) return;
    this.assign(part, type, value);
  }

  /** Several units declare the parameter, or the POU that is called: it may inherit another one. */
  #isDoubtful(param: Slot, callee: Item | undefined): boolean {
    return this.world.isShared(param) || (callee !== undefined && this.world.isAmbiguous(callee));
  }

  index(array: TypeExpr & { kind: 'array' }, indices: readonly Part[]): void {
    checkIndex(this, array, indices);
  }

  assign(part: Part, target: TypeExpr, value: Value): void {
    checkConflict(this, part, target, value);
    checkRange(this, part, target, value);
  }

  loop(parts: readonly Part[]): void {
    checkLoop(this, parts);
  }

  bound(part: Part, value: Value): void {
    checkBound(this, part, value);
  }

  condition(part: Part, value: Value): void {
    checkCondition(this, part, value);
  }
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

/**
 * ASSIGNMENT_TO_CONSTANT: a constant or a value of an enumeration is written. ASSIGNMENT_TO_INPUT: a POU writes its own
 * input (CODESYS and SCL take it: information unless the project has a CONFIGURATION). ASSIGNMENT_TO_OUTPUT: a POU writes the output of another one.
 * IEC 61131-3 ed. 3, 6.5.2.2 and 6.6.1.2.
 */

import { CONFIGURED } from '../project/catalog.ts';
import type { Value } from '../project/meanings.ts';
import { isSlot, type Sym, type World } from '../project/world.ts';
import type { Part } from '../syntax/view.ts';
import type { Severity } from '../types.ts';
import type { Target } from './findings.ts';
import type { Scene } from './scene.ts';

export function checkWrite(scene: Scene, part: Part, word: string, sym: Sym, owner: Value | null): void {
  if (!isSlot(sym)) {
    if (sym.kind === 'value')
      scene.report('ASSIGNMENT_TO_CONSTANT', 'error', part, `\`${word}\` is a value of an enumeration`);
    return;
  }
  const { qualifiers, section, scope } = sym.entry;
  const tell = (code: string, severity: Severity, what: string) => {
    const target: Target = { slot: sym, part: 'name' };
    const related = scene.world.isForeign(sym) ? [] : [{ target, message: `\`${word}\` is declared here` }];
    scene.report(code, severity, part, `\`${word}\` is ${what}`, { related });
  };
  if (qualifiers.includes('CONSTANT')) {
    if (!isInitial(owner)) tell('ASSIGNMENT_TO_CONSTANT', 'error', 'a constant');
  } else if (scene.reader.isPassed) return;
  else if (section === 'VAR_INPUT' && owner === null && scene.dialect === 'iec' && isInside(scene, scope))
    tell('ASSIGNMENT_TO_INPUT', isWhole(scene.world) ? 'warning' : 'info', 'an input of its own POU');
  else if (section === 'VAR_OUTPUT' && owner?.type != null && !isOwn(owner))
    tell('ASSIGNMENT_TO_OUTPUT', 'warning', 'an output of another POU');
}

/** With a CONFIGURATION the project is one of the standard; a file alone may be CODESYS that does not show it. */
function isWhole(world: World): boolean {
  return world.outside(CONFIGURED) !== undefined;
}

/** `THIS^` and `SUPER^`. */
function isOwn({ sym }: Value): boolean {
  return sym != null && !isSlot(sym);
}

/** Members of a structure's value are initialised, not assigned. */
function isInitial(owner: Value | null): boolean {
  return (
    owner !== null &&
    owner.type === null &&
    owner.sym != null &&
    !isSlot(owner.sym) &&
    owner.sym.kind === 'scope'
  );
}

function isInside({ frame }: Scene, scope: string): boolean {
  return frame?.scope === scope;
}

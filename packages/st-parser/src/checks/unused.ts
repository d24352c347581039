/**
 * UNUSED_VARIABLE: nothing reads or writes a variable. MISSING_RESULT: a function never sets its result.
 * IEC 61131-3 ed. 3, 6.6.1. Only variables that nobody outside can reach are judged, and POUs that have statements.
 */

import { RESULT } from '../project/frames.ts';
import type { Item, Slot, Unit } from '../project/slots.ts';
import { type Summary, summaryOf } from '../project/summary.ts';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import type { Finding } from './findings.ts';

const OWN = new Set(['VAR', 'VAR_TEMP', 'VAR_STAT', 'VAR_INST']);
const POUS = new Set(['PROGRAM', 'FUNCTION', 'FUNCTION_BLOCK', 'METHOD', 'CLASS']);

/** `isUsed` answers for lower-case paths. */
export function checkUse(unit: Unit, isUsed: (name: string) => boolean): Finding[] {
  const found: Finding[] = [];
  const pous = new Map(
    unit.items.filter(({ scope }) => scope !== null && POUS.has(scope.kind)).map((item) => [item.key, item]),
  );
  if (pous.size === 0) return found;
  if (unit.contribution.scopes.some(({ summary }) => summary.isOpaque)) return found;
  const busy = new Set<Summary>();
  if (!collect(unit.green, busy)) return found;
  for (const slot of unit.slots) {
    const owner = OWN.has(slot.entry.section) ? pous.get(slot.entry.scope.toLowerCase()) : undefined;
    if (owner !== undefined && isPlain(slot) && !isUsed(slot.base)) found.push(unused(slot));
  }
  for (const item of pous.values())
    if (needsResult(item) && busy.has(item.scope!.summary) && !isUsed(item.key + RESULT))
      found.push(noResult(item));
  return found;
}

function isPlain({ declaration, entry }: Slot): boolean {
  return (
    declaration.name !== null &&
    declaration.address === undefined &&
    declaration.attributes === undefined &&
    entry.owner !== 'global'
  );
}

function unused(slot: Slot): Finding {
  return {
    code: 'UNUSED_VARIABLE',
    severity: 'hint',
    message: `\`${slot.declaration.name}\` is never used`,
    target: { slot, part: 'name' },
  };
}

function needsResult({ scope }: Item): boolean {
  const { head, kind } = scope!;
  const isFunction = kind === 'FUNCTION' || kind === 'METHOD';
  return isFunction && head.returnType !== undefined && head.returnType !== 'VOID';
}

/** Adds the units that have statements of their own; true when there are any. */
function collect(green: Green, busy: Set<Summary>): boolean {
  let hasAny = false;
  for (const child of green.children) {
    if (child.kind === N.Body) {
      if (child.children.every(({ kind }) => kind === N.Empty)) continue;
      const summary = summaryOf(green);
      if (summary !== undefined) busy.add(summary);
      hasAny = true;
    } else if (child.kind !== N.Section && child.children.length > 0 && collect(child, busy)) hasAny = true;
  }
  return hasAny;
}

function noResult({ unit, scope, name }: Item): Finding {
  return {
    code: 'MISSING_RESULT',
    severity: scope!.kind === 'METHOD' ? 'info' : 'warning',
    message: `\`${name}\` never sets its result`,
    target: { unit, scope: scope!.scope },
  };
}

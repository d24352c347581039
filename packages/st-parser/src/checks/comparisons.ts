/** COMPARISON_AS_ARGUMENT: `timer(IN = x)` compares and sets no parameter; `:=` was meant. IEC 61131-3 ed. 3, 6.6.1.4. */

import { memberOf } from '../project/frames.ts';
import type { Item } from '../project/slots.ts';
import { isSlot } from '../project/world.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import type { Scene } from './scene.ts';

const PARAMETERS = new Set(['VAR_INPUT', 'VAR_IN_OUT']);

/** Function blocks alone are judged: a function also takes values without names, and a comparison may be one. */
export function checkComparisons(scene: Scene, args: Part, item: Item): void {
  if (item.scope?.kind !== 'FUNCTION_BLOCK') return;
  for (const { kind, parts } of args.parts) {
    const comparison = kind === N.Arg ? parts[0] : undefined;
    if (comparison?.kind !== N.Binary || comparison.parts.length !== 3) continue;
    const [left, sign] = comparison.parts as readonly [Part, Part, Part];
    if (sign.kind === K.Eq && isParameter(scene, item, left)) tell(scene, item, left, sign);
  }
}

function isParameter({ reader, world }: Scene, item: Item, left: Part): boolean {
  const word = world.lower(reader.textOf(left));
  if (!/^[a-z_]\w*$/.test(word)) return false;
  const member = memberOf(world, item, word);
  return member != null && isSlot(member) && PARAMETERS.has(member.entry.section);
}

function tell(scene: Scene, item: Item, left: Part, sign: Part): void {
  const word = scene.reader.textOf(left);
  const message = `\`=\` compares; \`:=\` gives \`${word}\` of \`${item.name}\` a value`;
  scene.report('COMPARISON_AS_ARGUMENT', 'warning', sign, message, {
    fix: { title: 'Write `:=`', insert: ':=' },
  });
}

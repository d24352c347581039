/** TOO_MANY_ARGUMENTS: a function or method of the project gets more values without names than it takes. IEC 61131-3 ed. 3, 6.6.1.4. */

import { paramsOf } from '../project/meanings.ts';
import { type Item, isTypeItem } from '../project/slots.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import { checkComparisons } from './comparisons.ts';
import type { Scene } from './scene.ts';

export function checkCall(scene: Scene, args: Part, item: Item | undefined): void {
  if (item === undefined) return;
  checkComparisons(scene, args, item);
  if (isTypeItem(item) || item.scope === null || scene.world.isForeign(item)) return;
  const { kind } = item.scope;
  if ((kind !== 'FUNCTION' && kind !== 'METHOD') || item.scope.head.generics !== undefined) return;
  const given = args.parts.filter((arg) => arg.kind === N.Arg && !isNamed(arg));
  if (given.length === 0) return;
  const outputs = item.unit.slots.filter(
    ({ entry }) => entry.scope === item.scope!.scope && entry.section === 'VAR_OUTPUT',
  );
  const most = paramsOf(scene.world, item).length + outputs.length;
  const extra = given[most];
  if (extra === undefined) return;
  const message = `\`${item.name}\` takes ${most} argument${most === 1 ? '' : 's'}, not ${given.length}`;
  scene.report('TOO_MANY_ARGUMENTS', 'error', extra, message);
}

function isNamed({ parts }: Part): boolean {
  return parts.some(({ kind }) => kind === K.Assign || kind === K.Arrow);
}

/** Every construct of the language list is accepted, in its dialect and in `auto`. */

import { expect, test } from 'vitest';
import { BR } from '../testing/constructs/br.ts';
import { CODESYS } from '../testing/constructs/codesys.ts';
import { IEC } from '../testing/constructs/iec.ts';
import { ROCKWELL } from '../testing/constructs/rockwell.ts';
import { SIEMENS } from '../testing/constructs/siemens.ts';
import type { DialectId } from '../types.ts';
import { errorsOf, parse } from './tree.ts';

const GROUPS: readonly (readonly [string, DialectId, readonly string[]])[] = [
  ['IEC', 'iec', IEC],
  ['CODESYS', 'codesys', CODESYS],
  ['Siemens', 'siemens', SIEMENS],
  ['Rockwell', 'rockwell', ROCKWELL],
  ['B&R', 'codesys', BR],
];

test.each(GROUPS)('%s constructs are accepted in their dialect and in auto', (_name, dialect, texts) => {
  for (const text of texts) {
    expect(faults(text, dialect), text).toEqual([]);
    expect(faults(text, 'auto'), text).toEqual([]);
  }
});

function faults(text: string, dialect: DialectId | 'auto'): string[] {
  const tree = parse(text, dialect);
  return errorsOf(tree).map((fault) => `${tree.text.locate(fault.from).line}: ${fault.message}`);
}

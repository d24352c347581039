/** The library data: an entry of this package of its own. Signatures and one sentence each; no bodies. */

import type { Library, LibraryText } from '../project/library.ts';
import { BR } from './br.ts';
import { CODESYS, CODESYS_GLOBALS } from './codesys.ts';
import { IEC } from './iec.ts';
import { declarationsOf } from './notation.ts';
import { ROCKWELL } from './rockwell.ts';
import { SIEMENS } from './siemens.ts';

export type { Library, LibraryText } from '../project/library.ts';
export { declarationsOf } from './notation.ts';

const TEXTS: readonly LibraryText[] = [
  { name: 'IEC 61131-3', dialect: 'all', text: declarationsOf(IEC) },
  { name: 'CODESYS, TwinCAT', dialect: 'codesys', text: declarationsOf(CODESYS) + CODESYS_GLOBALS },
  { name: 'SIMATIC', dialect: 'siemens', text: declarationsOf(SIEMENS) },
  { name: 'Logix 5000', dialect: 'rockwell', text: declarationsOf(ROCKWELL) },
  { name: 'B&R', dialect: 'codesys', text: declarationsOf(BR) },
];

/** All library texts. A name means first what the dialect of its file says, then the standard, then any other. */
export const LIBRARY: Library = { texts: TEXTS };

/** The library data: the third entry of this package. Signatures and one sentence each; no bodies. */

import type { Library } from '../project/library.ts';
import { IEC } from './iec.ts';

export type { Library, LibraryText } from '../project/library.ts';

/** All library texts. */
export const LIBRARY: Library = { texts: [{ name: 'IEC 61131-3', dialect: 'all', text: IEC }] };

/** What a check of a leaf sees, and how it says what it found. */

import type { File } from '../project/files.ts';
import type { Frame } from '../project/frames.ts';
import type { Unit } from '../project/slots.ts';
import type { Reader } from '../project/values.ts';
import type { World } from '../project/world.ts';
import type { Part } from '../syntax/view.ts';
import type { DialectId, Severity } from '../types.ts';
import type { More } from './findings.ts';

export interface Scene {
  readonly world: World;
  readonly file: File;
  readonly unit: Unit | null;
  readonly dialect: DialectId;
  readonly frame: Frame | null;
  readonly reader: Reader;
  /** Notes a finding at a part of the leaf. */
  report(
    code: string,
    severity: Severity,
    part: Pick<Part, 'from' | 'to'>,
    message: string,
    more?: More,
  ): void;
}

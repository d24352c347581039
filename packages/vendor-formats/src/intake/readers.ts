/** All readers of files that are tables or trees of tags. Formats that hold ST texts are read by the containers room. */
import { TMC } from '../beckhoff/tmc.ts';
import { CODESYS_SYMBOLS } from '../codesys/symbols.ts';
import { IGNITION_JSON } from '../ignition/read.ts';
import { KEPWARE_CSV } from '../kepware/read.ts';
import { NODESET } from '../opcua/read.ts';
import { LOGIX_CSV } from '../rockwell/csvread.ts';
import { OPENNESS } from '../siemens/opennessread.ts';
import { TIA_SDF } from '../siemens/sdfread.ts';
import { TIA_XLSX } from '../siemens/xlsxread.ts';
import type { ImportFormatId } from './model.ts';
import type { Reader } from './reader.ts';

export const READERS: readonly Reader[] = [
  LOGIX_CSV,
  KEPWARE_CSV,
  TIA_XLSX,
  TIA_SDF,
  OPENNESS,
  TMC,
  CODESYS_SYMBOLS,
  NODESET,
  IGNITION_JSON,
];

/** Formats whose files hold ST. */
export const TEXT_FORMATS: readonly ImportFormatId[] = ['rockwell-l5x', 'siemens-db', 'beckhoff', 'plcopen'];

/** Everything that can be read. */
export const IMPORT_FORMATS: readonly ImportFormatId[] = [
  ...READERS.map((reader) => reader.id),
  ...TEXT_FORMATS,
];

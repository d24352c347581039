/** Which vendors and formats exist. A new target is a folder with its `Format` values and one line here. */
import type { Project } from '@tagloom/st-parser';
import { BECKHOFF } from './beckhoff/formats.ts';
import type { Format } from './exporting.ts';
import { IGNITION } from './ignition/formats.ts';
import { KEPWARE } from './kepware/formats.ts';
import { OPCUA } from './opcua/formats.ts';
import { PLCOPEN } from './plcopen/formats.ts';
import { ROCKWELL } from './rockwell/formats.ts';
import { SIEMENS } from './siemens/formats.ts';
import type { ExportResult, FormatId, VendorId, VendorOptions, VendorRows } from './types.ts';

const ALL: readonly Format[] = [
  ...ROCKWELL,
  ...SIEMENS,
  ...BECKHOFF,
  ...PLCOPEN,
  ...IGNITION,
  ...OPCUA,
  ...KEPWARE,
];

export const VENDORS: readonly VendorId[] = ['rockwell', 'siemens', 'beckhoff'];
/** Formats that can be written. */
export const FORMATS: readonly FormatId[] = ALL.map(({ id }) => id).filter(
  (id): id is FormatId => id !== 'rockwell' && id !== 'siemens',
);

const BY_ID = new Map(ALL.map((format) => [format.id, format]));

/**
 * Live rows of one vendor (or of one format). Feed it every `ProjectChange`; the first `update` takes the whole project.
 * `rockwell` shows what a whole project can carry; the formats also what their files alone lose (values, types, blocks).
 */
export function createVendorRows(vendor: VendorId | FormatId, options: VendorOptions = {}): VendorRows {
  return formatOf(vendor).rows(options);
}

/**
 * Writes the files of one format; as `siemens`, tag table and data blocks side by side, each tag once. As of the last
 * `project.changes()`. Equal tags and options give equal bytes (L5). Options are trusted here: use `readOptions` first.
 */
export function exportTags(
  project: Project,
  format: FormatId | VendorId,
  options: VendorOptions = {},
): ExportResult {
  return formatOf(format).write(project, options);
}

function formatOf(id: VendorId | FormatId): Format {
  const format = BY_ID.get(id);
  if (format === undefined) throw new RangeError(`There is no format "${id}".`);
  return format;
}

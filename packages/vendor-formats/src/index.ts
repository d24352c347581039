/** The tag map as vendor rows and vendor files, and vendor files as ST texts. Pure: browser and Node alike. */

export type { FieldChange } from './intake/comparing.ts';
export { type CsvRecord, readCsv } from './intake/csv.ts';
export { diffWithMap, type MapDiff } from './intake/diff.ts';
export {
  formatOfFile,
  type ImportOutcome,
  type ImportRequest,
  importTags,
  isTagFile,
} from './intake/import.ts';
export { type MergePlan, planMerge } from './intake/merge.ts';
export type { ImportDiagnostic, ImportFormatId, RowAccount } from './intake/model.ts';
export { planImport, type TagFiles, type TagIntake, type TagProblem } from './intake/plan.ts';
export { IMPORT_FORMATS } from './intake/readers.ts';
export { planSource, type SourcePlan } from './intake/sourceplan.ts';
export { type SourceTags, sourceTags } from './intake/sources.ts';
export { sanitise } from './names.ts';
export { isSideMap, OptionError, readOptions } from './options.ts';
export { createVendorRows, exportTags, FORMATS, VENDORS } from './registry.ts';
export type * from './types.ts';

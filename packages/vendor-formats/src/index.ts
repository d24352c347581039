/** The tag map as vendor rows and vendor files. Pure: browser and Node alike. */
export { OptionError, readOptions } from './options.ts';
export { createVendorRows, exportTags, FORMATS, VENDORS } from './registry.ts';
export type * from './types.ts';

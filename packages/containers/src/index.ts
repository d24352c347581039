/** Files that hold Structured Text inside, read into texts with their places. Pure: browser and Node alike. */
export { importFiles } from './intake.ts';
export { DEFAULT_LIMITS, type ImportLimits } from './limits.ts';
export type * from './types.ts';
export { child, readXml, type XmlElement, XmlError } from './xml.ts';

/** Files that hold Structured Text inside, read into texts with their places. Pure: browser and Node alike. */
export { type Decoded, decode, encode } from './encoding.ts';
export { importFiles } from './intake.ts';
export { DEFAULT_LIMITS, type ImportLimits } from './limits.ts';
export { type FilePlace, LineIndex, placesIn } from './places.ts';
export { type Restored, toContainer } from './restore/restore.ts';
export type * from './types.ts';
export {
  attributeRange,
  child,
  childrenOf,
  localName,
  readXml,
  type XmlElement,
  XmlError,
  type XmlOptions,
} from './xml.ts';
export { readZip, type ZipContent } from './zip.ts';

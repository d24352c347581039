/** The sizes at which an import says no, each with a name (contract section 7). */

/** Limits of one import. Sizes are in bytes of the file as it came. */
export interface ImportLimits {
  /** One text file. */
  readonly textBytes: number;
  /** One XML file. */
  readonly xmlBytes: number;
  /** Nesting of XML elements. */
  readonly xmlDepth: number;
  /** All files of one zip together, counted while they are inflated. */
  readonly zipBytes: number;
  /** Inflated size divided by packed size of one zip entry. */
  readonly zipRatio: number;
  /** Entries of one zip, folders included. */
  readonly zipEntries: number;
}

/** 5 MB per text file: ten times the largest hand-written PLC file known to us. */
export const TEXT_BYTES = 5_000_000;
/** 20 MB per XML file. */
export const XML_BYTES = 20_000_000;
/** 100 nested elements. */
export const XML_DEPTH = 100;
/** 50 MB inflated per zip. */
export const ZIP_BYTES = 50_000_000;
/** A zip entry may grow a hundredfold. */
export const ZIP_RATIO = 100;
/** 1,000 entries per zip. */
export const ZIP_ENTRIES = 1_000;

/** What `importFiles` uses when the caller names nothing else. */
export const DEFAULT_LIMITS: ImportLimits = {
  textBytes: TEXT_BYTES,
  xmlBytes: XML_BYTES,
  xmlDepth: XML_DEPTH,
  zipBytes: ZIP_BYTES,
  zipRatio: ZIP_RATIO,
  zipEntries: ZIP_ENTRIES,
};

/** The seam of the vendor room: tags in, rows and files out, and a sentence for everything a vendor cannot hold. */
import type { Project, Tag } from '@tagloom/st-parser';

/** The vendors whose rows are kept live beside the tag map. A vendor stands for its formats (contract section 6). */
export type VendorId = 'rockwell' | 'siemens' | 'beckhoff';

/** A file format of contract section 6. */
export type FormatId = 'rockwell-csv' | 'rockwell-l5x' | 'siemens-xlsx' | 'siemens-db' | 'beckhoff';

/** The codes of `vendor-formats.md` section 1.2 that exports give. */
export type VendorCode =
  | 'NAME_CHANGED'
  | 'NAME_COLLISION'
  | 'TYPE_UNSUPPORTED'
  | 'TYPE_WIDENED'
  | 'TYPE_REPLACED'
  | 'TYPE_EXTERNAL'
  | 'RANGE_LOST'
  | 'ENUM_LOST'
  | 'ARRAY_SHIFTED'
  | 'ARRAY_RESIZED'
  | 'ARRAY_DIMS'
  | 'INITIAL_LOST'
  | 'QUALIFIER_LOST'
  | 'ADDRESS_UNMAPPED'
  | 'ADDRESS_CHANGED'
  | 'ADDRESS_OVERLAP'
  | 'NOT_EXPORTED'
  | 'TEXT_CHANGED';

/** A loss, a change or a guess, said aloud. */
export interface VendorDiagnostic {
  readonly code: VendorCode;
  readonly severity: 'error' | 'warning' | 'info';
  /** The tag's path. */
  readonly tag: string;
  readonly message: string;
}

/** One tag as the vendor's tool would list it. */
export interface VendorRow {
  readonly key: string;
  /** Empty when the tag is left out. */
  readonly name: string;
  /** The vendor's address or alias operand; empty when the format has none. */
  readonly address: string;
  readonly type: string;
  readonly diagnostics: readonly VendorDiagnostic[];
}

/** Options of contract section 6 that exist so far; `readOptions` checks unknown input. */
export interface VendorOptions {
  /** What the number of `%IW4` counts: bytes (default) or words. */
  readonly addressIndex?: 'byte' | 'element';
  /** Rockwell CSV: the Windows list separator of the reader. Default comma. */
  readonly delimiter?: ',' | ';' | '\t';
  /** Rockwell: the controller family. Default 5580. */
  readonly controller?: '5570' | '5580';
  /** Rockwell: `36.00` (default) and older. */
  readonly softwareRevision?: string;
  /** Rockwell: IEC address to alias operand, `%IX0.0` to `Local:1:I.Data.0`. */
  readonly ioMap?: Readonly<Record<string, string>>;
  /** Siemens: the CPU family. Default S7-1500. */
  readonly cpu?: 'S7-1500' | 'S7-1200' | 'S7-300';
  /** Siemens: name of the tag table. Default `Default tag table`. */
  readonly tableName?: string;
  /** Siemens: one data block for all global variables, in place of one per list. */
  readonly dbName?: string;
  /** Siemens: block access of the data blocks. Default true. */
  readonly optimized?: boolean;
  /** Beckhoff: one list for all global variables, in place of one per list. */
  readonly gvlName?: string;
  /** Beckhoff: `placeholder` (default) writes `%I*`, `fixed` keeps the number. */
  readonly inputs?: 'placeholder' | 'fixed';
  /** Name of the Rockwell controller; seed of Beckhoff's object ids. */
  readonly project?: string;
  /** ISO time written into files; equal input, equal bytes (L5). Default 1980-01-01T00:00:00Z. */
  readonly date?: string;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One entry of the side map. */
export interface MapEntry {
  readonly path: string;
  readonly vendorName: string;
  readonly vendorAddress: string;
  readonly vendorType: string;
}

export interface ExportResult {
  readonly files: readonly ExportedFile[];
  readonly diagnostics: readonly VendorDiagnostic[];
  /** The side map, one entry per tag that was written. */
  readonly map: readonly MapEntry[];
}

/** What `Project.changes()` says about tags, in the shape that rows need. */
export interface TagChange {
  readonly added: readonly Tag[];
  readonly changed: readonly Tag[];
  readonly removed: readonly string[];
  readonly types: boolean;
}

/**
 * The rows of one vendor, kept up to date from `ProjectChange`s. A row depends on the tags and the options alone (L5);
 * names may collide, so a change of one tag may change the rows of others.
 */
export interface VendorRows {
  /**
   * Recomputes after `project.changes()`; returns the rows that are new or differ and the keys that are gone.
   * The first call takes all tags of the project, whatever `change` says.
   */
  update(
    project: Project,
    change: TagChange,
  ): {
    rows: readonly VendorRow[];
    removed: readonly string[];
  };
  row(key: string): VendorRow | undefined;
  /** All rows in tag order. */
  all(): readonly VendorRow[];
}

import type { Project, Tag } from '@tagloom/st-parser';

/** The vendors whose rows are kept live beside the tag map. A vendor stands for its formats (contract section 6). */
export type VendorId = 'rockwell' | 'siemens' | 'beckhoff';

/** A file format of contract section 6. */
export type FormatId = 'rockwell-csv' | 'siemens-xlsx' | 'siemens-db' | 'beckhoff';

/** A loss, a change or a guess, said aloud. Codes: the documented export codes (NAME_CHANGED, TYPE_UNSUPPORTED, ...). */
export interface VendorDiagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** The tag's path. */
  readonly tag: string;
  readonly message: string;
}

/** One tag as the vendor's tool would list it. */
export interface VendorRow {
  readonly key: string;
  readonly name: string;
  /** The vendor's address or alias operand; empty when the format has none. */
  readonly address: string;
  readonly type: string;
  readonly diagnostics: readonly VendorDiagnostic[];
}

/** Options of contract section 6 that exist so far. */
export interface VendorOptions {
  readonly addressIndex?: 'byte' | 'element';
  readonly delimiter?: ',' | ';' | '\t';
  readonly tableName?: string;
  readonly dbName?: string;
  readonly gvlName?: string;
  /** ISO time written into files; equal input, equal bytes (L5). */
  readonly date?: string;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ExportResult {
  readonly files: readonly ExportedFile[];
  readonly diagnostics: readonly VendorDiagnostic[];
  /** The side map, one entry per tag that was written. */
  readonly map: readonly { path: string; vendorName: string; vendorAddress: string; vendorType: string }[];
}

/**
 * The rows of one vendor, kept up to date from `ProjectChange`s. A row depends on the tags and the options alone (L5);
 * names may collide, so a change of one tag may change the rows of others.
 */
export interface VendorRows {
  /** Recomputes after `project.changes()`; returns the rows that are new or differ and the keys that are gone. */
  update(
    project: Project,
    change: { added: readonly Tag[]; changed: readonly Tag[]; removed: readonly string[]; types: boolean },
  ): {
    rows: readonly VendorRow[];
    removed: readonly string[];
  };
  row(key: string): VendorRow | undefined;
  all(): readonly VendorRow[];
}

/** The seam of the vendor room: tags in, rows and files out, and a sentence for everything a vendor cannot hold. */
import type { Project, Tag } from '@tagloom/st-parser';

/** The vendors whose rows are kept live beside the tag map. A vendor stands for its formats (contract section 6). */
export type VendorId = 'rockwell' | 'siemens' | 'beckhoff';

/** A file format of contract section 6. */
export type FormatId =
  | 'rockwell-csv'
  | 'rockwell-l5x'
  | 'siemens-xlsx'
  | 'siemens-sdf'
  | 'siemens-db'
  | 'siemens-openness-xml'
  | 'beckhoff'
  | 'plcopen'
  | 'ignition'
  | 'opcua'
  | 'kepware';

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
  | 'ADDRESS_ASSIGNED'
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

/** Options of contract section 6; `readOptions` checks unknown input. */
export interface VendorOptions {
  /** What the number of `%IW4` counts: bytes (default) or words. */
  readonly addressIndex?: 'byte' | 'element';
  /** CSV of Rockwell and Kepware: the Windows list separator of the reader. Default comma. */
  readonly delimiter?: ',' | ';' | '\t';
  /** Rockwell: the controller family. Default 5580. */
  readonly controller?: '5570' | '5580';
  /** Rockwell: `36.00` (default) and older. */
  readonly softwareRevision?: string;
  /** Rockwell: IEC address (or `from..to`) to alias operand. Beckhoff: IEC address to the path of `TcLinkTo`. */
  readonly ioMap?: Readonly<Record<string, string>>;
  /** Rockwell CSV: documentation language, `en-US`; descriptions then stand in rows of their own. */
  readonly language?: string;
  /** Rockwell L5X: a whole controller (default), or each program for import into an existing one. */
  readonly target?: 'controller' | 'program';
  /** SDF: code page of the reader's PC. Default windows-1252. */
  readonly encoding?: SdfEncoding;
  /** Siemens: the CPU family. Default S7-1500. */
  readonly cpu?: 'S7-1500' | 'S7-1200' | 'S7-300';
  /** Siemens tag tables: gives elementary variables without an address one in `%M`. */
  readonly allocate?: 'M';
  /** First byte that `allocate` may use. Default 100. */
  readonly allocateStart?: number;
  /** Siemens: name of the tag table. Default `Default tag table`. */
  readonly tableName?: string;
  /** Siemens: one data block for all global variables, in place of one per list. */
  readonly dbName?: string;
  /** Siemens: number of the first data block; the next ones follow. Needed for absolute addresses. */
  readonly dbNumber?: number;
  /** Siemens: block access of the data blocks. Default true. */
  readonly optimized?: boolean;
  /** Openness XML: `V17` (default) and newer. */
  readonly engineeringVersion?: string;
  /** Openness XML: language of the comments. Default en-US. */
  readonly culture?: string;
  /** Beckhoff: one list for all global variables, in place of one per list. */
  readonly gvlName?: string;
  /** Beckhoff: `placeholder` (default) writes `%I*`, `fixed` keeps the number. */
  readonly inputs?: 'placeholder' | 'fixed';
  /** PLCopen: the official namespace (default), or CODESYS and TwinCAT's with mixed attribute lists. */
  readonly dialect?: 'tc6_0201' | 'codesys';
  /** Ignition, OPC UA and Kepware: how a tag is addressed, with `{path}`, `{scope}` and `{name}`. */
  readonly itemPath?: string;
  /** One entry of the side map per leaf, in place of one per tag. */
  readonly expandMap?: boolean;
  /** An earlier side map: assigned addresses and object ids stay as they were. `true`: also writes `side-map.json`. */
  readonly sideMap?: true | SideMap;
  /** Name of the Rockwell controller; seed of Beckhoff's object ids. */
  readonly project?: string;
  /** The project version that the files are "as built" from; stands in each file that has a place for it. */
  readonly version?: string;
  /** ISO time written into files; equal input, equal bytes (L5). Default 1980-01-01T00:00:00Z. */
  readonly date?: string;
}

/** The code pages that an SDF may be in. */
export type SdfEncoding = 'windows-1252' | 'windows-1251' | 'windows-1250' | 'utf-8';

/** The side map as a file (`vendor-formats.md` 1.3). */
export interface SideMap {
  readonly format?: string;
  readonly options?: unknown;
  readonly entries: readonly MapEntry[];
}

export interface ExportedFile {
  /** With its folder, `/` between them, when it has one. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One entry of the side map. */
export interface MapEntry {
  readonly path: string;
  readonly vendorName: string;
  readonly vendorAddress: string;
  readonly vendorType: string;
  /** Identity of the object that holds it, where the format has one (TwinCAT). */
  readonly vendorId?: string;
  /** Qualifiers that the format takes for granted or keeps elsewhere (RETAIN of Logix, of a whole data block). */
  readonly qualifiers?: readonly string[];
}

export interface ExportResult {
  readonly files: readonly ExportedFile[];
  readonly diagnostics: readonly VendorDiagnostic[];
  /** The side map, one entry per tag that was written. */
  readonly map: readonly MapEntry[];
  /** Siemens standard access: size and offsets of each block and structure that was written. */
  readonly layout?: readonly Layout[];
}

/** Bytes of one structure; offsets as `byte.bit`. */
export interface Layout {
  readonly name: string;
  readonly size: number;
  readonly offsets: Readonly<Record<string, string>>;
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

/** What an importer reads, before names are ours: scopes with variables, types, and an account of every row. */
import type { MapEntry } from '../types.ts';

/** Formats that can be read. */
export type ImportFormatId =
  | 'rockwell-csv'
  | 'rockwell-l5x'
  | 'siemens-xlsx'
  | 'siemens-sdf'
  | 'siemens-db'
  | 'siemens-openness-xml'
  | 'beckhoff'
  | 'beckhoff-tmc'
  | 'plcopen'
  | 'codesys-symbols'
  | 'ignition'
  | 'opcua'
  | 'kepware';

/** A variable in words of the vendor, its type in words of IEC 61131-3. */
export interface ModelVariable {
  /** As the vendor's file has it. */
  readonly name: string;
  readonly type: string;
  /** IEC location, `%IX0.0`. */
  readonly address?: string;
  /** ST text. */
  readonly initial?: string;
  readonly comment?: string;
  /** CONSTANT, RETAIN ... */
  readonly qualifiers?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
  /** What the variable is wired to, in words of the vendor: `Local:1:I.Data.0`. */
  readonly device?: string;
  /** The file does not say the type; the side map may. */
  readonly guessed?: boolean;
  /** The vendor's own words, for the side map. `vendorName` is the full one, with its block. */
  readonly vendorName: string;
  readonly vendorAddress: string;
  readonly vendorType: string;
  /** Sections of function blocks; VAR otherwise. */
  readonly section?: string;
}

export interface ModelScope {
  readonly name: string;
  readonly kind: 'global' | 'program';
  readonly variables: ModelVariable[];
}

export interface ModelMember {
  readonly name: string;
  readonly type: string;
  readonly initial?: string;
  readonly comment?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly section?: string;
}

export interface ModelType {
  readonly name: string;
  readonly kind: 'struct' | 'union' | 'enum' | 'alias' | 'block';
  readonly members: readonly ModelMember[];
  readonly values?: readonly { readonly name: string; readonly value: number | null }[];
  /** Base of an enumeration, alias or structure. */
  readonly base?: string;
  readonly comment?: string;
}

/** One thing that did not come in, was changed or guessed. */
export interface ImportDiagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** The tag, or the vendor's name of what did not become one. */
  readonly tag: string;
  readonly message: string;
  readonly file?: string;
  /** Line, or row of a table, or number of the element; 1-based. */
  readonly row?: number;
}

/** Every row of the files: came in, or left out under a code. */
export interface RowAccount {
  readonly total: number;
  readonly imported: number;
  readonly skipped: Readonly<Record<string, number>>;
}

/** Collects one import. Rows are counted here, so that none can be forgotten. */
export class Collector {
  readonly #scopes = new Map<string, ModelScope>();
  readonly types: ModelType[] = [];
  /** Lower-case names of types that the file declares, before they are read. */
  readonly declared = new Set<string>();
  readonly diagnostics: ImportDiagnostic[] = [];
  readonly #skipped: Record<string, number> = {};
  #imported = 0;
  #file = '';

  /** Names the file that the next rows come from. */
  open(file: string): void {
    this.#file = file;
  }

  get scopes(): readonly ModelScope[] {
    return [...this.#scopes.values()];
  }

  account(): RowAccount {
    const left = Object.values(this.#skipped).reduce((sum, count) => sum + count, 0);
    return { total: this.#imported + left, imported: this.#imported, skipped: { ...this.#skipped } };
  }

  scope(name: string, kind: ModelScope['kind'] = 'global'): ModelScope {
    const key = `${kind}:${name.toLowerCase()}`;
    const known = this.#scopes.get(key);
    if (known !== undefined) return known;
    const scope: ModelScope = { name, kind, variables: [] };
    this.#scopes.set(key, scope);
    return scope;
  }

  /** A row that became a variable. */
  variable(scope: ModelScope, variable: ModelVariable): void {
    scope.variables.push(variable);
    this.#imported++;
  }

  /** A row that became part of something: a description, a member, a type. */
  taken(rows = 1): void {
    this.#imported += rows;
  }

  /** A row that stays out. */
  skip(row: number, tag: string, message: string, severity: ImportDiagnostic['severity'] = 'warning'): void {
    this.#skipped.IMPORT_ROW_SKIPPED = (this.#skipped.IMPORT_ROW_SKIPPED ?? 0) + 1;
    this.note('IMPORT_ROW_SKIPPED', tag, message, severity, row);
  }

  /** Something that never became rows: a file that cannot be read. */
  lost(code: string): void {
    this.#skipped[code] = (this.#skipped[code] ?? 0) + 1;
  }

  note(
    code: string,
    tag: string,
    message: string,
    severity: ImportDiagnostic['severity'] = 'warning',
    row?: number,
  ): void {
    const file = this.#file === '' ? {} : { file: this.#file };
    this.diagnostics.push({ code, severity, tag, message, ...file, ...(row === undefined ? {} : { row }) });
  }
}

/** The vendor's side of what came in, so that a later export can keep names and addresses. */
export function mapEntry(path: string, variable: ModelVariable): MapEntry {
  const { vendorName, vendorAddress, vendorType } = variable;
  return { path, vendorName, vendorAddress, vendorType };
}

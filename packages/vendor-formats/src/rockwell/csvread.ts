/** Reads the Logix Designer tag CSV (`vendor-formats.md` 2.1): any delimiter, any version, also after a spreadsheet took its quotes. */

import { type CsvRecord, readCsv, sniffDelimiter } from '../intake/csv.ts';
import type { Collector, ModelVariable } from '../intake/model.ts';
import { stName } from '../intake/names.ts';
import { headOf, type ImportSource, type Reader, type ReadOptions } from '../intake/reader.ts';
import { iecOfLogix, unescapeLogix } from './iec.ts';

const SCHEMA_LINE = /^"?TYPE"?\s*([,;\t])\s*"?SCOPE"?/im;

export const LOGIX_CSV: Reader = {
  id: 'rockwell-csv',
  attribute: 'logix.name',
  recognises: (source) =>
    /\.(csv|txt)$/i.test(source.path) &&
    (SCHEMA_LINE.test(headOf(source)) || /^remark[,;\t]"?CSV-Import-Export/i.test(headOf(source))),
  iecType: (text) => iecOfLogix(text).type,
  read: (source, collector, read) => new CsvReader(collector, read).read(source),
};

/** Columns by name; the order of the documentation when there is no schema line. */
const COLUMNS = ['TYPE', 'SCOPE', 'NAME', 'DESCRIPTION', 'DATATYPE', 'SPECIFIER', 'ATTRIBUTES'];

interface Draft {
  name: string;
  program: string;
  type: string;
  guessed: boolean;
  operand: string;
  comment: string;
  constant: boolean;
  notes: Record<string, string>;
  line: number;
}

class CsvReader {
  readonly #collector: Collector;
  readonly #language: string | undefined;
  readonly #addresses: ReadonlyMap<string, string>;
  readonly #drafts = new Map<string, Draft>();
  readonly #ignored = new Map<string, number>();
  readonly #languages = new Set<string>();
  readonly #external = new Set<string>();
  #columns = new Map(COLUMNS.map((name, at) => [name, at]));

  constructor(collector: Collector, { options }: ReadOptions) {
    this.#collector = collector;
    this.#language = options.language?.toLowerCase();
    const map = Object.entries(options.ioMap ?? {});
    this.#addresses = new Map(map.map(([address, operand]) => [operand.toLowerCase(), address]));
  }

  read({ text }: ImportSource): void {
    const source = text ?? '';
    const line = SCHEMA_LINE.exec(source)?.[0] ?? source.slice(0, 200).split('\n')[0] ?? '';
    for (const record of readCsv(source, sniffDelimiter(line) ?? ',')) this.#record(record);
    for (const draft of this.#drafts.values()) this.#finish(draft);
    for (const [kind, count] of this.#ignored)
      this.#collector.note(
        'IMPORT_ROW_SKIPPED',
        kind,
        `${count} rows of type ${kind} belong to logic, not to tags.`,
        'info',
      );
  }

  #record(record: CsvRecord): void {
    const kind = (record.cells[0] ?? '').trim().toUpperCase();
    if (kind === 'REMARK' || /^\d+(\.\d+)?$/.test(kind)) return;
    if (kind === 'TYPE') {
      this.#columns = new Map(record.cells.map((name, at) => [name.trim().toUpperCase(), at]));
      return;
    }
    const [type = '', language] = kind.split(/[:-]/, 2);
    if (type === 'TAG' || type === 'ALIAS') this.#tag(record, type === 'ALIAS');
    else if (type === 'COMMENT')
      this.#comment(record, kind.slice('COMMENT'.length + 1).toLowerCase() || language);
    else if (type === 'RCOMMENT' || type === 'TEXTBOX')
      this.#ignored.set(type, (this.#ignored.get(type) ?? 0) + 1);
    else
      this.#collector.skip(record.line, record.cells[2] ?? '', `"${kind}" is no type of row that is known.`);
  }

  #cell(record: CsvRecord, column: string): string {
    const at = this.#columns.get(column);
    return unescapeLogix((at === undefined ? '' : (record.cells[at] ?? '')).trim());
  }

  #tag(record: CsvRecord, isAlias: boolean): void {
    const name = this.#cell(record, 'NAME');
    const program = this.#cell(record, 'SCOPE');
    const type = this.#cell(record, 'DATATYPE');
    const operand = isAlias ? this.#cell(record, 'SPECIFIER') : '';
    if (name === '' || (!isAlias && type === '')) {
      this.#collector.skip(
        record.line,
        name,
        name === '' ? 'The row has no name.' : `The tag ${name} has no type.`,
        'error',
      );
      return;
    }
    if (name.includes(':')) {
      this.#collector.skip(
        record.line,
        name,
        `${name} belongs to a module; it is a reference, no declaration.`,
        'info',
      );
      return;
    }
    const key = keyOf(program, name);
    if (this.#drafts.has(key)) {
      this.#collector.skip(record.line, name, `${name} stands twice in its scope; the first row counts.`);
      return;
    }
    const attributes = this.#cell(record, 'ATTRIBUTES');
    this.#drafts.set(key, {
      name,
      program,
      type,
      guessed: type === '',
      operand,
      comment: this.#cell(record, 'DESCRIPTION'),
      constant: /Constant\s*:=\s*true/i.test(attributes),
      notes: {},
      line: record.line,
    });
  }

  /** A description in a language, or the comment of one element. */
  #comment(record: CsvRecord, language: string | undefined): void {
    const name = this.#cell(record, 'NAME');
    const operand = this.#cell(record, 'SPECIFIER');
    const draft = this.#drafts.get(keyOf(this.#cell(record, 'SCOPE'), name));
    if (draft === undefined) {
      const isModule = name.includes(':');
      this.#collector.skip(
        record.line,
        name,
        `The comment belongs to ${name}, which is no tag of the file.`,
        isModule ? 'info' : 'warning',
      );
      return;
    }
    const text = this.#cell(record, 'DESCRIPTION');
    this.#collector.taken();
    if (operand.toLowerCase() !== name.toLowerCase()) {
      draft.notes[`logix.comment.${operand.slice(name.length)}`] = text;
      return;
    }
    if (language !== undefined) this.#languages.add(language);
    const wanted = this.#language ?? [...this.#languages][0];
    if (language === undefined || language === wanted) draft.comment = text;
    else draft.notes[`logix.comment.${language}`] = text;
  }

  #finish(draft: Draft): void {
    const { name, program, operand, comment, constant, notes } = draft;
    const { type, external } = this.#typeOf(draft);
    if (external !== null && !this.#external.has(external)) {
      this.#external.add(external);
      this.#collector.note(
        'TYPE_EXTERNAL',
        name,
        `The type ${external} is not in the file; import its L5X too.`,
        'info',
      );
    }
    const address = this.#addresses.get(operand.toLowerCase());
    const device = operand === '' ? {} : { device: operand };
    const attributes = {
      ...notes,
      ...(operand === '' || address !== undefined ? {} : { 'logix.alias': operand }),
    };
    const scope =
      program === ''
        ? this.#collector.scope('Controller')
        : this.#collector.scope(stName(program), 'program');
    const variable: ModelVariable = {
      name,
      type,
      ...(comment === '' ? {} : { comment }),
      ...(constant ? { qualifiers: ['CONSTANT'] } : {}),
      ...(address === undefined ? {} : { address }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
      ...device,
      ...(draft.guessed ? { guessed: true } : {}),
      vendorName: name,
      vendorAddress: operand,
      vendorType: draft.type,
    };
    this.#collector.variable(scope, variable);
  }

  /** An alias has the type of what it stands for; a bit is a BOOL; anything else is a guess. */
  #typeOf(draft: Draft): { type: string; external: string | null } {
    if (!draft.guessed) return iecOfLogix(draft.type);
    const target =
      this.#drafts.get(keyOf(draft.program, draft.operand)) ?? this.#drafts.get(keyOf('', draft.operand));
    if (target !== undefined && !target.guessed) return iecOfLogix(target.type);
    if (/\.\d+$/.test(draft.operand)) return { type: 'BOOL', external: null };
    this.#collector.note(
      'IMPORT_AMBIGUOUS',
      draft.name,
      `The file does not say the type of ${draft.operand}, so ${draft.name} becomes a DINT.`,
      'warning',
      draft.line,
    );
    return { type: 'DINT', external: null };
  }
}

function keyOf(program: string, name: string): string {
  return `${program}\n${name}`.toLowerCase();
}

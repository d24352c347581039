/** Reads TIA tag tables from SDF (`vendor-formats.md` 3.2): nine quoted cells; the code page is UTF-8, the option's, or a guess. */
import { readCsv } from '../intake/csv.ts';
import type { Collector } from '../intake/model.ts';
import { headOf, type ImportSource, type Reader, type ReadOptions } from '../intake/reader.ts';
import { addTag, DEFAULT_TABLE } from './rows.ts';

const ROW = /^"[^"]*","%?[^"]*","[^"]*","(?:True|False)"/im;

export const TIA_SDF: Reader = {
  id: 'siemens-sdf',
  attribute: 'tia.name',
  recognises: (source) => /\.sdf$/i.test(source.path) || ROW.test(headOf(source, 2_048)),
  read: (source, collector, read) => {
    const text = textOf(source, collector, read);
    for (const { line, cells } of readCsv(text, ',')) {
      if (cells.length < 7) {
        collector.skip(line, cells[0] ?? '', `The row has ${cells.length} cells in place of 9.`, 'error');
        continue;
      }
      flags(line, cells, collector);
      const [name = '', address = '', type = '', , , retain = '', comment = ''] = cells;
      const table = read.options.tableName ?? DEFAULT_TABLE;
      addTag(
        { row: line, table, name, address, type, comment, retain: /^true$/i.test(retain) },
        collector,
        read,
      );
    }
  },
};

function textOf(source: ImportSource, collector: Collector, { options }: ReadOptions): string {
  if (source.text !== null && !source.guessed) return source.text;
  const encoding = options.encoding ?? 'windows-1252';
  if (options.encoding === undefined)
    collector.note(
      'IMPORT_AMBIGUOUS',
      source.path,
      'The file is not UTF-8 and was read as windows-1252; name its code page with the option "encoding" if letters look wrong.',
      'info',
    );
  return new TextDecoder(encoding).decode(source.bytes);
}

/** The order of the three HMI flags is deduced, so it matters only when they differ. */
function flags(line: number, cells: readonly string[], collector: Collector): void {
  const [a, b, c] = [cells[3], cells[4], cells[8] ?? cells[3]].map((one) => one?.toLowerCase());
  if (a === b && b === c) return;
  collector.note('IMPORT_AMBIGUOUS', cells[0] ?? '', 'The HMI flags differ and are left out.', 'info', line);
}

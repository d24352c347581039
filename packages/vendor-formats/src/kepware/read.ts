/** Reads Kepware tag CSV (`vendor-formats.md` 6.3): columns by header text, groups from the dots of the names. */
import { readCsv, sniffDelimiter } from '../intake/csv.ts';
import type { Collector } from '../intake/model.ts';
import { stName } from '../intake/names.ts';
import { headOf, type Reader } from '../intake/reader.ts';
import { type FoundNode, gather } from '../nodes/gather.ts';
import { KEPWARE_RULES } from './types.ts';

const HEADER = /^"?Tag Name"?\s*([,;\t])\s*"?Address"?/im;
/** Scope of tags that stand in no group. */
const ROOT_SCOPE = 'Tags';

export const KEPWARE_CSV: Reader = {
  id: 'kepware',
  attribute: 'kepware.name',
  recognises: (source) => HEADER.test(headOf(source)),
  read: (source, collector) => {
    const text = source.text ?? '';
    const delimiter = sniffDelimiter(HEADER.exec(text)?.[0] ?? '') ?? ',';
    const root = new Group('');
    let columns: ReadonlyMap<string, number> | null = null;
    for (const { line, cells } of readCsv(text, delimiter)) {
      if (/^Tag Name$/i.test(cells[0]?.trim() ?? ''))
        columns = new Map(cells.map((name, at) => [name.trim().toLowerCase(), at]));
      else if (columns !== null) row(line, cells, columns, root, collector);
      else if (!cells[0]?.startsWith(';'))
        collector.skip(line, cells[0] ?? '', 'The row stands above the header.');
    }
    for (const scope of root.groups.values()) gather(collector, stName(scope.name), scope.nodes());
    const loose = root.values;
    if (loose.length > 0) gather(collector, ROOT_SCOPE, loose);
  },
};

/** A group of the file while it is read. */
class Group {
  readonly name: string;
  readonly groups = new Map<string, Group>();
  readonly values: FoundNode[] = [];

  constructor(name: string) {
    this.name = name;
  }

  group(name: string): Group {
    const known = this.groups.get(name.toLowerCase()) ?? new Group(name);
    this.groups.set(name.toLowerCase(), known);
    return known;
  }

  nodes(): FoundNode[] {
    const groups = [...this.groups.values()].map((group): FoundNode => {
      return {
        name: group.name,
        type: null,
        comment: '',
        children: group.nodes(),
        vendorAddress: '',
        vendorType: 'Group',
      };
    });
    return [...this.values, ...groups];
  }
}

/** Groups nested in one name at most. */
const MAX_GROUPS = 32;

function row(
  line: number,
  cells: readonly string[],
  columns: ReadonlyMap<string, number>,
  root: Group,
  collector: Collector,
): void {
  const cell = (name: string) => cells[columns.get(name) ?? -1]?.trim() ?? '';
  const full = cell('tag name');
  const segments = full.split('.').filter((one) => one !== '');
  const name = segments.pop();
  if (name === undefined || segments.length > MAX_GROUPS) {
    collector.skip(line, full, 'The row has no usable tag name.', 'error');
    return;
  }
  const group = segments.reduce((parent, segment) => parent.group(segment), root);
  if (group.values.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
    collector.skip(line, full, `${full} stands twice; the first row counts.`);
    return;
  }
  group.values.push(foundValue(name, line, cell, collector));
}

function foundValue(
  name: string,
  line: number,
  cell: (name: string) => string,
  collector: Collector,
): FoundNode {
  const address = cell('address');
  const vendorType = cell('data type');
  const access = cell('client access');
  const comment = cell('description').replace(/^'(?=[=+@\t\r-])/, '');
  return {
    name,
    type: iecOfKepware(vendorType, address, name, line, collector),
    comment,
    ...(access === 'RO' ? { attributes: { 'kepware.access': 'RO' } } : {}),
    children: [],
    vendorAddress: address,
    vendorType,
  };
}

function iecOfKepware(
  text: string,
  address: string,
  name: string,
  line: number,
  collector: Collector,
): string {
  const element = /^(.*?)\s+Array$/i.exec(text)?.[1];
  if (element !== undefined) {
    const sizes = [...(/((?:\[\d{1,9}\])+)$/.exec(address)?.[1] ?? '[1]').matchAll(/\d+/g)].map(([size]) =>
      Number(size),
    );
    const bounds = sizes.map((size) => `0..${Math.max(0, size - 1)}`).join(', ');
    return `ARRAY [${bounds}] OF ${iecOfKepware(element, '', name, line, collector)}`;
  }
  if (/^String$/i.test(text)) return 'STRING';
  const own = Object.entries(KEPWARE_RULES.types).find(
    ([, to]) => to.type.toLowerCase() === text.toLowerCase() && to.code === undefined,
  );
  if (own !== undefined) return own[0];
  const decimal = /^(L?)BCD$/i.exec(text);
  const type = decimal === null ? 'DINT' : decimal[1] === '' ? 'WORD' : 'DWORD';
  collector.note(
    'IMPORT_AMBIGUOUS',
    name,
    `The data type "${text}" has no counterpart, so ${name} becomes a ${type}.`,
    'warning',
    line,
  );
  return type;
}

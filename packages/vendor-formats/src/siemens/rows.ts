/** One row of a TIA tag table, whatever file it stood in, as a variable. */
import type { Collector, ModelVariable } from '../intake/model.ts';
import { stName } from '../intake/names.ts';
import type { ReadOptions } from '../intake/reader.ts';
import { iecOfS7, iecOfS7Address, iecOfS7Value } from './iec.ts';

export interface TagRow {
  readonly row: number;
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly address: string;
  readonly comment: string;
  readonly retain: boolean;
}

/** Table of a file that names none. */
export const DEFAULT_TABLE = 'Default tag table';

/** Adds the tag, or skips the row with its reason. */
export function addTag(tag: TagRow, collector: Collector, { options }: ReadOptions): void {
  if (tag.name === '' || tag.type === '') {
    collector.skip(
      tag.row,
      tag.name,
      tag.name === '' ? 'The row has no name.' : `The tag ${tag.name} has no type.`,
      'error',
    );
    return;
  }
  const type = iecOfS7(tag.type);
  const address =
    tag.address === '' ? null : iecOfS7Address(tag.address, type, options.addressIndex ?? 'byte');
  const isUnmapped = address === null && tag.address !== '';
  if (isUnmapped)
    collector.note(
      'ADDRESS_UNMAPPED',
      tag.name,
      `${tag.address} is no address of IEC 61131-3, so it is kept as an attribute only.`,
      'info',
      tag.row,
    );
  const variable: ModelVariable = {
    name: tag.name,
    type,
    ...(address === null ? {} : { address }),
    ...(tag.comment === '' ? {} : { comment: tag.comment }),
    ...(tag.retain ? { qualifiers: ['RETAIN'] } : {}),
    ...(isUnmapped ? { attributes: { 'tia.address': tag.address }, device: tag.address } : {}),
    vendorName: tag.name,
    vendorAddress: tag.address,
    vendorType: tag.type,
  };
  collector.variable(collector.scope(stName(tag.table.split('\\').at(-1) || DEFAULT_TABLE)), variable);
}

/** A user constant as VAR_GLOBAL CONSTANT. */
export function addConstant(
  constant: {
    readonly row: number;
    readonly table: string;
    readonly name: string;
    readonly type: string;
    readonly value: string;
    readonly comment: string;
  },
  collector: Collector,
): void {
  const { row, name, type, value, comment } = constant;
  if (name === '' || type === '' || value === '') {
    collector.skip(row, name, `The constant "${name}" has no name, no type or no value.`, 'error');
    return;
  }
  const scope = collector.scope(stName(constant.table.split('\\').at(-1) || DEFAULT_TABLE));
  collector.variable(scope, {
    name,
    type: iecOfS7(type),
    initial: iecOfS7Value(value),
    qualifiers: ['CONSTANT'],
    ...(comment === '' ? {} : { comment }),
    vendorName: name,
    vendorAddress: '',
    vendorType: type,
  });
}

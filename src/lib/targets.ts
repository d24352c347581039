/** What tags can be written for: the targets of the vendor preview with the options that a person may set there. */

import type { FormatId, VendorId, VendorOptions } from '@tagloom/vendor-formats';

export type Target = VendorId | FormatId;
export type Family = VendorId | 'other';

/** One option as a field: a choice, a whole number, a text or a switch. */
export type OptionField = {
  readonly name: keyof VendorOptions;
  readonly label: string;
} & (
  | {
      readonly kind: 'choice';
      readonly choices: readonly { readonly value: string; readonly label: string }[];
    }
  | { readonly kind: 'number' | 'text'; readonly placeholder: string }
  | { readonly kind: 'switch'; readonly usual: boolean }
);

export interface TargetInfo {
  readonly id: Target;
  readonly family: Family;
  readonly label: string;
  readonly options: readonly OptionField[];
}

const choice = (
  name: keyof VendorOptions,
  label: string,
  ...values: (string | [string, string])[]
): OptionField => ({
  name,
  label,
  kind: 'choice',
  choices: values.map((one) =>
    typeof one === 'string' ? { value: one, label: one } : { value: one[0], label: one[1] },
  ),
});
const text = (name: keyof VendorOptions, label: string, placeholder: string): OptionField => ({
  name,
  label,
  kind: 'text',
  placeholder,
});
const number = (name: keyof VendorOptions, label: string, placeholder: string): OptionField => ({
  name,
  label,
  kind: 'number',
  placeholder,
});

const CONTROLLER = choice('controller', 'Controller', '5580', '5570');
const REVISION = text('softwareRevision', 'Revision', '36.00');
const DELIMITER = choice('delimiter', 'Separator', [',', 'Comma'], [';', 'Semicolon'], ['\t', 'Tab']);
const CPU = choice('cpu', 'CPU', 'S7-1500', 'S7-1200', 'S7-300');
const ALLOCATE: readonly OptionField[] = [
  choice('allocate', 'No address', ['', 'Left out of the table'], ['M', 'Give one in %M']),
  number('allocateStart', 'From byte', '100'),
];
const TABLE = text('tableName', 'Tag table', 'Default tag table');
const ADDRESSES = choice('addressIndex', '%IW4 counts', ['byte', 'Bytes'], ['element', 'Words']);
const BLOCKS: readonly OptionField[] = [
  text('dbName', 'One block', 'One per list'),
  number('dbNumber', 'First number', 'None'),
  { name: 'optimized', label: 'Optimised access', kind: 'switch', usual: true },
];

export const TARGETS: readonly TargetInfo[] = [
  {
    id: 'rockwell-l5x',
    family: 'rockwell',
    label: 'L5X',
    options: [
      CONTROLLER,
      REVISION,
      choice('target', 'Holds', ['controller', 'Whole controller'], ['program', 'Programs']),
    ],
  },
  { id: 'rockwell-csv', family: 'rockwell', label: 'Tag CSV', options: [CONTROLLER, REVISION, DELIMITER] },
  {
    id: 'siemens',
    family: 'siemens',
    label: 'Tag table and data blocks',
    options: [CPU, ADDRESSES, ...ALLOCATE, TABLE, ...BLOCKS],
  },
  {
    id: 'siemens-xlsx',
    family: 'siemens',
    label: 'Tag table (XLSX)',
    options: [CPU, ADDRESSES, ...ALLOCATE, TABLE],
  },
  {
    id: 'siemens-sdf',
    family: 'siemens',
    label: 'Tag table (SDF)',
    options: [
      CPU,
      ADDRESSES,
      ...ALLOCATE,
      choice('encoding', 'Code page', 'windows-1252', 'windows-1251', 'windows-1250', 'utf-8'),
    ],
  },
  { id: 'siemens-db', family: 'siemens', label: 'Data blocks (.db, .udt)', options: [CPU, ...BLOCKS] },
  {
    id: 'siemens-openness-xml',
    family: 'siemens',
    label: 'Openness XML',
    options: [CPU, text('engineeringVersion', 'Version', 'V17'), text('culture', 'Language', 'en-US'), TABLE],
  },
  {
    id: 'beckhoff',
    family: 'beckhoff',
    label: 'TcGVL, TcPOU, TcDUT',
    options: [
      text('gvlName', 'One list', 'One per list'),
      choice('inputs', 'Addresses', ['placeholder', 'As %I*'], ['fixed', 'Keep the number']),
    ],
  },
  {
    id: 'plcopen',
    family: 'other',
    label: 'PLCopen XML',
    options: [choice('dialect', 'Dialect', ['tc6_0201', 'TC6 2.01'], ['codesys', 'CODESYS'])],
  },
  {
    id: 'ignition',
    family: 'other',
    label: 'Ignition (JSON)',
    options: [text('itemPath', 'Item path', '{path}')],
  },
  {
    id: 'opcua',
    family: 'other',
    label: 'OPC UA NodeSet2',
    options: [text('itemPath', 'Node id', '{path}')],
  },
  {
    id: 'kepware',
    family: 'other',
    label: 'Kepware (CSV)',
    options: [text('itemPath', 'Address', '{path}'), DELIMITER],
  },
];

export const FAMILIES: readonly { readonly value: Family; readonly label: string }[] = [
  { value: 'rockwell', label: 'Rockwell' },
  { value: 'siemens', label: 'Siemens' },
  { value: 'beckhoff', label: 'Beckhoff' },
  { value: 'other', label: 'More' },
];

/** The target behind an id; the live rows of `rockwell` are shown as those of the L5X. */
export function targetInfo(id: Target): TargetInfo {
  const wanted = id === 'rockwell' ? 'rockwell-l5x' : id;
  return TARGETS.find((one) => one.id === wanted) ?? TARGETS[0]!;
}

/** The first word of a target's columns: `Rockwell name`. */
export function targetName(id: Target): string {
  const { family, label } = targetInfo(id);
  const name = FAMILIES.find(({ value }) => value === family)!.label;
  return family === 'other' ? label.replace(/ (XML|NodeSet2|\(.*\))$/, '') : name;
}

/** Options with one changed; an empty value goes back to the usual one. */
export function withOption(
  options: VendorOptions,
  field: OptionField,
  value: string | boolean,
): VendorOptions {
  const { [field.name]: _, ...rest } = options;
  const isUsual = value === '' || (field.kind === 'switch' && value === field.usual);
  if (isUsual) return rest;
  return { ...rest, [field.name]: field.kind === 'number' ? Number(value) : value };
}

/** Tags as Logix tags: controller or program scope, type, alias operand, and what Logix cannot hold. */
import type { Tag } from '@tagloom/st-parser';
import { readAddress } from '../addresses.ts';
import { aliasNotes, commentOf, flatScope, hasStorage, initialOf, retention, valueList } from '../common.ts';
import { LOGIX_NAMES, sanitise } from '../names.ts';
import { type Note, notesOn } from '../notes.ts';
import { type Shape, shapeOf, type TypeLookup } from '../shapes.ts';
import type { Draft, Entry, Target } from '../table.ts';
import type { VendorDiagnostic, VendorOptions } from '../types.ts';
import { missingBlock } from './datatypes.ts';
import { type OperandOf, operands } from './iomap.ts';
import { DEFAULT_STRING, type Family, type LogixType, logixType } from './types.ts';
import { type LogixValue, logixString, logixValues } from './values.ts';

export interface LogixDraft extends Draft {
  /** Empty for controller tags. */
  readonly program: string;
  readonly logix: LogixType | null;
  readonly description: string;
  readonly constant: boolean;
  /** Element values, empty for the default; only where the file carries values. */
  readonly values: readonly LogixValue[];
  /** The value of a string. */
  readonly text: { readonly text: string; readonly length: number } | null;
}

/** `definitions`: the CSV. `everything`: live rows. `controller`: an L5X of our own, which holds no Add-On Instructions. */
export type Carries = 'definitions' | 'everything' | 'controller';

/** Tags as Logix tags, for one kind of output. */
export function logixTarget(options: VendorOptions, carries: Carries): Target<LogixDraft> {
  const family = familyOf(options);
  const operandOfAddress = operands(options.ioMap, options.addressIndex);
  return {
    rule: LOGIX_NAMES,
    shown: (_draft, name) => name,
    draft: (tag, lookup) => draftOf(tag, lookup, { family, operandOfAddress, carries }),
  };
}

interface Settings {
  readonly family: Family;
  readonly operandOfAddress: OperandOf;
  readonly carries: Carries;
}

/** What the options say about the controller. */
export function familyOf(options: VendorOptions): Family {
  const revision = Number.parseInt(options.softwareRevision ?? '36', 10);
  return { is5580: (options.controller ?? '5580') === '5580', hasTimes: revision >= 36 };
}

function draftOf(tag: Tag, lookup: TypeLookup, settings: Settings): LogixDraft {
  const { note, list } = notesOn(tag.path);
  const shape = shapeOf(tag.typeExpr, lookup);
  const logix = hasStorage(tag, note) ? typeOf(tag, shape, settings, note) : null;
  const program = tag.owner === 'program' ? programName(tag.scope) : '';
  const constant = tag.qualifiers.includes('CONSTANT');
  const base = { tag, program, logix, wanted: tag.name, constant };
  if (logix === null)
    return { ...base, scope: null, type: '', address: '', description: '', ...NO_DATA, diagnostics: list };
  const address = operandOf(tag, settings, note);
  const description = described(commentOf(tag, note), logix);
  qualifierNotes(tag, note);
  aliasNotes(tag.typeExpr, lookup, note);
  const data = dataOf(tag, shape, logix, { carries: settings.carries, isAlias: address !== '' }, note);
  const type = logix.dims.length === 0 ? logix.name : `${logix.name}[${logix.dims.join(',')}]`;
  const diagnostics =
    settings.carries === 'definitions' ? list : list.filter((one) => !isBundled(one.code, shape));
  const { values, text } = data;
  const scope = program.toLowerCase();
  const draft = { ...base, scope, type, address, description, values, text, diagnostics };
  const kept = retention(tag);
  return kept === undefined ? draft : { ...draft, kept };
}

/** A controller of our own holds only what is written with it. */
function typeOf(tag: Tag, shape: Shape, { family, carries }: Settings, note: Note): LogixType | null {
  const unlessExternal: Note = (code, ...rest) =>
    code === 'TYPE_EXTERNAL' ? undefined : note(code, ...rest);
  const logix = logixType(shape, family, tag.name, carries === 'controller' ? unlessExternal : note);
  const missing = carries === 'controller' && logix !== null ? missingBlock(shape, logix) : null;
  if (missing === null) return logix;
  note('TYPE_UNSUPPORTED', `The tag is left out: ${missing}.`);
  return null;
}

type Data = Pick<LogixDraft, 'values' | 'text'>;
const NO_DATA: Data = { values: [], text: null };

/** The initial value, or its diagnostic where the output cannot carry it. */
function dataOf(
  tag: Tag,
  shape: Shape,
  logix: LogixType,
  { carries, isAlias }: { readonly carries: Carries; readonly isAlias: boolean },
  note: Note,
): Data {
  const initial = carries === 'everything' ? undefined : initialOf(tag);
  if (initial === undefined) return NO_DATA;
  if (carries === 'controller' && !isAlias) {
    const text = shape.kind === 'string' ? logixString(initial, shape.length ?? DEFAULT_STRING) : null;
    const values = text === null ? logixValues(initial, shape, logix) : [];
    if (values !== null) return { values, text };
  }
  const why =
    carries === 'definitions' ? 'the tag CSV carries no values' : 'it is no literal that the file can carry';
  note('INITIAL_LOST', `The initial value ${initial} is not kept: ${why}.`);
  return NO_DATA;
}

/** Types of the project itself travel with the whole project; library types do not. */
function isBundled(code: string, shape: Shape): boolean {
  const base = shape.kind === 'array' ? shape.base : shape;
  return code === 'TYPE_EXTERNAL' && !(base.kind === 'block' && !base.own);
}

function programName(scope: string): string {
  const flat = flatScope(scope);
  return LOGIX_NAMES.legal(flat) ? flat : sanitise(flat, LOGIX_NAMES.max);
}

function described(comment: string, { enumeration }: LogixType): string {
  const values = enumeration === undefined ? '' : valueList(enumeration);
  return comment === '' || values === '' ? comment + values : `${comment}\n${values}`;
}

/** The alias operand of the I/O map, or empty: a module is never invented. */
function operandOf(tag: Tag, { operandOfAddress }: Settings, note: Note): string {
  if (tag.address === undefined) return '';
  const operand = operandOfAddress(tag.address);
  if (operand !== undefined) return operand;
  const address = readAddress(tag.address);
  const isMemory = address.kind !== 'other' && address.area === 'M';
  const why = isMemory ? 'Logix has no memory addresses' : 'the I/O map has no operand for it';
  note('ADDRESS_UNMAPPED', `${tag.address} is not kept: ${why}.`, isMemory ? 'info' : 'warning');
  return '';
}

/** All Logix tags are retentive, so RETAIN and PERSISTENT lose nothing. */
function qualifierNotes(tag: Tag, note: Note): void {
  if (tag.qualifiers.includes('NON_RETAIN'))
    note('QUALIFIER_LOST', 'NON_RETAIN is not kept: all Logix tags are retentive.');
}

/** A program tag may have the name of a controller tag: legal in Logix, and worth knowing. */
export function hidingNotes(entries: readonly Entry<LogixDraft>[]): VendorDiagnostic[] {
  const written = entries.filter(({ draft }) => draft.scope !== null);
  if (written.every(({ draft }) => draft.program === '')) return [];
  const controller = new Set(
    written.flatMap(({ draft, name }) => (draft.program === '' ? [name.toLowerCase()] : [])),
  );
  const hiding = written.filter(
    ({ draft, name }) => draft.program !== '' && controller.has(name.toLowerCase()),
  );
  return hiding.flatMap(({ draft, name }) => {
    const { note, list } = notesOn(draft.tag.path);
    const sentence = `"${name}" hides the controller tag of that name inside ${draft.program}.`;
    note('NAME_COLLISION', sentence, 'info');
    return list;
  });
}

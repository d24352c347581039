/** Tags as Logix tags: controller or program scope, type, alias operand, and what Logix cannot hold. */
import type { Tag } from '@tagloom/st-parser';
import { readAddress } from '../addresses.ts';
import { commentOf, flatScope, hasStorage, initialOf, valueList } from '../common.ts';
import { LOGIX_NAMES, sanitise } from '../names.ts';
import { type Note, notesOn } from '../notes.ts';
import { shapeOf, type TypeLookup } from '../shapes.ts';
import type { Draft, Entry, Target } from '../table.ts';
import type { VendorDiagnostic, VendorOptions } from '../types.ts';
import { type Family, type LogixType, logixType } from './types.ts';

export interface LogixDraft extends Draft {
  /** Empty for controller tags. */
  readonly program: string;
  readonly logix: LogixType | null;
  readonly description: string;
  readonly constant: boolean;
}

/** The CSV target; `values: 'lost'` is the file, `'kept'` the live rows, whose bundle will carry values and types. */
export function logixTarget(
  options: VendorOptions,
  carries: 'definitions' | 'everything',
): Target<LogixDraft> {
  const family = familyOf(options);
  const ioMap = new Map(Object.entries(options.ioMap ?? {}).map(([from, to]) => [from.toUpperCase(), to]));
  return {
    rule: LOGIX_NAMES,
    shown: (_draft, name) => name,
    draft: (tag, lookup) => draftOf(tag, lookup, { family, ioMap, carries }),
  };
}

interface Settings {
  readonly family: Family;
  readonly ioMap: ReadonlyMap<string, string>;
  readonly carries: 'definitions' | 'everything';
}

function familyOf(options: VendorOptions): Family {
  const revision = Number.parseInt(options.softwareRevision ?? '36', 10);
  return { is5580: (options.controller ?? '5580') === '5580', hasTimes: revision >= 36 };
}

function draftOf(tag: Tag, lookup: TypeLookup, settings: Settings): LogixDraft {
  const { note, list } = notesOn(tag.path);
  const logix = hasStorage(tag, note)
    ? logixType(shapeOf(tag.typeExpr, lookup), settings.family, tag.name, note)
    : null;
  const program = tag.owner === 'program' ? programName(tag.scope) : '';
  const draft = { tag, program, logix, wanted: tag.name, constant: tag.qualifiers.includes('CONSTANT') };
  if (logix === null)
    return { ...draft, scope: null, type: '', address: '', description: '', diagnostics: list };
  const address = operandOf(tag, settings, note);
  const comment = commentOf(tag, note);
  qualifierNotes(tag, note);
  if (settings.carries === 'definitions') valueNotes(tag, note);
  const diagnostics =
    settings.carries === 'definitions' ? list : list.filter((one) => !isBundled(one.code, tag, lookup));
  const type = logix.dims.length === 0 ? logix.name : `${logix.name}[${logix.dims.join(',')}]`;
  return {
    ...draft,
    scope: program.toLowerCase(),
    type,
    address,
    description: described(comment, logix),
    diagnostics,
  };
}

/** Types of the project itself travel with the whole project; library types do not. */
function isBundled(code: string, tag: Tag, lookup: TypeLookup): boolean {
  if (code !== 'TYPE_EXTERNAL') return false;
  const shape = shapeOf(tag.typeExpr, lookup);
  const base = shape.kind === 'array' ? shape.base : shape;
  return !(base.kind === 'block' && !base.own);
}

function programName(scope: string): string {
  const flat = flatScope(scope);
  return LOGIX_NAMES.legal(flat) ? flat : sanitise(flat, LOGIX_NAMES.max);
}

function described(comment: string, { enumeration }: LogixType): string {
  const values = enumeration === undefined ? '' : valueList(enumeration);
  return [comment, values].filter((line) => line !== '').join('\n');
}

/** The alias operand of the I/O map, or empty: a module is never invented. */
function operandOf(tag: Tag, { ioMap }: Settings, note: Note): string {
  if (tag.address === undefined) return '';
  const operand = ioMap.get(tag.address.toUpperCase());
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

function valueNotes(tag: Tag, note: Note): void {
  const initial = initialOf(tag);
  if (initial !== undefined)
    note('INITIAL_LOST', `The initial value ${initial} is not kept: the tag CSV carries no values.`);
}

/** A program tag may have the name of a controller tag: legal in Logix, and worth knowing. */
export function hidingNotes(entries: readonly Entry<LogixDraft>[]): VendorDiagnostic[] {
  const written = entries.filter(({ draft }) => draft.scope !== null);
  const controller = new Set(
    written.flatMap(({ draft, name }) => (draft.program === '' ? [name.toLowerCase()] : [])),
  );
  return written.flatMap(({ draft, name }) => {
    const { note, list } = notesOn(draft.tag.path);
    if (draft.program !== '' && controller.has(name.toLowerCase()))
      note(
        'NAME_COLLISION',
        `"${name}" hides the controller tag of that name inside ${draft.program}.`,
        'info',
      );
    return list;
  });
}

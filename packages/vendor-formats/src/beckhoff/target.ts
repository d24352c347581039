/** Tags as TwinCAT symbols (`vendor-formats.md` 4): almost everything stays as it is written. */
import type { Tag, TypeExpr } from '@tagloom/st-parser';
import { readAddress } from '../addresses.ts';
import { flatScope, hasStorage } from '../common.ts';
import { IEC_NAMES, sanitise } from '../names.ts';
import { type Note, notesOn } from '../notes.ts';
import type { TypeLookup } from '../shapes.ts';
import type { Draft, Target } from '../table.ts';
import type { VendorOptions } from '../types.ts';

export interface TwincatDraft extends Draft {
  /** The global variable list or program that holds it. */
  readonly list: string;
  /** Written into a TcGVL. */
  readonly isGlobal: boolean;
  /** The address of the source when another one is written. */
  readonly oldAddress: string;
  /** What the I/O map links it to; empty without. */
  readonly link: string;
}

/** Lists are written from their variables, programs and types from their source. */
export function twincatTarget(options: VendorOptions): Target<TwincatDraft> {
  const links = new Map(Object.entries(options.ioMap ?? {}).map(([from, to]) => [from.toUpperCase(), to]));
  return {
    rule: IEC_NAMES,
    shown: ({ list }, name) => `${list}.${name}`,
    draft: (tag, lookup) => draftOf(tag, lookup, options, links),
  };
}

/** The attribute of a link; a path is never invented, it comes from the I/O map. */
export function linkText(link: string): string {
  return `{attribute 'TcLinkTo' := '${link.replaceAll("'", "$'")}'}`;
}

function draftOf(
  tag: Tag,
  lookup: TypeLookup,
  options: VendorOptions,
  links: ReadonlyMap<string, string>,
): TwincatDraft {
  const { note, list: diagnostics } = notesOn(tag.path);
  const isGlobal = tag.owner !== 'program';
  const list = isGlobal ? (options.gvlName ?? listName(tag.scope)) : listName(tag.scope);
  const base = { tag, list, isGlobal, wanted: tag.name, diagnostics };
  // A program travels as it is written, with the sections that have no storage of their own.
  const isKept = !isGlobal || hasStorage(tag, note);
  const type = isKept ? twincatType(tag.typeExpr, note) : null;
  if (type === null) return { ...base, scope: null, type: '', address: '', oldAddress: '', link: '' };
  typeNotes(tag, lookup, note);
  const address = addressOf(tag, options, note);
  const oldAddress = tag.address !== undefined && address !== tag.address ? tag.address : '';
  const link = links.get(tag.address?.toUpperCase() ?? '') ?? '';
  return { ...base, scope: list.toLowerCase(), type, address, oldAddress, link };
}

function listName(scope: string): string {
  const flat = flatScope(scope);
  return IEC_NAMES.legal(flat) ? flat : sanitise(flat, IEC_NAMES.max);
}

/** CHAR and WCHAR are the only IEC types that TwinCAT lacks. */
function twincatType(type: TypeExpr, note: Note): string | null {
  if (type.kind === 'unknown') {
    note('TYPE_UNSUPPORTED', `The type "${type.text}" is not understood, so the tag is left out.`);
    return null;
  }
  const text = type.text.replace(/\b(W?)CHAR\b/gi, (_, wide: string) => (wide === '' ? 'BYTE' : 'WORD'));
  if (text !== type.text && !names(type).some((name) => /^W?CHAR$/i.test(name)))
    note('TYPE_REPLACED', `${type.text} becomes ${text}: TwinCAT has no single characters.`);
  return text;
}

/** User types of an expression: `CHAR` could be one, though nobody names a type so. */
function names(type: TypeExpr): string[] {
  if (type.kind === 'named') return [type.name];
  return 'base' in type ? names(type.base) : [];
}

/** Types of the project travel with it; those of libraries do not. */
function typeNotes(tag: Tag, lookup: TypeLookup, note: Note): void {
  for (const name of names(tag.typeExpr))
    if (lookup.type(name) === undefined)
      note('TYPE_EXTERNAL', `The library type ${name} must exist in the TwinCAT project before the import.`);
}

/** `%IX0.0` becomes `%I*` unless fixed addresses are asked for; `%M` always stays. */
function addressOf(tag: Tag, options: VendorOptions, note: Note): string {
  if (tag.address === undefined) return '';
  const address = readAddress(tag.address);
  if (address.kind === 'direct' && address.area !== 'M' && options.inputs !== 'fixed') {
    const placeholder = `%${address.area}*`;
    note(
      'ADDRESS_CHANGED',
      `${tag.address} becomes ${placeholder}; the old address stands in the comment.`,
      'info',
    );
    return placeholder;
  }
  const fixed = tag.address.replace(/^%([IQM])(\d)/i, '%$1X$2');
  if (address.kind === 'placeholder' || fixed === tag.address) return tag.address;
  note('ADDRESS_CHANGED', `${tag.address} becomes ${fixed}.`, 'info');
  return fixed;
}

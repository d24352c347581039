/** Tags as TwinCAT symbols (`vendor-formats.md` 4): almost everything stays as it is written. */
import type { Tag, TypeExpr } from '@tagloom/st-parser';
import { readAddress } from '../addresses.ts';
import { flatScope, hasStorage } from '../common.ts';
import { IEC_NAMES, sanitise } from '../names.ts';
import { type Note, notesOn } from '../notes.ts';
import { shapeOf, type TypeLookup } from '../shapes.ts';
import type { Draft, Target } from '../table.ts';
import type { VendorOptions } from '../types.ts';

export interface TwincatDraft extends Draft {
  /** The global variable list or program that holds it. */
  readonly list: string;
  /** Written into a TcGVL. */
  readonly isGlobal: boolean;
  /** The address of the source when another one is written. */
  readonly oldAddress: string;
}

/** `files` also says what a list alone leaves out: program variables and the types behind the variables. */
export function twincatTarget(options: VendorOptions, carries: 'files' | 'everything'): Target<TwincatDraft> {
  return {
    rule: IEC_NAMES,
    shown: ({ list }, name) => `${list}.${name}`,
    draft: (tag, lookup) => draftOf(tag, lookup, { options, carries }),
  };
}

interface Settings {
  readonly options: VendorOptions;
  readonly carries: 'files' | 'everything';
}

function draftOf(tag: Tag, lookup: TypeLookup, { options, carries }: Settings): TwincatDraft {
  const { note, list: diagnostics } = notesOn(tag.path);
  const isGlobal = tag.owner !== 'program';
  const list = isGlobal ? (options.gvlName ?? listName(tag.scope)) : listName(tag.scope);
  const base = { tag, list, isGlobal, wanted: tag.name, diagnostics };
  const isKept = hasStorage(tag, note) && (isGlobal || carries === 'everything' || inProgram(tag, note));
  const type = isKept ? twincatType(tag.typeExpr, note) : null;
  if (type === null) return { ...base, scope: null, type: '', address: '', oldAddress: '' };
  if (carries === 'files') typeNotes(tag, lookup, note);
  const address = addressOf(tag, options, note);
  const oldAddress = tag.address !== undefined && address !== tag.address ? tag.address : '';
  return { ...base, scope: list.toLowerCase(), type, address, oldAddress };
}

function inProgram(tag: Tag, note: Note): false {
  note('NOT_EXPORTED', `${tag.path} belongs to a program; a TcGVL holds global variables only.`);
  return false;
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

function typeNotes(tag: Tag, lookup: TypeLookup, note: Note): void {
  for (const name of names(tag.typeExpr)) {
    const shape = shapeOf({ kind: 'named', text: name, name }, lookup);
    const what = shape.kind === 'block' && !shape.own ? 'library type' : 'type';
    note('TYPE_EXTERNAL', `The ${what} ${name} must exist in the TwinCAT project before the import.`);
  }
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

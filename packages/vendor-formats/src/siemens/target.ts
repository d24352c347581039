/** Tags as S7 tags: a row of the tag table, a user constant, or a member of a data block (`vendor-formats.md` 3). */
import type { Tag } from '@tagloom/st-parser';
import { aliasNotes, commentOf, flatScope, hasStorage, initialOf, oneLine, retention } from '../common.ts';
import { TIA_NAMES } from '../names.ts';
import { type Note, notesOn } from '../notes.ts';
import { type Shape, shapeOf, type TypeLookup } from '../shapes.ts';
import type { Draft, Target } from '../table.ts';
import type { VendorOptions } from '../types.ts';
import { s7Address } from './addresses.ts';
import { type S7Type, s7Type } from './types.ts';
import { memberName, type StartValue, scalarText, startValues } from './values.ts';

/** Which files are written: a tag table alone (an SDF takes no constants), data blocks alone, or both side by side. */
export type S7Files = 'table' | 'sdf' | 'blocks' | 'both';

export type S7Place =
  | { readonly kind: 'tag' }
  | { readonly kind: 'constant'; readonly value: string }
  /** A member of the global data block of that name. */
  | { readonly kind: 'member'; readonly block: string; readonly retain: boolean }
  /** An instance data block of its own. */
  | { readonly kind: 'instance'; readonly of: string };

export interface S7Draft extends Draft {
  readonly place: S7Place | null;
  /** Size of an elementary type; 0 for all others. */
  readonly bits: number;
  readonly comment: string;
  readonly start: readonly StartValue[];
}

/** All blocks, tags and constants of one PLC share this scope. */
const PLC = 'plc';

/** `assigned` holds addresses that were given out, by tag key. */
export function s7Target(
  options: VendorOptions,
  files: S7Files,
  assigned: ReadonlyMap<string, string> = new Map(),
): Target<S7Draft> {
  return {
    rule: TIA_NAMES,
    shown: ({ place }, name) => (place?.kind === 'member' ? `"${place.block}".${memberName(name)}` : name),
    draft: (tag, lookup) => new Converter(tag, lookup, options, files, assigned.get(tag.key)).draft(),
  };
}

class Converter {
  readonly #tag: Tag;
  readonly #lookup: TypeLookup;
  readonly #options: VendorOptions;
  readonly #files: S7Files;
  readonly #assigned: string | undefined;
  readonly #note: Note;
  readonly #list: ReturnType<typeof notesOn>['list'];

  constructor(
    tag: Tag,
    lookup: TypeLookup,
    options: VendorOptions,
    files: S7Files,
    assigned: string | undefined,
  ) {
    this.#tag = tag;
    this.#assigned = assigned;
    this.#lookup = lookup;
    this.#options = options;
    this.#files = files;
    const { note, list } = notesOn(tag.path);
    this.#note = note;
    this.#list = list;
  }

  draft(): S7Draft {
    const tag = this.#tag;
    if (!hasStorage(tag, this.#note)) return this.#leftOut();
    const shape = shapeOf(tag.typeExpr, this.#lookup);
    const type = s7Type(shape, this.#options.cpu ?? 'S7-1500', this.#note);
    if (type === null) return this.#leftOut();
    aliasNotes(tag.typeExpr, this.#lookup, this.#note);
    return this.#constant(shape, type) ?? this.#located(type) ?? this.#inBlock(shape, type);
  }

  #leftOut(): S7Draft {
    const rest = { type: '', address: '', bits: 0, comment: '', start: [] };
    return {
      tag: this.#tag,
      scope: null,
      wanted: this.#tag.name,
      place: null,
      ...rest,
      diagnostics: this.#list,
    };
  }

  /** A global elementary CONSTANT with a literal value is a user constant of the tag table. */
  #constant(shape: Shape, type: S7Type): S7Draft | null {
    const tag = this.#tag;
    const isGlobal = tag.owner !== 'program' && tag.qualifiers.includes('CONSTANT');
    const initial = tag.initialOverride ?? tag.initial;
    if (
      this.#files === 'blocks' ||
      this.#files === 'sdf' ||
      !isGlobal ||
      type.bits === null ||
      initial === undefined
    )
      return null;
    const value = scalarText(initial, shape);
    return value === null ? null : this.#placed({ kind: 'constant', value }, type, '');
  }

  #located(type: S7Type): S7Draft | null {
    const tag = this.#tag;
    if (tag.address === undefined) return this.#allocated(type);
    if (type.bits === null || this.#files === 'blocks') {
      const why =
        type.bits === null ? `${type.text} has no place in a tag table` : 'a data block has no I/O addresses';
      this.#note('ADDRESS_UNMAPPED', `${tag.address} is not kept: ${why}.`);
      return null;
    }
    const address = s7Address(tag.address, type.bits, this.#options.addressIndex ?? 'byte', this.#note);
    return address === null ? null : this.#inTable(type, address);
  }

  #allocated(type: S7Type): S7Draft | null {
    if (this.#assigned === undefined || this.#files === 'blocks') return null;
    this.#note('ADDRESS_ASSIGNED', `${this.#tag.path} gets the address ${this.#assigned}.`);
    return this.#inTable(type, this.#assigned);
  }

  #inTable(type: S7Type, address: string): S7Draft {
    const tag = this.#tag;
    this.#lost('QUALIFIER_LOST', ['RETAIN', 'PERSISTENT', 'CONSTANT'], 'a tag table does not say so');
    const initial = initialOf(tag);
    if (initial !== undefined)
      this.#note('INITIAL_LOST', `The initial value ${initial} is not kept: a tag table carries no values.`);
    return this.#placed({ kind: 'tag' }, type, address);
  }

  #inBlock(shape: Shape, type: S7Type): S7Draft {
    if (this.#files === 'table' || this.#files === 'sdf') return this.#noTable(type);
    this.#lost('QUALIFIER_LOST', ['CONSTANT'], 'a data block has start values only');
    const start = this.#start(shape);
    if (type.instanceOf !== undefined)
      return this.#placed({ kind: 'instance', of: type.instanceOf }, type, '', start);
    const retain = this.#tag.qualifiers.some((one) => one === 'RETAIN' || one === 'PERSISTENT');
    return this.#placed({ kind: 'member', block: this.#block(retain), retain }, type, '', start);
  }

  #noTable(type: S7Type): S7Draft {
    if (type.bits === null)
      this.#note('TYPE_UNSUPPORTED', `A tag table holds no ${type.text}; export it into a DB (siemens-db).`);
    else if (this.#tag.address === undefined)
      this.#note(
        'NOT_EXPORTED',
        `${this.#tag.path} has no address, so it belongs into a DB (siemens-db), not into a tag table.`,
        'warning',
      );
    else
      this.#note(
        'NOT_EXPORTED',
        `${this.#tag.path} has no address that a tag table takes; export it into a DB (siemens-db).`,
        'warning',
      );
    return this.#leftOut();
  }

  #start(shape: Shape): readonly StartValue[] {
    const initial = initialOf(this.#tag);
    if (initial === undefined) return [];
    const values = startValues(initial, shape, this.#lookup);
    if (values === null)
      this.#note(
        'INITIAL_LOST',
        `The initial value ${initial} is not kept: it is no literal that fits the type.`,
      );
    return values ?? [];
  }

  /** Retentive variables have a block of their own, because retention belongs to a whole block. */
  #block(retain: boolean): string {
    const { owner, scope } = this.#tag;
    const plain = owner === 'program' ? `${flatScope(scope)}_DB` : (this.#options.dbName ?? flatScope(scope));
    return (retain ? `${plain}_Retain` : plain).replaceAll('"', '_');
  }

  #placed(place: S7Place, type: S7Type, address: string, start: readonly StartValue[] = []): S7Draft {
    const tag = this.#tag;
    const comment = commentOf(tag, this.#note);
    const isMember = place.kind === 'member';
    const kept = retention(tag);
    if (isMember && oneLine(comment) !== comment)
      this.#note('TEXT_CHANGED', 'The lines of the comment become one line.');
    const wanted =
      place.kind === 'instance' && tag.owner === 'program' ? `${flatScope(tag.scope)}_${tag.name}` : tag.name;
    return {
      tag,
      scope: isMember ? `db:${place.block.toLowerCase()}` : PLC,
      wanted,
      ...(isMember ? { container: { scope: PLC, name: place.block } } : {}),
      ...(isMember && kept !== undefined ? { kept } : {}),
      place,
      type: type.text,
      address,
      bits: type.bits ?? 0,
      comment,
      start,
      diagnostics: this.#list,
    };
  }

  #lost(code: 'QUALIFIER_LOST', qualifiers: readonly string[], why: string): void {
    const lost = this.#tag.qualifiers.filter((one) => qualifiers.includes(one));
    if (lost.length > 0) this.#note(code, `${lost.join(' ')} is not kept: ${why}.`);
  }
}

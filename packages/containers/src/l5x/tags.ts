/** Tags, parameters and members of an L5X file as declarations. */
import { attributePragma, remarkLines, trailingRemark } from '../remarks.ts';
import type { TextWriter } from '../writer.ts';
import { child, childrenOf, type XmlElement } from '../xml.ts';
import { initialOf } from './values.ts';

/** Finds the type of what an alias stands for. */
export type AliasTypes = (target: string, program: string | null) => string | null;

export interface TagContext {
  readonly out: TextWriter;
  readonly aliasType: AliasTypes;
  /** Program whose tags an alias may name; null outside of programs. */
  readonly program: string | null;
  /** Says that something could not be said in ST. */
  readonly keep: (sentence: string) => void;
}

const USAGES: Readonly<Record<string, string>> = {
  Input: 'VAR_INPUT',
  Output: 'VAR_OUTPUT',
  InOut: 'VAR_IN_OUT',
  Public: 'VAR',
};

/** Writes tags as sections: a new one wherever the kind of section changes. */
export function writeTags(
  context: TagContext,
  owner: string,
  tags: readonly XmlElement[],
  plain: 'VAR' | 'VAR_GLOBAL',
): void {
  let open = '';
  for (const tag of tags) {
    const { Name = '', Usage = '', Constant } = tag.attributes;
    if (!isName(Name)) {
      context.keep(
        `Tag ${JSON.stringify(Name)} of ${owner} has no name that ST can write and stays in the file`,
      );
      continue;
    }
    const section = USAGES[Usage] ?? plain;
    const wanted = Constant === 'true' ? `${section} CONSTANT` : section;
    if (wanted !== open) {
      if (open !== '') context.out.line('END_VAR');
      context.out.line(wanted);
      open = wanted;
    }
    writeTag(context, owner, tag);
  }
  if (open !== '') context.out.line('END_VAR');
}

function isName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

function writeTag(context: TagContext, owner: string, tag: XmlElement): void {
  const { out } = context;
  const { Name = '', AliasFor } = tag.attributes;
  const place = `${owner}.${Name}`;
  const behind = writeAbove(out, place, tag);
  if (AliasFor !== undefined) pragma(out, place, tag, 'AliasFor', AliasFor);
  const type = AliasFor === undefined ? (tag.attributes.DataType ?? '') : aliasType(context, place, AliasFor);
  if (!isName(type)) pragma(out, place, tag, 'DataType', type);
  out.attribute(place, tag, 'Name', '\t');
  out.write(' : ');
  writeType(out, place, tag, type);
  const lost = () => context.keep(`A value of ${place} that ST cannot say stays in the file`);
  const initial = AliasFor === undefined ? initialOf(tag, lost) : null;
  const data = child(tag, 'Data') ?? child(tag, 'DefaultData');
  if (initial !== null) {
    out.write(' := ');
    out.element(place, data ?? tag, initial);
  }
  writeBehind(out, place, tag, behind);
}

/** BOOL for a bit of a module, the named tag's type, else DINT with a note. */
function aliasType(context: TagContext, place: string, target: string): string {
  const known = context.aliasType(target, context.program);
  if (known !== null) return known;
  if (/\.\d+$/.test(target)) return 'BOOL';
  context.keep(`The type of ${place}, an alias of ${target}, is not in the file and was taken as DINT`);
  return 'DINT';
}

/** Comment above; gives back the comment that belongs behind. */
function writeAbove(out: TextWriter, place: string, element: XmlElement): string | null {
  const remark = child(element, 'Description');
  const lines = remarkLines(descriptionOf(remark));
  const behind = trailingRemark(lines);
  if (behind === null && remark !== undefined)
    for (const line of lines) {
      out.write('\t');
      out.element(place, remark, line === '' ? '//' : `// ${line}`);
      out.write('\n');
    }
  return behind;
}

function writeBehind(out: TextWriter, place: string, element: XmlElement, behind: string | null): void {
  out.write(';');
  const remark = child(element, 'Description');
  if (behind !== null && remark !== undefined) {
    out.write(' ');
    out.element(place, remark, behind);
  }
  out.write('\n');
}

/** With several documentation languages the first one counts. */
export function descriptionOf(remark: XmlElement | undefined): string {
  if (remark === undefined) return '';
  return remark.text.trim() === '' ? (remark.children[0]?.text ?? '') : remark.text;
}

function pragma(out: TextWriter, place: string, tag: XmlElement, name: string, value: string): void {
  out.write('\t');
  out.element(place, tag, attributePragma(name, value));
  out.write('\n');
}

function writeType(out: TextWriter, place: string, tag: XmlElement, type: string): void {
  const dims = tag.attributes.Dimensions ?? tag.attributes.Dimension ?? '';
  const sizes = dims.split(/[\s,]+/).filter((size) => /^[1-9]\d*$/.test(size));
  if (sizes.length > 0) out.write(`ARRAY [${sizes.map((size) => `0..${Number(size) - 1}`).join(', ')}] OF `);
  const name = type === 'BIT' ? 'BOOL' : type;
  const legal = isName(name) ? name : name.replace(/\W+/g, '_').replace(/^(?=\d|$)/, '_');
  if (legal === tag.attributes.DataType) out.attribute(place, tag, 'DataType');
  else out.element(place, tag, legal);
}

/** A user-defined type; hidden members hold the bits of the visible ones. */
export function writeDataType(out: TextWriter, type: XmlElement): void {
  const name = type.attributes.Name ?? '';
  for (const line of remarkLines(descriptionOf(child(type, 'Description'))))
    out.line(line === '' ? '//' : `// ${line}`);
  if (type.attributes.Family === 'StringFamily') out.line(attributePragma('Family', 'StringFamily'));
  out.attribute(name, type, 'Name', 'TYPE ');
  out.line(' :\nSTRUCT');
  for (const member of childrenOf(child(type, 'Members'), 'Member')) {
    if (member.attributes.Hidden === 'true') continue;
    const place = `${name}.${member.attributes.Name}`;
    const behind = writeAbove(out, place, member);
    out.attribute(place, member, 'Name', '\t');
    out.write(' : ');
    writeType(out, place, member, member.attributes.DataType ?? 'DINT');
    writeBehind(out, place, member, behind);
  }
  out.line('END_STRUCT\nEND_TYPE');
}

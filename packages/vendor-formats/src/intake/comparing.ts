/** What a vendor's file says about a tag against what the project says; what an export changes by itself is no change of the vendor. */
import type { Tag } from '@tagloom/st-parser';
import { readLiteral, readValue, type Value } from '../initial.ts';
import type { TagFact } from './facts.ts';

export interface FieldChange {
  readonly path: string;
  readonly field: 'type' | 'address' | 'initial' | 'comment' | 'section' | 'qualifiers';
  readonly from: string;
  readonly to: string;
}

type Field = FieldChange['field'];

/** What a file can say about a tag that it names. */
const FIELDS: readonly Field[] = ['type', 'address', 'initial', 'comment'];

/**
 * The fields of a tag that a file says otherwise: than the project, and than `base`, which is what comes back from an export of
 * the project. What an export does to a tag by itself is so no change of the vendor, whatever the format holds or loses.
 * Without `base`, for a tag that no export has, a file counts for what it says alone, and the types of a project are kept.
 */
export function fieldChanges(
  tag: Tag,
  fact: TagFact,
  base: TagFact | undefined,
  isOwnType: boolean,
): FieldChange[] {
  return FIELDS.flatMap((field) => {
    const [from, to] = [ofTag(tag, field), ofFact(fact, field)];
    const isUnsaid = base
      ? isSame(field, ofFact(base, field), to)
      : to === '' || (field === 'type' && isOwnType);
    return isUnsaid || isSame(field, from, to) ? [] : [{ path: tag.path, field, from, to }];
  });
}

function ofTag(tag: Tag, field: Field): string {
  if (field === 'initial') return tag.initialOverride ?? tag.initial ?? '';
  return String(tag[field] ?? '');
}

function ofFact(fact: TagFact, field: Field): string {
  return field === 'section' ? '' : String(fact[field] ?? '');
}

function isSame(field: Field, a: string, b: string): boolean {
  if (field === 'initial') return sameValue(a, b);
  return field === 'comment' ? blanks(a) === blanks(b) : plain(a) === plain(b);
}

/** Formats of one line make one blank of several. */
function blanks(text: string): string {
  return text.replace(/[^\S\n]+/g, ' ').trim();
}

function plain(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase();
}

/** Whether two initial values are one: in any spelling, repeats counted or written out, and a default like none. */
export function sameValue(a: string, b: string): boolean {
  return valueText(a) === valueText(b);
}

/** Elements that are written out at most; longer arrays are compared as they are written. */
const MOST_ELEMENTS = 100_000;

function valueText(text: string): string {
  const value = text === '' ? null : readValue(text);
  return value === null ? text.replace(/\s+/g, '') : textOf(value);
}

function textOf(value: Value): string {
  if (value.kind === 'scalar') return scalarText(value.text);
  if (value.kind === 'struct')
    return `(${value.members.map((one) => `${one.name.toLowerCase()}:=${textOf(one.value)}`).join()})`;
  const items = value.items.map(({ count, value }) => ({ count, text: textOf(value) }));
  const isLong = items.reduce((sum, { count }) => sum + count, 0) > MOST_ELEMENTS;
  if (isLong) return `[${items.map(({ count, text }) => `${count}(${text})`).join()}]`;
  const all = items.flatMap(({ count, text }) => Array<string>(count).fill(text));
  while (all.at(-1) === '') all.pop();
  return all.length === 0 ? '' : `[${all.join()}]`;
}

function scalarText(text: string): string {
  const literal = readLiteral(text);
  switch (literal?.kind) {
    case 'int':
      return literal.value === 0n ? '' : String(literal.value);
    case 'real':
      return Number(literal.text) === 0 ? '' : String(Number(literal.text));
    case 'bool':
      return literal.value ? 'true' : '';
    case 'string':
      return literal.text.length === 2 ? '' : literal.text;
    case 'time':
      return literal.text.toUpperCase().replace(/^[A-Z\d_]+(?=#)/, (word) => SHORT[word] ?? word);
    default:
      return text.replace(/\s+/g, '');
  }
}

/** The short words of durations and dates: IEC 61131-3 ed. 3, tables 8 and 9. */
const SHORT: Readonly<Record<string, string>> = {
  TIME: 'T',
  LTIME: 'LT',
  DATE: 'D',
  LDATE: 'LD',
  TIME_OF_DAY: 'TOD',
  LTIME_OF_DAY: 'LTOD',
  DATE_AND_TIME: 'DT',
  LDATE_AND_TIME: 'LDT',
};

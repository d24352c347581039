/**
 * A difference of tags before it is written: what each shall say, what it says now, and what cannot be. Pure, so that
 * a preview is judged anew whenever a colleague changes one of the tags.
 */

import type { NewTag, TagWish } from '@tagloom/st-parser/editor';
import type { TagRow } from '../analysis.ts';
import { COLUMN, type Field, fieldText } from '../tagcolumns.ts';

/** What a producer wants of one field of a tag that is there. */
export interface Wanted {
  readonly key: string;
  readonly field: Field;
  readonly value: string;
  /** The row of the pasted sheet, from 1; null elsewhere. */
  readonly row: number | null;
}

/** What a producer cannot even want. */
export interface Unwanted {
  readonly key: string | null;
  readonly name: string;
  readonly field: Field | null;
  readonly value: string;
  readonly row: number | null;
  readonly code: string;
  readonly message: string;
}

/** A producer's answer. */
export interface Draft {
  readonly wanted: readonly Wanted[];
  readonly unwanted: readonly Unwanted[];
  /** Rows of a sheet that name no tag of the project. */
  readonly fresh?: readonly FreshTag[];
}

/** A tag that would have to be declared. */
export interface FreshTag extends NewTag {
  readonly row: number;
}

export interface DifferenceLine {
  /** Unique in its difference and the same when it is judged again. */
  readonly id: string;
  readonly key: string | null;
  readonly name: string;
  readonly scope: string;
  /** Null for a tag that is not there yet. */
  readonly field: Field | null;
  readonly before: string;
  readonly after: string;
  readonly state: 'change' | 'unchanged' | 'refused';
  /** Why it is refused; empty otherwise. */
  readonly code: string;
  readonly message: string;
  readonly row: number | null;
}

export type Tags = ReadonlyMap<string, TagRow>;
export type Verdict = { readonly code: string; readonly message: string };

/** The section that takes new tags, as it is shown. */
export interface Home {
  readonly scope: string;
  readonly section: string;
}

/** Compares a draft with the tags as they are now; new tags are refused while there is no `home` for them; lines come in the draft's order or in that of a sheet's rows. */
export function judge(draft: Draft, tags: Tags, home: Home | null = null): DifferenceLine[] {
  const lines: DifferenceLine[] = [];
  const seen = new Map<string, DifferenceLine>();
  for (const wanted of draft.wanted) {
    const line = lineOf(wanted, tags.get(wanted.key));
    const first = seen.get(line.id);
    if (first === undefined) {
      seen.set(line.id, line);
      lines.push(line);
    } else if (first.after !== line.after) lines.push(twice(line, first));
  }
  for (const one of draft.unwanted) lines.push(unwantedLine(one, tags));
  for (const one of draft.fresh ?? []) lines.push(freshLine(one, home));
  const isSheet = lines.some(({ row }) => row !== null);
  if (isSheet) lines.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  return withoutNameClashes(lines, tags);
}

/** The identity of a line: one field of one tag. */
export function lineId(key: string, field: Field): string {
  return `${field} ${key}`;
}

/** A line that is refused after all. */
export function refusedLine(line: DifferenceLine, { code, message }: Verdict): DifferenceLine {
  return { ...line, state: 'refused', code, message };
}

/** The wishes of all changes that nobody left out. */
export function wishesOf(lines: readonly DifferenceLine[], left: ReadonlySet<string>): TagWish[] {
  return lines.flatMap(({ id, key, field, after, state }) =>
    state === 'change' && key !== null && field !== null && !left.has(id)
      ? [{ key, field, value: after }]
      : [],
  );
}

export interface Tally {
  readonly change: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Tags that change. */
  readonly tags: number;
}

export function tallyOf(lines: readonly DifferenceLine[], left: ReadonlySet<string>): Tally {
  const tally = { change: 0, unchanged: 0, refused: 0 };
  const tags = new Set<string>();
  for (const { id, key, state } of lines) {
    if (state === 'change' && left.has(id)) continue;
    tally[state]++;
    if (state === 'change') tags.add(key ?? id);
  }
  return { ...tally, tags: tags.size };
}

/** A text as the source would keep it. */
export function normal(field: Field, value: string): string {
  if (field === 'comment')
    return value
      .split(/\r?\n/)
      .map((line) => line.trim())
      .join('\n')
      .trim();
  if (field === 'section' || field === 'address') return value.trim().toUpperCase();
  return field === 'qualifiers' ? words(value) : value.trim();
}

/** Words as a head of a section has them. */
function words(value: string): string {
  return value
    .trim()
    .toUpperCase()
    .split(/[\s,]+/)
    .join(' ');
}

function lineOf({ key, field, value, row }: Wanted, tag: TagRow | undefined): DifferenceLine {
  const after = normal(field, value);
  const line = {
    id: lineId(key, field),
    key,
    name: tag?.name ?? key,
    scope: tag?.scope ?? '',
    field,
    before: tag ? fieldText(tag, field) : '',
    after,
    state: 'change' as const,
    code: '',
    message: '',
    row,
  };
  if (!tag) return refusedLine(line, GONE);
  if (isSame(field, line.before, after)) return { ...line, state: 'unchanged' };
  if (after === '' && NEEDED.has(field))
    return refusedLine(line, {
      code: 'TAG_VALUE',
      message: `A tag cannot be without a ${COLUMN[field].title.toLowerCase()}`,
    });
  return line;
}

const GONE: Verdict = { code: 'TAG_GONE', message: 'Somebody deleted or renamed this tag meanwhile' };

const NEEDED: ReadonlySet<Field> = new Set<Field>(['name', 'type', 'section']);

/** Types say the same whatever their blanks and case, qualifiers in any order; everything else as it is written. */
function isSame(field: Field, before: string, after: string): boolean {
  if (field === 'type') return plain(before) === plain(after);
  if (field === 'qualifiers') return sorted(before) === sorted(after);
  return normal(field, before) === after;
}

function plain(type: string): string {
  return type.replace(/\s+/g, '').toUpperCase();
}

function sorted(words: string): string {
  return normal('qualifiers', words).split(' ').sort().join(' ');
}

function twice(line: DifferenceLine, first: DifferenceLine): DifferenceLine {
  const where = first.row === null ? 'above' : `in row ${first.row}`;
  return refusedLine(
    { ...line, id: `${line.id} ${line.row ?? ''}` },
    { code: 'BULK_TWICE', message: `The ${line.field} of ${line.name} is given another value ${where}` },
  );
}

function unwantedLine(one: Unwanted, tags: Tags): DifferenceLine {
  const tag = one.key === null ? undefined : tags.get(one.key);
  const { key, field, row, code, message } = one;
  return {
    id: `not ${row ?? ''} ${field ?? ''} ${key ?? one.name}`,
    key,
    name: tag?.name ?? one.name,
    scope: tag?.scope ?? '',
    field,
    before: field && tag ? fieldText(tag, field) : '',
    after: one.value,
    state: 'refused',
    code,
    message,
    row,
  };
}

function freshLine({ row, name, type, initial, address }: FreshTag, home: Home | null): DifferenceLine {
  const line = {
    id: freshId(row),
    key: null,
    name,
    scope: home?.scope ?? '',
    field: null,
    before: '',
    after: `${address === '' ? '' : `AT ${address} : `}${type}${initial === '' ? '' : ` := ${initial}`}`,
    state: 'change' as const,
    code: '',
    message: '',
    row,
  };
  const message = `There is no tag ${name} in this project`;
  return home === null ? refusedLine(line, { code: 'PASTE_UNKNOWN', message }) : line;
}

/** The identity of the line of a tag that is not there yet. */
export function freshId(row: number): string {
  return `new ${row}`;
}

/** The tags to be declared that nobody left out. */
export function freshOf(
  draft: Draft,
  lines: readonly DifferenceLine[],
  left: ReadonlySet<string>,
): readonly FreshTag[] {
  const taken = new Set(lines.flatMap(({ id, state }) => (state === 'change' && !left.has(id) ? [id] : [])));
  return (draft.fresh ?? []).filter(({ row }) => taken.has(freshId(row)));
}

/**
 * Names are told apart without their case, in their scope. A name that becomes free by the same difference may be taken;
 * a rename that is refused keeps its old name, which may refuse another one.
 */
function withoutNameClashes(lines: DifferenceLine[], tags: Tags): DifferenceLine[] {
  const out = [...lines];
  const renames = out.flatMap((line, at) => (line.field === 'name' && line.state === 'change' ? [at] : []));
  if (renames.length === 0) return out;
  const scopes = new Set(renames.map((at) => out[at]!.scope.toLowerCase()));
  const near = [...tags.values()].filter(({ scope }) => scopes.has(scope.toLowerCase()));
  for (let isStable = false; !isStable; ) {
    isStable = true;
    const moving = new Set(renames.flatMap((at) => (out[at]!.state === 'change' ? [out[at]!.key] : [])));
    const taken = new Map(
      near.filter(({ key }) => !moving.has(key)).map(({ scope, name }) => [placeOf(scope, name), name]),
    );
    for (const at of renames) {
      const line = out[at]!;
      if (line.state !== 'change') continue;
      const place = placeOf(line.scope, line.after);
      const other = taken.get(place);
      if (other === undefined) taken.set(place, line.after);
      else {
        out[at] = refusedLine(line, { code: 'RENAME_TAKEN', message: takenText(line, other) });
        isStable = false;
      }
    }
  }
  return out;
}

function takenText({ after, scope }: DifferenceLine, other: string): string {
  return `${scope === '' ? 'The project' : scope} would have ${other === after ? after : `${other} and ${after}, which are one name,`} twice`;
}

function placeOf(scope: string, name: string): string {
  return `${scope}.${name}`.toLowerCase();
}

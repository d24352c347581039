/** What every target asks of a tag before it converts anything. */
import type { Declaration, Tag, TypeExpr } from '@tagloom/st-parser';
import { isDefault } from './initial.ts';
import type { Note } from './notes.ts';
import type { Enumeration, TypeLookup } from './shapes.ts';

/** Sections whose variables have no storage of their own or none that outlives a cycle. */
const NO_STORAGE = new Set(['VAR_TEMP', 'VAR_IN_OUT', 'VAR_EXTERNAL']);

/** False, with its diagnostic, for declarations that no tag file can hold. */
export function hasStorage(tag: Tag, note: Note): boolean {
  if (!NO_STORAGE.has(tag.section)) return true;
  note(
    'NOT_EXPORTED',
    `${tag.path} is declared in ${tag.section} and has no storage of its own, so it is left out.`,
  );
  return false;
}

/** The initial value that counts, or undefined when it says nothing beyond the type's default. */
export function initialOf(tag: Declaration): string | undefined {
  const text = tag.initialOverride ?? tag.initial ?? tag.initialArgs;
  return text === undefined || isDefault(text) ? undefined : text;
}

/** Reports a leading comment that has no column of its own. */
export function commentOf(tag: Tag, note: Note): string {
  if (tag.leadingComment !== undefined)
    note('TEXT_CHANGED', `Only the comment behind ${tag.path} is written, not the one above it.`);
  return tag.comment ?? '';
}

/** Says that an alias is written as what it stands for; formats without aliases only. */
export function aliasNotes(type: TypeExpr, lookup: TypeLookup, note: Note): void {
  if (type.kind === 'array') aliasNotes(type.base, lookup, note);
  const info = type.kind === 'named' ? lookup.type(type.name) : undefined;
  if (info?.kind === 'alias')
    note(
      'TYPE_REPLACED',
      `${info.name} is written as ${info.base ?? 'its type'}, for which it stands.`,
      'info',
    );
}

/** Qualifiers that say a value survives a restart; undefined when there is none. */
export function retention(tag: Tag): readonly string[] | undefined {
  const own = tag.qualifiers.filter((one) => one === 'RETAIN' || one === 'PERSISTENT');
  return own.length === 0 ? undefined : tag.qualifiers;
}

/** `E_State: Idle = 0, Run = 1`. */
export function valueList({ name, values }: Enumeration): string {
  const list = values.map((one) => (one.value === null ? one.name : `${one.name} = ${one.value}`)).join(', ');
  return name === '' ? list : `${name}: ${list}`;
}

/** One line of text: line feeds and other control characters become blanks. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

/** Escapes text for XML and leaves out what XML cannot hold. */
export function xmlText(text: string): string {
  if (!XML_SPECIAL.test(text)) return text;
  let out = '';
  for (const char of text) out += XML_ESCAPES.get(char) ?? (isXmlChar(char.codePointAt(0) ?? 0) ? char : '');
  return out;
}

/** CDATA with `]]>` split. */
export function cdata(text: string): string {
  const isPlain = !XML_FORBIDDEN.test(text);
  const kept = isPlain ? text : [...text].filter((char) => isXmlChar(char.codePointAt(0) ?? 0)).join('');
  return `<![CDATA[${kept.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Characters that XML cannot hold, surrogates too, which may be halves. */
const XML_FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
const XML_SPECIAL = /[&<>"\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;

function isXmlChar(code: number): boolean {
  if (code < 32) return code === 9 || code === 10 || code === 13;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

const XML_ESCAPES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

/** UTF-8 bytes, with a byte order mark where the vendor's tool writes one. */
export function utf8(text: string, mark: '' | '\ufeff' = ''): Uint8Array {
  return new TextEncoder().encode(mark + text);
}

/** Scope names with dots (`Config.Resource`) as one name. */
export function flatScope(scope: string): string {
  return scope.replaceAll('.', '_');
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sat Nov 21 08:00:00 2026` as Logix writes dates, in UTC on every machine. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const time = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${time} ${date.getUTCFullYear()}`;
}

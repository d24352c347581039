/** The Logix Designer tag CSV (`vendor-formats.md` 2.1): pure ASCII, CR LF, one block per program. */
import { Bytes } from '../bytes.ts';
import { dateText } from '../common.ts';
import { DEFAULT_DATE } from '../options.ts';
import type { Entry } from '../table.ts';
import type { ExportedFile, VendorOptions } from '../types.ts';
import type { LogixDraft } from './target.ts';

const SCHEMA = ['TYPE', 'SCOPE', 'NAME', 'DESCRIPTION', 'DATATYPE', 'SPECIFIER', 'ATTRIBUTES'];

/** Writes one file. Controller tags come first, then the programs in declaration order. */
export function writeCsv(entries: readonly Entry<LogixDraft>[], options: VendorOptions): ExportedFile {
  const delimiter = options.delimiter ?? ',';
  const file = new Bytes();
  for (const line of header(options, delimiter)) file.add(`${line}\r\n`);
  for (const [program, members] of byProgram(entries)) {
    file.add(`${SCHEMA.join(delimiter)}\r\n`);
    for (const entry of members)
      for (const cells of rows(program, entry, options)) file.add(`${cells.join(delimiter)}\r\n`);
  }
  const name = delimiter === '\t' ? 'tags.txt' : 'tags.csv';
  return { name, bytes: file.whole() };
}

/** Text cell: quoted, `$` escapes, never a doubled quote and never the forbidden `"=`. */
export function textCell(text: string): string {
  return `"${escaped(text)}"`;
}

function header(options: VendorOptions, delimiter: string): string[] {
  const revision = options.softwareRevision ?? '36.00';
  const remarks = [
    'CSV-Import-Export',
    `Date = ${dateText(options.date ?? DEFAULT_DATE)}`,
    `Version = RSLogix 5000 v${revision.includes('.') ? revision : `${revision}.00`}`,
    'Owner = ',
    'Company = ',
    ...(options.version === undefined ? [] : [`As built = ${escaped(options.version)}`]),
  ];
  return [...remarks.map((text) => `remark${delimiter}"${text}"`), '0.3'];
}

/** The controller block is always there, so that a file without tags is still one. */
function byProgram(entries: readonly Entry<LogixDraft>[]): Map<string, Entry<LogixDraft>[]> {
  const blocks = new Map<string, Entry<LogixDraft>[]>([['', []]]);
  const spelled = new Map<string, string>();
  for (const entry of entries) {
    if (entry.draft.scope === null) continue;
    const program = spelled.get(entry.draft.scope) ?? entry.draft.program;
    spelled.set(entry.draft.scope, program);
    const block = blocks.get(program) ?? [];
    blocks.set(program, block);
    block.push(entry);
  }
  return blocks;
}

/** The row of a tag; with a documentation language its description stands in a row of its own. */
function rows(program: string, entry: Entry<LogixDraft>, { language }: VendorOptions): string[][] {
  const { draft, name } = entry;
  if (language === undefined || draft.description === '') return [row(program, entry, draft.description)];
  const comment = [
    `COMMENT:${language}`,
    program,
    name,
    textCell(draft.description),
    '""',
    textCell(name),
    '',
  ];
  return [row(program, entry, ''), comment];
}

function row(
  program: string,
  { draft, name, row: { address, type } }: Entry<LogixDraft>,
  text: string,
): string[] {
  const description = textCell(text);
  if (address !== '') {
    const attributes = '"(RADIX := Decimal, ExternalAccess := Read/Write)"';
    return ['ALIAS', program, name, description, '""', textCell(address), attributes];
  }
  const radix = draft.logix?.radix === undefined ? '' : `RADIX := ${draft.logix.radix}, `;
  const attributes = `"(${radix}Constant := ${draft.constant}, ExternalAccess := Read/Write)"`;
  return ['TAG', program, name, description, textCell(type), '""', attributes];
}

const ESCAPES = new Map([
  ['$', '$$'],
  ["'", "$'"],
  ['"', '$Q'],
  ['\t', '$T'],
  ['\n', '$N'],
  ['\f', '$P'],
]);

/** Nothing in it needs an escape. */
const PLAIN = /^(?!=)[ !#%&(-~]*$/;

/** One `$xxxx` per UTF-16 unit outside ASCII; a leading `=` is written so too, because `"=` must not occur. */
function escaped(text: string): string {
  if (PLAIN.test(text)) return text;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const code = text.charCodeAt(at);
    const plain = code >= 32 && code < 127 && !(char === '=' && at === 0);
    out += ESCAPES.get(char) ?? (plain ? char : `$${code.toString(16).toUpperCase().padStart(4, '0')}`);
  }
  return out;
}

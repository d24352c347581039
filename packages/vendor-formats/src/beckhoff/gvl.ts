/** Global variable lists as TcGVL files (`vendor-formats.md` 4.1): UTF-8 with mark, deterministic ids. */
import type { Project, Tag } from '@tagloom/st-parser';
import { cdata } from '../common.ts';
import type { Entry } from '../table.ts';
import type { VendorOptions } from '../types.ts';
import { objectId } from './ids.ts';
import { fileOf, type TwincatObject } from './objects.ts';
import { linkText, type TwincatDraft } from './target.ts';

/** One file per list, in tag order. */
export function writeLists(
  entries: readonly Entry<TwincatDraft>[],
  project: Project,
  options: VendorOptions,
): TwincatObject[] {
  const lists = new Map<string, Entry<TwincatDraft>[]>();
  for (const entry of entries) {
    if (entry.draft.scope === null || !entry.draft.isGlobal) continue;
    const members = lists.get(entry.draft.scope) ?? [];
    lists.set(entry.draft.scope, members);
    members.push(entry);
  }
  return [...lists.values()].map((members) => listFile(members, project, options));
}

function listFile(
  members: readonly Entry<TwincatDraft>[],
  project: Project,
  options: VendorOptions,
): TwincatObject {
  const list = members[0]?.draft.list ?? '';
  const declaration = `${pragmasOf(members, project)}${sections(members).join('')}`;
  const inside = `    <Declaration>${cdata(declaration)}</Declaration>\n`;
  return { kind: 'GVL', file: fileOf(list, 'GVL', objectId('GVL', list, options), inside, options) };
}

/** Pragmas of a whole list (`qualified_only`) stand in the source only, right above its first VAR_GLOBAL. */
function pragmasOf(members: readonly Entry<TwincatDraft>[], project: Project): string {
  const file = members[0]?.draft.tag.file;
  if (file === undefined) return '';
  const text = project.text(file);
  const start = /^[ \t]*VAR_GLOBAL\b/im.exec(text)?.index ?? 0;
  const lines = text.slice(0, start).split('\n').reverse();
  const above = lines.slice(1);
  const end = above.findIndex((line) => !/^\s*(?:\{[^}]*\}\s*)+$/.test(line));
  const pragmas = above.slice(0, end < 0 ? above.length : end).reverse();
  return pragmas.map((line) => `${line.trim()}\n`).join('');
}

/** Neighbours with equal qualifiers share one VAR_GLOBAL block, so that order is kept. */
function sections(members: readonly Entry<TwincatDraft>[]): string[] {
  const out: string[] = [];
  let open: string | null = null;
  for (const entry of members) {
    const head = ['VAR_GLOBAL', ...entry.draft.tag.qualifiers].join(' ');
    if (head !== open) out.push(`${open === null ? '' : 'END_VAR\n'}${head}\n`);
    open = head;
    out.push(variable(entry));
  }
  out.push('END_VAR\n');
  return out;
}

function variable({ draft, name }: Entry<TwincatDraft>): string {
  const { tag, type, address } = draft;
  const at = address === '' ? '' : ` AT ${address}`;
  const initial = tag.initialOverride ?? tag.initial;
  const value = initial === undefined ? '' : ` := ${initial}`;
  const call = tag.initialArgs === undefined ? '' : parenthesised(tag.initialArgs);
  const comments = commentLines(draft);
  const above = comments.length > 1 ? `\t(* ${comments.join('\n\t   ')} *)\n` : '';
  const behind = comments.length === 1 ? ` // ${comments[0]}` : '';
  const link = draft.link === '' ? '' : `\t${linkText(draft.link)}\n`;
  return `${attributes(tag)}${link}${above}\t${name}${at} : ${type}${call}${value};${behind}\n`;
}

function parenthesised(text: string): string {
  return text.trim().startsWith('(') ? text.trim() : `(${text.trim()})`;
}

function attributes(tag: Tag): string {
  const list = Object.entries(tag.attributes ?? {});
  return list
    .map(
      ([name, value]) =>
        `\t{attribute '${name}'${value === '' ? '' : ` := '${value.replaceAll("'", "$'")}'`}}\n`,
    )
    .join('');
}

/** Comment marks inside a comment are broken up, so that it cannot end early. */
function commentLines({ tag, oldAddress }: TwincatDraft): string[] {
  const texts = [tag.leadingComment, tag.comment, oldAddress === '' ? undefined : `was AT ${oldAddress}`];
  const lines = texts.flatMap((text) => (text === undefined || text === '' ? [] : text.split('\n')));
  // Behind `//` they end nothing.
  if (lines.length === 1) return lines;
  return lines.map((line) => line.replaceAll('*)', '* )').replaceAll('(*', '( *'));
}

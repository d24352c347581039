/** Tags as PLCopen variables (`vendor-formats.md` 5): lists and programs keep their names, types stay as they are declared. */
import type { Tag } from '@tagloom/st-parser';
import { commentOf, flatScope } from '../common.ts';
import { IEC_NAMES, sanitise } from '../names.ts';
import { type Note, notesOn } from '../notes.ts';
import type { Draft, Target } from '../table.ts';
import { typeXml } from './types.ts';

export interface PlcopenDraft extends Draft {
  /** Global list or program. */
  readonly list: string;
  readonly isGlobal: boolean;
  /** Content of the type element. */
  readonly xml: string;
}

/** Sections that the schema has no list for. */
const NO_LIST = new Set(['VAR_INST', 'VAR_GENERIC', 'VAR_CONFIG', 'VAR_ACCESS']);

export function plcopenTarget(): Target<PlcopenDraft> {
  return { rule: IEC_NAMES, shown: ({ list }, name) => `${list}.${name}`, draft: draftOf };
}

function draftOf(tag: Tag): PlcopenDraft {
  const { note, list: diagnostics } = notesOn(tag.path);
  const isGlobal = tag.owner !== 'program';
  const list = listName(tag.scope);
  const base = { tag, list, isGlobal, wanted: tag.name, diagnostics };
  const xml = hasList(tag, note) ? typeXml(tag.typeExpr, note) : null;
  if (xml === null) return { ...base, scope: null, type: '', address: '', xml: '' };
  if (list !== tag.scope) note('NAME_CHANGED', `The list "${tag.scope}" is written as "${list}".`);
  commentOf(tag, note);
  if (tag.initialArgs !== undefined)
    note('INITIAL_LOST', `The arguments ${tag.initialArgs} are not kept: the schema has no place for them.`);
  if (tag.section === 'VAR_STAT') note('QUALIFIER_LOST', 'VAR_STAT is written among the local variables.');
  return { ...base, scope: list.toLowerCase(), type: tag.type, address: tag.address ?? '', xml };
}

function hasList(tag: Tag, note: Note): boolean {
  if (!NO_LIST.has(tag.section)) return true;
  note('NOT_EXPORTED', `${tag.path} is declared in ${tag.section}, for which PLCopen XML has no list.`);
  return false;
}

function listName(scope: string): string {
  const flat = flatScope(scope);
  return IEC_NAMES.legal(flat) ? flat : sanitise(flat, IEC_NAMES.max);
}

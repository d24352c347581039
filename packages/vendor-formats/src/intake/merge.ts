/** Vendor tags against the project: what is new, what differs, what the file lacks, and the smallest edits that bring it in. Nothing is removed. */
import type { Edit, FileId, Project, Tag } from '@tagloom/st-parser';
import { readLiteral } from '../initial.ts';
import type { ExportResult, MapEntry } from '../types.ts';
import { isChanged } from './diff.ts';
import type { TagFact } from './facts.ts';
import type { ImportOutcome } from './import.ts';
import type { ImportDiagnostic, ImportFormatId } from './model.ts';
import { type SourceText, scopeText, sectionsText } from './sttext.ts';

export interface FieldChange {
  readonly path: string;
  readonly field: 'type' | 'address' | 'initial' | 'comment' | 'section' | 'qualifiers';
  readonly from: string;
  readonly to: string;
}

export interface MergePlan {
  readonly added: readonly string[];
  /** What the files say about each of `added`. */
  readonly facts: readonly TagFact[];
  readonly changed: readonly FieldChange[];
  /** In an export of the format, but not in the file. They stay in the source. */
  readonly removed: readonly string[];
  readonly unchanged: number;
  readonly edits: ReadonlyMap<FileId, readonly Edit[]>;
  readonly created: readonly SourceText[];
  readonly diagnostics: readonly ImportDiagnostic[];
}

type Field = FieldChange['field'];

/** What the files of a format say about a tag, besides its name. */
const CARRIES: Readonly<Record<ImportFormatId, readonly Field[]>> = {
  'rockwell-csv': ['type', 'comment'],
  'rockwell-l5x': ['type', 'initial', 'comment'],
  'siemens-xlsx': ['type', 'address', 'comment'],
  'siemens-sdf': ['type', 'address', 'comment'],
  'siemens-db': ['type', 'initial', 'comment'],
  'siemens-openness-xml': ['type', 'address', 'initial', 'comment'],
  beckhoff: ['type', 'initial', 'comment'],
  'beckhoff-tmc': ['type', 'initial', 'comment'],
  plcopen: ['type', 'address', 'initial', 'comment'],
  'codesys-symbols': ['type', 'comment'],
  ignition: ['type', 'comment'],
  opcua: ['type', 'comment'],
  kepware: ['type', 'comment'],
};

/**
 * `before` is what an export of the project in that format would say now; tags whose path (lower case) is in `left` stay
 * as they are.
 */
export function planMerge(
  project: Project,
  outcome: ImportOutcome,
  before: ExportResult,
  left: ReadonlySet<string> = new Set(),
): MergePlan {
  return new Merge(project, outcome, before, left).plan();
}

class Merge {
  readonly #project: Project;
  readonly #outcome: ImportOutcome;
  readonly #left: ReadonlySet<string>;
  readonly #entries: ReadonlyMap<string, MapEntry>;
  readonly #said: ReadonlyMap<string, readonly string[]>;
  readonly #edits = new Map<FileId, Edit[]>();
  readonly #diagnostics: ImportDiagnostic[] = [];
  readonly #changed: FieldChange[] = [];

  constructor(project: Project, outcome: ImportOutcome, before: ExportResult, left: ReadonlySet<string>) {
    this.#project = project;
    this.#outcome = outcome;
    this.#left = left;
    this.#entries = new Map(before.map.map((entry) => [entry.path.toLowerCase(), entry]));
    const said = Map.groupBy(before.diagnostics, (one) => one.tag.toLowerCase());
    this.#said = new Map([...said].map(([path, list]) => [path, list.map((one) => one.code)]));
  }

  plan(): MergePlan {
    const tags = new Map(this.#project.tags().map((tag) => [tag.path.toLowerCase(), tag]));
    const now = new Map(this.#outcome.map.map((entry) => [entry.path.toLowerCase(), entry]));
    const added: TagFact[] = [];
    let unchanged = 0;
    for (const fact of this.#outcome.tags) {
      if (this.#left.has(fact.path.toLowerCase())) continue;
      const tag = tags.get(fact.path.toLowerCase());
      if (tag === undefined) added.push(fact);
      else if (!this.#compare(tag, fact, now.get(fact.path.toLowerCase()))) unchanged++;
    }
    const created = this.#add(added);
    const present = new Set(this.#outcome.tags.map((fact) => fact.path.toLowerCase()));
    const removed = [...this.#entries.values()].filter((entry) => !present.has(entry.path.toLowerCase()));
    for (const edits of this.#edits.values()) edits.sort((a, b) => a.from - b.from);
    return {
      added: added.map((fact) => fact.path),
      facts: added,
      changed: this.#changed,
      removed: removed.map((entry) => entry.path),
      unchanged,
      edits: this.#edits,
      created,
      diagnostics: this.#diagnostics,
    };
  }

  /** True when something differs; the edit is made or the reason said. */
  #compare(tag: Tag, fact: TagFact, entry: MapEntry | undefined): boolean {
    const changes = fieldChanges(tag, fact, {
      carries: CARRIES[this.#outcome.format ?? 'kepware'],
      isSame: entry !== undefined && !this.#differs(entry),
      said: this.#said.get(tag.path.toLowerCase()) ?? [],
    });
    if (changes.length === 0) return false;
    const edit = declarationEdit(this.#project, tag, changes);
    if (edit === null) {
      const message = `${tag.path} shares its declaration with others or is too long to edit; change it by hand.`;
      this.#diagnostics.push({ code: 'IMPORT_AMBIGUOUS', severity: 'warning', tag: tag.path, message });
    } else this.#push(tag.file, edit);
    this.#changed.push(...changes);
    return true;
  }

  #differs(entry: MapEntry): boolean {
    const earlier = this.#entries.get(entry.path.toLowerCase());
    return earlier === undefined || isChanged(entry, earlier);
  }

  #push(file: FileId, edit: Edit): void {
    const list = this.#edits.get(file) ?? [];
    this.#edits.set(file, list);
    list.push(edit);
  }

  /** New variables of a known list or program stand behind one of its sections; the others get files. */
  #add(added: readonly TagFact[]): SourceText[] {
    const created: SourceText[] = [];
    for (const [scope, facts] of Map.groupBy(added, (fact) => scopeOf(fact.path))) {
      const neighbour = this.#project.tags().find((tag) => tag.scope.toLowerCase() === scope.toLowerCase());
      const variables = facts.map(variableOf);
      const place = neighbour === undefined ? null : sectionEnd(this.#project, neighbour);
      if (neighbour === undefined || place === null)
        created.push(scopeText({ name: scope, kind: 'global', variables }));
      else {
        const keyword = neighbour.owner === 'program' ? 'VAR' : 'VAR_GLOBAL';
        const glue = this.#project.text(neighbour.file)[place - 1] === '\n' ? '' : '\n';
        this.#push(neighbour.file, {
          from: place,
          to: place,
          insert: glue + sectionsText(variables, keyword),
        });
      }
    }
    const types = this.#outcome.texts.find(({ path }) => path === 'types.st');
    return types !== undefined &&
      this.#outcome.types.some((type) => this.#project.type(type.name) === undefined)
      ? [...created, this.#newTypes(types)]
      : created;
  }

  /** Types that the project has already stay as they are. */
  #newTypes({ text }: SourceText): SourceText {
    const blocks = text.split(/(?<=^END_TYPE\n|^END_FUNCTION_BLOCK\n)/m);
    const kept = blocks.filter((block) => {
      const name = /^\s*(?:TYPE|FUNCTION_BLOCK)\s+(\w+)/m.exec(block)?.[1];
      return name !== undefined && this.#project.type(name) === undefined;
    });
    return { path: 'imported-types.st', text: kept.join('') };
  }
}

interface Comparison {
  readonly carries: readonly Field[];
  /** The vendor's own words did not change. */
  readonly isSame: boolean;
  /** Codes of the export's diagnostics for this tag. */
  readonly said: readonly string[];
}

function fieldChanges(tag: Tag, fact: TagFact, { carries, isSame, said }: Comparison): FieldChange[] {
  const changes: FieldChange[] = [];
  const add = (field: Field, from: string, to: string) =>
    void changes.push({ path: tag.path, field, from, to });
  const has = (pattern: RegExp) => said.some((code) => pattern.test(code));
  const before = {
    initial: tag.initialOverride ?? tag.initial ?? '',
    comment: tag.comment ?? '',
    address: tag.address ?? '',
  };
  if (carries.includes('type') && !isSame && plain(fact.type) !== plain(tag.type) && !has(LOSSY_TYPE))
    add('type', tag.type, fact.type);
  if (
    carries.includes('address') &&
    !isSame &&
    plain(fact.address ?? '') !== plain(before.address) &&
    !has(/^ADDRESS_/)
  )
    add('address', before.address, fact.address ?? '');
  if (carries.includes('initial') && !sameValue(before.initial, fact.initial ?? '') && !has(LOSSY_VALUE))
    add('initial', before.initial, fact.initial ?? '');
  if (
    carries.includes('comment') &&
    (fact.comment ?? '') !== before.comment &&
    !has(/^(?:TEXT_CHANGED|ENUM_LOST)$/)
  )
    add('comment', before.comment, fact.comment ?? '');
  return changes;
}

/** What an export changes by itself is no change of the vendor. */
const LOSSY_TYPE = /^(?:TYPE_|RANGE_LOST|ENUM_LOST|ARRAY_)/;
const LOSSY_VALUE = /^(?:INITIAL_LOST|ENUM_LOST|TYPE_)/;

function plain(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase();
}

function sameValue(a: string, b: string): boolean {
  return valueText(a) === valueText(b);
}

function valueText(text: string): string {
  const literal = text === '' ? null : readLiteral(text);
  if (literal === null) return text.replace(/\s+/g, '');
  if (literal.kind === 'int') return literal.value === 0n ? '' : String(literal.value);
  if (literal.kind === 'real') return Number(literal.text) === 0 ? '' : String(Number(literal.text));
  if (literal.kind === 'bool') return literal.value ? 'true' : '';
  return literal.text === "''" ? '' : literal.text;
}

/** Characters of one declaration at most. */
const MOST_CHARACTERS = 10_000;

/** The declaration behind a name with other pieces; null when it is shared (`a, b : INT`) or not found whole. */
function declarationEdit(project: Project, tag: Tag, changes: readonly FieldChange[]): Edit | null {
  const { to } = project.position(tag);
  const text = project.text(tag.file).slice(to, to + MOST_CHARACTERS);
  const end = declarationEnd(text);
  const match =
    end === null
      ? null
      : /^\s*(?:AT\s*(%[^\s:;]+))?\s*:\s*([\s\S]*?)\s*(?::=\s*([\s\S]*?))?\s*;$/i.exec(text.slice(0, end));
  if (end === null || match === null) return null;
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(end, lineEnd < 0 ? text.length : lineEnd);
  const isCommentOnly = /^\s*(?:\/\/.*|\(\*(?:(?!\*\)).)*\*\)\s*)?$/.test(rest);
  const value = (field: Field, old: string) => changes.find((one) => one.field === field)?.to ?? old;
  const address = value('address', match[1] ?? '');
  const initial = value('initial', match[3] ?? '');
  const comment = changes.find((one) => one.field === 'comment')?.to;
  if (comment !== undefined && !isCommentOnly) return null;
  const head = `${address === '' ? '' : ` AT ${address}`} : ${value('type', match[2] ?? '')}${initial === '' ? '' : ` := ${initial}`};`;
  const tail =
    comment === undefined ? rest : comment === '' ? '' : ` // ${comment.replace(/\s*\n\s*/g, ' ')}`;
  return { from: to, to: to + end + rest.length, insert: head + tail };
}

/** Behind the `;` that ends a declaration; strings and comments are skipped. */
function declarationEnd(text: string): number | null {
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === ';') return at + 1;
    if (char === "'" || char === '"') {
      const close = text.indexOf(char, at + 1);
      if (close < 0) return null;
      at = close;
    } else if (text.startsWith('(*', at)) {
      const close = text.indexOf('*)', at);
      if (close < 0) return null;
      at = close + 1;
    } else if (text.startsWith('//', at)) return null;
  }
  return null;
}

/** Behind the END_VAR of the section that holds a tag. */
function sectionEnd(project: Project, tag: Tag): number | null {
  const text = project.text(tag.file);
  const end = /^[ \t]*END_VAR\b[ \t]*;?[ \t]*(?:\n|$)/im.exec(text.slice(project.position(tag).to));
  return end === null ? null : project.position(tag).to + end.index + end[0].length;
}

function scopeOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

function variableOf(fact: TagFact) {
  return {
    name: fact.path.slice(fact.path.lastIndexOf('.') + 1),
    type: fact.type,
    ...(fact.address === null ? {} : { address: fact.address }),
    ...(fact.initial === null ? {} : { initial: fact.initial }),
    ...(fact.comment === null ? {} : { comment: fact.comment }),
    qualifiers: fact.qualifiers,
    attributes: fact.attributes,
    vendorName: '',
    vendorAddress: '',
    vendorType: '',
  };
}

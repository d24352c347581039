/** Data blocks and structures as external sources (`vendor-formats.md` 3.4): UTF-8 with mark, LF. */
import type { Declaration, Project } from '@tagloom/st-parser';
import { initialOf, oneLine, utf8 } from '../common.ts';
import { notesOn } from '../notes.ts';
import { shapeOf } from '../shapes.ts';
import type { Entry } from '../table.ts';
import type { ExportedFile, VendorDiagnostic, VendorOptions } from '../types.ts';
import type { S7Draft } from './target.ts';
import { s7Type } from './types.ts';
import { memberName, startValues } from './values.ts';

const INDENT = '   ';

/** One `.db` with all data blocks, in tag order, and one `.udt` per structure that a block needs, structures first. */
export function writeBlocks(
  entries: readonly Entry<S7Draft>[],
  project: Project,
  options: VendorOptions,
): { files: readonly ExportedFile[]; diagnostics: readonly VendorDiagnostic[] } {
  const blocks = new Map<string, Entry<S7Draft>[]>();
  const texts: string[] = [];
  for (const entry of entries) {
    const { place } = entry.draft;
    if (place?.kind === 'member') {
      const key = place.block.toLowerCase();
      const members = blocks.get(key) ?? [];
      blocks.set(key, members);
      members.push(entry);
    } else if (place?.kind === 'instance') texts.push(instanceText(entry, place.of, options));
  }
  const globals = [...blocks.values()].map((members) => blockText(members, options));
  const structures = new Structures(project, options);
  for (const { draft } of entries) if (draft.place?.kind === 'member') structures.need(draft.type);
  const file = { name: 'blocks.db', bytes: utf8([...globals, ...texts].join('\n'), '\ufeff') };
  return { files: [...structures.files(), file], diagnostics: structures.diagnostics };
}

function head(name: string, options: VendorOptions): string {
  const optimized = String(options.optimized ?? true).toUpperCase();
  return `DATA_BLOCK "${name}"\n{ S7_Optimized_Access := '${optimized}' }\nVERSION : 0.1\n`;
}

function blockText(members: readonly Entry<S7Draft>[], options: VendorOptions): string {
  const first = members[0]?.draft.place;
  if (first?.kind !== 'member') return '';
  const lines = members.map(({ draft, name }) => {
    const scalar =
      draft.start.length === 1 && draft.start[0]?.target === '' ? ` := ${draft.start[0].text}` : '';
    return memberLine(memberName(name), `${draft.type}${scalar}`, draft.comment, INDENT.repeat(2));
  });
  const assignments = members.flatMap(({ draft, name }) =>
    draft.start
      .filter(({ target }) => target !== '')
      .map(({ target, text }) => `${INDENT}${memberName(name)}${target} := ${text};\n`),
  );
  const retain = first.retain ? '' : 'NON_RETAIN\n';
  const body = `${INDENT}STRUCT\n${lines.join('')}${INDENT}END_STRUCT;\n`;
  return `${head(first.block, options)}${retain}${body}\n\nBEGIN\n${assignments.join('')}\nEND_DATA_BLOCK\n`;
}

function instanceText({ draft, name }: Entry<S7Draft>, of: string, options: VendorOptions): string {
  const comment = oneLine(draft.comment);
  const title = comment === '' ? '' : `// ${comment}\n`;
  const assignments = draft.start
    .filter(({ target }) => target !== '')
    .map(({ target, text }) => `${INDENT}${target.slice(1)} := ${text};\n`);
  return `${title}${head(name, options)}NON_RETAIN\n"${of}"\n\nBEGIN\n${assignments.join('')}\nEND_DATA_BLOCK\n`;
}

function memberLine(name: string, type: string, comment: string, indent: string): string {
  const behind = oneLine(comment) === '' ? '' : `   // ${oneLine(comment)}`;
  return `${indent}${name} : ${type};${behind}\n`;
}

/** The structures that blocks name, each after those it is made of. */
class Structures {
  readonly #project: Project;
  readonly #options: VendorOptions;
  readonly #written = new Map<string, ExportedFile | null>();
  readonly diagnostics: VendorDiagnostic[] = [];

  constructor(project: Project, options: VendorOptions) {
    this.#project = project;
    this.#options = options;
  }

  files(): ExportedFile[] {
    return [...this.#written.values()].filter((file) => file !== null);
  }

  /** `type` is S7 text; only its `"Name"` matters. */
  need(type: string): void {
    const name = /"([^"]+)"$/.exec(type)?.[1];
    const info = name === undefined ? undefined : this.#project.type(name);
    if (name === undefined || info?.kind !== 'struct' || this.#written.has(name.toLowerCase())) return;
    const key = name.toLowerCase();
    this.#written.set(key, null);
    const lines = (info.members ?? []).map((member) => this.#member(info.name, member));
    this.#written.delete(key);
    const text = `TYPE "${info.name}"\nVERSION : 0.1\n${INDENT}STRUCT\n${lines.join('')}${INDENT}END_STRUCT;\n\nEND_TYPE\n`;
    this.#written.set(key, { name: `${info.name}.udt`, bytes: utf8(text, '\ufeff') });
  }

  /** A member that S7 cannot hold is left out of the structure, and said. */
  #member(owner: string, member: Declaration): string {
    const path = `${owner}.${member.name ?? ''}`;
    const { note, list } = notesOn(path);
    const shape = shapeOf(member.typeExpr, this.#project);
    const type = s7Type(shape, this.#options.cpu ?? 'S7-1500', note);
    if (type?.instanceOf !== undefined)
      note('TYPE_UNSUPPORTED', `${path} is a block instance, which no S7 structure holds; it is left out.`);
    const kept = type !== null && type.instanceOf === undefined;
    const initial = kept ? initialOf(member) : undefined;
    const start = initial === undefined ? [] : startValues(initial, shape, this.#project);
    const scalar = start?.length === 1 && start[0]?.target === '' ? ` := ${start[0].text}` : '';
    if (initial !== undefined && scalar === '')
      note('INITIAL_LOST', `The default ${initial} of ${path} is not kept in the structure.`);
    this.diagnostics.push(...list);
    if (!kept) return '';
    this.need(type.text);
    return memberLine(
      memberName(member.name ?? ''),
      `${type.text}${scalar}`,
      member.comment ?? '',
      INDENT.repeat(2),
    );
  }
}

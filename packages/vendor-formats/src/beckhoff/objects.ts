/** POUs, types and interfaces as TwinCAT objects (`vendor-formats.md` 4.1): the source itself, cut at its declarations and wrapped. */
import { type FileId, type OutlineNode, outlineIn, type Project } from '@tagloom/st-parser';
import { cdata, utf8, xmlText } from '../common.ts';
import type { ExportedFile, VendorOptions } from '../types.ts';
import { objectId } from './ids.ts';

/** Replacements inside one file, ascending, not overlapping. */
export interface Patch {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export type Patches = ReadonlyMap<FileId, readonly Patch[]>;

/** An object with its kind of file. */
export interface TwincatObject {
  readonly kind: 'POU' | 'DUT' | 'Itf' | 'GVL';
  readonly file: ExportedFile;
}

/** All programs, blocks, functions, interfaces and types of a project, in file and text order. */
export function objectsOf(project: Project, patches: Patches, options: VendorOptions): TwincatObject[] {
  return project.files().flatMap(({ id }) => {
    const cutter = new Cutter(project.text(id), patches.get(id) ?? []);
    return outlineIn(project, id).flatMap((node) => objectOf(node, cutter, options) ?? []);
  });
}

const POUS = new Set(['PROGRAM', 'FUNCTION_BLOCK', 'FUNCTION']);
const TYPES = new Set(['STRUCT', 'UNION', 'TYPE']);

function objectOf(node: OutlineNode, cutter: Cutter, options: VendorOptions): TwincatObject | null {
  const id = (kind: string, name = node.name) => objectId(kind, name, options);
  if (TYPES.has(node.kind)) {
    const declaration = `${cutter.above(node.from)}TYPE ${cutter.slice(node.from, node.to).trim()}\nEND_TYPE\n`;
    return {
      kind: 'DUT',
      file: fileOf(
        node.name,
        'DUT',
        id('DUT'),
        `    <Declaration>${cdata(declaration)}</Declaration>\n`,
        options,
      ),
    };
  }
  if (node.kind === 'INTERFACE') {
    const inside = declarationXml(node, cutter) + membersXml(node, cutter, id);
    return { kind: 'Itf', file: fileOf(node.name, 'Itf', id('Itf'), inside, options) };
  }
  if (!POUS.has(node.kind)) return null;
  const inside = declarationXml(node, cutter) + bodyXml(node, cutter) + membersXml(node, cutter, id);
  return { kind: 'POU', file: fileOf(node.name, 'POU', id('POU'), inside, options) };
}

const ENDINGS = { POU: 'TcPOU', DUT: 'TcDUT', Itf: 'TcIO', GVL: 'TcGVL' } as const;

/** One object file: UTF-8 with mark, CR LF. */
export function fileOf(
  name: string,
  kind: TwincatObject['kind'],
  id: string,
  inside: string,
  { version }: VendorOptions,
): ExportedFile {
  const stamp =
    version === undefined ? '' : `<!-- as built: ${xmlText(version).replaceAll('--', '- -')} -->\n`;
  const special = kind === 'POU' ? ' SpecialFunc="None"' : '';
  const text =
    `<?xml version="1.0" encoding="utf-8"?>\n${stamp}<TcPlcObject Version="1.1.0.1">\n` +
    `  <${kind} Name="${xmlText(name)}" Id="${id}"${special}>\n${inside}  </${kind}>\n</TcPlcObject>`;
  return { name: `${name}.${ENDINGS[kind]}`, bytes: utf8(text.replaceAll('\n', '\r\n'), '\ufeff') };
}

const MEMBERS = new Set(['METHOD', 'PROPERTY', 'ACTION', 'TRANSITION']);

/** The header and the sections, up to the first member or statement. */
function declarationXml(node: OutlineNode, cutter: Cutter): string {
  const text = `${cutter.above(node.from)}${cutter.slice(node.from, declarationEnd(node, cutter)).trimEnd()}\n`;
  return `    <Declaration>${cdata(withoutEnd(text))}</Declaration>\n`;
}

function declarationEnd(node: OutlineNode, cutter: Cutter): number {
  const sections = node.children.filter((one) => /^VAR/.test(one.kind));
  const last = sections.at(-1);
  return last === undefined ? cutter.lineEnd(node.from, node.to) : last.to;
}

/** Statements stand behind everything else and before the END word. */
function bodyXml(node: OutlineNode, cutter: Cutter): string {
  const from = node.children.reduce((end, one) => Math.max(end, one.to), declarationEnd(node, cutter));
  const text = withoutEnd(cutter.slice(from, node.to)).trim();
  return `    <Implementation>\n      <ST>${cdata(text === '' ? '' : `${text}\n`)}</ST>\n    </Implementation>\n`;
}

function withoutEnd(text: string): string {
  return text.replace(
    /\bEND_(?:PROGRAM|FUNCTION_BLOCK|FUNCTION|INTERFACE|METHOD|PROPERTY|ACTION|TRANSITION|GET|SET)\b[\s;]*$/i,
    '',
  );
}

type Id = (kind: string, name: string) => string;

function membersXml(node: OutlineNode, cutter: Cutter, id: Id): string {
  return node.children
    .filter((one) => MEMBERS.has(one.kind))
    .map((member) => {
      const name = xmlText(member.name);
      const guid = id(member.kind, `${node.name}.${member.name}`);
      switch (member.kind) {
        case 'METHOD':
          return `    <Method Name="${name}" Id="${guid}">\n${declarationXml(member, cutter)}${bodyXml(member, cutter)}    </Method>\n`;
        case 'PROPERTY':
          return `    <Property Name="${name}" Id="${guid}">\n${propertyXml(member, cutter, id, node.name)}    </Property>\n`;
        default: {
          const element = member.kind === 'ACTION' ? 'Action' : 'Transition';
          return `    <${element} Name="${name}" Id="${guid}">\n${bodyXml(member, cutter)}    </${element}>\n`;
        }
      }
    })
    .join('');
}

function propertyXml(property: OutlineNode, cutter: Cutter, id: Id, owner: string): string {
  const accessors = property.children
    .filter((one) => one.kind === 'GET' || one.kind === 'SET')
    .map((one) => {
      const element = one.kind === 'GET' ? 'Get' : 'Set';
      const guid = id(one.kind, `${owner}.${property.name}.${element}`);
      const sections = one.children.filter((child) => /^VAR/.test(child.kind));
      const first = sections[0];
      const declaration =
        first === undefined ? '' : `${cutter.slice(first.from, sections.at(-1)?.to ?? first.to).trimEnd()}\n`;
      return `      <${element} Name="${element}" Id="${guid}">\n    <Declaration>${cdata(declaration)}</Declaration>\n${bodyXml(one, cutter)}      </${element}>\n`;
    });
  return declarationXml(property, cutter) + accessors.join('');
}

/** Cuts pieces out of a text while patches are applied. */
class Cutter {
  readonly #text: string;
  readonly #patches: readonly Patch[];

  constructor(text: string, patches: readonly Patch[]) {
    this.#text = text;
    this.#patches = patches;
  }

  slice(from: number, to: number): string {
    let out = '';
    let at = from;
    for (const patch of this.#patches) {
      if (patch.from < at || patch.to > to) continue;
      out += this.#text.slice(at, patch.from) + patch.text;
      at = patch.to;
    }
    return out + this.#text.slice(at, to);
  }

  lineEnd(from: number, to: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 || end > to ? to : end;
  }

  /** Comments and pragmas on the lines directly above a declaration, and above its TYPE keyword. */
  above(from: number): string {
    const lines = this.#text
      .slice(Math.max(0, from - MOST_ABOVE), from)
      .replace(/\bTYPE\s*$/i, '')
      .split('\n');
    lines.pop();
    const kept: string[] = [];
    for (let line = lines.pop(); line !== undefined && ABOVE.test(line); line = lines.pop())
      kept.unshift(line.trim());
    return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
  }
}

/** Characters looked back for comments above a declaration. */
const MOST_ABOVE = 4_000;
const ABOVE = /^\s*(?:\{[^}]*\}|\/\/.*|\(\*.*\*\))\s*$/;

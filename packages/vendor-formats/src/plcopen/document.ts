/** A whole project as PLCopen TC6 XML 2.01, or as CODESYS and TwinCAT write it (`vendor-formats.md` 5). */
import type { Declaration, Project } from '@tagloom/st-parser';
import { utf8, xmlText } from '../common.ts';
import type { Written } from '../exporting.ts';
import { notesOn } from '../notes.ts';
import { DEFAULT_DATE } from '../options.ts';
import { membersOf } from '../shapes.ts';
import type { Entry } from '../table.ts';
import type { VendorDiagnostic, VendorOptions } from '../types.ts';
import { type Pou, pousOf } from './pous.ts';
import type { PlcopenDraft } from './target.ts';
import { ADD_DATA, documentation, membersXml, typeXml, valueXml, variableXml, xhtml } from './types.ts';

/** Writes one file. */
export function writePlcopen(
  entries: readonly Entry<PlcopenDraft>[],
  project: Project,
  options: VendorOptions,
): Written {
  const diagnostics: VendorDiagnostic[] = [];
  const written = entries.filter(({ draft }) => draft.scope !== null);
  const types = dataTypes(project, diagnostics);
  const programs = variablesOf(written.filter(({ draft }) => !draft.isGlobal));
  const pous = pousOf(project).map((pou) => pouXml(pou, programs, diagnostics));
  const lists = globalLists(
    written.filter(({ draft }) => draft.isGlobal),
    options,
  );
  const text = frame(types, pous, lists, options);
  return { files: [{ name: 'project.xml', bytes: utf8(text) }], diagnostics };
}

const NAMESPACES = {
  tc6_0201: 'http://www.plcopen.org/xml/tc6_0201',
  codesys: 'http://www.plcopen.org/xml/tc6_0200',
} as const;

/** All of the skeleton must be there, even when it is empty. */
function frame(
  types: readonly string[],
  pous: readonly string[],
  lists: readonly string[],
  options: VendorOptions,
): string {
  const date = options.date ?? DEFAULT_DATE;
  const version = options.version === undefined ? '' : ` version="${xmlText(options.version)}"`;
  const scaling = ['fbd', 'ld', 'sfc'].map((one) => `<${one}><scaling x="1" y="1"/></${one}>`).join('');
  const configuration =
    lists.length === 0
      ? ''
      : `<configuration name="Configuration">\n<resource name="Resource">\n${lists.join('\n')}\n</resource>\n</configuration>\n`;
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<project xmlns="${NAMESPACES[options.dialect ?? 'tc6_0201']}">\n` +
    `<fileHeader companyName="Tagloom" productName="Tagloom" productVersion="1" creationDateTime="${date}"/>\n` +
    `<contentHeader name="${xmlText(options.project ?? 'project')}"${version} modificationDateTime="${date}">\n<coordinateInfo>${scaling}</coordinateInfo>\n</contentHeader>\n` +
    `<types>\n<dataTypes>\n${types.join('\n')}\n</dataTypes>\n<pous>\n${pous.join('\n')}\n</pous>\n</types>\n` +
    `<instances>\n<configurations>\n${configuration}</configurations>\n</instances>\n</project>\n`
  );
}

function dataTypes(project: Project, diagnostics: VendorDiagnostic[]): string[] {
  return project.types().flatMap((info) => {
    const { note, list } = notesOn(info.name);
    const one = dataType(info.name, baseOf(info, project, note), info.initial);
    diagnostics.push(...list);
    return one === null ? [] : [one];
  });
}

function dataType(name: string, base: string | null, initial: string | undefined): string | null {
  if (base === null) return null;
  const value = initial === undefined ? '' : `\n<initialValue>${valueXml(initial)}</initialValue>`;
  return `<dataType name="${xmlText(name)}">\n<baseType>${base}</baseType>${value}\n</dataType>`;
}

/** The declared type behind a name; null for blocks, which are POUs, and for what the schema cannot hold. */
function baseOf(
  info: ReturnType<Project['types']>[number],
  project: Project,
  note: ReturnType<typeof notesOn>['note'],
): string | null {
  switch (info.kind) {
    case 'struct':
      if (info.base !== undefined)
        note(
          'TYPE_REPLACED',
          `${info.name} is written with the members of ${info.base}: the schema has no EXTENDS.`,
          'info',
        );
      return `<struct>${membersXml(membersOf(info, project), note)}</struct>`;
    case 'enum': {
      const values = (info.values ?? []).map(({ name, value }) => {
        const number = value === null ? '' : ` value="${value}"`;
        return `<value name="${xmlText(name)}"${number}/>`;
      });
      const base =
        info.base === undefined
          ? ''
          : `<baseType>${typeXml({ kind: 'elementary', text: info.base, name: info.base.toUpperCase() }, note)}</baseType>`;
      return `<enum><values>${values.join('')}</values>${base}</enum>`;
    }
    case 'subrange': {
      const text = info.base ?? 'INT';
      const base = { kind: 'elementary', text, name: text.toUpperCase() } as const;
      return typeXml({ kind: 'subrange', text, base, range: info.range ?? null }, note);
    }
    case 'alias':
      return info.typeExpr === undefined ? null : typeXml(info.typeExpr, note);
    case 'union':
      note('TYPE_UNSUPPORTED', `PLCopen XML has no unions, so ${info.name} is left out.`);
      return null;
    case 'functionblock':
      return null;
    case 'class':
    case 'interface':
      note(
        'NOT_EXPORTED',
        `PLCopen XML 2.01 has no ${info.kind} types, so ${info.name} is left out.`,
        'warning',
      );
      return null;
  }
}

type Variables = ReadonlyMap<string, readonly Variable[]>;

interface Variable {
  readonly declaration: Declaration;
  readonly name: string;
  readonly type: string;
}

function variablesOf(entries: readonly Entry<PlcopenDraft>[]): Variables {
  const out = new Map<string, Variable[]>();
  for (const { draft, name } of entries) {
    const list = out.get(draft.tag.scope.toLowerCase()) ?? [];
    out.set(draft.tag.scope.toLowerCase(), list);
    list.push({ declaration: draft.tag, name, type: draft.xml });
  }
  return out;
}

function pouXml(pou: Pou, programs: Variables, diagnostics: VendorDiagnostic[]): string {
  const { note, list } = notesOn(pou.name);
  if (pou.base !== undefined)
    note('TYPE_REPLACED', `EXTENDS ${pou.base} is not kept: PLCopen XML 2.01 has no inheritance.`);
  for (const member of pou.members)
    note(
      'NOT_EXPORTED',
      `${pou.name}.${member} is left out: PLCopen XML 2.01 has no methods and properties.`,
      'warning',
    );
  const own = pou.variables.flatMap((declaration): Variable[] => {
    const type = typeXml(declaration.typeExpr, note);
    return type === null ? [] : [{ declaration, name: declaration.name ?? '', type }];
  });
  const variables = pou.kind === 'program' ? (programs.get(pou.name.toLowerCase()) ?? []) : own;
  const returnType = pou.returnType === undefined ? null : typeXml(pou.returnType, note);
  const head = returnType === null ? '' : `<returnType>${returnType}</returnType>\n`;
  diagnostics.push(...list);
  return (
    `<pou name="${xmlText(pou.name)}" pouType="${pou.kind}">\n<interface>\n${head}${lists(variables)}</interface>\n` +
    `<body><ST>${xhtml(pou.body)}</ST></body>\n${documentation(pou.comment)}</pou>`
  );
}

const LISTS: Readonly<Record<string, string>> = {
  VAR_INPUT: 'inputVars',
  VAR_OUTPUT: 'outputVars',
  VAR_IN_OUT: 'inOutVars',
  VAR_TEMP: 'tempVars',
  VAR_EXTERNAL: 'externalVars',
};

/** Neighbours of one section with equal qualifiers share a list. */
function lists(variables: readonly Variable[]): string {
  return blocks(variables)
    .map(({ section, qualifiers, members }) => {
      const element = LISTS[section] ?? 'localVars';
      return `<${element}${qualifierAttributes(qualifiers)}>\n${members.map(plainVariable).join('\n')}\n</${element}>\n`;
    })
    .join('');
}

interface Block {
  readonly section: string;
  readonly qualifiers: readonly string[];
  readonly members: Variable[];
}

function blocks(variables: readonly Variable[]): Block[] {
  const out: Block[] = [];
  for (const variable of variables) {
    const { section, qualifiers } = variable.declaration;
    const last = out.at(-1);
    if (last !== undefined && last.section === section && last.qualifiers.join() === qualifiers.join())
      last.members.push(variable);
    else out.push({ section, qualifiers, members: [variable] });
  }
  return out;
}

function plainVariable({ declaration, name, type }: Variable): string {
  return variableXml(declaration, name, type, () => undefined);
}

function qualifierAttributes(qualifiers: readonly string[]): string {
  const named: Readonly<Record<string, string>> = {
    CONSTANT: 'constant',
    RETAIN: 'retain',
    NON_RETAIN: 'nonretain',
    PERSISTENT: 'persistent',
  };
  return qualifiers.map((one) => (named[one] === undefined ? '' : ` ${named[one]}="true"`)).join('');
}

/** One list per combination of attributes; as CODESYS, one per name with the combinations repeated in its own data. */
function globalLists(entries: readonly Entry<PlcopenDraft>[], options: VendorOptions): string[] {
  const byName = new Map<string, { name: string; variables: Variable[] }>();
  for (const { draft, name } of entries) {
    const list = byName.get(draft.scope ?? '') ?? { name: draft.list, variables: [] };
    byName.set(draft.scope ?? '', list);
    list.variables.push({ declaration: draft.tag, name, type: draft.xml });
  }
  return [...byName.values()].flatMap(({ name, variables }) =>
    options.dialect === 'codesys'
      ? [mixedList(name, variables)]
      : byQualifiers(variables).map((one) => globalList(name, one)),
  );
}

/** Blocks of equal qualifiers, whatever stands between them. */
function byQualifiers(variables: readonly Variable[]): Block[] {
  const out = new Map<string, Block>();
  for (const variable of variables) {
    const { qualifiers } = variable.declaration;
    const block = out.get(qualifiers.join()) ?? { section: 'VAR_GLOBAL', qualifiers, members: [] };
    out.set(qualifiers.join(), block);
    block.members.push(variable);
  }
  return [...out.values()];
}

function globalList(name: string, { qualifiers, members }: Block): string {
  return `<globalVars name="${xmlText(name)}"${qualifierAttributes(qualifiers)}>\n${members.map(plainVariable).join('\n')}\n</globalVars>`;
}

function mixedList(name: string, variables: readonly Variable[]): string {
  const combinations = blocks(variables);
  const first = combinations[0]?.qualifiers ?? [];
  const mixed =
    combinations.length < 2
      ? ''
      : `<addData><data name="${ADD_DATA}/mixedattrsvarlist" handleUnknown="implementation">\n<MixedAttrsVarList>\n${combinations
          .map((one) => globalList(name, one))
          .join('\n')}\n</MixedAttrsVarList>\n</data></addData>\n`;
  return `<globalVars name="${xmlText(name)}"${qualifierAttributes(first)}>\n${variables.map(plainVariable).join('\n')}\n${mixed}</globalVars>`;
}

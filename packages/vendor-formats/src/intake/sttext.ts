/** Scopes and types as ST texts: one file per global list or program, one for the types. */
import type { ModelMember, ModelScope, ModelType, ModelVariable } from './model.ts';

/** A source text with its path in the project. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** The file of one scope. A global list is called by its file, so the path must be the scope's name. */
export function scopeText(scope: ModelScope): SourceText {
  const path = `${scope.name}.st`;
  if (scope.kind === 'global') return { path, text: sections(scope.variables, 'VAR_GLOBAL').join('') };
  const body = sections(scope.variables, 'VAR').join('');
  return { path, text: `PROGRAM ${scope.name}\n${body}END_PROGRAM\n` };
}

/** Sections alone, for a list or program that exists. */
export function sectionsText(variables: readonly ModelVariable[], keyword: string): string {
  return sections(variables, keyword).join('');
}

/** All types in one text; null without types. */
export function typesText(types: readonly ModelType[]): SourceText | null {
  if (types.length === 0) return null;
  return { path: 'types.st', text: types.map(typeText).join('\n') };
}

/** Neighbours with equal qualifiers share a section, so that order is kept. */
function sections(variables: readonly ModelVariable[], keyword: string): string[] {
  const out: string[] = [];
  let open = '';
  for (const variable of variables) {
    const head = [variable.section ?? keyword, ...(variable.qualifiers ?? [])].join(' ');
    if (head !== open) out.push(`${open === '' ? '' : 'END_VAR\n'}${head}\n`);
    open = head;
    out.push(variableText(variable, variable.name));
  }
  out.push(open === '' ? `${keyword}\nEND_VAR\n` : 'END_VAR\n');
  return out;
}

/** One declaration with its attributes and comment. */
export function variableText(
  variable: ModelMember & { readonly address?: string },
  name: string,
  indent = '  ',
): string {
  const at = variable.address === undefined ? '' : ` AT ${variable.address}`;
  const initial = variable.initial === undefined ? '' : ` := ${variable.initial}`;
  const { above, behind } = commentText(variable.comment ?? '', indent);
  return `${attributeLines(variable, indent)}${above}${indent}${name}${at} : ${variable.type}${initial};${behind}\n`;
}

function attributeLines({ attributes = {} }: ModelMember, indent: string): string {
  return Object.entries(attributes)
    .map(([name, value]) => {
      const text = value === '' ? '' : ` := '${escaped(value)}'`;
      return `${indent}{attribute '${escaped(name)}'${text}}\n`;
    })
    .join('');
}

/** Inside an attribute: quotes and `$` escaped, never a brace or a line end that could close the pragma. */
function escaped(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\{/g, '(')
    .replace(/\}/g, ')')
    .replace(/[$']/g, '$$$&');
}

/** One line stands behind the declaration; several stand above it, in a comment that no mark inside can close. */
export function commentText(comment: string, indent: string): { above: string; behind: string } {
  const clean = comment
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, ' ');
  const lines = clean.split('\n').map((line) => line.trim());
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return { above: '', behind: '' };
  if (lines.length === 1) return { above: '', behind: ` // ${lines[0]}` };
  if (MARKS.test(clean))
    return {
      above: lines
        .map((line) => `${indent}// ${line}`.trimEnd())
        .join('\n')
        .concat('\n'),
      behind: '',
    };
  return { above: `${indent}(* ${lines.join(`\n${indent}   `)} *)\n`, behind: '' };
}

const MARKS = /\(\*|\*\)|\/\*|\*\//;

function typeText(type: ModelType): string {
  const { above, behind } = commentText(type.comment ?? '', '');
  const title = behind === '' ? above : `${behind.trim()}\n`;
  return `${title}${bodyOf(type)}`;
}

function bodyOf(type: ModelType): string {
  switch (type.kind) {
    case 'struct':
    case 'union': {
      const keyword = type.kind === 'struct' ? 'STRUCT' : 'UNION';
      const base = type.base === undefined ? '' : ` EXTENDS ${type.base}`;
      const members = type.members.map((member) => variableText(member, member.name));
      return `TYPE ${type.name}${base} :\n${keyword}\n${members.join('')}END_${keyword}\nEND_TYPE\n`;
    }
    case 'enum': {
      const values = (type.values ?? []).map(({ name, value }) =>
        value === null ? name : `${name} := ${value}`,
      );
      const base = type.base === undefined ? '' : ` ${type.base}`;
      return `TYPE ${type.name} :\n(\n  ${values.join(',\n  ')}\n)${base};\nEND_TYPE\n`;
    }
    case 'alias':
      return `TYPE ${type.name} : ${type.base ?? 'INT'};\nEND_TYPE\n`;
    case 'block':
      return blockText(type);
  }
}

function blockText(type: ModelType): string {
  const base = type.base === undefined ? '' : ` EXTENDS ${type.base}`;
  const variables = type.members.map((member) => ({
    ...member,
    section: member.section ?? 'VAR',
    vendorName: '',
    vendorAddress: '',
    vendorType: '',
  }));
  return `FUNCTION_BLOCK ${type.name}${base}\n${sections(variables, 'VAR').join('')}END_FUNCTION_BLOCK\n`;
}

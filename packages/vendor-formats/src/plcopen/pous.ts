/** POUs of a project with their variables and bodies, for formats that carry whole programs. */
import {
  type Declaration,
  type FileId,
  type OutlineNode,
  outlineIn,
  type Project,
  parseOutput,
  type TypeExpr,
} from '@tagloom/st-parser';
import { membersOf } from '../shapes.ts';
import { readTypeText } from '../typetext.ts';

export interface Pou {
  readonly name: string;
  readonly kind: 'program' | 'functionBlock' | 'function';
  /** Empty for programs: their variables are tags. */
  readonly variables: readonly Declaration[];
  readonly returnType?: TypeExpr;
  readonly base?: string;
  /** Methods, properties and actions. */
  readonly members: readonly string[];
  /** Statements without the END line. */
  readonly body: string;
  readonly comment: string;
}

const KINDS: Readonly<Record<string, Pou['kind']>> = {
  PROGRAM: 'program',
  FUNCTION_BLOCK: 'functionBlock',
  FUNCTION: 'function',
};

/** All programs, function blocks and functions, in file and text order. */
export function pousOf(project: Project): Pou[] {
  return project.files().flatMap(({ id }) => pousIn(project, id));
}

/** Those of one file. */
export function pousIn(project: Project, file: FileId): Pou[] {
  return outlineIn(project, file).flatMap((node) => {
    const kind = KINDS[node.kind];
    return kind === undefined ? [] : [pouOf(node, kind, file, project)];
  });
}

function pouOf(node: OutlineNode, kind: Pou['kind'], file: FileId, project: Project): Pou {
  const members = node.children.filter((one) => MEMBERS.has(one.kind)).map((one) => one.name);
  const base = { name: node.name, kind, members, body: bodyOf(node, project.text(file)), comment: '' };
  if (kind === 'program') return { ...base, variables: [] };
  if (kind === 'function') return { ...base, ...functionFacts(node.name, file, project) };
  const info = project.type(node.name);
  const inherits = info?.base === undefined ? {} : { base: info.base };
  return { ...base, variables: info === undefined ? [] : membersOf(info, project), ...inherits };
}

const MEMBERS = new Set(['METHOD', 'PROPERTY', 'ACTION', 'TRANSITION']);

/** Statements stand behind the last section or member and before the END word. */
function bodyOf(node: OutlineNode, text: string): string {
  const from = node.children.reduce((last, one) => Math.max(last, one.to), headerEnd(node, text));
  return text
    .slice(from, node.to)
    .replace(/\bEND_(?:PROGRAM|FUNCTION_BLOCK|FUNCTION)\b[\s;]*$/i, '')
    .trim();
}

/** Without sections, the body begins behind the header's line. */
function headerEnd(node: OutlineNode, text: string): number {
  const line = text.indexOf('\n', node.from);
  return line < 0 || line > node.to ? node.to : line;
}

/** Functions are no types of the project, so their own file is asked. */
function functionFacts(name: string, file: FileId, project: Project): Pick<Pou, 'variables' | 'returnType'> {
  const output = parseOutput(project.text(file), { dialect: 'auto', file: String(file), clock: () => 0 });
  const scopes = output.scopes as readonly { readonly scope: string; readonly returnType?: string }[];
  const declarations = output.declarations as readonly Omit<Declaration, 'typeExpr'>[];
  const scope = scopes.find((one) => one.scope.toLowerCase() === name.toLowerCase());
  const variables = declarations
    .filter((one) => one.scope.toLowerCase() === name.toLowerCase())
    .map((one): Declaration => ({ ...one, typeExpr: readTypeText(one.type) }));
  return {
    variables,
    ...(scope?.returnType === undefined ? {} : { returnType: readTypeText(scope.returnType) }),
  };
}

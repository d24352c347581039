/** Tags as nodes of a client's tag tree (OPC UA, Ignition, Kepware): one name space per list or program, a type table per format. */
import type { Tag } from '@tagloom/st-parser';
import { aliasNotes, commentOf, hasStorage, initialOf } from '../common.ts';
import type { NameRule } from '../names.ts';
import { type Note, notesOn } from '../notes.ts';
import { type Shape, shapeOf, type TypeLookup } from '../shapes.ts';
import type { Draft, Target } from '../table.ts';
import type { VendorCode, VendorOptions } from '../types.ts';

/** What one elementary type becomes, and what that changes. */
export interface NodeType {
  readonly type: string;
  readonly code?: VendorCode;
  /** The end of a sentence. */
  readonly why?: string;
}

/** One format of this family. */
export interface NodeRules {
  /** As sentences name it. */
  readonly name: string;
  readonly names: NameRule;
  /** By IEC type. */
  readonly types: Readonly<Record<string, NodeType>>;
  readonly string: NodeType;
  /** Dimensions that an array node may have. */
  readonly maxDims: number;
  /** The type of an array node. */
  readonly array: (element: string) => string;
  /** The type of a structure node. */
  readonly group: (typeName: string) => string;
  /** The name of a structure's type is not written. */
  readonly losesTypeNames: boolean;
  /** The file does not say how long an array is. */
  readonly losesLengths?: boolean;
  /** A structure is a mere group, with no place for a comment. */
  readonly losesGroupComments?: boolean;
  /** With `{path}`, `{scope}` and `{name}`. */
  readonly itemPath: string;
}

export interface NodeDraft extends Draft {
  readonly shape: Shape;
  readonly comment: string;
  readonly readOnly: boolean;
}

export function nodeTarget(rules: NodeRules, options: VendorOptions): Target<NodeDraft> {
  return {
    rule: rules.names,
    shown: ({ tag }, name) => `${tag.scope}.${name}`,
    draft: (tag, lookup) => draftOf(tag, lookup, rules, options),
  };
}

function draftOf(tag: Tag, lookup: TypeLookup, rules: NodeRules, options: VendorOptions): NodeDraft {
  const { note, list } = notesOn(tag.path);
  const shape = shapeOf(tag.typeExpr, lookup);
  const readOnly = tag.qualifiers.includes('CONSTANT');
  const type = hasStorage(tag, note) ? nodeType(shape, rules, note) : null;
  if (type === null) return unwritten(tag, shape, readOnly, list);
  aliasNotes(tag.typeExpr, lookup, note);
  if (tag.address !== undefined)
    note(
      'ADDRESS_UNMAPPED',
      `${tag.address} is not kept: ${rules.name} addresses tags by their path.`,
      'info',
    );
  if (rules.losesGroupComments === true && isGroup(shape) && tag.comment !== undefined)
    note('TEXT_CHANGED', 'The comment is not kept: a group has no description.', 'warning');
  const initial = initialOf(tag);
  if (initial !== undefined)
    note(
      'INITIAL_LOST',
      `The initial value ${initial} is not kept: a client reads the value from the controller.`,
    );
  if (tag.qualifiers.length > 0)
    note(
      'QUALIFIER_LOST',
      `${tag.qualifiers.join(' ')} is not kept${readOnly ? '; the tag is read-only' : ''}.`,
    );
  const address = itemPath(tag.path, tag.scope, tag.name, rules, options);
  const comment = commentOf(tag, note);
  const scope = tag.scope.toLowerCase();
  return { tag, wanted: tag.name, shape, readOnly, scope, type, address, comment, diagnostics: list };
}

/** A tag that the format does not hold; the diagnostics say why. */
function unwritten(
  tag: Tag,
  shape: Shape,
  readOnly: boolean,
  diagnostics: NodeDraft['diagnostics'],
): NodeDraft {
  return {
    tag,
    wanted: tag.name,
    shape,
    readOnly,
    scope: null,
    type: '',
    address: '',
    comment: '',
    diagnostics,
  };
}

/** The address of a tag or member. */
export function itemPath(
  path: string,
  scope: string,
  name: string,
  rules: NodeRules,
  options: VendorOptions,
): string {
  const parts = partsOf(options.itemPath ?? rules.itemPath);
  let out = '';
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    if (at % 2 === 0) out += part;
    else out += part === 'path' ? path : part === 'scope' ? scope : name;
  }
  return out;
}

/** A template cut at its fields: text and field in turn. One at a time is in use. */
function partsOf(template: string): readonly string[] {
  if (template !== cut.template) cut = { template, parts: template.split(/\{(path|scope|name)\}/) };
  return cut.parts;
}

let cut: { readonly template: string; readonly parts: readonly string[] } = { template: '', parts: [''] };

/** The node type of a shape, or null with its diagnostic. */
export function nodeType(shape: Shape, rules: NodeRules, note: Note): string | null {
  switch (shape.kind) {
    case 'elementary':
      return elementary(shape, rules, note);
    case 'string':
      return stringType(shape, rules, note);
    case 'array':
      return arrayType(shape, rules, note);
    case 'struct':
      return group(shape.name, rules, note);
    case 'inline':
      return group('', rules, note);
    case 'block':
      if (shape.own) return group(shape.name, rules, note);
      note('TYPE_UNSUPPORTED', `The members of ${shape.name} are not known, so the tag is left out.`);
      return null;
    case 'none':
      note('TYPE_UNSUPPORTED', `${rules.name} has no type for it (${shape.why}), so the tag is left out.`);
      return null;
  }
}

function elementary(shape: Shape & { kind: 'elementary' }, rules: NodeRules, note: Note): string | null {
  const found = rules.types[shape.name];
  if (found === undefined) {
    note('TYPE_UNSUPPORTED', `${rules.name} has no counterpart of ${shape.name}, so the tag is left out.`);
    return null;
  }
  if (found.code !== undefined) note(found.code, `${shape.name} becomes ${found.type}: ${found.why}.`);
  if (shape.range !== undefined)
    note('RANGE_LOST', `The range ${shape.range.join('..')} is not kept; the type is ${found.type}.`);
  if (shape.enumeration !== undefined)
    note(
      'ENUM_LOST',
      `The enumeration ${shape.enumeration.name} becomes ${found.type}; its value names are not kept.`,
    );
  return found.type;
}

function stringType(shape: Shape & { kind: 'string' }, rules: NodeRules, note: Note): string {
  const kind = shape.wide ? 'WSTRING' : 'STRING';
  if (shape.length !== null)
    note(
      'TYPE_REPLACED',
      `${kind}[${shape.length}] becomes ${rules.string.type}: the length is not kept.`,
      'info',
    );
  else if (shape.wide) note('TYPE_REPLACED', `WSTRING becomes ${rules.string.type}.`, 'info');
  return rules.string.type;
}

function group(typeName: string, rules: NodeRules, note: Note): string {
  const type = rules.group(typeName);
  if (rules.losesTypeNames || typeName === '')
    note('TYPE_REPLACED', `The structure ${typeName || 'without a name'} is written as its members.`, 'info');
  return type;
}

/** True for what has members of its own, also as the element of an array. */
function isGroup(shape: Shape): boolean {
  if (shape.kind === 'array') return isGroup(shape.base);
  return shape.kind === 'struct' || shape.kind === 'inline' || shape.kind === 'block';
}

function arrayType(shape: Shape & { kind: 'array' }, rules: NodeRules, note: Note): string | null {
  const base = nodeType(shape.base, rules, note);
  if (base === null) return null;
  if (isGroup(shape.base)) {
    note('TYPE_REPLACED', 'An array of structures is written as one node for each element.', 'info');
    return base;
  }
  if (shape.dims.length > rules.maxDims) {
    const most = `${rules.maxDims} dimension${rules.maxDims === 1 ? '' : 's'}`;
    note(
      'ARRAY_DIMS',
      `${rules.name} arrays have at most ${most}, this one has ${shape.dims.length}; it is left out.`,
    );
    return null;
  }
  for (const [low, high] of shape.dims)
    if (low !== 0)
      note(
        'ARRAY_SHIFTED',
        `Index i of ${low}..${high} is i - (${low}) in ${rules.name}, where arrays begin at 0.`,
      );
  if (rules.losesLengths === true)
    note('TYPE_REPLACED', `${rules.name} does not keep the length of an array.`, 'info');
  if (shape.nested) note('TYPE_REPLACED', 'An array of arrays becomes one array: a[i][j] is a[i,j].', 'info');
  return rules.array(base);
}

/** The tag map as a Kepware tag CSV (`vendor-formats.md` 6.3): one row per value, groups as dots in the name. */
import type { Project } from '@tagloom/st-parser';
import { oneLine, utf8 } from '../common.ts';
import type { Written } from '../exporting.ts';
import { sanitise } from '../names.ts';
import { itemPath, type NodeDraft } from '../nodes/target.ts';
import { type TreeNode, Trees } from '../nodes/tree.ts';
import { notesOn } from '../notes.ts';
import type { Entry } from '../table.ts';
import type { MapEntry, VendorDiagnostic, VendorOptions } from '../types.ts';
import { KEPWARE_RULES } from './types.ts';

export const KEPWARE_COLUMNS = [
  'Tag Name',
  'Address',
  'Data Type',
  'Respect Data Type',
  'Client Access',
  'Scan Rate',
  'Scaling',
  'Raw Low',
  'Raw High',
  'Scaled Low',
  'Scaled High',
  'Scaled Data Type',
  'Clamp Low',
  'Clamp High',
  'Eng Units',
  'Description',
  'Negate Value',
];

/** Writes one file. */
export function writeKepware(
  entries: readonly Entry<NodeDraft>[],
  project: Project,
  options: VendorOptions,
): Written {
  const trees = new Trees(KEPWARE_RULES, project);
  const delimiter = options.delimiter ?? ',';
  const rows: string[] = [KEPWARE_COLUMNS.join(delimiter)];
  const diagnostics: VendorDiagnostic[] = [];
  const leaves = new Map<string, readonly MapEntry[]>();
  /** An array is addressed with its size. */
  const arrays = new Map<string, string>();
  for (const { draft, name } of entries) {
    if (draft.scope === null) continue;
    const tree = trees.tree(draft, name);
    if (tree === null) continue;
    const values = valuesOf(tree, groupName(draft.tag.scope, name));
    for (const value of values)
      rows.push(
        row(value, draft, options)
          .map((one) => cell(one, delimiter))
          .join(delimiter),
      );
    diagnostics.push(...textNotes(draft));
    const [only] = values;
    if (tree.children === null && only !== undefined)
      arrays.set(draft.tag.path, address(only, draft, options));
    if (options.expandMap === true)
      leaves.set(
        draft.tag.path,
        values.map((value) => entryOf(value, draft, options)),
      );
  }
  const files = [{ name: 'kepware.csv', bytes: utf8(`${rows.join('\r\n')}\r\n`) }];
  return {
    files,
    diagnostics: [...trees.diagnostics, ...diagnostics],
    leaves: (path) => leaves.get(path),
    better: (path) => {
      const vendorAddress = arrays.get(path);
      return vendorAddress === undefined ? undefined : { vendorAddress };
    },
  };
}

interface Value {
  readonly tree: TreeNode;
  /** Groups and name, joined by dots. */
  readonly name: string;
}

function groupName(scope: string, name: string): string {
  return `${scope.split('.').map(segment).join('.')}.${name}`;
}

/** Values below a node; elements become groups `_1_2` without the leading `_`. */
function valuesOf(tree: TreeNode, name: string): Value[] {
  if (tree.children === null) return [{ tree, name }];
  return tree.children.flatMap((child) => valuesOf(child, `${name}.${segment(child.name)}`));
}

function segment(name: string): string {
  const plain = name.replace(/^\[(.*)\]$/, '[$1]').replaceAll(',', '_');
  if (KEPWARE_RULES.names.legal(plain)) return plain;
  const clean = sanitise(plain, KEPWARE_RULES.names.max).replace(/^_+/, '');
  return clean === '' ? 'Tag' : clean;
}

function address({ tree }: Value, draft: NodeDraft, options: VendorOptions): string {
  const path = itemPath(tree.path, draft.tag.scope, tree.name, KEPWARE_RULES, options);
  return tree.dims.length === 0 ? path : `${path}[${tree.dims.join('][')}]`;
}

function row(value: Value, draft: NodeDraft, options: VendorOptions): string[] {
  const access = draft.readOnly ? 'RO' : 'R/W';
  const description = oneLine(value.tree.comment);
  const head = [value.name, address(value, draft, options), value.tree.type, '1', access, '100'];
  return [...head, '', '', '', '', '', '', '', '', '', description, ''];
}

function entryOf(value: Value, draft: NodeDraft, options: VendorOptions): MapEntry {
  return {
    path: value.tree.path,
    vendorName: value.name,
    vendorAddress: address(value, draft, options),
    vendorType: value.tree.type,
  };
}

function textNotes(draft: NodeDraft): readonly VendorDiagnostic[] {
  const { note, list } = notesOn(draft.tag.path);
  if (oneLine(draft.comment) !== draft.comment)
    note('TEXT_CHANGED', 'The lines of the comment become one line.');
  else if (guarded(draft.comment) !== draft.comment)
    note('TEXT_CHANGED', 'The comment gets a leading apostrophe, so that no spreadsheet computes it.');
  return list;
}

/** Only descriptions can begin so: names are identifiers, and addresses begin with a letter. */
export function guarded(text: string): string {
  return /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
}

function cell(text: string, delimiter: string): string {
  const safe = guarded(text);
  return /["\r\n]/.test(safe) || safe.includes(delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

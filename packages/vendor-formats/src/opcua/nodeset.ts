/** The tag map as an OPC UA NodeSet2 (`vendor-formats.md` 6.2): a folder per list or program, objects for structures. */
import type { Project } from '@tagloom/st-parser';
import { Bytes } from '../bytes.ts';
import { xmlText } from '../common.ts';
import type { Written } from '../exporting.ts';
import { itemPath, type NodeDraft } from '../nodes/target.ts';
import { type TreeNode, Trees } from '../nodes/tree.ts';
import { DEFAULT_DATE } from '../options.ts';
import type { Entry } from '../table.ts';
import type { VendorOptions } from '../types.ts';
import { UA_IDS, UA_RULES } from './types.ts';

const OBJECTS_FOLDER = 'i=85';
const ORGANIZES = 'i=35';
const HAS_TYPE = 'i=40';
const HAS_COMPONENT = 'i=47';
const BASE_OBJECT = 'i=58';
const FOLDER = 'i=61';
const BASE_VARIABLE = 'i=63';

/** Writes one file. */
export function writeNodeset(
  entries: readonly Entry<NodeDraft>[],
  project: Project,
  options: VendorOptions,
): Written {
  const trees = new Trees(UA_RULES, project);
  const file = new Bytes();
  file.add(head(options));
  /** Ids by the scope as it is written; listed once for all its spellings. */
  const folders = new Map<string, string>();
  const isListed = new Set<string>();
  for (const { draft, name } of entries) {
    if (draft.scope === null) continue;
    const tree = trees.tree(draft, name);
    if (tree === null) continue;
    const { scope } = draft.tag;
    let folder = folders.get(scope);
    if (folder === undefined) {
      folder = idOf(scope, scope, scope, options);
      if (!isListed.has(draft.scope)) file.add(object(scope, folder, OBJECTS_FOLDER, ORGANIZES, FOLDER, ''));
      isListed.add(draft.scope);
      folders.set(scope, folder);
    }
    node(tree, folder, ORGANIZES, { scope, options, access: draft.readOnly ? 1 : 3, file });
  }
  file.add('</UANodeSet>\n');
  return { files: [{ name: 'nodeset.xml', bytes: file.whole() }], diagnostics: trees.diagnostics };
}

interface Place {
  readonly scope: string;
  readonly options: VendorOptions;
  readonly access: number;
  readonly file: Bytes;
}

function idOf(path: string, scope: string, name: string, options: VendorOptions): string {
  const id = itemPath(path, scope, name, UA_RULES, options);
  return /^(?:ns=\d+;)?[isgb]=/.test(id) ? id : `ns=1;s=${id}`;
}

function node(tree: TreeNode, parent: string, reference: string, place: Place): void {
  const id = idOf(tree.path, place.scope, tree.name, place.options);
  if (tree.children === null) {
    place.file.add(variable(tree, id, parent, reference, place.access));
    return;
  }
  place.file.add(object(tree.name, id, parent, reference, BASE_OBJECT, tree.comment));
  for (const child of tree.children) node(child, id, HAS_COMPONENT, place);
}

function object(
  name: string,
  id: string,
  parent: string,
  reference: string,
  type: string,
  comment: string,
): string {
  const inside = `${texts(name, comment)}${references(parent, reference, type)}`;
  return `  <UAObject NodeId="${xmlText(id)}" BrowseName="1:${xmlText(name)}" ParentNodeId="${xmlText(parent)}">\n${inside}  </UAObject>\n`;
}

function variable(tree: TreeNode, id: string, parent: string, reference: string, access: number): string {
  const rank =
    tree.dims.length === 0 ? '' : ` ValueRank="${tree.dims.length}" ArrayDimensions="${tree.dims.join(',')}"`;
  const inside = `${texts(tree.name, tree.comment)}${references(parent, reference, BASE_VARIABLE)}`;
  const head = `NodeId="${xmlText(id)}" BrowseName="1:${xmlText(tree.name)}" ParentNodeId="${xmlText(parent)}" DataType="i=${UA_IDS[tree.type]}"${rank} AccessLevel="${access}"`;
  return `  <UAVariable ${head}>\n${inside}  </UAVariable>\n`;
}

function texts(name: string, comment: string): string {
  const description = comment === '' ? '' : `    <Description>${xmlText(comment)}</Description>\n`;
  return `    <DisplayName>${xmlText(name)}</DisplayName>\n${description}`;
}

function references(parent: string, reference: string, type: string): string {
  return (
    `    <References>\n      <Reference ReferenceType="${HAS_TYPE}">${type}</Reference>\n` +
    `      <Reference ReferenceType="${reference}" IsForward="false">${xmlText(parent)}</Reference>\n    </References>\n`
  );
}

/** What stands before the nodes. */
function head(options: VendorOptions): string {
  const uri = `urn:tagloom:${encodeURIComponent(options.project ?? 'project')}`;
  const date = options.date ?? DEFAULT_DATE;
  const version = options.version === undefined ? '' : ` Version="${xmlText(options.version)}"`;
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<UANodeSet xmlns="http://opcfoundation.org/UA/2011/03/UANodeSet.xsd" LastModified="${date}">\n` +
    `  <NamespaceUris>\n    <Uri>${uri}</Uri>\n  </NamespaceUris>\n` +
    `  <Models>\n    <Model ModelUri="${uri}"${version} PublicationDate="${date}">\n      <RequiredModel ModelUri="http://opcfoundation.org/UA/"/>\n    </Model>\n  </Models>\n`
  );
}

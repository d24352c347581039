/** The tag map as Ignition tag JSON (`vendor-formats.md` 6.1): folders for lists and programs, UDTs for structures, sorted keys. */
import type { Project } from '@tagloom/st-parser';
import { Bytes } from '../bytes.ts';
import type { Written } from '../exporting.ts';
import { itemPath, type NodeDraft } from '../nodes/target.ts';
import { type TreeNode, Trees } from '../nodes/tree.ts';
import type { Entry } from '../table.ts';
import type { VendorOptions } from '../types.ts';
import { IGNITION_RULES } from './types.ts';

/** One node of the file; keys are written in alphabetical order, so that files compare well. */
type Json = Readonly<Record<string, unknown>>;

/** Name of the OPC server connection; a new gateway has this one. */
const OPC_SERVER = 'Ignition OPC UA Server';

/** Writes one file: the provider with `_types_` first, then the folders. */
export function writeTags(
  entries: readonly Entry<NodeDraft>[],
  project: Project,
  options: VendorOptions,
): Written {
  const writer = new Writer(project, options);
  const folders = new Map<string, Folder>();
  for (const { draft, name } of entries) {
    if (draft.scope === null) continue;
    const tree = writer.trees.tree(draft, name);
    if (tree === null) continue;
    const folder = folders.get(draft.scope) ?? { name: draft.tag.scope, tags: new Bytes() };
    folder.tags.add(folders.has(draft.scope) ? ',\n' : '\n');
    folders.set(draft.scope, folder);
    folder.tags.add(jsonText(writer.instance(tree, draft.tag.scope, draft.readOnly), TAG_MARGIN));
  }
  const files = [{ name: 'tags.json', bytes: fileOf(writer.types(), [...folders.values()], options) }];
  return { files, diagnostics: writer.trees.diagnostics };
}

/** A folder with the text of its tags. */
interface Folder {
  readonly name: string;
  readonly tags: Bytes;
}

/** Two blanks for each level: the provider's folders, and the tags in them. */
const FOLDER_MARGIN = ' '.repeat(4);
const TAG_MARGIN = ' '.repeat(8);

/** The provider: what `JSON.stringify` would write with two blanks for each level, tag after tag. */
function fileOf(types: readonly Json[], folders: readonly Folder[], options: VendorOptions): Uint8Array {
  const file = new Bytes();
  const stamp =
    options.version === undefined
      ? ''
      : `\n  "documentation": ${JSON.stringify(`as built: ${options.version}`)},`;
  file.add(`{${stamp}\n  "name": "",\n  "tagType": "Provider",\n  "tags": [`);
  const isEmpty = types.length + folders.length === 0;
  if (types.length > 0) file.add(`\n${jsonText(folderOf('_types_', types), FOLDER_MARGIN)}`);
  folders.forEach(({ name, tags }, at) => {
    const comma = at > 0 || types.length > 0 ? ',' : '';
    file.add(
      `${comma}\n    {\n      "name": ${JSON.stringify(name)},\n      "tagType": "Folder",\n      "tags": [`,
    );
    file.take(tags);
    file.add('\n      ]\n    }');
  });
  file.add(isEmpty ? ']\n}\n' : '\n  ]\n}\n');
  return file.whole();
}

/** JSON with two blanks for each level, every line behind a margin. */
function jsonText(json: Json, margin: string): string {
  return margin + JSON.stringify(json, null, 2).replaceAll('\n', `\n${margin}`);
}

class Writer {
  readonly trees: Trees;
  readonly #project: Project;
  readonly #options: VendorOptions;
  readonly #types = new Map<string, Json | null>();

  constructor(project: Project, options: VendorOptions) {
    this.trees = new Trees(IGNITION_RULES, project);
    this.#project = project;
    this.#options = options;
  }

  types(): Json[] {
    return [...this.#types.values()].filter((one) => one !== null);
  }

  instance(tree: TreeNode, scope: string, readOnly: boolean): Json {
    const documentation = tree.comment === '' ? {} : { documentation: tree.comment };
    const name = nodeName(tree);
    if (tree.children !== null) {
      const tags = tree.children.map((child) => this.instance(child, scope, readOnly));
      if (tree.typeName === '') return sorted({ name, tagType: 'Folder', tags, ...documentation });
      this.#need(tree.typeName);
      return sorted({ name, tagType: 'UdtInstance', typeId: tree.typeName, tags, ...documentation });
    }
    return sorted({
      name,
      tagType: 'AtomicTag',
      dataType: tree.type,
      valueSource: 'opc',
      opcServer: OPC_SERVER,
      opcItemPath: itemPath(tree.path, scope, tree.name, IGNITION_RULES, this.#options),
      ...(readOnly ? { readOnly: true } : {}),
      ...documentation,
    });
  }

  /** A type after those it is made of. */
  #need(typeName: string): void {
    const key = typeName.toLowerCase();
    if (this.#types.has(key)) return;
    this.#types.set(key, null);
    const name = this.#project.type(typeName)?.name ?? typeName;
    const tags = this.trees.members(typeName).map((member) => this.#member(member));
    this.#types.delete(key);
    this.#types.set(key, sorted({ name, tagType: 'UdtType', tags }));
  }

  #member(tree: TreeNode): Json {
    const documentation = tree.comment === '' ? {} : { documentation: tree.comment };
    const name = nodeName(tree);
    if (tree.children === null)
      return sorted({
        name,
        tagType: 'AtomicTag',
        dataType: tree.type,
        valueSource: 'opc',
        ...documentation,
      });
    if (tree.typeName === '') {
      const tags = tree.children.map((child) => this.#member(child));
      return sorted({ name, tagType: 'Folder', tags, ...documentation });
    }
    this.#need(tree.typeName);
    return sorted({ name, tagType: 'UdtInstance', typeId: tree.typeName, ...documentation });
  }
}

/** Elements of an array of structures: `[1,2]` becomes `(1-2)`, which Ignition takes as a name. */
function nodeName({ name }: TreeNode): string {
  return name.replace(/^\[(.*)\]$/, '($1)').replaceAll(',', '-');
}

function folderOf(name: string, tags: readonly Json[]): Json {
  return sorted({ name, tagType: 'Folder', tags });
}

function sorted(json: Json): Json {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(json).sort()) out[key] = json[key];
  return out;
}

/** Reads Ignition tag JSON (`vendor-formats.md` 6.1): a provider, a folder or a list of tags. */
import type { Collector } from '../intake/model.ts';
import { stName } from '../intake/names.ts';
import { headOf, type ImportSource, type Reader } from '../intake/reader.ts';
import { type FoundNode, gather, membersOf } from '../nodes/gather.ts';
import { IGNITION_RULES } from './types.ts';

export const IGNITION_JSON: Reader = {
  id: 'ignition',
  attribute: 'ignition.name',
  recognises: (source) => /^\s*[[{]/.test(headOf(source)) && /"(?:tagType|tags)"\s*:/.test(source.text ?? ''),
  read: (source, collector) => {
    const json = parse(source, collector);
    if (json !== null) new JsonReader(collector).read(json);
  },
};

type Json = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 64;
const TYPES_FOLDER = '_types_';
/** Scope of tags that stand in no folder. */
const ROOT_SCOPE = 'Tags';

function parse(source: ImportSource, collector: Collector): Json | null {
  try {
    const json: unknown = JSON.parse(source.text ?? '');
    return Array.isArray(json) ? { tagType: 'Provider', name: '', tags: json } : isObject(json) ? json : null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    collector.note(
      'IMPORT_ROW_SKIPPED',
      source.path,
      `The file is not JSON (${why.slice(0, 120)}).`,
      'error',
    );
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class JsonReader {
  readonly #collector: Collector;
  #row = 0;
  #guessed = 0;

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  read(root: Json): void {
    const isList = root.tagType === 'Provider' || (root.tagType === undefined && root.name === '');
    const children = isList ? this.#objects(root) : [root];
    const typeFolders = children.filter((child) => child.name === TYPES_FOLDER);
    for (const folder of typeFolders) this.#declare(folder, 0);
    for (const folder of typeFolders) this.#types(folder, 0);
    const loose: FoundNode[] = [];
    for (const child of children) {
      if (child.name === TYPES_FOLDER) continue;
      if (child.tagType === 'Folder' || (child.tagType === undefined && Array.isArray(child.tags)))
        gather(this.#collector, stName(textOf(child.name) || ROOT_SCOPE), this.#nodes(child, 1));
      else loose.push(...this.#node(child, 1));
    }
    if (loose.length > 0) gather(this.#collector, ROOT_SCOPE, loose);
    if (this.#guessed > 0)
      this.#collector.note(
        'IMPORT_AMBIGUOUS',
        '',
        `${this.#guessed} tags name no data type and take Ignition's default, Int4.`,
        'warning',
      );
  }

  #objects(parent: Json): Json[] {
    const list = Array.isArray(parent.tags) ? (parent.tags as unknown[]) : [];
    return list.flatMap((one) => {
      this.#row++;
      if (isObject(one) && typeof one.name === 'string') return [one];
      this.#collector.skip(this.#row, '', 'An entry has no name.', 'error');
      return [];
    });
  }

  /** Types may name one another in any order. */
  #declare(folder: Json, depth: number): void {
    const list = Array.isArray(folder.tags) ? (folder.tags as unknown[]).filter(isObject) : [];
    for (const type of list)
      if (type.tagType === 'UdtType') this.#collector.declared.add(stName(textOf(type.name)).toLowerCase());
      else if (type.tagType === 'Folder' && depth < MAX_DEPTH) this.#declare(type, depth + 1);
  }

  #types(folder: Json, depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (const type of this.#objects(folder)) {
      if (type.tagType === 'Folder') this.#types(type, depth + 1);
      if (type.tagType !== 'UdtType') continue;
      const name = stName(textOf(type.name));
      const children = this.#nodes(type, depth + 1);
      this.#collector.taken(1 + children.reduce((sum, one) => sum + count(one), 0));
      const comment = textOf(type.documentation);
      this.#collector.types.push({
        name,
        kind: 'struct',
        members: membersOf(children, name, this.#collector),
        ...(comment === '' ? {} : { comment }),
      });
    }
  }

  #nodes(parent: Json, depth: number): FoundNode[] {
    return depth > MAX_DEPTH ? [] : this.#objects(parent).flatMap((one) => this.#node(one, depth));
  }

  #node(json: Json, depth: number): FoundNode[] {
    const name = textOf(json.name);
    const address = textOf(json.opcItemPath);
    const base = { name, comment: textOf(json.documentation), vendorAddress: address };
    switch (json.tagType) {
      case 'Folder':
        return [{ ...base, type: null, vendorType: 'Folder', children: this.#nodes(json, depth + 1) }];
      case 'UdtInstance': {
        const typeName = textOf(json.typeId).split('/').at(-1) ?? '';
        const children = this.#nodes(json, depth + 1);
        return [
          { ...base, type: null, typeName: typeName || `${name}_Type`, vendorType: typeName, children },
        ];
      }
      case 'UdtType':
        this.#collector.skip(this.#row, name, `The type ${name} does not stand in ${TYPES_FOLDER}.`);
        return [];
      default: {
        const vendorType = textOf(json.dataType);
        if (vendorType === '') this.#guessed++;
        return [
          { ...base, type: iecOfIgnition(vendorType, this.#collector, name), vendorType, children: [] },
        ];
      }
    }
  }
}

function count(node: FoundNode): number {
  return node.children.reduce((sum, child) => sum + count(child), 1);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The IEC type whose node type this is without a change. */
function iecOfIgnition(text: string, collector: Collector, name: string): string {
  const array = /^(.*)Array$/.exec(text)?.[1];
  if (array !== undefined) {
    collector.note(
      'IMPORT_AMBIGUOUS',
      name,
      `The file does not say how long ${name} is; it gets one element.`,
    );
    return `ARRAY [0..0] OF ${iecOfIgnition(array, collector, name)}`;
  }
  if (text === '') return 'DINT';
  if (text === 'String') return 'STRING';
  const own = Object.entries(IGNITION_RULES.types).find(
    ([, to]) => to.type === text && to.code === undefined,
  );
  if (own !== undefined) return own[0];
  collector.note('IMPORT_AMBIGUOUS', name, `The data type ${text} is not known, so ${name} becomes a DINT.`);
  return 'DINT';
}

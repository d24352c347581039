/** PLCopen XML (TC6 1.01 and 2.01, and CODESYS's `tc6_0200`): each POU, type and variable list as a text of its own. */
import { plainName } from '../paths.ts';
import { LineIndex } from '../places.ts';
import { type ContainedText, type ContainerNotes, TextWriter } from '../writer.ts';
import { childrenOf, localName, readXml, type XmlElement } from '../xml.ts';
import { hasStandardContent, writeConfiguration } from './configurations.ts';
import { type ObjectContext, writeDataType, writeGlobals, writeInterface, writePou } from './pous.ts';
import type { Spelling } from './types.ts';

/** All texts of one file. */
export interface PlcopenTexts extends ContainerNotes {
  readonly texts: readonly ContainedText[];
}

/** Drawn bodies and device trees: checked by the reader, kept by nobody. */
const SKIPPED = new Set(['FBD', 'LD', 'SFC', 'IL', 'DeviceType', 'ProjectInformation']);

/** Reads a file (decoded, without BOM). Null when its root is not PLCopen's; throws `XmlError` when broken. */
export function readPlcopen(source: string, maxDepth: number): PlcopenTexts | null {
  const root = readXml(source, { maxDepth, skip: SKIPPED });
  if (localName(root.name) !== 'project' || !isPlcopenNamespace(root)) return null;
  const reader = new Reader(source, { isCodesys: isCodesys(root) }, foldersOf(root));
  reader.walk(root);
  return { texts: reader.texts, ...reader.notes };
}

function isPlcopenNamespace({ attributes }: XmlElement): boolean {
  return Object.values(attributes).some((value) => /plcopen\.org\/xml\/tc6/i.test(value));
}

function isCodesys(root: XmlElement): boolean {
  return Object.values(root.attributes).some((value) => value.endsWith('tc6_0200'));
}

/** Folders of CODESYS's project tree by object id. */
function foldersOf(root: XmlElement): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  const visit = (node: XmlElement, folder: string) => {
    for (const one of node.children) {
      const kind = localName(one.name);
      if (kind === 'Folder') visit(one, `${folder}${plainName(one.attributes.Name)}/`);
      else if (kind === 'Object') {
        folders.set(one.attributes.ObjectId ?? '', folder);
        visit(one, folder);
      } else if (kind === 'addData' || kind === 'data' || kind === 'ProjectStructure') visit(one, folder);
    }
  };
  visit(root, '');
  return folders;
}

type Write = (context: ObjectContext, element: XmlElement) => void;

const OBJECTS: Readonly<Record<string, Write>> = {
  pou: writePou,
  dataType: writeDataType,
  Interface: writeInterface,
};

class Reader {
  readonly texts: ContainedText[] = [];
  readonly notes: ContainerNotes = { drawn: [], headless: [], kept: [] };
  readonly #source: string;
  readonly #lines: LineIndex;
  readonly #spelling: Spelling;
  readonly #folders: ReadonlyMap<string, string>;

  constructor(source: string, spelling: Spelling, folders: ReadonlyMap<string, string>) {
    this.#source = source;
    this.#lines = new LineIndex(source);
    this.#spelling = spelling;
    this.#folders = folders;
  }

  /** Objects may stand anywhere: CODESYS puts some below the `addData` of devices. */
  walk(element: XmlElement): void {
    for (const one of element.children) {
      const kind = localName(one.name);
      const write = OBJECTS[kind];
      if (write !== undefined) this.#object([one], write);
      else if (kind === 'globalVars') this.#globals(one, element);
      else if (kind === 'configuration') this.#configuration(one);
      else if (kind !== 'ProjectStructure') this.walk(one);
    }
  }

  /** A configuration without named lists is standard ST; CODESYS's are devices, whose lists are files of their own. */
  #configuration(configuration: XmlElement): void {
    const holders = [configuration, ...childrenOf(configuration, 'resource')];
    const lists = holders.flatMap((holder) => childrenOf(holder, 'globalVars'));
    const isNamed = this.#spelling.isCodesys || lists.some((list) => list.attributes.name);
    if (!isNamed && hasStandardContent(configuration)) this.#object([configuration], writeConfiguration);
    else {
      this.walk(configuration);
      this.#keepTasks(configuration, holders);
    }
  }

  #keepTasks(configuration: XmlElement, holders: readonly XmlElement[]): void {
    const tasks = holders.flatMap((holder) => childrenOf(holder, 'task'));
    if (tasks.length > 0)
      this.notes.kept.push(
        `The ${tasks.length} task${tasks.length === 1 ? '' : 's'} of ${configuration.attributes.name ?? 'the device'} stay in the file`,
      );
  }

  /** Neighbours of one name are one list: standard PLCopen has an element for each combination of attributes. */
  #globals(list: XmlElement, parent: XmlElement): void {
    const { name } = list.attributes;
    const same = childrenOf(parent, 'globalVars').filter((one) => one.attributes.name === name);
    if (name === undefined || name === '') this.#object([list], writeGlobals);
    else if (same[0] === list) this.#object(same, writeGlobals);
  }

  #object(elements: readonly XmlElement[], write: Write): void {
    const [element] = elements;
    const out = new TextWriter(this.#source, this.#lines);
    for (const one of elements) write({ out, spelling: this.#spelling, notes: this.notes }, one);
    const text = out.text();
    if (element === undefined || text === '') return;
    const name = plainName(element.attributes.name ?? localName(element.name));
    const folder = this.#folders.get(objectId(element)) ?? '';
    this.texts.push({ folder, name, text, parts: out.parts });
  }
}

function objectId(element: XmlElement): string {
  const own = element.attributes.ObjectId;
  if (own !== undefined) return own;
  for (const data of element.children.filter((one) => localName(one.name) === 'addData'))
    for (const one of data.children)
      if (one.attributes.name?.endsWith('/objectid')) return one.children[0]?.text ?? '';
  return '';
}

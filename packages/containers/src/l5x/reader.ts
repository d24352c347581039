/**
 * Rockwell L5X (1756-RM084): controller tags, programs, add-on instructions and data types, each as a text of its own.
 * ST routines become actions under their names, because JSR calls them by name; other routines stay in the file.
 */

import { plainName } from '../paths.ts';
import { LineIndex } from '../places.ts';
import { remarkLines } from '../remarks.ts';
import { type ContainedText, type ContainerNotes, TextWriter } from '../writer.ts';
import { child, childrenOf, descend, readXml, type XmlElement } from '../xml.ts';
import { createAliasTypes } from './aliases.ts';
import { type AliasTypes, descriptionOf, writeDataType, writeTags } from './tags.ts';

/** All texts of one file. */
export interface L5xTexts extends ContainerNotes {
  readonly texts: readonly ContainedText[];
}

/** Ladder, function block and chart content, module trees, trends: checked by the reader, kept by nobody. */
const SKIPPED = new Set(['RLLContent', 'FBDContent', 'SFCContent', 'Modules', 'Trends', 'SignatureHistory']);

/** Reads a file (decoded, without BOM). Null when its root is not Rockwell's; throws `XmlError` when broken. */
export function readL5x(source: string, maxDepth: number): L5xTexts | null {
  const root = readXml(source, { maxDepth, skip: SKIPPED });
  const controller = child(root, 'Controller');
  if (root.name !== 'RSLogix5000Content' || controller === undefined) return null;
  const reader = new Reader(source, createAliasTypes(controller));
  reader.controller(controller);
  return { texts: reader.texts, ...reader.notes };
}

class Reader {
  readonly texts: ContainedText[] = [];
  readonly notes: ContainerNotes = { drawn: [], headless: [], kept: [] };
  readonly #source: string;
  readonly #lines: LineIndex;
  readonly #aliasType: AliasTypes;

  constructor(source: string, aliasType: AliasTypes) {
    this.#source = source;
    this.#lines = new LineIndex(source);
    this.#aliasType = aliasType;
  }

  controller(controller: XmlElement): void {
    const name = controller.attributes.Name ?? 'Controller';
    for (const type of childrenOf(child(controller, 'DataTypes'), 'DataType'))
      this.#add('Types/', type.attributes.Name, (out) => writeDataType(out, type));
    for (const instruction of instructionsOf(controller))
      this.#add('Instructions/', instruction.attributes.Name, (out) => this.#instruction(out, instruction));
    const tags = childrenOf(child(controller, 'Tags'), 'Tag');
    if (tags.length > 0) this.#add('', name, (out) => this.#tags(out, name, tags, 'VAR_GLOBAL', null));
    for (const program of childrenOf(child(controller, 'Programs'), 'Program'))
      this.#add('Programs/', program.attributes.Name, (out) => this.#program(out, program));
    const tasks = childrenOf(child(controller, 'Tasks'), 'Task').length;
    if (tasks > 0)
      this.notes.kept.push(`The ${tasks === 1 ? 'task stays' : `${tasks} tasks stay`} in the file`);
  }

  #add(folder: string, name: string | undefined, write: (out: TextWriter) => void): void {
    const out = new TextWriter(this.#source, this.#lines);
    write(out);
    this.texts.push({ folder, name: plainName(name), text: out.text(), parts: out.parts });
  }

  #tags(
    out: TextWriter,
    owner: string,
    tags: readonly XmlElement[],
    plain: 'VAR' | 'VAR_GLOBAL',
    program: string | null,
  ): void {
    const keep = (sentence: string) => void this.notes.kept.push(sentence);
    writeTags({ out, aliasType: this.#aliasType, program, keep }, owner, tags, plain);
  }

  #instruction(out: TextWriter, instruction: XmlElement): void {
    const name = instruction.attributes.Name ?? '';
    this.#head(out, 'FUNCTION_BLOCK', instruction);
    this.#tags(out, name, childrenOf(child(instruction, 'Parameters'), 'Parameter'), 'VAR', name);
    this.#tags(out, name, childrenOf(child(instruction, 'LocalTags'), 'LocalTag'), 'VAR', name);
    this.#routines(out, name, instruction);
    if (instruction.name === 'EncodedData') this.notes.drawn.push(`${name} (protected)`);
    out.line('END_FUNCTION_BLOCK');
  }

  #program(out: TextWriter, program: XmlElement): void {
    const name = program.attributes.Name ?? '';
    this.#head(out, 'PROGRAM', program);
    this.#tags(out, name, childrenOf(child(program, 'Tags'), 'Tag'), 'VAR', name);
    this.#routines(out, name, program);
    out.line('END_PROGRAM');
  }

  #head(out: TextWriter, word: string, object: XmlElement): void {
    for (const line of remarkLines(descriptionOf(child(object, 'Description'))))
      out.line(line === '' ? '//' : `// ${line}`);
    out.attribute(object.attributes.Name ?? '', object, 'Name', `${word} `);
    out.write('\n');
  }

  #routines(out: TextWriter, owner: string, holder: XmlElement): void {
    for (const routine of childrenOf(child(holder, 'Routines'), 'Routine')) {
      const place = `${owner}.${routine.attributes.Name}`;
      const content = descend(routine, 'STContent');
      if (content !== undefined) {
        out.attribute(place, routine, 'Name', 'ACTION ');
        out.line(':');
        out.lines(place, content);
        out.line('END_ACTION');
      } else if (routine.children.length > 0) this.notes.drawn.push(`${place} (${routine.attributes.Type})`);
    }
  }
}

/** Add-on instructions, also those whose logic is protected. */
function instructionsOf(controller: XmlElement): readonly XmlElement[] {
  const holder = child(controller, 'AddOnInstructionDefinitions');
  return (holder?.children ?? []).filter(
    ({ name, attributes }) =>
      name === 'AddOnInstructionDefinition' || attributes.EncodedType === 'AddOnInstructionDefinition',
  );
}

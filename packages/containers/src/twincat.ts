/** TwinCAT object files (TcPOU, TcGVL, TcDUT, TcIO): the ST inside as one text, with the place of each piece. */
import { LineIndex } from './places.ts';
import type { ImportedFile } from './types.ts';
import { type ContainedText, type ContainerNotes, TextWriter } from './writer.ts';
import { child, descend, readXml, type XmlElement } from './xml.ts';

/** One object file as text. */
export type TwincatText = Pick<ContainedText, 'text' | 'parts'> &
  ContainerNotes & { readonly kind: Extract<ImportedFile['kind'], `tc${string}`> };

const KINDS = new Map<string, TwincatText['kind']>([
  ['POU', 'tcpou'],
  ['GVL', 'tcgvl'],
  ['DUT', 'tcdut'],
  ['Itf', 'tcio'],
]);

/** Reads an object file (decoded, without BOM). Null when the root is not one of TwinCAT's; throws `XmlError` when broken. */
export function readTwincat(source: string, maxDepth: number): TwincatText | null {
  const root = readXml(source, maxDepth);
  const objects = root.name === 'TcPlcObject' ? root.children.filter((one) => KINDS.has(one.name)) : [];
  // An object file without an object is an empty one.
  const isEmpty = root.name === 'TcPlcObject' && root.children.length === 0;
  const kind = isEmpty ? 'tcpou' : KINDS.get(objects[0]?.name ?? '');
  if (kind === undefined) return null;
  const reader = new Reader(source);
  for (const object of objects) reader.object(object);
  const { out, notes } = reader;
  return { kind, text: out.text(), parts: out.parts, ...notes };
}

/** Writes in the order of IEC 61131-3: declaration, members, body, end. */
class Reader {
  readonly out: TextWriter;
  readonly notes: ContainerNotes = { drawn: [], headless: [], kept: [] };

  constructor(source: string) {
    this.out = new TextWriter(source, new LineIndex(source));
  }

  object(object: XmlElement): void {
    const name = object.attributes.Name ?? '';
    const declaration = child(object, 'Declaration');
    this.out.content(name, 'declaration', declaration);
    for (const member of object.children) this.#member(name, member);
    this.#body(name, object);
    if (object.name === 'GVL' || object.name === 'DUT') return;
    const end = endOf(declaration?.text ?? '');
    if (end === null) this.notes.headless.push(name);
    else this.out.line(end);
  }

  #member(owner: string, member: XmlElement): void {
    const name = `${owner}.${member.attributes.Name ?? ''}`;
    if (member.name === 'Method') this.#method(name, member);
    else if (member.name === 'Property') this.#property(name, member);
    else if (member.name === 'Action' || member.name === 'Transition') this.#step(name, member);
  }

  #method(name: string, method: XmlElement): void {
    this.out.content(name, 'declaration', child(method, 'Declaration'));
    this.#body(name, method);
    this.out.line('END_METHOD');
  }

  #property(name: string, property: XmlElement): void {
    this.out.content(name, 'declaration', child(property, 'Declaration'));
    for (const accessor of property.children) {
      if (accessor.name !== 'Get' && accessor.name !== 'Set') continue;
      const keyword = accessor.name.toUpperCase();
      this.out.line(keyword);
      this.out.content(`${name}.${accessor.name}`, 'declaration', child(accessor, 'Declaration'));
      this.#body(`${name}.${accessor.name}`, accessor);
      this.out.line(`END_${keyword}`);
    }
    this.out.line('END_PROPERTY');
  }

  #step(name: string, step: XmlElement): void {
    const keyword = step.name.toUpperCase();
    const isDrawn = descend(step, 'Implementation', 'ST') === undefined;
    // An action without ST may stay empty, a transition must have a condition.
    const isWritten = keyword === 'ACTION' || !isDrawn;
    if (isWritten) this.out.line(`${keyword} ${step.attributes.Name ?? ''}:`);
    this.#body(name, step);
    if (isWritten) this.out.line(`END_${keyword}`);
  }

  #body(owner: string, holder: XmlElement): void {
    const implementation = child(holder, 'Implementation');
    if (implementation === undefined) return;
    this.out.content(owner, 'body', child(implementation, 'ST'));
    const drawn = implementation.children.find((one) => one.name !== 'ST');
    if (drawn !== undefined) this.notes.drawn.push(`${owner} (${drawn.name})`);
  }
}

const POU_KEYWORDS = new Set(['PROGRAM', 'FUNCTION_BLOCK', 'FUNCTION', 'INTERFACE', 'CLASS']);
/** What hides words, with the text that ends it. */
const HIDING: readonly (readonly [string, string])[] = [
  ['(*', '*)'],
  ['/*', '*/'],
  ['//', '\n'],
  ['{', '}'],
  ["'", "'"],
];

/** `END_FUNCTION_BLOCK` and so on for the first POU keyword outside comments, pragmas and strings; null without one. */
export function endOf(declaration: string): string | null {
  const word = /[A-Za-z_]\w*/y;
  for (let at = 0; at < declaration.length; ) {
    const hiding = HIDING.find(([open]) => declaration.startsWith(open, at));
    if (hiding !== undefined) {
      const [open, close] = hiding;
      const end = declaration.indexOf(close, at + open.length);
      if (end < 0) return null;
      at = end + close.length;
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(declaration)?.[0];
    if (found !== undefined && POU_KEYWORDS.has(found.toUpperCase())) return `END_${found.toUpperCase()}`;
    at += found?.length ?? 1;
  }
  return null;
}

/** TwinCAT object files (TcPOU, TcGVL, TcDUT, TcIO): the ST inside as one text, with the place of each piece. */
import { lineFeedsOnly } from './encoding.ts';
import type { ImportedFile, TextPart } from './types.ts';
import { child, readXml, type XmlElement } from './xml.ts';

/** One object file as text. */
export interface TwincatText {
  readonly kind: Exclude<ImportedFile['kind'], 'st'>;
  readonly text: string;
  readonly parts: readonly TextPart[];
  /** Owners whose body is drawn (ladder, SFC ...) and stays in the container: `MAIN (SFC)`. */
  readonly drawn: readonly string[];
  /** Objects whose declaration has no POU keyword, so that their end is unknown. */
  readonly headless: readonly string[];
}

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
  const kind = KINDS.get(objects[0]?.name ?? '');
  if (kind === undefined) return null;
  const writer = new Writer(source);
  for (const object of objects) writer.object(object);
  return { kind, ...writer.result() };
}

/** Collects lines in the order of IEC 61131-3: declaration, members, body, end. */
class Writer {
  readonly #source: string;
  readonly #pieces: string[] = [];
  readonly #parts: TextPart[] = [];
  readonly #drawn: string[] = [];
  readonly #headless: string[] = [];
  #length = 0;
  #lineAt = 0;
  #line = 1;

  constructor(source: string) {
    this.#source = source;
  }

  result(): Omit<TwincatText, 'kind'> {
    return {
      text: this.#pieces.join(''),
      parts: this.#parts,
      drawn: this.#drawn,
      headless: this.#headless,
    };
  }

  object(object: XmlElement): void {
    const name = object.attributes.Name ?? '';
    const declaration = child(object, 'Declaration');
    this.#part(name, 'declaration', declaration);
    for (const member of object.children) this.#member(name, member);
    this.#body(name, object);
    if (object.name === 'GVL' || object.name === 'DUT') return;
    const end = endOf(declaration?.text ?? '');
    if (end === null) this.#headless.push(name);
    else this.#own(end);
  }

  #member(owner: string, member: XmlElement): void {
    const name = `${owner}.${member.attributes.Name ?? ''}`;
    if (member.name === 'Method') this.#method(name, member);
    else if (member.name === 'Property') this.#property(name, member);
    else if (member.name === 'Action' || member.name === 'Transition') this.#step(name, member);
  }

  #method(name: string, method: XmlElement): void {
    this.#part(name, 'declaration', child(method, 'Declaration'));
    this.#body(name, method);
    this.#own('END_METHOD');
  }

  #property(name: string, property: XmlElement): void {
    this.#part(name, 'declaration', child(property, 'Declaration'));
    for (const accessor of property.children) {
      if (accessor.name !== 'Get' && accessor.name !== 'Set') continue;
      const keyword = accessor.name.toUpperCase();
      this.#own(keyword);
      this.#part(`${name}.${accessor.name}`, 'declaration', child(accessor, 'Declaration'));
      this.#body(`${name}.${accessor.name}`, accessor);
      this.#own(`END_${keyword}`);
    }
    this.#own('END_PROPERTY');
  }

  #step(name: string, step: XmlElement): void {
    const keyword = step.name.toUpperCase();
    this.#own(`${keyword} ${step.attributes.Name ?? ''}:`);
    this.#body(name, step);
    this.#own(`END_${keyword}`);
  }

  #body(owner: string, holder: XmlElement): void {
    const implementation = child(holder, 'Implementation');
    if (implementation === undefined) return;
    this.#part(owner, 'body', child(implementation, 'ST'));
    const drawn = implementation.children.find((one) => one.name !== 'ST');
    if (drawn !== undefined) this.#drawn.push(`${owner} (${drawn.name})`);
  }

  /** A piece stays as it is and gets a line end when it has none; an empty one leaves no line, but its place is kept. */
  #part(owner: string, kind: TextPart['kind'], element: XmlElement | undefined): void {
    if (element === undefined) return;
    const text = lineFeedsOnly(element.text);
    const sourceLine = this.#lineOf(element.innerFrom);
    const { innerFrom: sourceFrom, innerTo: sourceTo } = element;
    const from = this.#length;
    this.#parts.push({ owner, kind, from, to: from + text.length, sourceFrom, sourceTo, sourceLine });
    if (text !== '') this.#write(text.endsWith('\n') ? text : `${text}\n`);
  }

  #own(line: string): void {
    this.#write(`${line}\n`);
  }

  #write(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
  }

  /** Elements come in document order except bodies, so counting mostly goes forward from the last place. */
  #lineOf(offset: number): number {
    if (offset < this.#lineAt) {
      this.#lineAt = 0;
      this.#line = 1;
    }
    for (let at = this.#lineAt; at < offset; at++) if (this.#source.charCodeAt(at) === 10) this.#line++;
    this.#lineAt = offset;
    return this.#line;
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
function endOf(declaration: string): string | null {
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

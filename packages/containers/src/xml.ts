/** A guarded XML reader: no DOCTYPE, no entities of the file's own, bounded depth; each element knows where it stands. */
import { SaxesParser } from 'saxes';

/** One element. `text` joins its own text and CDATA with LF line ends; positions are UTF-16 units of the given text. */
export interface XmlElement {
  /** As written, prefix included; `localName` takes the prefix off. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** At the `<` of the start tag. */
  readonly outerFrom: number;
  /** Just behind the `>` of the end tag. */
  readonly outerTo: number;
  /** Just behind the `>` of the start tag. */
  readonly innerFrom: number;
  /** At the `<` of the end tag; equal to `innerFrom` for `<a/>`. */
  readonly innerTo: number;
}

/** How `readXml` reads. */
export interface XmlOptions {
  readonly maxDepth: number;
  /** Local names of elements whose content is not kept (it is still checked): drawn bodies, for example. */
  readonly skip?: ReadonlySet<string>;
}

/** Why a text was refused, with 1-based line and column. */
export class XmlError extends Error {
  readonly code: 'XML_BROKEN' | 'XML_DOCTYPE' | 'XML_TOO_DEEP';
  readonly line: number;
  readonly col: number;
  constructor(code: XmlError['code'], message: string, at: { line: number; col: number }) {
    super(message);
    this.name = 'XmlError';
    this.code = code;
    this.line = at.line;
    this.col = at.col;
  }
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  pieces: { readonly text: string; readonly cdata: boolean }[];
  outerFrom: number;
  innerFrom: number;
}

/** Reads a whole document. Throws `XmlError` and nothing else. */
export function readXml(text: string, options: number | XmlOptions): XmlElement {
  const { maxDepth, skip }: XmlOptions = typeof options === 'number' ? { maxDepth: options } : options;
  const parser = new SaxesParser({ xmlns: false });
  const top: Open = { name: '', attributes: {}, children: [], pieces: [], outerFrom: 0, innerFrom: 0 };
  const stack: Open[] = [top];
  /** Depth of the element whose content is left out; 0 outside of one. */
  let skipping = 0;
  const here = () => ({ line: parser.line, col: parser.columnIndex + 1 });
  const current = () => stack.at(-1) ?? top;

  parser.on('error', (error) => {
    throw new XmlError('XML_BROKEN', plain(error.message), here());
  });
  parser.on('doctype', () => {
    throw new XmlError('XML_DOCTYPE', 'a DOCTYPE is not accepted', here());
  });
  parser.on('opentag', (tag) => {
    if (stack.length > maxDepth) throw new XmlError('XML_TOO_DEEP', `more than ${maxDepth} levels`, here());
    const attributes = tag.attributes as Record<string, string>;
    const innerFrom = parser.position;
    // A raw `<` cannot stand inside a start tag.
    const outerFrom = text.lastIndexOf('<', innerFrom - 1);
    stack.push({ name: tag.name, attributes, children: [], pieces: [], outerFrom, innerFrom });
    if (skipping === 0 && skip?.has(localName(tag.name)) === true) skipping = stack.length;
  });
  parser.on('text', (piece) => {
    if (skipping === 0) current().pieces.push({ text: piece, cdata: false });
  });
  parser.on('cdata', (piece) => {
    if (skipping === 0) current().pieces.push({ text: piece, cdata: true });
  });
  parser.on('closetag', (tag) => {
    const open = stack.pop() ?? top;
    const outerTo = parser.position;
    const innerTo = tag.isSelfClosing ? open.innerFrom : text.lastIndexOf('</', outerTo - 1);
    const { pieces, ...rest } = open;
    if (skipping > stack.length + 1) return;
    skipping = 0;
    current().children.push({ ...rest, outerTo, innerTo, text: joined(pieces) });
  });
  parser.write(text).close();
  const root = top.children[0];
  if (root === undefined) throw new XmlError('XML_BROKEN', 'there is no element', here());
  return root;
}

/** A name without its namespace prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The first child of that local name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((one) => localName(one.name) === name);
}

/** The element at the end of a path of local names, each the first of its name. */
export function descend(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return names.reduce((one: XmlElement | undefined, name) => child(one, name), element);
}

/** All children of that local name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((one) => localName(one.name) === name) ?? [];
}

/** The range of an attribute's value between its quotes, as it is written; null when the element has none. */
export function attributeRange(
  source: string,
  element: XmlElement,
  name: string,
): { readonly from: number; readonly to: number } | null {
  const tag = source.slice(element.outerFrom, element.innerFrom);
  const value = /\s([^\s=/>]+)\s*=\s*(["'])/g;
  for (let found = value.exec(tag); found !== null; found = value.exec(tag)) {
    const end = tag.indexOf(found[2] ?? '"', value.lastIndex);
    if (end < 0) return null;
    if (found[1] === name) return { from: element.outerFrom + value.lastIndex, to: element.outerFrom + end };
    value.lastIndex = end + 1;
  }
  return null;
}

/** Blank text around CDATA is the layout of the XML, not content. */
function joined(pieces: Open['pieces']): string {
  if (pieces.length === 1) return pieces[0]?.text ?? '';
  const layout = pieces.some((piece) => piece.cdata);
  const kept = pieces.filter((piece) => piece.cdata || !layout || piece.text.trim() !== '');
  return kept.map((piece) => piece.text).join('');
}

/** saxes puts `line:column: ` before its messages; ours say it in words. */
function plain(message: string): string {
  return message.replace(/^[\d:]+\s*/, '').replace(/\.$/, '');
}

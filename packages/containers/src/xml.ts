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

/** An element that is being read; one for each level, used again for the next element there. */
interface Open {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Text and CDATA so far, without blanks that only lay out children or CDATA. */
  text: string;
  hasCdata: boolean;
  outerFrom: number;
  innerFrom: number;
}

/** Most elements have no children: they share one list. */
const NO_CHILDREN: XmlElement[] = [];

/** Reads a whole document. Throws `XmlError` and nothing else. */
export function readXml(text: string, options: number | XmlOptions): XmlElement {
  const { maxDepth, skip }: XmlOptions = typeof options === 'number' ? { maxDepth: options } : options;
  const parser = new SaxesParser({ xmlns: false });
  const stack: Open[] = [opened()];
  let depth = 0;
  /** Depth of the element whose content is left out; 0 outside of one. */
  let skipping = 0;
  const here = () => ({ line: parser.line, col: parser.columnIndex + 1 });

  parser.on('error', (error) => {
    throw new XmlError('XML_BROKEN', plain(error.message), here());
  });
  parser.on('doctype', () => {
    throw new XmlError('XML_DOCTYPE', 'a DOCTYPE is not accepted', here());
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (depth >= maxDepth) throw new XmlError('XML_TOO_DEEP', `more than ${maxDepth} levels`, here());
    depth += 1;
    if (stack.length === depth) stack.push(opened());
    const open = stack[depth]!;
    open.name = name;
    open.attributes = kept(attributes as Record<string, string>);
    open.innerFrom = parser.position;
    // A raw `<` cannot stand inside a start tag.
    open.outerFrom = text.lastIndexOf('<', open.innerFrom - 1);
    if (skipping === 0 && skip?.has(localName(name)) === true) skipping = depth;
  });
  parser.on('text', (piece) => {
    if (skipping === 0) addText(stack[depth]!, piece);
  });
  parser.on('cdata', (piece) => {
    if (skipping === 0) addCdata(stack[depth]!, piece);
  });
  parser.on('closetag', ({ isSelfClosing }) => {
    const open = stack[depth]!;
    depth -= 1;
    const outerTo = parser.position;
    const innerTo = isSelfClosing ? open.innerFrom : text.lastIndexOf('</', outerTo - 1);
    if (skipping <= depth + 1) {
      skipping = 0;
      addChild(stack[depth]!, closed(open, innerTo, outerTo));
    }
    forget(open);
  });
  parser.write(text).close();
  const root = stack[0]!.children[0];
  if (root === undefined) throw new XmlError('XML_BROKEN', 'there is no element', here());
  return root;
}

/** An object with no names but its own. The parser's own ones are of the kind that takes five times the memory. */
class Attributes {
  [name: string]: string;
}
Object.setPrototypeOf(Attributes.prototype, null);
Reflect.deleteProperty(Attributes.prototype, 'constructor');
const NO_ATTRIBUTES: Record<string, string> = Object.freeze(new Attributes());

function kept(attributes: Record<string, string>): Record<string, string> {
  let copy = NO_ATTRIBUTES;
  for (const name in attributes) {
    if (copy === NO_ATTRIBUTES) copy = new Attributes();
    copy[name] = attributes[name]!;
  }
  return copy;
}

function opened(): Open {
  return {
    name: '',
    attributes: NO_ATTRIBUTES,
    children: NO_CHILDREN,
    text: '',
    hasCdata: false,
    outerFrom: 0,
    innerFrom: 0,
  };
}

function closed(
  { name, attributes, children, text, outerFrom, innerFrom }: Open,
  innerTo: number,
  outerTo: number,
): XmlElement {
  return { name, attributes, children, text, outerFrom, outerTo, innerFrom, innerTo };
}

function forget(open: Open): void {
  open.children = NO_CHILDREN;
  open.text = '';
  open.hasCdata = false;
}

function addChild(open: Open, element: XmlElement): void {
  if (open.children === NO_CHILDREN) {
    open.children = [];
    if (isBlank(open.text)) open.text = '';
  }
  open.children.push(element);
}

function addText(open: Open, piece: string): void {
  const isLayout = open.hasCdata || (open.children !== NO_CHILDREN && open.text === '');
  if (!isLayout || !isBlank(piece)) open.text += piece;
}

/** Blank text around CDATA is the layout of the XML, not content. */
function addCdata(open: Open, piece: string): void {
  if (!open.hasCdata && isBlank(open.text)) open.text = '';
  open.hasCdata = true;
  open.text += piece;
}

function isBlank(text: string): boolean {
  return text === '' || text.trim() === '';
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

/** saxes puts `line:column: ` before its messages; ours say it in words. */
function plain(message: string): string {
  return message.replace(/^[\d:]+\s*/, '').replace(/\.$/, '');
}

/** A guarded XML reader: no DOCTYPE, no entities of the file's own, bounded depth; each element knows where it stands. */
import { SaxesParser } from 'saxes';

/** One element. `text` joins its own text and CDATA with LF line ends; positions are UTF-16 units of the given text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** Just behind the `>` of the start tag. */
  readonly innerFrom: number;
  /** At the `<` of the end tag; equal to `innerFrom` for `<a/>`. */
  readonly innerTo: number;
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
  innerFrom: number;
}

/** Reads a whole document. Throws `XmlError` and nothing else. */
export function readXml(text: string, maxDepth: number): XmlElement {
  const parser = new SaxesParser({ xmlns: false });
  const top: Open = { name: '', attributes: {}, children: [], pieces: [], innerFrom: 0 };
  const stack: Open[] = [top];
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
    stack.push({ name: tag.name, attributes, children: [], pieces: [], innerFrom: parser.position });
  });
  parser.on('text', (text) => void current().pieces.push({ text, cdata: false }));
  parser.on('cdata', (text) => void current().pieces.push({ text, cdata: true }));
  parser.on('closetag', (tag) => {
    const open = stack.pop() ?? top;
    const innerTo = tag.isSelfClosing ? open.innerFrom : text.lastIndexOf('</', parser.position - 1);
    const { name, attributes, children, innerFrom, pieces } = open;
    current().children.push({ name, attributes, children, innerFrom, innerTo, text: joined(pieces) });
  });
  parser.write(text).close();
  const root = top.children[0];
  if (root === undefined) throw new XmlError('XML_BROKEN', 'there is no element', here());
  return root;
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((one) => one.name === name);
}

/** Blank text around CDATA is the layout of the XML, not content. */
function joined(pieces: Open['pieces']): string {
  const layout = pieces.some((piece) => piece.cdata);
  const kept = pieces.filter((piece) => piece.cdata || !layout || piece.text.trim() !== '');
  return kept.map((piece) => piece.text).join('');
}

/** saxes puts `line:column: ` before its messages; ours say it in words. */
function plain(message: string): string {
  return message.replace(/^[\d:]+\s*/, '').replace(/\.$/, '');
}

/** A guarded XML reader: no DOCTYPE, no entities of the file's own, bounded depth; each element knows where it stands. */
import { SaxesParser } from 'saxes';
import { readPlainXml } from './plainxml.ts';
import {
  Attributes,
  addCdata,
  addChild,
  addText,
  closed,
  forget,
  NO_ATTRIBUTES,
  type Open,
  opened,
  type XmlElement,
  type XmlOptions,
} from './xmlparts.ts';

export type { XmlElement, XmlOptions } from './xmlparts.ts';

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

/** Reads a whole document. Throws `XmlError` and nothing else. */
export function readXml(text: string, options: number | XmlOptions): XmlElement {
  const wanted = typeof options === 'number' ? { maxDepth: options } : options;
  return readPlainXml(text, wanted) ?? readGuarded(text, wanted);
}

/** Reads any document, and says what is wrong with one. */
export function readGuarded(text: string, { maxDepth, skip }: XmlOptions): XmlElement {
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

function kept(attributes: Record<string, string>): Record<string, string> {
  let copy = NO_ATTRIBUTES;
  for (const name in attributes) {
    if (copy === NO_ATTRIBUTES) copy = new Attributes();
    copy[name] = attributes[name]!;
  }
  return copy;
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

/** What both readers of XML make: elements, and those that are being read. */

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

/** An element that is being read; one for each level, used again for the next element there. */
export interface Open {
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

/** An object with no names but its own; one without a class takes five times the memory. */
export class Attributes {
  [name: string]: string;
}
Object.setPrototypeOf(Attributes.prototype, null);
Reflect.deleteProperty(Attributes.prototype, 'constructor');
export const NO_ATTRIBUTES: Record<string, string> = Object.freeze(new Attributes());

export function opened(): Open {
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

export function closed(
  { name, attributes, children, text, outerFrom, innerFrom }: Open,
  innerTo: number,
  outerTo: number,
): XmlElement {
  return { name, attributes, children, text, outerFrom, outerTo, innerFrom, innerTo };
}

export function forget(open: Open): void {
  open.children = NO_CHILDREN;
  open.text = '';
  open.hasCdata = false;
}

export function addChild(open: Open, element: XmlElement): void {
  if (open.children === NO_CHILDREN) {
    open.children = [];
    if (isBlank(open.text)) open.text = '';
  }
  open.children.push(element);
}

/** Blank text between children is layout. */
export function addText(open: Open, piece: string): void {
  const isLayout = open.hasCdata || (open.children !== NO_CHILDREN && open.text === '');
  if (!isLayout || !isBlank(piece)) open.text += piece;
}

/** Blank text around CDATA is the layout of the XML, not content. */
export function addCdata(open: Open, piece: string): void {
  if (!open.hasCdata && isBlank(open.text)) open.text = '';
  open.hasCdata = true;
  open.text += piece;
}

function isBlank(text: string): boolean {
  return text === '' || text.trim() === '';
}

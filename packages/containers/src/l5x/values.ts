/** Data of an L5X tag in its `Decorated` and `String` formats (1756-RM084) as initial values in ST. */
import { childrenOf, localName, type XmlElement } from '../xml.ts';

/**
 * The initial value in a tag's `Data` or `DefaultData`; null when everything has its default.
 * String types of the user keep a text in their members LEN and DATA, only STRING itself takes a literal.
 * `lost` is called for a value that ST cannot say.
 */
export function initialOf(tag: XmlElement, lost: () => void): string | null {
  const data = [...childrenOf(tag, 'Data'), ...childrenOf(tag, 'DefaultData')];
  const text = data
    .find((one) => one.attributes.Format === 'String')
    ?.text.replaceAll('\n', '')
    .trim();
  if (text !== undefined && text !== "''" && text !== '')
    return tag.attributes.DataType === 'STRING' ? text : textMembers(text);
  const decorated = data.find((one) => one.attributes.Format === 'Decorated')?.children[0];
  return decorated === undefined ? null : valueIn(decorated, '', lost);
}

function valueIn(element: XmlElement, type: string, lost: () => void): string | null {
  const own = element.attributes.DataType ?? type;
  switch (localName(element.name)) {
    case 'Structure':
    case 'StructureMember':
      return structure(element, lost);
    case 'Array':
    case 'ArrayMember':
      return array(element, own, lost);
    case 'Element':
      return element.children[0] === undefined
        ? literal(element.attributes.Value, own, lost)
        : valueIn(element.children[0], own, lost);
    default:
      return literal(element.attributes.Value, own, lost);
  }
}

/** Only members that differ from their default. */
function structure(element: XmlElement, lost: () => void): string | null {
  const members = element.children.flatMap((member) => {
    const value = valueIn(member, '', lost);
    return value === null ? [] : [`${member.attributes.Name} := ${value}`];
  });
  return members.length === 0 ? null : `(${members.join(', ')})`;
}

/** All elements, runs of equal ones folded: `[3(0), 7]`. Structures that are all default are written `()`. */
function array(element: XmlElement, type: string, lost: () => void): string | null {
  const elements = childrenOf(element, 'Element');
  const values = elements.map((one) => valueIn(one, type, lost));
  const last = values.findLastIndex((value) => value !== null);
  if (last < 0) return null;
  const zero = (elements[0]?.children.length ?? 0) > 0 ? '()' : '0';
  return listOf(values.slice(0, last + 1).map((value) => value ?? zero));
}

function listOf(values: readonly string[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of values) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return `[${runs.map(({ text, count }) => (count === 1 ? text : `${count}(${text})`)).join(', ')}]`;
}

const INTEGERS = /^U?[SDL]?INT$/;

/** One value as ST writes it; null for zero and for what ST cannot say (not a number, a date in an integer). */
function literal(value: string | undefined, type: string, lost: () => void): string | null {
  if (value === undefined || value === '' || isZero(value)) return null;
  if (/^-?\d+\.#/.test(value) || (INTEGERS.test(type) && /^[A-Z]/.test(value))) {
    lost();
    return null;
  }
  if (type === 'BOOL') return value === '1' ? 'TRUE' : value;
  if (INTEGERS.test(type) && value.startsWith("'")) return String(asciiNumber(value));
  if (/^L?DT#/.test(value)) return value.replace(/Z$/, '').replace(/(?<=\.[\d_]*)_/g, '');
  return value.replace(/^T32#/, 'T#').replace(/^([A-Z]+#)-/, '-$1');
}

function isZero(value: string): boolean {
  if (/^L?DT#/.test(value)) return /^L?DT#1970-01-01-00:00:00[.0_]*Z?$/.test(value);
  if (value.startsWith("'")) return /^'(?:\$00)*'$/.test(value);
  if (/^\d+#/.test(value)) return /^\d+#[0_]*$/.test(value);
  return !/[1-9]/.test(value.replace(/^[A-Z\d]+#/, '').replace(/e[+-]?\d+$/i, ''));
}

const ESCAPES: Readonly<Record<string, number>> = { t: 9, l: 10, n: 10, p: 12, r: 13, $: 36, "'": 39, q: 34 };

/** The bytes of a text with `$` escapes (1756-RM084, "ASCII characters"). */
function bytesOf(text: string): number[] {
  const bytes: number[] = [];
  const inner = text.slice(1, -1);
  for (let at = 0; at < inner.length; at++) {
    if (inner.charAt(at) !== '$') bytes.push(inner.charCodeAt(at) & 0xff);
    else {
      const hex = /^[\da-f]{2}/i.exec(inner.slice(at + 1))?.[0];
      bytes.push(
        hex === undefined ? (ESCAPES[inner.charAt(at + 1).toLowerCase()] ?? 0) : Number.parseInt(hex, 16),
      );
      at += hex === undefined ? 1 : 2;
    }
  }
  return bytes;
}

/** An integer shown as characters, the highest byte first. */
function asciiNumber(text: string): bigint {
  const bytes = bytesOf(text);
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return BigInt.asIntN(Math.max(8, bytes.length * 8), value);
}

/** A text as the members of a string type of the user's own. */
function textMembers(text: string): string {
  const bytes = bytesOf(text);
  return `(LEN := ${bytes.length}, DATA := ${listOf(bytes.map(String))})`;
}

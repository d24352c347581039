/** Types and initial values of PLCopen XML (TC6 2.01, element `type`, `baseType`, `initialValue`) as ST text. */
import { child, childrenOf, localName, type XmlElement } from '../xml.ts';

/** How the writer of the file spells what the standard leaves open. */
export interface Spelling {
  /** CODESYS writes `STRING(80)`, the standard `STRING[80]`. */
  readonly isCodesys: boolean;
}

/** The type inside a `type`, `baseType` or `returnType` element; null when it holds none. */
export function typeText(holder: XmlElement | undefined, spelling: Spelling): string | null {
  const type = holder?.children.find((one) => !ASIDE.has(localName(one.name)));
  return type === undefined ? null : typeOf(type, spelling);
}

const ASIDE = new Set(['addData', 'documentation']);

function typeOf(type: XmlElement, spelling: Spelling): string {
  const kind = localName(type.name);
  const base = () => typeText(child(type, 'baseType'), spelling) ?? 'BYTE';
  switch (kind) {
    case 'derived':
      return type.attributes.name ?? 'BYTE';
    case 'string':
    case 'wstring':
      return stringType(kind.toUpperCase(), type.attributes.length, spelling);
    case 'array':
      return `ARRAY [${childrenOf(type, 'dimension').map(dimension).join(', ')}] OF ${base()}`;
    case 'pointer':
      return `POINTER TO ${base()}`;
    case 'reference':
      return `REFERENCE TO ${base()}`;
    case 'subrangeSigned':
    case 'subrangeUnsigned':
      return `${base()} (${rangeText(child(type, 'range'))})`;
    case 'enum':
      return enumType(type, spelling);
    case 'struct':
      return structType(type, spelling);
    default:
      return kind;
  }
}

function stringType(word: string, length: string | undefined, { isCodesys }: Spelling): string {
  if (length === undefined || length === '') return word;
  return isCodesys ? `${word}(${length})` : `${word}[${length}]`;
}

function dimension({ attributes: { lower, upper } }: XmlElement): string {
  return lower === undefined || upper === undefined || lower === '*' ? '*' : `${lower}..${upper}`;
}

function rangeText(range: XmlElement | undefined): string {
  return `${range?.attributes.lower ?? '0'}..${range?.attributes.upper ?? '0'}`;
}

function enumType(type: XmlElement, spelling: Spelling): string {
  const values = childrenOf(child(type, 'values'), 'value').map(({ attributes: { name, value } }) =>
    value === undefined || value === '' ? name : `${name} := ${value}`,
  );
  const base = typeText(child(type, 'baseType'), spelling);
  return `(${values.join(', ')})${base === null ? '' : ` ${base}`}`;
}

/** A structure without a name of its own. */
function structType(type: XmlElement, spelling: Spelling): string {
  const members = childrenOf(type, 'variable').map((member) => {
    const initial = initialText(child(member, 'initialValue'));
    const value = initial === null ? '' : ` := ${initial}`;
    return `${member.attributes.name} : ${typeText(child(member, 'type'), spelling) ?? 'BYTE'}${value};`;
  });
  return `STRUCT ${members.join(' ')} END_STRUCT`;
}

/** The value inside an `initialValue` element; null when it says nothing. */
export function initialText(holder: XmlElement | undefined): string | null {
  const value = holder?.children.find((one) => VALUES.has(localName(one.name)));
  return value === undefined ? null : valueText(value);
}

const VALUES = new Set(['simpleValue', 'arrayValue', 'structValue']);

function valueText(value: XmlElement): string | null {
  const kind = localName(value.name);
  if (kind === 'simpleValue') return value.attributes.value?.trim() || null;
  const inner = childrenOf(value, 'value').flatMap((one) => {
    const text = initialText(one);
    if (text === null) return [];
    if (kind === 'structValue') return [`${one.attributes.member} := ${text}`];
    const repeat = one.attributes.repetitionValue;
    return [repeat === undefined || repeat === '1' ? text : `${repeat}(${text})`];
  });
  if (inner.length === 0) return null;
  return kind === 'arrayValue' ? `[${inner.join(', ')}]` : `(${inner.join(', ')})`;
}

/** Initial values: aggregates taken apart, literals told from expressions. Vendors take literals only. */
import type { Enumeration } from './shapes.ts';

/** An initial value as written. */
export type Value =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly { readonly count: number; readonly value: Value }[] }
  | {
      readonly kind: 'struct';
      readonly members: readonly { readonly name: string; readonly value: Value }[];
    };

export type Literal =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint; readonly text: string }
  | { readonly kind: 'real'; readonly text: string }
  | { readonly kind: 'string'; readonly wide: boolean; readonly text: string }
  /** Durations and dates; `prefix` in upper case without `#`. */
  | { readonly kind: 'time'; readonly prefix: string; readonly text: string };

/** Reads `5`, `[1, 2(0)]`, `(a := 1, b := [2])`; null when the brackets do not fit. Repeats stay counted. */
export function readValue(text: string): Value | null {
  const reader = new Reader(text);
  const value = reader.list('');
  return value === null || !reader.atEnd ? null : value;
}

/** The literal that a text is, or null for constants and expressions. Names of `enumeration` become their numbers. */
export function readLiteral(text: string, enumeration?: Enumeration): Literal | null {
  const source = text.trim();
  if (/^(?:BOOL#)?(?:TRUE|FALSE)$/i.test(source)) return { kind: 'bool', value: /TRUE$/i.test(source) };
  if (/^'(?:\$[\s\S]|[^'$])*'$/.test(source)) return { kind: 'string', wide: false, text: source };
  if (/^"(?:\$[\s\S]|[^"$])*"$/.test(source)) return { kind: 'string', wide: true, text: source };
  return readNumber(source) ?? readTime(source) ?? readEnumValue(source, enumeration);
}

/** True when a value says nothing that the type's own default would not say. */
export function isDefault(text: string): boolean {
  if (/^[1-9]\d*$/.test(text)) return false;
  const literal = readLiteral(text);
  switch (literal?.kind) {
    case 'bool':
      return !literal.value;
    case 'int':
      return literal.value === 0n;
    case 'real':
      return Number(literal.text) === 0;
    case 'string':
      return literal.text.length === 2;
    case 'time':
      return /^L?T(?:IME)?$/.test(literal.prefix) && /#(?:0+(?:ms|us|ns|[dhms])_?)+$/i.test(literal.text);
    case undefined:
      return false;
  }
}

function readNumber(source: string): Literal | null {
  const int = /^([+-]?)(?:[A-Za-z]\w*#)?([+-]?)(?:(2|8|16)#)?([0-9A-Fa-f_]+)$/.exec(source);
  if (int !== null) {
    const [, before = '', behind = '', base = '10', digits = ''] = int;
    const bare = digits.replaceAll('_', '');
    if (VALID_DIGITS[base]?.test(bare)) {
      const size = BigInt(`${PREFIX[base] ?? ''}${bare}`);
      return { kind: 'int', value: `${before}${behind}` === '-' ? -size : size, text: source };
    }
  }
  const real = /^([+-]?)(?:L?REAL#)?([+-]?)(\d[\d_]*\.\d[\d_]*(?:E[+-]?\d+)?|\d[\d_]*E[+-]?\d+)$/i.exec(
    source,
  );
  if (real === null) return null;
  return { kind: 'real', text: `${real[1]}${real[2]}${real[3]?.replaceAll('_', '')}` };
}

function readTime(source: string): Literal | null {
  const match =
    /^(L?T|L?TIME|L?D|L?DATE|L?TOD|L?TIME_OF_DAY|L?DT|L?DATE_AND_TIME|S5T|S5TIME)#[-+]?[\w.:-]+$/i.exec(
      source,
    );
  return match === null ? null : { kind: 'time', prefix: match[1]?.toUpperCase() ?? '', text: source };
}

function readEnumValue(source: string, enumeration: Enumeration | undefined): Literal | null {
  const name = source.slice(Math.max(source.lastIndexOf('.'), source.lastIndexOf('#')) + 1).toLowerCase();
  const found = enumeration?.values.find((one) => one.name.toLowerCase() === name)?.value;
  return found === undefined || found === null
    ? null
    : { kind: 'int', value: BigInt(found), text: String(found) };
}

const VALID_DIGITS: Readonly<Record<string, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^\d+$/,
  16: /^[\dA-F]+$/i,
};
const PREFIX: Readonly<Record<string, string>> = { 2: '0b', 8: '0o', 16: '0x' };

/** Nesting of aggregates before we give up. */
const MAX_DEPTH = 64;

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    this.#space();
    return this.#at >= this.#text.length;
  }

  /** Values up to `close`; without brackets (`close` empty) a single value stands for itself. */
  list(close: string): Value | null {
    const items: { count: number; value: Value }[] = [];
    do {
      const item = this.#item();
      if (item === null) return null;
      items.push(item);
    } while (this.#take(','));
    if (close !== '' && !this.#take(close)) return null;
    const [only] = items;
    return close === '' && items.length === 1 && only?.count === 1 ? only.value : { kind: 'array', items };
  }

  #item(): { count: number; value: Value } | null {
    this.#space();
    const repeat = /(\d+)\s*\(/y;
    repeat.lastIndex = this.#at;
    const match = repeat.exec(this.#text);
    if (match === null) return counted(1, this.#value());
    this.#at = repeat.lastIndex;
    if (this.#take(')')) return counted(Number(match[1]), { kind: 'scalar', text: '' });
    const inner = this.list('');
    return this.#take(')') ? counted(Number(match[1]), inner) : null;
  }

  #value(): Value | null {
    if (++this.#depth > MAX_DEPTH) return null;
    const value = this.#take('[') ? this.list(']') : this.#isStruct() ? this.#struct() : this.#scalar();
    this.#depth--;
    return value;
  }

  #isStruct(): boolean {
    const open = /\s*\(\s*[A-Za-z_]\w*\s*:=/y;
    open.lastIndex = this.#at;
    return open.test(this.#text);
  }

  #struct(): Value | null {
    const members: { name: string; value: Value }[] = [];
    this.#take('(');
    do {
      const head = /\s*([A-Za-z_]\w*)\s*:=/y;
      head.lastIndex = this.#at;
      const name = head.exec(this.#text)?.[1];
      if (name === undefined) return null;
      this.#at = head.lastIndex;
      const value = this.#value();
      if (value === null) return null;
      members.push({ name, value });
    } while (this.#take(','));
    return this.#take(')') ? { kind: 'struct', members } : null;
  }

  /** Everything up to a comma or a closing bracket of our own level; strings are skipped whole. */
  #scalar(): Value | null {
    const from = this.#at;
    let open = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] ?? '';
      if (char === "'" || char === '"') this.#skipString(char);
      else if (char === '(' || char === '[') open++;
      else if (char === ')' || char === ']') {
        if (open-- === 0) break;
      } else if (char === ',' && open === 0) break;
    }
    const text = this.#text.slice(from, this.#at).trim();
    return text === '' ? null : { kind: 'scalar', text };
  }

  #skipString(quote: string): void {
    this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote)
      this.#at += this.#text[this.#at] === '$' ? 2 : 1;
  }

  #take(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}

function counted(count: number, value: Value | null): { count: number; value: Value } | null {
  return value === null ? null : { count, value };
}

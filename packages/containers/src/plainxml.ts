/**
 * Reads the XML that tools write in one pass, several times as fast as the guarded reader: names of ASCII letters, the five
 * entities and character references, comments, CDATA. At anything else, and at each error, it gives up, and the guarded
 * reader (`xml.ts`) reads the document or says what is wrong with it. What it does read it reads to the same elements.
 */
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

/** Controls and halves of pairs: the guarded reader knows which of them may stand where. */
const RARE = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD]/;
const DECLARATION =
  /<\?xml[ \t\r\n]+version=(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding=(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\r\n]+standalone=(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/y;
const REFERENCE = /&(?:(?:(lt|gt|amp|quot|apos)|#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7}));)?/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const [LESS, GREATER, SLASH, BANG, QUESTION, EQUAL, AMP, BRACKET] = [60, 62, 47, 33, 63, 61, 38, 93] as const;
const [QUOTE, APOSTROPHE, SPACE, LINE_FEED, RETURN, TAB] = [34, 39, 32, 10, 13, 9] as const;

/** A power of two. */
const NAME_LISTS = 256;

/** Bit 1: begins a name; bit 2: goes on in one. */
const NAME = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  NAME[code] = /[A-Za-z_:]/.test(char) ? 3 : /[0-9.-]/.test(char) ? 2 : 0;
}

/** The root, or null when the guarded reader has to look. */
export function readPlainXml(text: string, options: XmlOptions): XmlElement | null {
  return RARE.test(text) ? null : new PlainReader(text, options).read();
}

class PlainReader {
  readonly #text: string;
  readonly #options: XmlOptions;
  /** By hash: a name is cut out of the text once. */
  readonly #names: string[][] = Array.from({ length: NAME_LISTS }, () => []);
  readonly #stack: Open[] = [opened()];
  #at = 0;
  #depth = 0;
  /** Depth of the element whose content is left out; 0 outside of one. */
  #skipping = 0;
  #attributes: Record<string, string> = NO_ATTRIBUTES;

  constructor(text: string, options: XmlOptions) {
    this.#text = text;
    this.#options = options;
  }

  read(): XmlElement | null {
    const text = this.#text;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
    DECLARATION.lastIndex = this.#at;
    if (DECLARATION.test(text)) this.#at = DECLARATION.lastIndex;
    while (this.#at < text.length) if (!this.#characters() || !this.#markup()) return null;
    const { children } = this.#stack[0]!;
    return this.#depth === 0 && children.length === 1 ? children[0]! : null;
  }

  /** Up to the next `<`, or the end. */
  #characters(): boolean {
    const text = this.#text;
    const from = this.#at;
    let isPlain = true;
    let isSpace = true;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === LESS) break;
      if (code > SPACE) {
        isSpace = false;
        if (code === AMP) isPlain = false;
        else if (
          code === GREATER &&
          text.charCodeAt(at - 1) === BRACKET &&
          text.charCodeAt(at - 2) === BRACKET
        )
          return false;
      } else if (code === RETURN) isPlain = false;
    }
    this.#at = at;
    if (this.#depth === 0) return isSpace;
    if (at === from || this.#skipping > 0) return isPlain || this.#skipping === 0 || this.#isSound(from, at);
    const open = this.#stack[this.#depth]!;
    // Blanks between children, which are most of all texts, are not even cut out.
    if (isSpace && (open.hasCdata || (open.children.length > 0 && open.text === ''))) return true;
    const piece = isPlain ? text.slice(from, at) : resolved(lineFeeds(text.slice(from, at)));
    if (piece === null) return false;
    addText(open, piece);
    return true;
  }

  #isSound(from: number, to: number): boolean {
    return resolved(this.#text.slice(from, to)) !== null;
  }

  /** One tag, comment or CDATA, or nothing at the end. */
  #markup(): boolean {
    const at = this.#at;
    if (at >= this.#text.length) return true;
    const code = this.#text.charCodeAt(at + 1);
    if (code === SLASH) return this.#endTag(at);
    if (code === BANG) return this.#comment(at) || this.#cdata(at);
    return code !== QUESTION && this.#startTag(at);
  }

  #comment(at: number): boolean {
    const text = this.#text;
    if (!text.startsWith('<!--', at)) return false;
    const end = text.indexOf('--', at + 4);
    if (end < 0 || text.charCodeAt(end + 2) !== GREATER) return false;
    this.#at = end + 3;
    return true;
  }

  #cdata(at: number): boolean {
    const text = this.#text;
    if (this.#depth === 0 || !text.startsWith('<![CDATA[', at)) return false;
    const end = text.indexOf(']]>', at + 9);
    if (end < 0) return false;
    if (this.#skipping === 0) addCdata(this.#stack[this.#depth]!, lineFeeds(text.slice(at + 9, end)));
    this.#at = end + 3;
    return true;
  }

  #endTag(at: number): boolean {
    if (this.#depth === 0) return false;
    const open = this.#stack[this.#depth]!;
    if (!this.#text.startsWith(open.name, at + 2)) return false;
    this.#at = at + 2 + open.name.length;
    if (this.#afterBlanks() !== GREATER) return false;
    this.#at++;
    this.#close(open, at);
    return true;
  }

  #startTag(at: number): boolean {
    const { maxDepth, skip } = this.#options;
    if (this.#depth >= maxDepth || (this.#depth === 0 && this.#stack[0]!.children.length > 0)) return false;
    this.#at = at + 1;
    const name = this.#name();
    if (name === null || !this.#tagAttributes()) return false;
    const isEmpty = this.#text.charCodeAt(this.#at) === SLASH;
    if (isEmpty && this.#text.charCodeAt(++this.#at) !== GREATER) return false;
    this.#at++;
    if (this.#stack.length === ++this.#depth) this.#stack.push(opened());
    const open = this.#stack[this.#depth]!;
    open.name = name;
    open.attributes = this.#attributes;
    open.outerFrom = at;
    open.innerFrom = this.#at;
    if (this.#skipping === 0 && skip?.has(name.slice(name.indexOf(':') + 1)) === true)
      this.#skipping = this.#depth;
    if (isEmpty) this.#close(open, this.#at);
    return true;
  }

  #close(open: Open, innerTo: number): void {
    this.#depth -= 1;
    if (this.#skipping <= this.#depth + 1) {
      this.#skipping = 0;
      addChild(this.#stack[this.#depth]!, closed(open, innerTo, this.#at));
    }
    forget(open);
  }

  /** Up to the `>` or `/` behind them; each has a blank in front. */
  #tagAttributes(): boolean {
    const text = this.#text;
    this.#attributes = NO_ATTRIBUTES;
    for (;;) {
      const from = this.#at;
      const code = this.#afterBlanks();
      if (code === GREATER || code === SLASH) return true;
      if (this.#at === from) return false;
      const name = this.#name();
      if (name === null || this.#afterBlanks() !== EQUAL) return false;
      this.#at++;
      const quote = this.#afterBlanks();
      if (quote !== QUOTE && quote !== APOSTROPHE) return false;
      const value = this.#value(text, quote);
      if (value === null) return false;
      if (this.#attributes === NO_ATTRIBUTES) this.#attributes = new Attributes();
      else if (name in this.#attributes) return false;
      this.#attributes[name] = value;
    }
  }

  #value(text: string, quote: number): string | null {
    const from = ++this.#at;
    let isPlain = true;
    let at = from;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      // At the end of the text it is no number.
      if (code === LESS || !(code >= TAB)) return null;
      if (code === AMP || code < SPACE) isPlain = false;
    }
    this.#at = at + 1;
    const value = text.slice(from, at);
    return isPlain ? value : resolved(value.replace(/\r\n|[\t\n\r]/g, ' '));
  }

  /** A name of ASCII letters; null when there is none. */
  #name(): string | null {
    const text = this.#text;
    const from = this.#at;
    let code = text.charCodeAt(from);
    if (!(code < 128) || (NAME[code]! & 1) === 0) return null;
    let at = from;
    let hash = 0;
    do {
      hash = (Math.imul(hash, 31) + code) | 0;
      code = text.charCodeAt(++at);
    } while (code < 128 && NAME[code] !== 0);
    if (code >= 128) return null;
    this.#at = at;
    const known = this.#names[hash & (NAME_LISTS - 1)]!;
    for (const name of known) if (name.length === at - from && text.startsWith(name, from)) return name;
    // A key is of the kind that compares at once.
    const [name] = Object.keys({ [text.slice(from, at)]: 0 });
    known.push(name!);
    return name!;
  }

  /** The first character that is no blank; the reader stands on it. */
  #afterBlanks(): number {
    const text = this.#text;
    let code = text.charCodeAt(this.#at);
    while (code === SPACE || code === LINE_FEED || code === RETURN || code === TAB)
      code = text.charCodeAt(++this.#at);
    return code;
  }
}

function lineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** With what its references stand for; null when there is another one, or one for what is no character. */
function resolved(text: string): string | null {
  if (!text.includes('&')) return text;
  let isSound = true;
  const out = text.replace(REFERENCE, (_, name?: string, hex?: string, decimal?: string) => {
    if (name !== undefined) return ENTITIES[name]!;
    const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16);
    isSound &&= isCharacter(code);
    return isSound ? String.fromCodePoint(code) : '';
  });
  return isSound ? out : null;
}

function isCharacter(code: number): boolean {
  if (code < SPACE) return code === TAB || code === LINE_FEED || code === RETURN;
  return (
    (code >= SPACE && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

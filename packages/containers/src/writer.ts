/** Builds the ST text of one object of a container and remembers where each piece stands there. */
import { contentText } from './content.ts';
import { lineElements } from './lineforms.ts';
import type { LineIndex } from './places.ts';
import type { TextPart } from './types.ts';
import { attributeRange, type XmlElement } from './xml.ts';

/** An object read from a container: one text of the project. */
export interface ContainedText {
  /** Folder inside the container, empty or with a slash at its end. */
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly parts: readonly TextPart[];
}

/** What a container holds besides its texts. */
export interface ContainerNotes {
  /** Owners whose body is drawn (ladder, SFC ...) and stays in the container: `MAIN (SFC)`. */
  readonly drawn: string[];
  /** Objects whose declaration has no POU keyword, so that their end is unknown. */
  readonly headless: string[];
  /** Sentences about what stays in the container. */
  readonly kept: string[];
}

export class TextWriter {
  readonly #source: string;
  readonly #lines: LineIndex;
  readonly #pieces: string[] = [];
  readonly #parts: TextPart[] = [];
  #length = 0;

  constructor(source: string, lines: LineIndex) {
    this.#source = source;
    this.#lines = lines;
  }

  get parts(): readonly TextPart[] {
    return this.#parts;
  }

  text(): string {
    return this.#pieces.join('');
  }

  /** A line of ours. */
  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Words of ours inside a line. */
  write(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
  }

  /** The content of an element as it is; it gets a line end when it has none. An empty one leaves no line, but its place is kept. */
  content(owner: string, kind: TextPart['kind'], element: XmlElement | undefined): void {
    if (element === undefined) return;
    const { innerFrom, innerTo } = element;
    const text = contentText(this.#source.slice(innerFrom, innerTo));
    this.#piece({ owner, kind, form: 'content', text, from: innerFrom, to: innerTo });
    if (text !== '' && !text.endsWith('\n')) this.write('\n');
  }

  /** The lines of an element that has one child per line. */
  lines(owner: string, element: XmlElement): void {
    const { innerFrom, innerTo } = element;
    const { text } = lineElements(this.#source.slice(innerFrom, innerTo));
    this.#piece({ owner, kind: 'body', form: 'lines', text, from: innerFrom, to: innerTo });
    if (text !== '') this.write('\n');
  }

  /** The value of an attribute, in the middle of a line. */
  attribute(
    owner: string,
    element: XmlElement,
    name: string,
    prefix = '',
    text = element.attributes[name] ?? '',
  ): void {
    this.write(prefix);
    const range = attributeRange(this.#source, element, name);
    const isVerbatim = range !== null && this.#source.slice(range.from, range.to) === text;
    if (!isVerbatim) this.element(owner, element, text);
    else this.#piece({ owner, kind: 'place', form: 'content', text, from: range.from, to: range.to });
  }

  /** Words that say what an element says. */
  element(owner: string, element: XmlElement, text: string): void {
    const { outerFrom: from, outerTo: to } = element;
    this.#piece({ owner, kind: 'place', form: 'whole', text, from, to });
  }

  #piece(
    piece: Pick<TextPart, 'owner' | 'kind' | 'form'> & { text: string; from: number; to: number },
  ): void {
    const { owner, kind, form, text } = piece;
    this.#parts.push({
      owner,
      kind,
      form,
      from: this.#length,
      to: this.#length + text.length,
      sourceFrom: piece.from,
      sourceTo: piece.to,
      sourceLine: this.#lines.locate(piece.from).line,
    });
    if (text !== '') this.write(text);
  }
}

/** From a place in an imported text back to its place in the file that it came from. */
import { readContent } from './content.ts';
import { lineElements } from './lineforms.ts';
import type { TextPart } from './types.ts';

/** 1-based; columns in UTF-16 units. */
export interface FilePlace {
  readonly line: number;
  readonly col: number;
}

/** Line starts of a text; CR LF, LF and a lone CR all end a line. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    const ends = /\r\n?|\n/g;
    while (ends.exec(text) !== null) this.#starts.push(ends.lastIndex);
  }

  locate(offset: number): FilePlace {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, col: offset - (this.#starts[low] ?? 0) + 1 };
  }
}

/**
 * A function from offsets of an imported text to places in its container (decoded, without BOM). What the import wrote itself
 * (`END_METHOD`) stands where the piece before it ends. Without parts the text is the container: only line ends differ.
 */
export function placesIn(
  container: string,
  { text, parts }: { readonly text: string; readonly parts: readonly TextPart[] },
): (offset: number) => FilePlace {
  const lines = new LineIndex(container);
  if (parts.length === 0) {
    const own = new LineIndex(text);
    return (offset) => own.locate(offset);
  }
  const contents = new Map<TextPart, Int32Array>();
  const startsOf = (part: TextPart) => {
    const known = contents.get(part) ?? starts(container, part);
    contents.set(part, known);
    return known;
  };
  return (offset) => {
    const part = partAt(parts, offset);
    if (part.form === 'whole') return lines.locate(part.sourceFrom);
    const unit = Math.max(0, Math.min(offset - part.from, part.to - part.from));
    return lines.locate(startsOf(part)[unit] ?? part.sourceTo);
  };
}

/** The last part that begins at or before the offset, else the first one; of empty ones at one place, the last. */
function partAt(parts: readonly TextPart[], offset: number): TextPart {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle] as TextPart).from <= offset) low = middle;
    else high = middle - 1;
  }
  return parts[low] as TextPart;
}

function starts(container: string, part: TextPart): Int32Array {
  const raw = container.slice(part.sourceFrom, part.sourceTo);
  if (part.form === 'lines') return lineElements(raw, part.sourceFrom).starts;
  return readContent(raw, part.sourceFrom).starts;
}

/** How far each line stands in: by the tree, with continuation lines moved along with the line that they continue. */

import { type Green, isNodeRecord, recordKind, recordSize } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Tree } from '../syntax/tree.ts';
import { view } from '../syntax/view.ts';
import type { FormatOptions } from '../types.ts';
import type { Lines } from './lines.ts';

/** The blanks that each line with a token shall begin with, by 1-based line; lines that are not here stay. */
export function indentsOf(
  tree: Tree,
  lines: Lines,
  options: Pick<FormatOptions, 'tabSize' | 'insertSpaces'>,
): ReadonlyMap<number, string> {
  const reader = new Indenter(tree.text.toString(), lines, options);
  reader.branch(tree.root, 0, 0);
  return reader.out;
}

/** Blocks whose members stand one step in, besides bodies. */
const INDENTS = new Set<number>([
  N.Section,
  N.StructType,
  N.TypeBlock,
  N.DataStruct,
  N.Configuration,
  N.Resource,
  N.Namespace,
]);
/** What stands at the level of its block: the words that open, divide and end it. */
const MARKS = new Set<number>([N.Header, N.End]);

class Indenter {
  readonly out = new Map<number, string>();
  readonly #text: string;
  readonly #lines: Lines;
  readonly #options: Pick<FormatOptions, 'tabSize' | 'insertSpaces'>;

  constructor(text: string, lines: Lines, options: Pick<FormatOptions, 'tabSize' | 'insertSpaces'>) {
    this.#text = text;
    this.#lines = lines;
    this.#options = options;
  }

  /** Everything below a node whose own first line stands `column` columns in. */
  branch(green: Green, at: number, column: number): void {
    const step = this.#options.tabSize;
    let own = column;
    let isFirst = true;
    for (const child of green.children) {
      const isMark = MARKS.has(child.kind);
      if (isMark) {
        this.#leaf(child, at, own, isFirst ? own : own + step);
        if (isFirst && green.kind === N.StructType) own = this.#columnAtEnd(child, at, own);
      } else if (child.kind === N.CaseLabel) this.#leaf(child, at, own, own);
      else this.#child(child, at, this.#inner(green, child, at, own));
      isFirst = false;
      at += child.length;
    }
  }

  #child(child: Green, at: number, column: number): void {
    if (child.children.length === 0) this.#leaf(child, at, column, column);
    else this.branch(child, at, column);
  }

  /** The column of a child that is no header and no END. */
  #inner(green: Green, child: Green, at: number, column: number): number {
    const step = this.#options.tabSize;
    if (green.kind === N.Body || green.kind === N.File || green.kind === N.Branch) {
      return green.kind === N.Branch && child.kind === N.Body ? column + step : column;
    }
    if (child.kind === N.Body) return isUnit(green) ? this.#bodyColumn(child, at, column) : column + step;
    return INDENTS.has(green.kind) || child.kind === N.Branch ? column + step : column;
  }

  /** Statements of a POU stand in or do not, as the file has it: its first one decides. */
  #bodyColumn(body: Green, at: number, column: number): number {
    const first = firstToken(body, at);
    if (first === null || !this.#isFirstOnLine(first)) return column;
    return this.#columnOf(first) > column ? column + this.#options.tabSize : column;
  }

  /** Sets the lines that begin in a leaf: its code at `column`, comments in front of it at `above`. */
  #leaf(leaf: Green, at: number, column: number, above: number): void {
    let shift: number | null = null;
    for (let i = leaf.first; i < leaf.last; i++) {
      const record = leaf.records[i]!;
      if (isNodeRecord(record)) continue;
      const kind = recordKind(record);
      const from = at;
      at += recordSize(record);
      if (kind === K.Space || kind === K.More || kind === K.Eof || at === from) continue;
      const isCode = kind >= K.Bad;
      if (this.#isFirstOnLine(from)) {
        const is = this.#columnOf(from);
        const wanted: number = shift !== null ? is + shift : isCode ? column : above;
        this.#set(from, wanted);
        if (isCode) shift ??= wanted - is;
      } else if (isCode) shift ??= 0;
    }
  }

  #set(offset: number, column: number): void {
    const { tabSize, insertSpaces } = this.#options;
    const columns = Math.max(0, column);
    const tabs = insertSpaces ? 0 : Math.floor(columns / tabSize);
    this.out.set(this.#lines.at(offset), '\t'.repeat(tabs) + ' '.repeat(columns - tabs * tabSize));
  }

  /** Where the last line of a header stands: `STRUCT` on a line of its own carries its members. */
  #columnAtEnd(header: Green, at: number, column: number): number {
    const { parts } = view(header, at);
    const last = parts[parts.length - 1];
    if (last === undefined || !this.#isFirstOnLine(last.from)) return column;
    const indent = this.out.get(this.#lines.at(last.from));
    return indent === undefined ? column : widthOf(indent, this.#options.tabSize);
  }

  #isFirstOnLine(offset: number): boolean {
    return this.#blanksBefore(offset).length === offset - this.#lineStart(offset);
  }

  #blanksBefore(offset: number): string {
    return /^[ \t\uFEFF]*/.exec(this.#text.slice(this.#lineStart(offset), offset))?.[0] ?? '';
  }

  #columnOf(offset: number): number {
    return widthOf(this.#blanksBefore(offset), this.#options.tabSize);
  }

  #lineStart(offset: number): number {
    return this.#lines.start(this.#lines.at(offset));
  }
}

function isUnit(green: Green): boolean {
  return green.kind === N.Pou || green.kind === N.DataBlock || green.kind === N.Accessor;
}

/** The offset of the first token that is code; null in what has none. */
function firstToken(green: Green, at: number): number | null {
  for (const child of green.children) {
    const found = firstToken(child, at);
    if (found !== null) return found;
    at += child.length;
  }
  return green.children.length === 0 && green.first < green.last ? view(green, at).from : null;
}

/** Columns that blanks take. */
export function widthOf(blanks: string, tabSize: number): number {
  let width = 0;
  for (const blank of blanks) width += blank === '\t' ? tabSize - (width % tabSize) : 1;
  return width;
}

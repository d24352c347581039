/** What the names of a range are, as far as the tree and the project's type names tell: for colouring. */

import type { Green } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import type { Tree } from '../syntax/tree.ts';
import { find, type Part, view } from '../syntax/view.ts';
import type { ColouredName, NameKind } from '../types.ts';

/** What a type name stands for in the project; null when it is none. */
export type TypeKindOf = (name: string) => string | null;

const CONSTANTS = new Set(['true', 'false', 'null']);
const SELF = new Set(['this', 'super']);

/** The names between two offsets in text order; the cost follows the range, not the file. */
export function coloursOf(tree: Tree, from: number, to: number, typeKind: TypeKindOf): ColouredName[] {
  const reader = new Reader(tree.text, from, to, typeKind);
  reader.green(tree.root, 0);
  return reader.out;
}

class Reader {
  readonly out: ColouredName[] = [];
  readonly #text: Text;
  readonly #from: number;
  readonly #to: number;
  readonly #typeKind: TypeKindOf;

  constructor(text: Text, from: number, to: number, typeKind: TypeKindOf) {
    this.#text = text;
    this.#from = from;
    this.#to = to;
    this.#typeKind = typeKind;
  }

  green(green: Green, at: number): void {
    if (at + green.length <= this.#from || at >= this.#to) return;
    if (green.children.length === 0) {
      if (green.first < green.last) this.#leaf(green, at);
      return;
    }
    for (const child of green.children) {
      this.green(child, at);
      at += child.length;
    }
  }

  #leaf(green: Green, at: number): void {
    const { parts } = view(green, at);
    const named = green.kind === N.Header ? headerKind(parts, this.#text) : 'variable';
    this.#parts(parts, green.kind === N.TypeDecl ? 'type' : named);
  }

  #parts(parts: readonly Part[], named: NameKind): void {
    for (const part of parts) {
      if (part.kind === N.Path) this.#path(part.parts, named);
      else if (part.kind === N.Arg) this.#argument(part.parts, named);
      else if (part.kind === N.Name) this.#all(part.parts, named);
      else if (part.kind === N.NamedType || part.kind === N.Extends || part.kind === N.Implements)
        this.#typeName(part, named);
      else if (part.kind === N.EnumValue) this.#enumValue(part.parts, named);
      else if (part.kind === N.ProgramInstance || part.kind === N.Task) this.#parts(part.parts, 'variable');
      else if (part.parts.length > 0) this.#parts(part.parts, named);
    }
  }

  /** `INT (0..10)` and `FB(x := 1)` hold more than a name. */
  #typeName(part: Part, named: NameKind): void {
    for (const inner of part.parts) {
      if (isName(inner)) this.#push(inner, 'type');
      else if (inner.parts.length > 0) this.#parts([inner], named);
    }
  }

  #enumValue(parts: readonly Part[], named: NameKind): void {
    const [name, ...rest] = parts;
    if (name) this.#push(name, 'constant');
    this.#parts(rest, named);
  }

  #argument(parts: readonly Part[], named: NameKind): void {
    const [first, second] = parts;
    const isNamed = second?.kind === K.Assign || second?.kind === K.Arrow;
    if (first && isNamed && isName(first)) {
      this.#push(first, 'parameter');
      this.#parts(parts.slice(1), named);
    } else this.#parts(parts, named);
  }

  #path(parts: readonly Part[], named: NameKind): void {
    let holder: string | null = null;
    parts.forEach((part, i) => {
      if (!isName(part)) {
        if (part.parts.length > 0) this.#parts(part.parts, named);
        return;
      }
      const next = parts[i + 1]?.kind;
      const kind = this.#member(part, i === 0, holder, next);
      holder = i === 0 && next === K.Dot ? this.#typeKind(this.#read(part)) : null;
      this.#push(part, kind);
    });
  }

  #member(part: Part, isFirst: boolean, holder: string | null, next: number | undefined): NameKind {
    if (next === N.Args) return 'function';
    if (holder === 'enum') return 'constant';
    if (!isFirst || part.kind !== K.Ident) return 'variable';
    const word = this.#read(part).toLowerCase();
    if (CONSTANTS.has(word)) return 'constant';
    if (SELF.has(word)) return 'keyword';
    return next === K.Dot && this.#typeKind(word) !== null ? 'type' : 'variable';
  }

  #all(parts: readonly Part[], kind: NameKind): void {
    for (const part of parts) if (isName(part)) this.#push(part, kind);
  }

  #read({ from, to }: Part): string {
    return this.#text.slice(from, to);
  }

  #push({ from, to }: Part, kind: NameKind): void {
    if (to > this.#from && from < this.#to) this.out.push({ from, to, kind });
  }
}

function isName(part: Part): boolean {
  return part.kind === K.Ident || part.kind === K.Local || part.kind === K.Quoted;
}

/** A header names a type, a callable, or something that is neither. */
function headerKind(parts: readonly Part[], text: Text): NameKind {
  const word = find(parts, K.Keyword);
  if (word === undefined) return 'type';
  const keyword = text.slice(word.from, word.to).toUpperCase();
  if (keyword === 'IF' || keyword === 'FOR' || keyword === 'WHILE' || keyword === 'CASE') return 'variable';
  return /^(?:FUNCTION|METHOD|ACTION|PROPERTY)$/.test(keyword) ? 'function' : 'type';
}

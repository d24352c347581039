/** The commonest declarations, `name : Type := literal;` with a comment, read straight from the records: most of a project. */

import { type Green, isNodeRecord, recordKind, recordSize } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Part, Trivium } from '../syntax/view.ts';
import { commentsOf } from './attributes.ts';
import { readConstant } from './constants.ts';
import { type Fact, knownType, named } from './rawtypes.ts';

type Mutable = { -readonly [Key in keyof Fact]: Fact[Key] };

/** The fact of a leaf whose text is `source`; null when the declaration is not one of the common ones. */
export function quickFact(leaf: Green, source: string): Fact | null {
  const records = new Records(leaf);
  if (!records.take(K.Ident, N.Name)) return null;
  const { from, to } = records;
  if (!records.takeNode(N.Names) || !records.takeToken(K.Colon)) return null;
  const kind = records.takeType();
  const { from: typeFrom, to: typeTo, first } = records;
  const spelling = source.slice(typeFrom, typeTo);
  const type = kind === N.NamedType ? named(spelling) : knownType(kind, spelling);
  if (type === undefined) return null;
  const name = source.slice(from, to);
  const fact: Mutable = { type, typeFrom, typeTo, name, from, to };
  if (!readInitial(records, source, fact) || !records.takeToken(K.Semicolon) || !records.isDone) return null;
  if (records.trivia !== null) readComments(records.trivia, first, records.to, source, fact);
  return fact;
}

/** `:= 5`, `:= TRUE` and other values of one token. */
function readInitial(records: Records, source: string, fact: Mutable): boolean {
  if (!records.takeToken(K.Assign)) return true;
  const kind = records.takeLiteral();
  if (kind < 0 || !records.takeNode(N.Initial)) return false;
  const { from, to } = records;
  const value: Part = { kind: N.Literal, from, to, parts: [{ kind, from, to, parts: [] }] };
  fact.constant = readConstant(value, (part) => source.slice(part.from, part.to));
  fact.initial = source.slice(from, to);
  return true;
}

function readComments(
  trivia: readonly Trivium[],
  from: number,
  to: number,
  source: string,
  fact: Mutable,
): void {
  const { comment, leadingComment } = commentsOf(trivia, from, to, (a, b) => source.slice(a, b));
  if (comment !== undefined) fact.comment = comment;
  if (leadingComment !== undefined) fact.leadingComment = leadingComment;
}

/** Steps through the records of a leaf; pragmas and broken trivia stop it. */
class Records {
  /** The token taken last. */
  from = 0;
  to = 0;
  /** Where the first token begins. */
  first = -1;
  trivia: Trivium[] | null = null;
  readonly #records: Int32Array;
  readonly #last: number;
  #index: number;
  #at = 0;

  constructor(leaf: Green) {
    this.#records = leaf.records;
    this.#last = leaf.last;
    this.#index = leaf.first;
  }

  get isDone(): boolean {
    this.#skip();
    return this.#index === this.#last;
  }

  /** A token that is a node of its own. */
  take(token: number, node: number): boolean {
    return this.takeToken(token) && this.takeNode(node);
  }

  takeToken(kind: number): boolean {
    this.#skip();
    if (this.#index === this.#last) return false;
    const record = this.#records[this.#index]!;
    if (recordKind(record) !== kind) return false;
    this.from = this.#at;
    if (this.first < 0) this.first = this.#at;
    this.#at += recordSize(record);
    this.to = this.#at;
    this.#index++;
    return true;
  }

  /** A type without comments inside; its kind, or -1. */
  takeType(): number {
    this.#skip();
    const start = this.#index;
    this.from = this.#at;
    for (; this.#index < this.#last; this.#index++) {
      const record = this.#records[this.#index]!;
      const kind = recordKind(record);
      if (isNodeRecord(record)) {
        const isWhole = this.#index - recordSize(record) === start;
        if (!isWhole || kind < N.ArrayType || kind > N.InlineStruct) continue;
        this.#index++;
        return kind;
      }
      if (kind < K.Bad && kind !== K.Space) return -1;
      this.#at += recordSize(record);
      if (kind !== K.Space) this.to = this.#at;
    }
    return -1;
  }

  /** A number, string or typed literal; its kind, or -1. */
  takeLiteral(): number {
    this.#skip();
    const kind = this.#index === this.#last ? -1 : recordKind(this.#records[this.#index]!);
    if (kind < K.Int || kind > K.WString) return -1;
    return this.takeToken(kind) && this.takeNode(N.Literal) ? kind : -1;
  }

  takeNode(kind: number): boolean {
    this.#skip();
    if (this.#index === this.#last || recordKind(this.#records[this.#index]!) !== kind) return false;
    this.#index++;
    return true;
  }

  #skip(): void {
    while (this.#index < this.#last) {
      const record = this.#records[this.#index]!;
      const kind = recordKind(record);
      if (isNodeRecord(record) || kind >= K.Pragma) return;
      const to = this.#at + recordSize(record);
      if (kind !== K.Space) this.#keep({ kind, from: this.#at, to });
      this.#at = to;
      this.#index++;
    }
  }

  #keep(comment: Trivium): void {
    if (this.trivia === null) this.trivia = [comment];
    else this.trivia.push(comment);
  }
}

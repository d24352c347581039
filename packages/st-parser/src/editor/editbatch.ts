/** Many edits of many files as one batch: their order, and whether they get in each other's way. */

import type { Edit, FileId, TextEdit } from '../types.ts';

/** Something that has edits. */
interface Editing {
  readonly edits: readonly TextEdit[];
}

/** All edits by file and offset, each once. */
export function inOrder(plans: readonly Editing[]): TextEdit[] {
  const all = plans.flatMap(({ edits }) => edits);
  all.sort(
    (a, b) =>
      (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : 0) ||
      a.place.from - b.place.from ||
      a.place.to - b.place.to,
  );
  return all.filter((edit, at) => {
    const before = all[at - 1];
    const isAgain = before?.place.file === edit.place.file && isSameEdit(before, edit);
    return !isAgain || edit.place.from === edit.place.to;
  });
}

/** A text after ascending edits. */
export function applied(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const { from, to, insert } of edits) {
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

/** The places that a batch writes to so far: edits of one file that do not overlap, in order. */
export class TakenPlaces {
  readonly #files = new Map<FileId, TextEdit[]>();

  /** Takes all places of some edits, or none: false when one of them is written otherwise. */
  take(edits: readonly TextEdit[]): boolean {
    if (edits.some((edit) => this.#clashes(edit))) return false;
    for (const edit of edits) this.#put(edit);
    return true;
  }

  #clashes(edit: TextEdit): boolean {
    const list = this.#files.get(edit.place.file) ?? [];
    for (let at = firstBehind(list, edit.place.from); at < list.length; at++) {
      const other = list[at]!;
      if (other.place.from >= edit.place.to) return false;
      if (!isSameEdit(edit, other)) return true;
    }
    return false;
  }

  #put(edit: TextEdit): void {
    const list = this.#files.get(edit.place.file) ?? [];
    this.#files.set(edit.place.file, list);
    let at = firstBehind(list, edit.place.from);
    const { from, to } = edit.place;
    const isBehind = ({ place }: TextEdit) => place.from > from || (place.from === from && place.to > to);
    while (at > 0 && isBehind(list[at - 1]!)) at--;
    const other = list[at];
    if (other === undefined || !isSameEdit(edit, other)) list.splice(at, 0, edit);
  }
}

/** The first edit that ends behind an offset. */
function firstBehind(list: readonly TextEdit[], offset: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.place.to <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.place.from === b.place.from && a.place.to === b.place.to && a.insert === b.insert;
}

/** What differs between two texts, as pieces that are drawn one behind the other. */

export interface Piece {
  readonly text: string;
  readonly isChanged: boolean;
}

export interface Pieces {
  readonly before: readonly Piece[];
  readonly after: readonly Piece[];
}

/** A text that grew at its ends keeps its middle; of others the common ends stay. */
export function piecesOf(before: string, after: string): Pieces {
  const inside = before === '' ? -1 : after.indexOf(before);
  if (inside >= 0) {
    const rest = after.slice(inside + before.length);
    return { before: pieces(['', before, '']), after: pieces([after.slice(0, inside), before, rest], true) };
  }
  const head = commonHead(before, after);
  const tail = commonTail(before.slice(head), after.slice(head));
  const cut = (text: string) =>
    pieces([text.slice(0, head), text.slice(head, text.length - tail), text.slice(text.length - tail)]);
  return {
    before: cut(before).map((piece, at) => ({ ...piece, isChanged: at === 1 })),
    after: cut(after).map((piece, at) => ({ ...piece, isChanged: at === 1 })),
  };
}

function pieces(texts: readonly string[], isGrown = false): Piece[] {
  return texts.map((text, at) => ({ text, isChanged: isGrown && at !== 1 }));
}

/** Ends never cut a surrogate pair. */
function commonHead(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at > 0 && isHigh(a, at - 1) ? at - 1 : at;
}

function commonTail(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a.at(-1 - at) === b.at(-1 - at)) at++;
  return at > 0 && at < a.length && isHigh(a, a.length - at - 1) ? at - 1 : at;
}

function isHigh(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}

/** How an offered name is written at a caret: with the signs that its place needs, and nothing that stands there already. */

/** What is put in place of the unfinished word, and what that word is compared with. */
export interface Spelling {
  readonly insert: string;
  readonly filter: string;
}

/**
 * A name in place of `typed`, in front of `behind` (the rest of the line). Signs that were typed stay, `#sta` and `"Pum`;
 * a name with blanks gets its quotes; a quote that stands behind the caret is not written again.
 */
export function spelling(name: string, typed: string, behind: string): Spelling {
  const sign = /^#?"?/.exec(typed)?.[0] ?? '';
  const isQuoted = sign.endsWith('"');
  if (isQuoted) return { insert: `${sign}${name}${behind.startsWith('"') ? '' : '"'}`, filter: sign + name };
  const isPlain = /^[A-Za-z_]\w*$/.test(name);
  return { insert: sign + (isPlain ? name : `"${name}"`), filter: sign + name };
}

/** Whether brackets stand behind the caret: a call is there already. */
export function isCalled(behind: string): boolean {
  return /^"?\s*\((?!\*)/.test(behind);
}

/** A parameter in a call, with its sign unless that stands behind the caret. */
export function argument(name: string, isOutput: boolean, behind: string): string {
  if (/^\s*(?::=|=>)/.test(behind)) return name;
  return `${name} ${isOutput ? '=>' : ':='} `;
}

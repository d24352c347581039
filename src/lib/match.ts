/** Finding by typing: how well a name fits what was typed into quick open. */

/** One thing that quick open may find. */
export interface Candidate {
  readonly name: string;
  readonly detail: string;
}

/**
 * The best fits first, at most `limit`. All typed letters must stand in the name in order; whole words, beginnings of
 * words (camelCase, under_scores) and short names win.
 */
export function bestMatches<T extends Candidate>(items: Iterable<T>, typed: string, limit: number): T[] {
  const wanted = typed.trim().toLowerCase();
  const found: { item: T; score: number }[] = [];
  for (const item of items) {
    const score = wanted === '' ? 1 : fitness(item.name, wanted);
    if (score <= 0) continue;
    found.push({ item, score });
    if (found.length > limit * 40) cut(found, limit);
  }
  cut(found, limit);
  return found.map(({ item }) => item);
}

/** 0 when it does not fit; larger is better. */
export function fitness(name: string, wanted: string): number {
  const lower = name.toLowerCase();
  const at = lower.indexOf(wanted);
  if (at >= 0) return 1000 - Math.min(at, 200) + (isWordStart(name, at) ? 300 : 0) - name.length / 10;
  return fitLetters(name, lower, wanted);
}

function fitLetters(name: string, lower: string, wanted: string): number {
  let at = -1;
  let starts = 0;
  for (const letter of wanted) {
    at = lower.indexOf(letter, at + 1);
    if (at < 0) return 0;
    if (isWordStart(name, at)) starts++;
  }
  return 200 * (starts / wanted.length) + 50 - name.length / 10;
}

function isWordStart(name: string, at: number): boolean {
  if (at === 0) return true;
  const before = name.charAt(at - 1);
  return !/[a-z0-9]/i.test(before) || (/[a-z0-9]/.test(before) && /[A-Z]/.test(name.charAt(at)));
}

function cut<T extends Candidate>(found: { item: T; score: number }[], limit: number): void {
  found.sort((a, b) => b.score - a.score);
  found.length = Math.min(found.length, limit);
}

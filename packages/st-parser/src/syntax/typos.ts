/** One-letter mistakes. */

/** True when one insertion, deletion, replacement or swap makes `a` into `b`. Both in upper case. */
export function isTypo(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  let i = a.length;
  let j = b.length;
  while (i > from && j > from && a[i - 1] === b[j - 1]) {
    i--;
    j--;
  }
  if (i - from <= 1 && j - from <= 1) return true;
  return i - from === 2 && j - from === 2 && a[from] === b[from + 1] && a[from + 1] === b[from];
}

/** Texts as keys whose plain order is the natural one: numbers by value, letters without case or accents. */

const DIGITS = /\d+/g;

/** `Pump10` sorts behind `pump9`. A collator gives nearly the same order for eight times the price. */
export function sortKey(text: string): string {
  const plain = PLAIN.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain.toLowerCase().replace(DIGITS, numberKey);
}

const PLAIN = /^[\0-\x7f]*$/;

/** A number behind a character that counts its digits. */
function numberKey(digits: string): string {
  const value = digits.replace(/^0+(?=\d)/, '');
  return String.fromCharCode(48 + Math.min(value.length, 40)) + value;
}

/** Compares keys. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

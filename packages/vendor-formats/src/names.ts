/** Vendor names: the sanitising algorithm of `vendor-formats.md` 1.4, and scopes that give each name once. */

/** What a target accepts as a name. */
export interface NameRule {
  readonly max: number;
  readonly legal: (name: string) => boolean;
}

/** Logix (1756-PM004): letters, digits, `_`; at most 40; no `__`, no trailing `_`. */
export const LOGIX_NAMES: NameRule = {
  max: 40,
  legal: (name) => name.length <= 40 && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/__|_$/.test(name),
};

/** TIA Portal: anything but quotes and control characters. The length of 128 is from memory, not verified. */
export const TIA_NAMES: NameRule = {
  max: 128,
  legal: (name) => name.length > 0 && name.length <= 128 && /^[^"\p{Cc}]+$/u.test(name),
};

/** IEC identifiers without a length limit that anyone meets. */
export const IEC_NAMES: NameRule = { max: 255, legal: (name) => /^[A-Za-z_]\w{0,254}$/.test(name) };

/** Steps 1 to 6: letters without accents, `_` for the rest, no runs, no trailing `_`, no leading digit, never empty. */
export function sanitise(name: string, max: number): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_]/gu, '_');
  const single = trimmed(ascii.replace(/_+/g, '_'));
  const started = /^[0-9]/.test(single) ? `_${single}` : single;
  return trimmed((started === '' ? 'Tag' : started).slice(0, max));
}

function trimmed(name: string): string {
  return name.endsWith('_') ? name.slice(0, -1) : name;
}

/**
 * One vendor scope (step 7). Legal names are given first, whatever their position; then the others in declaration order,
 * with `_2`, `_3` ... where taken. Only names that collide or must change are ever looked at again.
 */
export class NameScope {
  readonly #rule: NameRule;
  readonly #wanted = new Map<string, string>();
  /** Keys by legal name in lower case; mostly there is one, which needs no set. */
  readonly #holders = new Map<string, string | Set<string>>();
  readonly #reserved = new Map<string, number>();
  readonly #contested = new Set<string>();
  #given = new Map<string, string>();
  /** Lower-case names that the last settling tried: a change of one of them may move others. */
  #tried = new Set<string>();
  #order: readonly string[] = [];
  #stale = false;

  constructor(rule: NameRule) {
    this.#rule = rule;
  }

  /** Keys that must change their name or share it: what they get depends on declaration order. */
  get contested(): ReadonlySet<string> {
    return this.#contested;
  }

  /** The name of a key, as of the last `settle`. */
  name(key: string): string {
    return this.#given.get(key) ?? this.#wanted.get(key) ?? '';
  }

  set(key: string, wanted: string): void {
    const before = this.#wanted.get(key);
    if (before === wanted) return;
    if (before !== undefined) this.delete(key);
    this.#wanted.set(key, wanted);
    if (!this.#rule.legal(wanted)) {
      this.#contest([key]);
      return;
    }
    const lower = wanted.toLowerCase();
    const others = this.#holders.get(lower);
    if (others === undefined) this.#holders.set(lower, key);
    else if (typeof others === 'string') this.#holders.set(lower, new Set([others, key]));
    else others.add(key);
    if (typeof others === 'string') this.#contest([others, key]);
    else if (others !== undefined || this.#reserved.has(lower)) this.#contest([key]);
    this.#noticed(lower);
  }

  delete(key: string): void {
    const wanted = this.#wanted.get(key);
    if (wanted === undefined) return;
    this.#wanted.delete(key);
    this.#release([key]);
    const lower = wanted.toLowerCase();
    const holders = this.#holders.get(lower);
    if (!isAmong(holders, key)) return;
    const left = withoutKey(holders, key);
    if (left === undefined) this.#holders.delete(lower);
    else this.#holders.set(lower, left);
    if (typeof left === 'string' && !this.#reserved.has(lower)) this.#release([left]);
    this.#noticed(lower);
  }

  /** Keeps a name from every key; counted, so each `reserve` needs its `release`. */
  reserve(name: string): void {
    const lower = name.toLowerCase();
    this.#reserved.set(lower, (this.#reserved.get(lower) ?? 0) + 1);
    this.#contest(listOf(this.#holders.get(lower)));
    this.#noticed(lower);
  }

  release(name: string): void {
    const lower = name.toLowerCase();
    const left = (this.#reserved.get(lower) ?? 0) - 1;
    if (left > 0) {
      this.#reserved.set(lower, left);
      return;
    }
    this.#reserved.delete(lower);
    const holders = listOf(this.#holders.get(lower));
    if (holders.length === 1) this.#release(holders);
    this.#noticed(lower);
  }

  /** Gives the contested keys (in declaration order) their names; returns the keys whose name is another now. */
  settle(order: readonly string[]): string[] {
    if (!this.#stale && sameList(order, this.#order)) return [];
    const before = this.#given;
    const affected = new Set([...before.keys(), ...order]);
    this.#give(order);
    return [...affected].filter((key) => {
      const wanted = this.#wanted.get(key);
      return wanted !== undefined && (before.get(key) ?? wanted) !== this.name(key);
    });
  }

  #give(order: readonly string[]): void {
    this.#order = order;
    this.#stale = false;
    this.#given = new Map();
    this.#tried = new Set();
    const first = new Set<string>();
    const taken = new Set<string>();
    const next = new Map<string, number>();
    const late = order.filter((key) => !this.#keeps(key, first));
    for (const key of late) this.#given.set(key, this.#free(this.#wanted.get(key) ?? '', taken, next));
  }

  /** True for the first holder of a legal name that nobody reserved. */
  #keeps(key: string, first: Set<string>): boolean {
    const lower = (this.#wanted.get(key) ?? '').toLowerCase();
    if (!isAmong(this.#holders.get(lower), key) || this.#reserved.has(lower) || first.has(lower))
      return false;
    first.add(lower);
    return true;
  }

  #free(wanted: string, taken: Set<string>, next: Map<string, number>): string {
    const stem = this.#rule.legal(wanted) ? wanted : sanitise(wanted, this.#rule.max);
    const stemKey = stem.toLowerCase();
    for (let count = next.get(stemKey) ?? 1; ; count++) {
      const name = count === 1 ? stem : suffixed(stem, `_${count}`, this.#rule.max);
      const lower = name.toLowerCase();
      this.#tried.add(lower);
      if (this.#reserved.has(lower) || this.#holders.has(lower) || taken.has(lower)) continue;
      next.set(stemKey, count + 1);
      taken.add(lower);
      return name;
    }
  }

  #contest(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#contested.add(key);
      this.#stale = true;
    }
  }

  #release(keys: Iterable<string>): void {
    for (const key of keys) if (this.#contested.delete(key)) this.#stale = true;
  }

  #noticed(lower: string): void {
    if (this.#tried.has(lower)) this.#stale = true;
  }
}

function listOf(holders: string | Set<string> | undefined): readonly string[] {
  if (holders === undefined) return [];
  return typeof holders === 'string' ? [holders] : [...holders];
}

/** The other holders of a name. */
function withoutKey(
  holders: string | Set<string> | undefined,
  key: string,
): string | Set<string> | undefined {
  if (typeof holders !== 'object') return undefined;
  holders.delete(key);
  return holders.size === 1 ? [...holders][0] : holders;
}

function isAmong(holders: string | Set<string> | undefined, key: string): boolean {
  return typeof holders === 'string' ? holders === key : holders?.has(key) === true;
}

/** The stem is shortened, and never ends in `_` before its suffix. */
function suffixed(stem: string, suffix: string, max: number): string {
  const cut = stem.slice(0, max - suffix.length);
  return `${cut.endsWith('_') ? cut.slice(0, -1) : cut}${suffix}`;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

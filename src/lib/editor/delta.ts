/**
 * Text changes as short lists, and how two of them combine.
 * One step of a change is a number or a string: `n > 0` keeps n characters, `n < 0` deletes -n, a string is inserted.
 * At one place the insertion comes before the deletion. What follows the last step is kept.
 */

export type Step = number | string;
export type Delta = readonly Step[];

/** What `first` and then `second` do together. */
export function compose(first: Delta, second: Delta): Delta {
  const out: Step[] = [];
  const a = new Reader(first);
  const b = new Reader(second);
  while (a.open || b.open) {
    const taken = typeof b.peek() === 'string' ? b.take() : isDelete(a.peek()) ? a.take() : undefined;
    if (taken !== undefined) {
      push(out, taken);
      continue;
    }
    const length = Math.min(a.length, b.length);
    const kept = a.take(length);
    if (!isDelete(b.take(length))) push(out, kept);
    else if (typeof kept === 'number') push(out, -length);
  }
  return trim(out);
}

/**
 * Two changes of the same text, made without knowledge of each other, rewritten so that each can follow the other:
 * `local` then the second result equals `remote` then the first. At one place remote text stands before local text,
 * so that a caret behind local text stays there.
 */
export function transform(local: Delta, remote: Delta): [local: Delta, remote: Delta] {
  const mine: Step[] = [];
  const theirs: Step[] = [];
  const a = new Reader(local);
  const b = new Reader(remote);
  while (a.open || b.open) {
    const inserted = b.peek();
    const own = a.peek();
    if (typeof inserted === 'string') {
      push(mine, (b.take() as string).length);
      push(theirs, inserted);
    } else if (typeof own === 'string') {
      push(theirs, (a.take() as string).length);
      push(mine, own);
    } else transformKept(a, b, mine, theirs);
  }
  return [trim(mine), trim(theirs)];
}

function transformKept(a: Reader, b: Reader, mine: Step[], theirs: Step[]): void {
  const length = Math.min(a.length, b.length);
  const own = isDelete(a.take(length));
  const other = isDelete(b.take(length));
  if (own && other) return;
  if (own) push(mine, -length);
  else if (other) push(theirs, -length);
  else {
    push(mine, length);
    push(theirs, length);
  }
}

/** Where an offset of the text before a change is after it; behind what is inserted there. */
export function follow(delta: Delta, offset: number): number {
  let before = 0;
  let after = 0;
  for (const step of delta) {
    if (typeof step === 'string') {
      after += step.length;
      continue;
    }
    const length = Math.abs(step);
    if (before + length > offset) return step > 0 ? after + offset - before : after;
    before += length;
    if (step > 0) after += length;
  }
  return after + offset - before;
}

/** The smallest single replacement that turns `before` into `after`. */
export function difference(before: string, after: string): Delta {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--;
  let end = 0;
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++;
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end--;
  const out: Step[] = [];
  push(out, start);
  push(out, after.slice(start, after.length - end));
  push(out, -(before.length - start - end));
  return trim(out);
}

/** A change of `text`, carried out. */
export function applyDelta(text: string, delta: Delta): string {
  let out = '';
  let from = 0;
  for (const step of delta) {
    if (typeof step === 'string') out += step;
    else {
      if (step > 0) out += text.slice(from, from + step);
      from += Math.abs(step);
    }
  }
  return out + text.slice(from);
}

/** Adds one step in canonical form: equal neighbours joined, insertions before deletions, nothing empty. */
export function push(out: Step[], step: Step): void {
  if (step === 0 || step === '') return;
  const last = out.at(-1);
  if (typeof step === 'string') {
    if (typeof last === 'string') out[out.length - 1] = last + step;
    else if (last !== undefined && last < 0) {
      out.pop();
      push(out, step);
      out.push(last);
    } else out.push(step);
  } else if (typeof last === 'number' && last > 0 === step > 0) out[out.length - 1] = last + step;
  else out.push(step);
}

/** Takes off the end what changes nothing. */
export function trim(out: Step[]): Delta {
  const last = out.at(-1);
  if (typeof last === 'number' && last > 0) out.pop();
  return out;
}

function isDelete(step: Step): boolean {
  return typeof step === 'number' && step < 0;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Walks over a delta in pieces; behind its end everything is kept. */
class Reader {
  #steps: Delta;
  #index = 0;
  #used = 0;

  constructor(steps: Delta) {
    this.#steps = steps;
  }

  get open(): boolean {
    return this.#index < this.#steps.length;
  }

  /** The whole current step. */
  peek(): Step {
    return this.#steps[this.#index] ?? Number.POSITIVE_INFINITY;
  }

  /** How many characters of the current step are left. */
  get length(): number {
    const step = this.peek();
    return (typeof step === 'string' ? step.length : Math.abs(step)) - this.#used;
  }

  /** Takes the next `length` characters of the current step, all that is left by default. */
  take(length = this.length): Step {
    const step = this.peek();
    if (!this.open) return length;
    const from = this.#used;
    this.#used += length;
    if (this.length === 0) {
      this.#index++;
      this.#used = 0;
    }
    if (typeof step === 'string') return step.slice(from, from + length);
    return step > 0 ? length : -length;
  }
}

/** Start values behind BEGIN of a data block, as one ST value per member: `Flags[3] := TRUE;` lines become `[FALSE, ...]`. */
import type { TypeExpr } from '@tagloom/st-parser';

/** What lines of one member say: a value, or values below it. */
export interface Start {
  value?: string;
  readonly below: Map<string, Start>;
}

/** Elements of one rebuilt array at most. */
const MOST_ELEMENTS = 10_000;
const MAX_DEPTH = 32;

/** The values of all members of all blocks of a text, by `block.member` in lower case; only members that are no scalars. */
export function startsOf(text: string): ReadonlyMap<string, Start> {
  const out = new Map<string, Start>();
  const blocks = /\bDATA_BLOCK\s+("[^"\n]+"|\w+)([\s\S]*?)\bEND_DATA_BLOCK\b/gi;
  for (const block of text.matchAll(blocks)) {
    const name = (block[1] ?? '').replaceAll('"', '');
    const begin = /^\s*BEGIN\b/im.exec(block[2] ?? '');
    if (begin !== null) lines((block[2] ?? '').slice(begin.index + begin[0].length), name, out);
  }
  return out;
}

function lines(text: string, block: string, out: Map<string, Start>): void {
  const line =
    /^\s*("[^"\n]+"|\w+)((?:\s*\.\s*(?:"[^"\n]+"|\w+)|\s*\[[^\]\n]*\])+)\s*:=\s*(.+?)\s*;\s*(?:\/\/.*)?$/gm;
  for (const [, member = '', path = '', value = ''] of text.matchAll(line)) {
    const key = `${block}.${member.replaceAll('"', '')}`.toLowerCase();
    const start = out.get(key) ?? { below: new Map() };
    out.set(key, start);
    addStart(start, path, value);
  }
}

export function newStart(): Start {
  return { below: new Map() };
}

/** Keeps the value of a path below a member, `[1,2].name`. */
export function addStart(start: Start, path: string, value: string): void {
  let at = start;
  for (const [, quoted, plain, index] of path.matchAll(/\.\s*(?:"([^"]+)"|(\w+))|\[([^\]]*)\]/g)) {
    const step = index === undefined ? `.${quoted ?? plain ?? ''}` : `[${index.replace(/\s/g, '')}]`;
    const next: Start = at.below.get(step) ?? { below: new Map() };
    at.below.set(step, next);
    at = next;
  }
  at.value = value;
}

/** The ST value of a member; null when something in it cannot be placed. */
export function startText(start: Start, type: TypeExpr | undefined, depth = 0): string | null {
  if (start.value !== undefined) return start.value;
  if (depth > MAX_DEPTH) return null;
  const steps = [...start.below];
  if (steps.every(([step]) => step.startsWith('.'))) {
    const members = steps.map(
      ([step, one]) => [step.slice(1), startText(one, undefined, depth + 1)] as const,
    );
    return members.some(([, text]) => text === null)
      ? null
      : `(${members.map(([name, text]) => `${name} := ${text}`).join(', ')})`;
  }
  return type?.kind === 'array' ? arrayText(start, type, depth) : null;
}

function arrayText(start: Start, type: TypeExpr & { kind: 'array' }, depth: number): string | null {
  const fill = defaultOf(type.base);
  const items: (string | null)[] = [];
  for (const [step, one] of start.below) {
    const at = position(step, type.dims);
    if (at === null || at >= MOST_ELEMENTS) return null;
    while (items.length <= at) items.push(null);
    items[at] = startText(one, type.base, depth + 1);
    if (items[at] === null) return null;
  }
  const texts = items.map((one) => one ?? fill);
  return texts.some((one) => one === null) ? null : `[${texts.join(', ')}]`;
}

/** Place of `[1,2]` in memory order. */
function position(step: string, dims: (TypeExpr & { kind: 'array' })['dims']): number | null {
  const indices = step.slice(1, -1).split(',').map(Number);
  let at = 0;
  for (const [dim, bounds] of dims.entries()) {
    const index = indices[dim];
    if (
      bounds === null ||
      bounds === '*' ||
      index === undefined ||
      !(index >= bounds[0] && index <= bounds[1])
    )
      return null;
    at = at * (bounds[1] - bounds[0] + 1) + (index - bounds[0]);
  }
  return at;
}

function defaultOf(type: TypeExpr): string | null {
  if (type.kind === 'string') return "''";
  if (type.kind !== 'elementary') return null;
  if (type.name === 'BOOL') return 'FALSE';
  return /REAL$/.test(type.name) ? '0.0' : /INT$|^[BDL]?(?:BYTE|WORD)$/.test(type.name) ? '0' : null;
}

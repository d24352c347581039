/** Finds out which piece of a container each line of an edited text belongs to. */
import type { TextPart } from '../types.ts';
import { diffLines, type Hunk } from './lines.ts';
import { differing } from './patch.ts';

/** What an import made of a container. */
export interface Assembled {
  readonly text: string;
  readonly parts: readonly TextPart[];
}

/** A run of lines of the imported text: a piece of the container, or lines that the import wrote itself. */
interface Segment {
  readonly part: TextPart | null;
  /** Lines `[from, to)`. */
  readonly from: number;
  readonly to: number;
}

/** New texts of the pieces that changed; null when the edit touches lines that stand for the structure of the container. */
export function assign(assembled: Assembled, edited: string): ReadonlyMap<TextPart, string> | null {
  return assignOne(assembled, edited) ?? assignLines(assembled, edited);
}

/** One edit inside one piece: what most edits are. */
function assignOne({ text, parts }: Assembled, edited: string): ReadonlyMap<TextPart, string> | null {
  const { start, end } = differing(text, edited);
  const around = parts.filter(({ kind, from, to }) => kind !== 'place' && from <= start && end.old <= to);
  const [part, ...others] = around;
  const lines = edited.slice(start, end.next).split('\n');
  const isInside = part !== undefined && part.from < start && end.old < part.to;
  // At its ends a declaration may be followed by anything; what follows a body is a line of ours.
  if (part === undefined || !(isInside || part.kind === 'body')) return null;
  if (others.length > 0 || lines.some((line) => STRUCTURE.test(line))) return null;
  const next = text.slice(part.from, start) + edited.slice(start, end.next) + text.slice(end.old, part.to);
  return new Map([[part, next]]);
}

/** Any number of edits. */
function assignLines({ text, parts }: Assembled, edited: string): ReadonlyMap<TextPart, string> | null {
  const before = linesOf(text);
  const after = linesOf(edited);
  const segments = segmentsOf(text, before, parts);
  const collected = new Map<Segment, string[]>(segments.map((segment) => [segment, []]));
  let line0 = 0;
  let segment = 0;
  const take = (upTo: number) => {
    for (; line0 < upTo; line0++) {
      while ((segments[segment]?.to ?? 0) <= line0) segment++;
      collected.get(segments[segment] as Segment)?.push(before[line0] ?? '');
    }
  };
  for (const hunk of diffLines(before, after)) {
    take(hunk.from0);
    const target = targetOf(segments, before, after, hunk);
    if (target === null) return null;
    for (const [owner, lines] of target) collected.get(owner)?.push(...lines);
    line0 = hunk.to0;
  }
  take(before.length);
  return changedParts(text, collected);
}

/** Lines with their line feeds. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Pieces and the lines between them, without gaps; empty pieces keep their place. */
function segmentsOf(text: string, lines: readonly string[], parts: readonly TextPart[]): readonly Segment[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  const indexOf = new Map(starts.map((start, index) => [start, index]));
  const segments: Segment[] = [];
  let at = 0;
  for (const part of parts) {
    if (part.kind === 'place') continue;
    const from = indexOf.get(part.from) ?? at;
    const end = part.to === part.from || text[part.to - 1] === '\n' ? part.to : part.to + 1;
    const to = indexOf.get(Math.min(end, text.length)) ?? from;
    if (from > at) segments.push({ part: null, from: at, to: from });
    segments.push({ part, from, to });
    at = to;
  }
  if (at < lines.length) segments.push({ part: null, from: at, to: lines.length });
  return segments;
}

type Target = readonly (readonly [Segment, readonly string[]])[];

const STRUCTURE =
  /^\s*(?:END_)?(?:PROGRAM|FUNCTION_BLOCK|FUNCTION|CLASS|INTERFACE|METHOD|PROPERTY|ACTION|TRANSITION|GET|SET)\b/i;

/** Who gets the new lines of a difference. */
function targetOf(
  segments: readonly Segment[],
  before: readonly string[],
  after: readonly string[],
  hunk: Hunk,
): Target | null {
  const removed = before.slice(hunk.from0, hunk.to0);
  const added = after.slice(hunk.from1, hunk.to1);
  const keywords = (lines: readonly string[]) =>
    lines.flatMap((line) => STRUCTURE.exec(line)?.[0].trim().toUpperCase() ?? []).join();
  if (keywords(removed) !== keywords(added)) return null;
  const touched = segments.filter(({ from, to }) => from < hunk.to0 && to > hunk.from0);
  if (touched.some(({ part }) => part === null)) return null;
  const [first, second] = touched;
  if (first === undefined) return inserted(segments, hunk.from0, added);
  if (touched.length > 2) return null;
  const next = second ?? segments[segments.indexOf(first) + 1];
  if (first.part?.kind === 'declaration' && next?.part?.kind === 'body' && hunk.to0 >= first.to)
    return split(first, next, added);
  return second === undefined ? [[first, added]] : null;
}

/** Lines between two pieces belong to the body unless they declare something. */
function inserted(segments: readonly Segment[], at: number, added: readonly string[]): Target | null {
  const near = segments.filter(({ part, from, to }) => part !== null && from <= at && at <= to);
  const declares = added.some((line) => /^\s*(?:VAR|END_VAR)/i.test(line));
  const wanted = declares ? 'declaration' : 'body';
  const owner = near.find(({ part }) => part?.kind === wanted) ?? near[0];
  return owner === undefined ? null : [[owner, added]];
}

/** Lines in place of the end of a declaration: what it declares stays, statements behind that go to the body. */
function split(first: Segment, second: Segment, added: readonly string[]): Target {
  const last = added.findLastIndex((line) => /\bEND_VAR\b/i.test(line) || STRUCTURE.test(line)) + 1;
  const behind = added.slice(last);
  const states = behind.some((line) => !/^\s*(?:$|\/\/|\(\*|\{)/.test(line));
  if (last === 0 || !states) return [[first, added]];
  return [
    [first, added.slice(0, last)],
    [second, behind],
  ];
}

/** A piece that had no line end at its end gets none. */
function changedParts(
  text: string,
  collected: ReadonlyMap<Segment, readonly string[]>,
): Map<TextPart, string> {
  const changed = new Map<TextPart, string>();
  for (const [{ part }, lines] of collected) {
    if (part === null) continue;
    const old = text.slice(part.from, part.to);
    const joined = lines.join('');
    const next = old.endsWith('\n') || !joined.endsWith('\n') ? joined : joined.slice(0, -1);
    if (next !== old) changed.set(part, next);
  }
  return changed;
}

/** Puts a new text into one piece of a container: only what differs is written, in the way that its surroundings are written. */
import { escaped, insideCdata, readContent } from '../content.ts';
import { type Encoding, isWritableIn } from '../encoding.ts';
import { lineElements } from '../lineforms.ts';
import type { TextPart } from '../types.ts';

/** A replacement in the decoded container; ranges of one list do not overlap. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** What a replacement has to respect. */
export interface Surroundings {
  readonly container: string;
  readonly encoding: Encoding;
}

/** The change that makes `part` mean `text` (LF); null when it means that already. */
export function patchPart(part: TextPart, text: string, around: Surroundings): Change | null {
  if (part.form === 'lines') return patchLines(part, text, around);
  const raw = around.container.slice(part.sourceFrom, part.sourceTo);
  const old = readContent(raw, part.sourceFrom);
  if (old.text === text) return null;
  if (raw === '' && around.container.slice(0, part.sourceFrom).endsWith('/>'))
    return opened(part, text, around);
  const { start, end } = differing(old.text, text);
  const from = old.starts[start] ?? part.sourceTo;
  const to = end.old === start ? from : (old.starts[end.old] ?? part.sourceTo);
  const middle = text.slice(start, end.next);
  const isInOneRun = !/<|\]\]>/.test(around.container.slice(from, to));
  if (isInOneRun && old.form === 'cdata' && !formsMark(around.container, from, to, middle))
    return { from, to, insert: cdataText(middle, raw, around) };
  if (isInOneRun && old.form === 'escaped') return { from, to, insert: plainText(middle, raw, around) };
  return { from: part.sourceFrom, to: part.sourceTo, insert: section(text, raw, around) };
}

/** `<ST/>` gets an end tag. */
function opened(part: TextPart, text: string, around: Surroundings): Change {
  const from = part.sourceFrom - 2;
  const begin = around.container.lastIndexOf('<', from);
  const name = /^<([^\s/>]+)/.exec(around.container.slice(begin, from))?.[1] ?? 'ST';
  return { from, to: part.sourceFrom, insert: `>${section(text, '', around)}</${name}>` };
}

/** Where two texts begin to differ, and where the difference ends in each. */
export function differing(old: string, next: string): { start: number; end: { old: number; next: number } } {
  const most = Math.min(old.length, next.length);
  let start = 0;
  while (start < most && old.charCodeAt(start) === next.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < most - start &&
    old.charCodeAt(old.length - 1 - same) === next.charCodeAt(next.length - 1 - same)
  )
    same++;
  // Never between the halves of a surrogate pair: one escape stands for both.
  while (start > 0 && /[\ud800-\udbff]/.test(old.charAt(start - 1))) start--;
  while (same > 0 && /[\udc00-\udfff]/.test(old.charAt(old.length - same))) same--;
  return { start, end: { old: old.length - same, next: next.length - same } };
}

/** True when the new text and what stands around it would spell `]]>` together. */
function formsMark(container: string, from: number, to: number, middle: string): boolean {
  const joint = `${container.slice(from - 2, from)}${middle}${container.slice(to, to + 2)}`;
  return joint.includes(']]>') && !container.slice(to, to + 3).startsWith(']]>')
    ? true
    : `${container.slice(from - 2, from)}${middle}`.includes(']]>') && !middle.includes(']]>');
}

function section(text: string, raw: string, around: Surroundings): string {
  return `<![CDATA[${cdataText(text, raw, around)}]]>`;
}

function cdataText(text: string, raw: string, around: Surroundings): string {
  const safe = insideCdata(text);
  return lineEnds(
    inEncoding(safe, around.encoding, (number) => `]]>${number}<![CDATA[`),
    raw,
    around,
  );
}

function plainText(text: string, raw: string, around: Surroundings): string {
  return lineEnds(
    inEncoding(escaped(text), around.encoding, (number) => number),
    raw,
    around,
  );
}

/** Characters that the file's encoding has not are written by number. */
function inEncoding(text: string, encoding: Encoding, place: (number: string) => string): string {
  if (encoding !== 'windows-1252') return text;
  const units = [...text].map((char) =>
    isWritableIn(char, encoding)
      ? char
      : place(`&#x${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()};`),
  );
  return units.join('');
}

/** As the piece itself ends its lines, else as the file does. */
export function lineEnds(text: string, raw: string, { container }: Pick<Surroundings, 'container'>): string {
  const model = /\r\n|\n|\r/.exec(raw)?.[0] ?? /\r\n|\n|\r/.exec(container)?.[0] ?? '\n';
  return model === '\n' ? text : text.replaceAll('\n', model);
}

/** Lines that stay keep their elements; only numbers behind a change move. */
function patchLines(part: TextPart, text: string, around: Surroundings): Change | null {
  const raw = around.container.slice(part.sourceFrom, part.sourceTo);
  const { lines, text: before } = lineElements(raw);
  if (before === text) return null;
  const next = text === '' ? [] : text.split('\n');
  let start = 0;
  while (start < lines.length && start < next.length && lines[start]?.text === next[start]) start++;
  let same = 0;
  while (
    same < Math.min(lines.length, next.length) - start &&
    lines[lines.length - 1 - same]?.text === next[next.length - 1 - same]
  )
    same++;
  const kept = (index: number) => lines[index]?.raw ?? '';
  const made = next
    .slice(start, next.length - same)
    .map((line, n) => lineElement(line, start + n, raw, around));
  const moved = lines
    .slice(lines.length - same)
    .map((line, n) => line.raw.replace(/Number="\d+"/, `Number="${next.length - same + n}"`));
  const elements = [...lines.slice(0, start).map((_, n) => kept(n)), ...made, ...moved].join('');
  const used = lines.reduce((sum, line) => sum + line.raw.length, 0);
  return { from: part.sourceFrom, to: part.sourceFrom + used, insert: elements };
}

/** As Studio 5000 writes it: mark, text and end mark on lines of their own. */
function lineElement(line: string, number: number, raw: string, around: Surroundings): string {
  const text = `\n<Line Number="${number}">\n<![CDATA[${insideCdata(line)}]]>\n</Line>`;
  return lineEnds(
    inEncoding(text, around.encoding, (number) => `]]>${number}<![CDATA[`),
    raw,
    around,
  );
}

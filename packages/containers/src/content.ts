/** What is written between two tags, and the text that it means: entities, CDATA, comments and line ends, place by place. */

/** A piece of text with the place of each of its units. */
export interface Content {
  /** LF line ends. */
  readonly text: string;
  /** `starts[i]` is where unit `i` of the text is written; the last entry is where the content ends. */
  readonly starts: Int32Array;
  /** How the unit is written: what stands inside CDATA needs no escapes. */
  readonly form: 'cdata' | 'escaped' | 'mixed' | 'empty';
}

/** Only the text of such content: the quick way. */
export function contentText(raw: string): string {
  if (!/[<&\r]/.test(raw)) return raw;
  const inner = raw.startsWith(CDATA) && raw.endsWith(']]>') ? raw.slice(CDATA.length, -3) : '<';
  return /[<\r]/.test(inner) ? readContent(raw).text : inner;
}

interface Run {
  readonly text: string;
  readonly starts: readonly number[];
  readonly cdata: boolean;
  readonly end: number;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const CDATA = '<![CDATA[';

/** Reads raw content that holds no elements. `base` is added to all places. */
export function readContent(raw: string, base = 0): Content {
  const runs = runsOf(raw, base);
  const hasCdata = runs.some((run) => run.cdata);
  // The same rule as in `readXml`: blank text around CDATA is the layout of the XML.
  const kept = hasCdata ? runs.filter((run) => run.cdata || run.text.trim() !== '') : runs;
  const text = kept.map((run) => run.text).join('');
  const starts = new Int32Array(text.length + 1);
  let at = 0;
  for (const run of kept) for (const start of run.starts) starts[at++] = start;
  starts[at] = kept.at(-1)?.end ?? base + raw.length;
  const plain = kept.filter((run) => !run.cdata && run.text !== '');
  const form = kept.length === 0 ? 'empty' : plain.length === 0 ? 'cdata' : hasCdata ? 'mixed' : 'escaped';
  return { text, starts, form };
}

function runsOf(raw: string, base: number): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < raw.length; ) {
    if (raw.startsWith(CDATA, at)) {
      const close = raw.indexOf(']]>', at + CDATA.length);
      const end = close < 0 ? raw.length : close;
      runs.push(run(raw, at + CDATA.length, end, base, true));
      at = close < 0 ? raw.length : close + 3;
    } else if (raw.startsWith('<', at)) {
      const close = raw.startsWith('<!--', at) ? raw.indexOf('-->', at + 4) + 2 : raw.indexOf('>', at);
      at = close < at ? raw.length : close + 1;
    } else {
      const next = raw.indexOf('<', at);
      const end = next < 0 ? raw.length : next;
      runs.push(run(raw, at, end, base, false));
      at = end;
    }
  }
  return runs;
}

/** One stretch of CDATA or of escaped text. */
function run(raw: string, from: number, to: number, base: number, cdata: boolean): Run {
  let text = '';
  const starts: number[] = [];
  for (let at = from; at < to; ) {
    const { units, length } = unitsAt(raw, at, to, cdata);
    for (let n = 0; n < units.length; n++) starts.push(base + at);
    text += units;
    at += length;
  }
  return { text, starts, cdata, end: base + to };
}

/** What is meant at one place, and how many units it takes to write. */
function unitsAt(raw: string, at: number, to: number, cdata: boolean): { units: string; length: number } {
  const char = raw.charAt(at);
  if (char === '\r') return { units: '\n', length: raw.charAt(at + 1) === '\n' && at + 1 < to ? 2 : 1 };
  if (char !== '&' || cdata) return { units: char, length: 1 };
  const end = raw.indexOf(';', at);
  const meant = end < 0 ? undefined : entity(raw.slice(at + 1, end));
  return meant === undefined ? { units: char, length: 1 } : { units: meant, length: end - at + 1 };
}

function entity(name: string): string | undefined {
  const number = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name);
  if (number === null) return NAMED[name];
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Text as it is written inside a CDATA section that stays open. */
export function insideCdata(text: string): string {
  return text.replaceAll(']]>', ']]]]><![CDATA[>');
}

/** Text as it is written between tags, or inside an attribute in double quotes. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

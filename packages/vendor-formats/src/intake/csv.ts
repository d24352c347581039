/** CSV as vendor tools and spreadsheets write it: any delimiter, doubled quotes, line ends inside quotes. */

/** A record with the line on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** Which cells stood in quotes. */
  readonly quoted: readonly boolean[];
}

/** The delimiter that a line with known column names uses; null when the line has none of them. */
export function sniffDelimiter(line: string): ',' | ';' | '\t' | null {
  const counts = ([',', ';', '\t'] as const).map((one) => [one, line.split(one).length - 1] as const);
  const best = counts.reduce((a, b) => (b[1] > a[1] ? b : a));
  return best[1] === 0 ? null : best[0];
}

/** Reads all records; empty lines are left out. Never throws; an open quote ends with the text. */
export function readCsv(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const begin = line;
    const cells: string[] = [];
    const quoted: boolean[] = [];
    for (;;) {
      const cell = readCell(text, at, delimiter);
      cells.push(cell.text);
      quoted.push(cell.quoted);
      line += cell.lines;
      at = cell.end;
      if (text.startsWith(delimiter, at)) {
        at += delimiter.length;
        continue;
      }
      break;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    line++;
    if (cells.length > 1 || cells[0] !== '') records.push({ line: begin, cells, quoted });
  }
  return records;
}

interface Cell {
  readonly text: string;
  readonly quoted: boolean;
  readonly end: number;
  readonly lines: number;
}

function readCell(text: string, from: number, delimiter: string): Cell {
  if (text[from] !== '"') {
    const end = cellEnd(text, from, delimiter);
    return { text: text.slice(from, end), quoted: false, end, lines: 0 };
  }
  let at = from + 1;
  let out = '';
  for (;;) {
    const close = text.indexOf('"', at);
    const piece = text.slice(at, close < 0 ? text.length : close);
    out += piece;
    if (close < 0) return { text: out, quoted: true, end: text.length, lines: linesIn(out) };
    if (text[close + 1] !== '"') {
      const end = cellEnd(text, close + 1, delimiter);
      return { text: out + text.slice(close + 1, end), quoted: true, end, lines: linesIn(out) };
    }
    out += '"';
    at = close + 2;
  }
}

function cellEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r' && !text.startsWith(delimiter, at)) at++;
  return at;
}

function linesIn(text: string): number {
  let count = 0;
  for (const char of text) if (char === '\n') count++;
  return count;
}

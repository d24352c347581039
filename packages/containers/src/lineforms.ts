/** Text kept one XML element per line, as `<Line Number="0"><![CDATA[a := 1;]]></Line>` of an L5X routine. */
import { type Content, readContent } from './content.ts';

/** One `<Line>` with the blanks before it. */
export interface LineElement {
  /** All of it, from the end of the line before. */
  readonly raw: string;
  readonly text: string;
}

/** The lines of such content, joined by LF, with the place of each unit and each element as it is written. */
export function lineElements(raw: string, base = 0): Content & { readonly lines: readonly LineElement[] } {
  const lines: LineElement[] = [];
  const texts: string[] = [];
  const places: number[] = [];
  let from = 0;
  for (let at = nextLine(raw, 0); at >= 0; at = nextLine(raw, from)) {
    const innerFrom = raw.indexOf('>', at) + 1;
    const isEmpty = raw.charAt(innerFrom - 2) === '/';
    const innerTo = isEmpty ? innerFrom : closeOf(raw, innerFrom);
    const content = readContent(raw.slice(innerFrom, innerTo), base + innerFrom);
    // The line end between two lines stands where the first one ends.
    if (lines.length > 0) places.push(base + from);
    const units = content.text.length;
    for (let unit = 0; unit < units; unit++) places.push(content.starts[unit] ?? 0);
    const to = isEmpty ? innerFrom : raw.indexOf('>', innerTo) + 1;
    texts.push(content.text);
    lines.push({ raw: raw.slice(from, to), text: content.text });
    from = to;
  }
  places.push(base + from);
  return { text: texts.join('\n'), starts: Int32Array.from(places), form: 'cdata', lines };
}

function nextLine(raw: string, from: number): number {
  const found = /<Line[\s/>]/g;
  found.lastIndex = from;
  return found.exec(raw)?.index ?? -1;
}

/** The `</Line` that is not inside CDATA; the end of the content when it is missing. */
function closeOf(raw: string, from: number): number {
  for (let at = from; at < raw.length; ) {
    const close = raw.indexOf('</Line', at);
    const cdata = raw.indexOf('<![CDATA[', at);
    if (cdata < 0 || (close >= 0 && close < cdata)) return close < 0 ? raw.length : close;
    const end = raw.indexOf(']]>', cdata);
    at = end < 0 ? raw.length : end + 3;
  }
  return raw.length;
}

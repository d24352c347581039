/** Texts inside an L5X. */
import { cdata } from '../common.ts';

/** A Description element; nothing for an empty text. */
export function description(text: string): string {
  return text === '' ? '' : `<Description>\n${cdata(text)}\n</Description>\n`;
}

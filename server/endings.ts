/** How a connection is closed because of what it sent: codes, reasons, and whether it counts as a strike. */

import { CLOSE } from '@tagloom/collab';
import type { RefusalCode } from './gate.ts';

/** Refusals that an honest client can meet. */
const HONEST: ReadonlySet<string> = new Set(['UPDATE_INCOMPLETE', 'CLIENT_ID_TAKEN']);

/** The close code of a refused update. */
export function closeOf(code: RefusalCode): number {
  if (code === 'DOCUMENT_TOO_LARGE') return CLOSE.tooLarge;
  return code === 'TOO_MANY_CLIENT_IDS' ? CLOSE.rate : CLOSE.malformed;
}

/** A close reason has at most 123 bytes. */
export function closeReason(code: string, message: string): string {
  const text = `${code}: ${message}`;
  return Buffer.byteLength(text) <= 123
    ? text
    : `${Buffer.from(text)
        .subarray(0, 120)
        .toString()
        .replace(/\uFFFD*$/, '')}...`;
}

/** Whether no honest client ends like this. */
export function isStrike(close: number, reason: string): boolean {
  return close === CLOSE.malformed && !HONEST.has(reason);
}

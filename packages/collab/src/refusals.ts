/** Which ends of a connection are final. */

import * as wire from './protocol.ts';

/** What a close code says that another attempt cannot cure; null when it can. */
export function refusalOf(code: number, reason: string): { code: string; message: string } | null {
  if (code === wire.CLOSE.tooLarge)
    return { code: 'FRAME_TOO_LARGE', message: 'The edit is too large to send; export it from here.' };
  if (code === wire.CLOSE.forbidden || code === wire.CLOSE.malformed) {
    const [, named, sentence] = /^([A-Z_]+): (.*)$/.exec(reason) ?? [];
    return { code: named ?? 'FORBIDDEN', message: sentence ?? 'The server refused this connection.' };
  }
  return null;
}

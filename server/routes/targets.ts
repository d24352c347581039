/** What requests may name as a target, and the files that go back. */

import { createHash } from 'node:crypto';
import { FORMATS, type FormatId, VENDORS, type VendorId } from '@tagloom/vendor-formats';
import { Problem } from '../problem.ts';
import type { Target } from '../watchviews.ts';

/** Media types by the ending of a file. */
export const MEDIA: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
};

/** A vendor or a format; null without a value. Throws `FORMAT_UNKNOWN`. */
export function readTarget(value: string | undefined): Target | null {
  if (!value) return null;
  if ((VENDORS as readonly string[]).includes(value)) return value as VendorId;
  if ((FORMATS as readonly string[]).includes(value)) return value as FormatId;
  throw formatUnknown(value);
}

/** The refusal of a target that nobody knows. */
export function formatUnknown(value: string): Problem {
  const known = [...VENDORS, ...FORMATS].join(', ');
  return new Problem(
    'FORMAT_UNKNOWN',
    `There is no vendor or format "${value.slice(0, 40)}"; there are ${known}.`,
    {
      status: 422,
    },
  );
}

/** A file to save, with an ETag of its bytes. */
export function attachment(name: string, bytes: Uint8Array): Response {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': MEDIA[ending] ?? 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]+/g, '_')}"`,
      ETag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 24)}"`,
    },
  });
}

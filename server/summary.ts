/** The counts of one project for lists: derived by the observer, stored as the `summary` row. */

import { z } from 'zod';

const Summary = z.object({
  files: z.number(),
  lines: z.number(),
  tags: z.number(),
  errors: z.number(),
  warnings: z.number(),
  dialect: z.string(),
  vendor: z.string(),
});

export type Summary = z.infer<typeof Summary>;

/** What is said of a project before its first derivation. */
export const EMPTY_SUMMARY: Summary = {
  files: 0,
  lines: 0,
  tags: 0,
  errors: 0,
  warnings: 0,
  dialect: 'auto',
  vendor: 'rockwell',
};

/** Reads a stored body; a row of another version counts as none. */
export function readSummary(body: string): Summary {
  const parsed = Summary.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data : EMPTY_SUMMARY;
}

/** Real files stay accepted: no figure of the kept table gets worse unnoticed (`npm run corpus` rewrites the table). */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const isThere = existsSync(join(import.meta.dirname, '../../shared/corpus'));
const reason = isThere ? '' : ' (skipped: there is no ../shared/corpus)';

/** First number of each row of figures, by section and name. */
function figures(table: string): Map<string, number> {
  const out = new Map<string, number>();
  for (const section of table.split(/^## /m).slice(1))
    for (const [, name, good] of section.matchAll(/^\| ([^|]+(?: \| [a-z][\w-]*)?) \| (\d+) \|/gm))
      out.set(`${section.split('\n', 1)[0]}: ${name}`, Number(good));
  return out;
}

it.skipIf(!isThere)(
  `as many real files are accepted, and wrong ones rejected, as tests/corpus/acceptance.md says${reason}`,
  { timeout: 120_000 },
  async () => {
    const { corpusTable } = await import('./corpus/run.ts');
    const [kept, now] = [
      readFileSync(join(import.meta.dirname, 'corpus/acceptance.md'), 'utf8'),
      corpusTable(),
    ];
    const present = figures(now);
    expect(figures(kept).size).toBeGreaterThan(40);
    const worse = [...figures(kept)].filter(([name, good]) => (present.get(name) ?? 0) < good);
    expect(worse).toEqual([]);
    expect(now).not.toContain('not explained yet');
  },
);

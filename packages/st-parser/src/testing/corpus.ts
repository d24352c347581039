/** The shared corpus of real files, when it lies beside the repository. It is third-party data: read in place, never copied. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../../../shared/corpus/', import.meta.url));

/** A text file of the corpus. */
export interface Sample {
  readonly repo: string;
  readonly file: string;
  readonly dialect: string;
  readonly invalid: boolean;
  readonly text: string;
}

/** True when the corpus is there. */
export const hasCorpus = existsSync(join(FOLDER, 'MANIFEST.json'));

/** All text samples; raw XML is left to the containers. Empty when there is no corpus. */
export function samples(): Sample[] {
  if (!hasCorpus) return [];
  const { files } = JSON.parse(readFileSync(join(FOLDER, 'MANIFEST.json'), 'utf8')) as { files: Entry[] };
  return files
    .filter(({ kind }) => kind !== 'raw-xml')
    .map(({ repo, file, dialect, invalid, encoding }) => ({
      repo,
      file,
      dialect,
      invalid,
      text: read(file, encoding),
    }));
}

interface Entry {
  readonly repo: string;
  readonly file: string;
  readonly kind: string;
  readonly dialect: string;
  readonly invalid: boolean;
  readonly encoding: string;
}

function read(file: string, encoding: string): string {
  const bytes = readFileSync(join(FOLDER, file));
  const name = encoding === 'utf-8' || encoding === 'ascii' ? 'utf-8' : encoding;
  return new TextDecoder(name === 'cp1252' ? 'windows-1252' : name).decode(bytes);
}

/** Files accepted of files there, per group. */
export function acceptance(
  list: readonly Sample[],
  accepts: (sample: Sample) => boolean,
  group: (sample: Sample) => string,
): Map<string, [number, number]> {
  const table = new Map<string, [number, number]>();
  for (const sample of list) {
    const row = table.get(group(sample)) ?? [0, 0];
    row[1]++;
    if (accepts(sample)) row[0]++;
    table.set(group(sample), row);
  }
  return table;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importFiles } from './intake.ts';

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus');
const PROJECTS = [
  { folder: 'tcunit__TcUnit', files: { tcpou: 79, tcgvl: 4, tcdut: 11, tcio: 3 } },
  { folder: 'TcOpenGroup__TcOpen', files: { tcpou: 457, tcgvl: 21, tcdut: 616, tcio: 54 } },
] as const;

describe.each(PROJECTS)('$folder (skipped when ../shared/corpus is absent)', ({ folder, files }) => {
  const root = join(CORPUS, folder);
  const present = existsSync(root);
  const sources = present ? rawFiles(root) : [];
  const result = importFiles(sources);

  it.skipIf(!present)('comes in whole, without a problem', () => {
    const counts: Record<string, number> = {};
    for (const file of result.files) counts[file.kind] = (counts[file.kind] ?? 0) + 1;
    expect(counts).toEqual(files);
    expect(result.problems).toEqual([]);
  });

  it.skipIf(!present)('gives byte for byte the text that the corpus has beside each file', () => {
    const different = result.files.filter(
      (file) => readFileSync(join(root, `${file.source}.st`), 'utf8') !== file.text,
    );
    expect(different.map((file) => file.source)).toEqual([]);
  });

  it.skipIf(!present)('knows where every part stands in its container', { timeout: 60_000 }, () => {
    for (const file of result.files) {
      const container = readFileSync(join(root, file.source), 'utf8').replace(/^\ufeff/, '');
      for (const part of file.parts) {
        const inner = container.slice(part.sourceFrom, part.sourceTo).replace(/^<!\[CDATA\[|\]\]>$/g, '');
        expect(inner.replaceAll('\r\n', '\n')).toBe(file.text.slice(part.from, part.to));
        expect(container.slice(0, part.sourceFrom).split('\n')).toHaveLength(part.sourceLine);
      }
    }
  });
});

function rawFiles(root: string): { path: string; bytes: Uint8Array }[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const raw = names.filter((name) => /\.Tc(?:POU|GVL|DUT|IO)$/.test(name)).sort();
  return raw.map((path) => ({ path, bytes: readFileSync(join(root, path)) }));
}

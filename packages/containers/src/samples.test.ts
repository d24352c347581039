/** Real exports of CODESYS, Beremiz and Studio 5000, when they lie beside the repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsOf, parse } from '@tagloom/st-parser';
import { expect, it } from 'vitest';
import { decode } from './encoding.ts';
import { importFiles } from './intake.ts';
import { placesIn } from './places.ts';

const SAMPLES = join(import.meta.dirname, '../../../../shared/vendor-samples');
const isThere = existsSync(SAMPLES);
const paths = ['plcopen-xml', 'rockwell-l5x'].flatMap((folder) =>
  isThere ? readdirSync(join(SAMPLES, folder)).map((name) => join(SAMPLES, folder, name)) : [],
);
const samples = paths.filter((path) => /\.(?:xml|L5X)$/.test(path));
const reason = isThere ? '' : ' (skipped: there is no ../shared/vendor-samples)';
const load = (path: string) =>
  importFiles([{ path: path.slice(path.lastIndexOf('/') + 1), bytes: readFileSync(path) }]);

it.skipIf(!isThere)(`every real PLCopen and L5X file comes in, and every text of it parses${reason}`, () => {
  expect(samples.length).toBeGreaterThan(13);
  for (const path of samples) {
    const { files, problems } = load(path);
    const refused = problems.filter(
      ({ severity, code }) => severity === 'error' && code !== 'NOTHING_TO_IMPORT',
    );
    expect(refused, path).toEqual([]);
    const wrong = files.flatMap(({ text, path: inner }) =>
      errorsOf(parse(text)).map(({ message }) => `${inner}: ${message}`),
    );
    expect(wrong, path).toEqual([]);
  }
});

it.skipIf(!isThere)(`every variable of the XML comes in once, with a place at its own name${reason}`, () => {
  const path = samples.find((one) => one.includes('codesys')) ?? '';
  const container = decode(readFileSync(path))?.text ?? '';
  const lines = container.split('\n');
  // The list of mixed qualifiers repeats the variables of the list around it.
  const repeated = container.match(/<MixedAttrsVarList>[\s\S]*?<\/MixedAttrsVarList>/g)?.join('') ?? '';
  const twice = repeated.match(/<variable name=/g)?.length ?? 0;
  const declared = container.match(/<variable name=/g)?.length ?? 0;
  let names = 0;
  for (const file of load(path).files) {
    const locate = placesIn(container, file);
    for (const part of file.parts) {
      if (part.form !== 'content' || !container.slice(0, part.sourceFrom).endsWith('<variable name="'))
        continue;
      names++;
      const { line, col } = locate(part.from);
      const name = file.text.slice(part.from, part.to);
      expect(lines[line - 1]?.slice(col - 1, col - 1 + name.length)).toBe(name);
    }
  }
  expect(names).toBe(declared - twice);
});

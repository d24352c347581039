import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { zipTexts } from './exporttexts.ts';

it('M1 texts of files that have one path, or one but for the case, are all in the zip', () => {
  const texts = ['F/New.st', 'F/New.st', 'F/NEW', 'F/Other'].map((path, i) => ({ path, text: `text ${i}` }));
  const files = Object.entries(unzipSync(zipTexts(texts))).map(([name, bytes]) => [name, strFromU8(bytes)]);
  expect(files).toEqual([
    ['F/New.st', 'text 0'],
    ['F/New (2).st', 'text 1'],
    ['F/NEW (3).st', 'text 2'],
    ['F/Other.st', 'text 3'],
  ]);
});

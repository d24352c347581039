import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { importFiles } from './intake.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { readZip } from './zip.ts';

const text = (value: string) => new TextEncoder().encode(value);
const zip = (entries: Record<string, Uint8Array>) => zipSync(entries, { mtime: new Date(1980, 0, 1) });

describe('zip uploads', () => {
  it('reads entries like files of a folder and names them inside the archive', () => {
    const bytes = zip({
      'plant/GVL.st': text('VAR_GLOBAL\nEND_VAR\n'),
      'plant/': new Uint8Array(),
      'plant/a.png': Uint8Array.of(0, 1),
      '__MACOSX/._GVL.st': Uint8Array.of(0, 5),
    });
    const result = importFiles([{ path: 'up/plant.zip', bytes }]);
    expect(result.files).toMatchObject([{ path: 'plant/GVL.st', source: 'up/plant.zip/plant/GVL.st' }]);
    expect(result.problems.map((one) => [one.code, one.path])).toEqual([
      ['FILE_KIND_UNKNOWN', 'up/plant.zip/plant/a.png'],
      ['FILE_KIND_UNKNOWN', 'up/plant.zip/__MACOSX/._GVL.st'],
    ]);
  });

  it('trusts no path of an entry', () => {
    const result = importFiles([
      { path: 'x.zip', bytes: zip({ '../evil.st': text('x'), 'ok.st': text('y') }) },
    ]);
    expect(result.files.map((file) => file.path)).toEqual(['ok.st']);
    expect(result.problems.map((one) => one.code)).toEqual(['PATH_INVALID']);
  });

  it('counts entries, inflated bytes and the ratio, and refuses the archive as a whole', {
    timeout: 60_000,
  }, () => {
    const many = zip(Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`${at}.st`, text('x')])));
    expect(readZip(many, { ...DEFAULT_LIMITS, zipEntries: 5 })).toMatchObject({
      state: 'refused',
      code: 'ZIP_TOO_MANY',
    });
    const large = zip({ 'a.st': new Uint8Array(3_000_000) });
    expect(readZip(large, { ...DEFAULT_LIMITS, zipBytes: 1_000_000 })).toMatchObject({
      code: 'ZIP_TOO_LARGE',
    });
    const bomb = zip({ 'a.st': new Uint8Array(40_000_000) });
    expect(readZip(bomb, DEFAULT_LIMITS)).toMatchObject({ code: 'ZIP_TOO_LARGE' });
  });

  it('says broken of a cut, an empty and a false archive, and never throws on damaged bytes', () => {
    const whole = zip({ 'a.st': text('VAR_GLOBAL END_VAR '.repeat(500)) });
    expect(readZip(whole.slice(0, 60), DEFAULT_LIMITS)).toMatchObject({ code: 'ZIP_BROKEN' });
    expect(readZip(new Uint8Array(), DEFAULT_LIMITS)).toMatchObject({ code: 'ZIP_BROKEN' });
    expect(readZip(text('not a zip'), DEFAULT_LIMITS)).toMatchObject({ code: 'ZIP_BROKEN' });
    let seed = 7;
    for (let round = 0; round < 200; round++) {
      const damaged = whole.slice();
      for (let hit = 0; hit < 4; hit++) {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
        damaged[seed % damaged.length] = seed >> 8;
      }
      expect(['read', 'refused']).toContain(readZip(damaged, DEFAULT_LIMITS).state);
    }
  });
});

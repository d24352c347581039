import { describe, expect, it } from 'vitest';
import { asStPath, cleanPath, commonRoot, extensionOf, uniquePaths } from './paths.ts';

describe('cleanPath', () => {
  it('normalises backslashes and dots', () => {
    expect(cleanPath('.\\POUs\\.\\MAIN.TcPOU')).toBe('POUs/MAIN.TcPOU');
  });
  it.each([
    '/etc/x.st',
    'C:\\x.st',
    'a/../x.st',
    '..',
    'a//x.st',
    'a/ /x.st',
    'a/x\n.st',
    'a/\u007f.st',
    '',
    'x'.repeat(2000),
  ])('refuses %j', (path) => {
    expect(cleanPath(path)).toBeNull();
  });
});

it('commonRoot drops one folder, and only when all paths share it', () => {
  expect(commonRoot(['p/a/x.st', 'p/a/y.st'])).toBe('p/');
  expect(commonRoot(['p/x.st', 'q/y.st'])).toBe('');
  expect(commonRoot(['p/x.st', 'y.st'])).toBe('');
  expect(commonRoot([])).toBe('');
});

it('asStPath changes the extension and nothing else', () => {
  expect(asStPath('a.b/MAIN.TcPOU')).toBe('a.b/MAIN.st');
  expect(asStPath('a.b/MAIN')).toBe('a.b/MAIN.st');
  expect(asStPath('.hidden')).toBe('.hidden.st');
  expect(extensionOf('A/B.TcGVL')).toBe('tcgvl');
});

it('uniquePaths compares without letter case', () => {
  const unique = uniquePaths();
  expect(['a/X.st', 'a/x.st', 'A/x.ST', 'b/x.st'].map(unique)).toEqual([
    'a/X.st',
    'a/x (2).st',
    'A/x.ST (2)',
    'b/x.st',
  ]);
});

import { describe, expect, it } from 'vitest';
import { treeRows } from './tree.ts';

const files = [
  'Line/PRG_Main.st',
  'Types/ST_B.st',
  'Types/Deep/E_1.st',
  'Types/ST_A.st',
  'readme.st',
  'Types/ST_10.st',
  'Types/ST_9.st',
].map((path) => ({ id: path, path }));
const shape = (rows: ReturnType<typeof treeRows>) =>
  rows.map((row) => `${'  '.repeat(row.level - 1)}${row.type === 'folder' ? `${row.name}/` : row.name}`);

describe('treeRows', () => {
  it('puts folders above files and orders both by name, numbers as numbers', () => {
    expect(shape(treeRows(files))).toEqual([
      'Line/',
      '  PRG_Main',
      'Types/',
      '  Deep/',
      '    E_1',
      '  ST_9',
      '  ST_10',
      '  ST_A',
      '  ST_B',
      'readme',
    ]);
  });

  it('leaves out what is in a closed folder and counts it, deeper folders included', () => {
    const rows = treeRows(files, { closed: new Set(['Types']) });
    expect(shape(rows)).toEqual(['Line/', '  PRG_Main', 'Types/', 'readme']);
    expect(rows[2]).toMatchObject({ type: 'folder', isOpen: false, files: 5, position: 2, siblings: 3 });
  });

  it('shows what a filter finds, in any part of the path, in open folders', () => {
    expect(shape(treeRows(files, { closed: new Set(['Types']), filter: ' deep ' }))).toEqual([
      'Types/',
      '  Deep/',
      '    E_1',
    ]);
    expect(treeRows(files, { filter: 'nothing of it' })).toEqual([]);
  });

  it('shows folders that have no file yet, but not under a filter', () => {
    expect(shape(treeRows([], { empty: ['New/Inner'] }))).toEqual(['New/', '  Inner/']);
    expect(treeRows([], { empty: ['New'], filter: 'n' })).toEqual([]);
  });

  it('keeps two files of one path apart', () => {
    const twins = [
      { id: 'a', path: 'x/y.st' },
      { id: 'b', path: 'x/y.st' },
    ];
    expect(treeRows(twins).filter((row) => row.type === 'file')).toHaveLength(2);
  });
});

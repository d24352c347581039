import { describe, expect, it } from 'vitest';
import { bestMatches, fitness } from './match.ts';
import { counted, fileName, folderOf, initials, intendedPath, thousands } from './names.ts';
import { isWanted } from './pick.ts';
import { duration, when } from './times.ts';

describe('names', () => {
  it('makes one or two letters of a name', () => {
    expect(initials('Mara Iversen')).toBe('MI');
    expect(initials('Maximiliane von Hohenberg-Castellanos')).toBe('MC');
    expect(initials('owner')).toBe('OW');
    expect(initials('Mara (simulated)')).toBe('MA');
    expect(initials('Tomás Rivera')).toBe('TR');
    expect(initials('  ')).toBe('?');
  });

  it('counts with commas and in the right number', () => {
    expect(thousands(12480)).toBe('12,480');
    expect(counted(1, 'file')).toBe('1 file');
    expect(counted(31, 'person', 'people')).toBe('31 people');
  });

  it('takes paths apart', () => {
    expect(fileName('A/B/PRG_Main.st')).toBe('PRG_Main');
    expect(fileName('notes.txt')).toBe('notes.txt');
    expect(folderOf('A/B/c.st')).toBe('A/B');
    expect(folderOf('c.st')).toBe('');
  });

  it('makes the path that a person means', () => {
    expect(intendedPath('Filling', 'FB_New')).toBe('Filling/FB_New.st');
    expect(intendedPath('', 'Sub/FB_New')).toBe('Sub/FB_New.st');
    expect(intendedPath('Filling', '/Top')).toBe('Top.st');
    expect(intendedPath('Filling', 'x.TcPOU')).toBe('Filling/x.TcPOU');
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 20, 14, 3).getTime();

  it('says when in fewer words the longer ago it was', () => {
    expect(when(now - 2_000, now)).toBe('now');
    expect(when(now - 12_000, now)).toBe('12 s ago');
    expect(when(now - 9 * 60_000, now)).toBe('9 min ago');
    expect(when(now - 3 * 3_600_000, now)).toBe('11:03');
    expect(when(now - 20 * 3_600_000, now)).toBe('yesterday 18:03');
    expect(when(now - 2 * 86_400_000, now)).toBe('Wed 14:03');
    expect(when(now - 17 * 86_400_000, now)).toBe('3 Nov');
    expect(when(now - 400 * 86_400_000, now)).toBe('16 Oct 2025');
  });

  it('says a length of time in its largest unit', () => {
    expect([8_000, 240_000, 7_200_000, 90_000_000, 300_000_000].map(duration)).toEqual([
      '8 s',
      '4 min',
      '2 h',
      '1 day',
      '3 days',
    ]);
  });
});

describe('bestMatches', () => {
  const items = ['FB_FillStation', 'PRG_Filler', 'rFilled', 'Overfill', 'FB_Carousel'].map((name) => ({
    name,
    detail: '',
  }));

  it('puts beginnings of words first and leaves out what does not fit', () => {
    const names = bestMatches(items, 'fill', 10).map(({ name }) => name);
    expect(names.at(-1)).toBe('Overfill');
    expect(names).not.toContain('FB_Carousel');
    expect(names).toHaveLength(4);
  });

  it('finds letters in order', () => {
    expect(fitness('FB_FillStation', 'fbfs')).toBeGreaterThan(0);
    expect(fitness('FB_FillStation', 'sf')).toBe(0);
  });

  it('gives everything for nothing typed, up to the limit', () => {
    expect(bestMatches(items, '', 3)).toHaveLength(3);
  });
});

describe('isWanted', () => {
  it('leaves hidden files and build output out of a dropped folder', () => {
    expect(isWanted('Plant/POUs/MAIN.TcPOU')).toBe(true);
    expect(isWanted('Plant/.git/config')).toBe(false);
    expect(isWanted('Plant/_Boot/x.app')).toBe(false);
    expect(isWanted('Plant/.DS_Store')).toBe(false);
  });
});

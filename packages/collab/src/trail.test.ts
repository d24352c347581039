/** Peers follow a tag over a rename, as the server does. */

import { describe, expect, test } from 'vitest';
import { createAnalysis, type SourceChange } from './live.ts';
import { TagTrail } from './trail.ts';

const TEXT = 'PROGRAM Main\nVAR\n  xOn : BOOL;\n  xOff : BOOL;\nEND_VAR\nxOn := xOff;\nEND_PROGRAM\n';

function open(text = TEXT) {
  const analysis = createAnalysis();
  const trail = new TagTrail(analysis.project);
  const apply = (...changes: SourceChange[]) => {
    trail.note(changes);
    analysis.apply(changes);
    return trail.follow(analysis.changes('declarations'));
  };
  apply({ type: 'set', file: 'f', path: 'Main.st', text });
  const replace = (what: string, insert: string) => {
    const from = analysis.project.text('f').indexOf(what);
    return apply({ type: 'edit', file: 'f', edits: [{ from, to: from + what.length, insert }] });
  };
  const insertAt = (what: string, behind: number, insert: string) => {
    const from = analysis.project.text('f').indexOf(what) + behind;
    return apply({ type: 'edit', file: 'f', edits: [{ from, to: from, insert }] });
  };
  return { trail, apply, replace, insertAt };
}

describe('TagTrail', () => {
  test('I1 follows a name that is typed on, replaced whole, and one after another', () => {
    const { replace } = open();
    expect(replace('xOn', 'xOn2')).toEqual([['main.xon', 'main.xon2']]);
    expect(replace('xOn2', 'xStart')).toEqual([['main.xon2', 'main.xstart']]);
    expect(replace('xStart', 'xGo')).toEqual([['main.xstart', 'main.xgo']]);
  });

  test('I1 follows a name behind edits in front of it, and after places were read anew', () => {
    const { replace, trail } = open();
    expect(replace('PROGRAM', '// a comment in front\nPROGRAM')).toEqual([]);
    expect(replace('xOff', 'xHalt')).toEqual([['main.xoff', 'main.xhalt']]);
    trail.settle();
    expect(replace('// a', '// another')).toEqual([]);
    expect(replace('xHalt', 'xStop')).toEqual([['main.xhalt', 'main.xstop']]);
  });

  test('I1 a name that was gone for a while is the same tag when it is typed again', () => {
    const { replace, insertAt, trail } = open();
    expect(replace('xOn', '')).toEqual([]);
    trail.settle();
    expect(insertAt('   :', 2, 'xNew')).toEqual([['main.xon', 'main.xnew']]);
  });

  test('I1 a new scope is a rename of every tag in it; a new declaration is none', () => {
    const { replace } = open();
    expect(replace('Main', 'Line')).toEqual([
      ['main.xon', 'line.xon'],
      ['main.xoff', 'line.xoff'],
    ]);
    expect(replace('END_VAR', '  iMore : INT;\nEND_VAR')).toEqual([]);
    expect(replace('BOOL', 'INT')).toEqual([]);
  });

  test('I1 a tag that moves to another file in one step keeps its key; a file replaced whole matches by path', () => {
    const { apply } = open();
    const other = TEXT.replace('xOff : BOOL;', 'xElse : INT;').replace('Main', 'Other');
    expect(apply({ type: 'set', file: 'g', path: 'Other.st', text: other })).toEqual([]);
    expect(
      apply({ type: 'set', file: 'f', path: 'Main.st', text: TEXT.replace('xOff :', 'xEnd :') }),
    ).toEqual([]);
  });
});

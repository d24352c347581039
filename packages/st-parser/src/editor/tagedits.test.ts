/** What the tag table writes into the source: the text afterwards, and what is refused. */

import { describe, expect, test } from 'vitest';
import { openProject } from '../project/project.ts';
import { applyEdits } from '../testing/edits.ts';
import { pick, random } from '../testing/random.ts';
import type { FileId, Project, TextEdit } from '../types.ts';
import { declarePlaces, type NewTag } from './declare.ts';
import { renameAt } from './rename.ts';
import { tagEdits } from './tagedits.ts';
import type { TagWish } from './tagwish.ts';

const FILE = 'g' as FileId;

/** The lines inside of VAR_GLOBAL after the wishes. */
function write(lines: string, ...wishes: TagWish[]) {
  const text = `VAR_GLOBAL\n${lines}\nEND_VAR\n`;
  const project = openProject({ dialect: 'codesys' });
  project.set(FILE, 'G.st', text);
  project.changes();
  const { edits, refused } = tagEdits(project, wishes);
  const own = edits.map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
  return {
    lines: applyEdits(text, own).slice('VAR_GLOBAL\n'.length, -'\nEND_VAR\n'.length),
    refused: refused.map(({ code, wish }) => `${wish.key} ${code}`),
    edits: own,
  };
}

const wish = (field: TagWish['field'], value: string, name = 'a'): TagWish => ({
  key: `g.${name}`,
  field,
  value,
});

describe('type, initial value and address', () => {
  test.each<[string, TagWish, string]>([
    ['  a : INT;', wish('type', 'DINT'), '  a : DINT;'],
    [
      '  a : ARRAY [0..3] OF INT := [1];',
      wish('type', 'ARRAY [0..7] OF INT'),
      '  a : ARRAY [0..7] OF INT := [1];',
    ],
    ['  a : INT;', wish('initial', '5'), '  a : INT := 5;'],
    ['  a : INT := 5; // x', wish('initial', '7'), '  a : INT := 7; // x'],
    ['  a : INT := 5; // x', wish('initial', ''), '  a : INT; // x'],
    ['  a : BOOL;', wish('address', '%IX0.1'), '  a AT %IX0.1 : BOOL;'],
    ['  a AT %IX0.1 : BOOL;', wish('address', '%IX0.7'), '  a AT %IX0.7 : BOOL;'],
    ['  a AT %IX0.1 : BOOL;', wish('address', ''), '  a : BOOL;'],
    ['  a, b : BOOL;', wish('address', '%IX0.1', 'b'), '  a, b AT %IX0.1 : BOOL;'],
  ])('%s', (before, one, after) => {
    expect(write(before, one)).toMatchObject({ lines: after, refused: [] });
  });

  test('M1 replace a value with its sign as a whole, and of many parts only what differs', () => {
    const one = write('  a : INT := 15; // long', wish('initial', '16'));
    expect(one.edits).toMatchObject([{ insert: ' := 16' }]);
    const many = write('  a : ARRAY [0..1] OF INT := [15, 7];', wish('initial', '[16, 7]'));
    expect(many.edits).toMatchObject([{ insert: '6' }]);
  });

  test('are refused when the text would say something else', () => {
    for (const one of [
      wish('initial', '5; c : INT'),
      wish('initial', '5 // '),
      wish('initial', ')'),
      wish('type', 'INT := 7'),
      wish('type', ''),
      wish('address', 'IX0.0'),
      wish('address', '%IX0.0, c'),
    ])
      expect(write('  a : INT;\n  b : INT;', one), one.value).toMatchObject({
        lines: '  a : INT;\n  b : INT;',
        refused: ['g.a TAG_VALUE'],
      });
  });
});

describe('comment', () => {
  test.each<[string, string, string]>([
    ['  a : INT;', 'of the pump', '  a : INT; // of the pump'],
    ['  a : INT; // old', 'new', '  a : INT; // new'],
    ['  a : INT; (* old *)', 'new', '  a : INT; (* new *)'],
    ['  // above\n  a : INT;', 'new', '  // new\n  a : INT;'],
    ['  a : INT; // old', '', '  a : INT;'],
    ['  // above\n  a : INT;', '', '  a : INT;'],
    ['  a : INT; b : INT;', 'of a', '  a : INT; (* of a *) b : INT;'],
    ['  a : INT; // old', 'two\nlines', '  a : INT; (* two\nlines *)'],
  ])('%s', (before, value, after) => {
    expect(write(before, wish('comment', value))).toMatchObject({ lines: after, refused: [] });
  });

  test('is refused when it would end too early', () => {
    expect(write('  a : INT; (* old *)', wish('comment', 'a *) b')).refused).toEqual(['g.a TAG_VALUE']);
  });
});

describe('declarations of several names', () => {
  test('give one of them a declaration of its own', () => {
    const { lines, refused } = write('  a, b, c : INT := 1; // each', wish('type', 'DINT', 'b'));
    expect(refused).toEqual([]);
    expect(lines).toBe('  a : INT := 1; // each\n  b : DINT := 1; // each\n  c : INT := 1; // each');
  });

  test('are changed as a whole when all names shall say the same', () => {
    const both = [wish('type', 'DINT', 'a'), wish('type', 'DINT', 'b')];
    expect(write('  a, b : INT;', ...both).lines).toBe('  a, b : DINT;');
  });

  test('keep the comment above them for the name that leaves', () => {
    expect(write('  // each\n  a, b : INT;', wish('initial', '2', 'b')).lines).toBe(
      '  // each\n  a : INT;\n  b : INT := 2; // each',
    );
  });

  test('give the name that leaves the attributes that it had', () => {
    const [above, inner] = ["{attribute 'OPC.UA.DA' := '1'}", "{attribute 'displaymode' := 'hex'}"];
    expect(write(`  ${above}\n  {region}\n  ${inner}\n  a, b : INT;`, wish('type', 'DINT', 'b')).lines).toBe(
      `  ${above}\n  {region}\n  ${inner}\n  a : INT;\n  ${above}\n  ${inner}\n  b : DINT;`,
    );
  });

  test('are parted once, whatever is asked of their names in one batch', () => {
    const { lines, refused } = write(
      '  // each\n  a, b, c, d : INT := 1;',
      wish('comment', 'of b', 'b'),
      wish('initial', '2', 'b'),
      wish('type', 'DINT', 'd'),
    );
    expect(refused).toEqual([]);
    expect(lines).toBe(
      '  // each\n  a : INT := 1;\n  b : INT := 2; // of b\n  c : INT := 1; // each\n  d : DINT := 1; // each',
    );
  });

  test('are parted by one wish of a batch: another one that parts them otherwise is refused, also beside an address', () => {
    const { lines, refused } = write(
      '  a, b : INT;',
      wish('qualifiers', 'RETAIN', 'b'),
      wish('address', '%MW0'),
      wish('initial', '2', 'b'),
    );
    expect(refused).toEqual(['g.b TAG_SHARED']);
    expect(lines).toBe('  a AT %MW0 : INT;\n  b : INT := 2;');
  });

  test('are refused when the line holds more', () => {
    expect(write('  a, b : INT; c : INT;', wish('type', 'DINT')).refused).toEqual(['g.a TAG_SHARED']);
  });
});

describe('many wishes at once', () => {
  test('fulfil all that can be, and refuse the others one by one', () => {
    const { lines, refused } = write(
      '  a : INT;\n  b : INT;\n  c : INT;',
      wish('initial', '1', 'a'),
      wish('initial', ')', 'b'),
      wish('comment', 'third', 'c'),
      wish('name', 'd', 'c'),
      wish('initial', '1', 'gone'),
    );
    expect(lines).toBe('  a : INT := 1;\n  b : INT;\n  d : INT; // third');
    expect(refused).toEqual(['g.b TAG_VALUE', 'g.gone TAG_GONE']);
  });

  test('refuse a declaration with a syntax error', () => {
    expect(write('  a : INT := ;', wish('comment', 'x')).refused).toEqual(['g.a TAG_BROKEN']);
  });

  test('refuse a name that is taken', () => {
    expect(write('  a : INT;\n  b : INT;', wish('name', 'b')).refused).toEqual(['g.a RENAME_TAKEN']);
  });
});

describe('many renames at once', () => {
  const three = '  a : INT;\n  b : INT;\n  c : INT;';

  test('may change names about, since all are renamed in one step', () => {
    const { lines, refused } = write(
      three,
      wish('name', 'b', 'a'),
      wish('name', 'c', 'b'),
      wish('name', 'a', 'c'),
    );
    expect(refused).toEqual([]);
    expect(lines).toBe('  b : INT;\n  c : INT;\n  a : INT;');
  });

  test('refuse the second of two that want one name, whatever its case', () => {
    const { lines, refused } = write(three, wish('name', 'd', 'a'), wish('name', 'D', 'b'));
    expect(lines).toBe('  d : INT;\n  b : INT;\n  c : INT;');
    expect(refused).toEqual(['g.b RENAME_TAKEN']);
  });

  test('refuse a name whose owner has to stay after all', () => {
    const { lines, refused } = write(three, wish('name', 'b', 'a'), wish('name', 'IF', 'b'));
    expect(lines).toBe(three);
    expect(refused).toEqual(['g.a RENAME_TAKEN', 'g.b RENAME_NAME']);
  });

  test('B9 stand in front of an address that comes behind the name, whatever the order of the wishes', () => {
    const { lines, refused } = write(
      three,
      wish('address', '%MW0'),
      wish('name', 'a2'),
      wish('comment', 'x'),
    );
    expect(refused).toEqual([]);
    expect(lines).toBe('  a2 AT %MW0 : INT; // x\n  b : INT;\n  c : INT;');
  });

  test('B9 come with a declaration of its own for the name in the same batch', () => {
    const { lines, refused } = write('  a, b : INT;', wish('type', 'DINT'), wish('name', 'a2'));
    expect(refused).toEqual([]);
    expect(lines).toBe('  a2 : DINT;\n  b : INT;');
  });

  describe('B9 are refused where a name alone would mean something else', () => {
    const rename = (files: Readonly<Record<string, string>>, ...wishes: readonly TagWish[]) => {
      const project = openProject({ dialect: 'codesys' });
      for (const [path, text] of Object.entries(files)) project.set(path as FileId, path, text);
      project.changes();
      return tagEdits(project, wishes).refused.map(({ wish: { key }, code }) => `${key} ${code}`);
    };
    const wished = (key: string, value: string): TagWish => ({ key, field: 'name', value });
    const list = (...names: string[]) =>
      `VAR_GLOBAL\n${names.map((name) => `  ${name} : INT;`).join('\n')}\nEND_VAR\n`;
    const program = (name: string, own: string, body: string) =>
      `PROGRAM ${name}\nVAR\n  ${own} : INT;\nEND_VAR\n${body}\nEND_PROGRAM\n`;

    test('because a local one hides the renamed one', () => {
      const files = { 'G.st': list('a'), 'P.st': program('P', 'b', 'b := a;') };
      expect(rename(files, wished('g.a', 'b'))).toEqual(['g.a RENAME_HIDDEN']);
      expect(rename({ ...files, 'P.st': program('P', 'b', 'b := G.a;') }, wished('g.a', 'b'))).toEqual([]);
      expect(rename(files, wished('g.a', 'b'), wished('p.b', 'c'))).toEqual([]);
    });

    test('because the renamed one hides another', () => {
      const files = { 'G.st': list('a'), 'P.st': program('P', 'b', 'b := a;') };
      expect(rename(files, wished('p.b', 'A'))).toEqual(['p.b RENAME_HIDDEN']);
      expect(rename({ ...files, 'P.st': program('P', 'b', 'b := G.a;') }, wished('p.b', 'A'))).toEqual([]);
    });

    test('because two lists would have the name that is used alone', () => {
      const files = { 'G.st': list('a'), 'H.st': list('b'), 'P.st': program('P', 'c', 'c := a + b;') };
      expect(rename(files, wished('g.a', 'b'))).toEqual(['g.a RENAME_HIDDEN']);
    });
  });

  test('B9 write the same edits as one rename after the other (seeded)', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const next = random(seed);
      const names = Array.from({ length: 12 }, (_, i) => `v${i}`);
      const texts: Record<string, string> = {
        'G.st': `VAR_GLOBAL\n${names.map((name) => `  ${name} : INT; // ${name}`).join('\n')}\nEND_VAR\n`,
        'P.st': `PROGRAM P\nVAR\n  v1 : INT;\n  other : INT;\nEND_VAR\n${names
          .map((name) => `other := ${pick(next, names)} + G.${name} + v1; // not ${name}`)
          .join('\n')}\nEND_PROGRAM\n`,
      };
      const open = () => {
        const project = openProject({ dialect: 'codesys' });
        for (const [path, text] of Object.entries(texts)) project.set(path as FileId, path, text);
        project.changes();
        return project;
      };
      const renames = names.filter(() => next() < 0.5).map((name) => ({ name, to: `${name}_new` }));
      const together = open();
      const wishes = renames.map(({ name, to }) => wish('name', to, name));
      apply(together, tagEdits(together, wishes).edits);
      const single = open();
      for (const { name, to } of renames) {
        const tag = single.tag(`g.${name}`)!;
        const answer = renameAt(single, tag.file, single.position(tag).from, to);
        expect(answer.ok).toBe(true);
        if (answer.ok) apply(single, answer.edits);
      }
      for (const path of Object.keys(texts))
        expect(together.text(path as FileId), `seed ${seed}`).toBe(single.text(path as FileId));
    }
  });
});

describe('new tags', () => {
  const TEXT =
    'VAR_GLOBAL\n\ta : INT; // first\n\tb AT %IX0.0 : BOOL;\nEND_VAR\nVAR_GLOBAL CONSTANT\n\tc : INT := 1;\nEND_VAR\n';
  const fresh = (name: string, more: Partial<NewTag> = {}): NewTag => ({
    name,
    type: 'INT',
    initial: '',
    address: '',
    comment: '',
    ...more,
  });

  function declare(tags: readonly NewTag[], place = 'g G VAR_GLOBAL', ...wishes: TagWish[]) {
    const project = openProject({ dialect: 'codesys' });
    project.set(FILE, 'G.st', TEXT);
    project.changes();
    const { edits, undeclared } = tagEdits(project, wishes, { place, tags });
    apply(project, edits);
    return {
      text: project.text(FILE),
      undeclared: undeclared.map(({ tag, code }) => `${tag.name} ${code}`),
      places: declarePlaces(project).map(({ id }) => id),
    };
  }

  test('stand behind the last one of their section, as it is indented', () => {
    const { text, undeclared, places } = declare([
      fresh('d', { address: '%MW4', initial: '7', comment: 'fourth' }),
      fresh('e'),
    ]);
    expect(undeclared).toEqual([]);
    expect(text).toBe(TEXT.replace('BOOL;\n', 'BOOL;\n\td AT %MW4 : INT := 7; // fourth\n\te : INT;\n'));
    expect(places).toEqual(['g G VAR_GLOBAL', 'g G VAR_GLOBAL CONSTANT']);
  });

  test('go with other wishes of the same line into one batch', () => {
    const { text } = declare([fresh('d')], 'g G VAR_GLOBAL', wish('comment', 'second', 'b'));
    expect(text).toContain('\tb AT %IX0.0 : BOOL; // second\n\td : INT;\nEND_VAR');
  });

  test('are refused one by one: no name, no type, a name that is taken, a value that would say more', () => {
    const { text, undeclared } = declare([
      fresh('IF'),
      fresh('d', { type: '' }),
      fresh('A'),
      fresh('e'),
      fresh('E'),
      fresh('f', { initial: '1; g : INT' }),
      fresh('h', { comment: 'a\nb *) c' }),
    ]);
    expect(text).toBe(TEXT.replace('BOOL;\n', 'BOOL;\n\te : INT;\n'));
    expect(undeclared).toEqual([
      'IF RENAME_NAME',
      'd TAG_VALUE',
      'A RENAME_TAKEN',
      'E RENAME_TAKEN',
      'f TAG_VALUE',
      'h TAG_VALUE',
    ]);
  });

  test('are refused when their section is gone', () => {
    expect(declare([fresh('d')], 'g OTHER VAR')).toMatchObject({ text: TEXT, undeclared: ['d TAG_GONE'] });
  });
});

function apply(project: Project, edits: readonly TextEdit[]): void {
  for (const [file, list] of Map.groupBy(edits, ({ place }) => place.file)) {
    const own = list.map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
    project.edit(
      file,
      own.sort((a, b) => a.from - b.from),
    );
  }
  project.changes();
}

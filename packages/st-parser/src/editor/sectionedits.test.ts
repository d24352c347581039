/** Sections and qualifiers as the tag table writes them: the text afterwards, what merges, what is refused. */

import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { openProject } from '../project/project.ts';
import { applyEdits } from '../testing/edits.ts';
import { below, pick, type Random, random } from '../testing/random.ts';
import type { DialectId, Edit, FileId, Tag } from '../types.ts';
import { sectionsOf } from './sectionrules.ts';
import { tagEdits } from './tagedits.ts';
import type { TagWish } from './tagwish.ts';

const FILE = 'm' as FileId;

function open(text: string, dialect: DialectId = 'codesys') {
  const project = openProject({ dialect });
  project.set(FILE, 'Main.st', text);
  project.changes();
  return project;
}

function work(text: string, wishes: readonly TagWish[], dialect?: DialectId) {
  const { edits, refused } = tagEdits(open(text, dialect), wishes);
  const own = edits.map(({ place, insert }): Edit => ({ from: place.from, to: place.to, insert }));
  return {
    own,
    text: applyEdits(text, own),
    refused: refused.map(({ code, message }) => `${code} ${message}`),
  };
}

/** The lines between PROGRAM and END_PROGRAM after the wishes. */
function write(lines: string, ...wishes: TagWish[]) {
  const { text, refused } = work(`PROGRAM Main\n${lines}\nEND_PROGRAM\n`, wishes);
  return { lines: text.slice('PROGRAM Main\n'.length, -'\nEND_PROGRAM\n'.length), refused };
}

const section = (name: string, value: string): TagWish => ({ key: `main.${name}`, field: 'section', value });
const qualifiers = (name: string, value: string): TagWish => ({
  key: `main.${name}`,
  field: 'qualifiers',
  value,
});

describe('a tag that changes its section', () => {
  test.each<[string, string, string, readonly TagWish[]]>([
    [
      'takes its block along when it is alone there',
      'VAR\n\ta : INT;\nEND_VAR',
      'VAR_INPUT\n\ta : INT;\nEND_VAR',
      [section('a', 'VAR_INPUT')],
    ],
    [
      'gets a block of its own in the middle, with its comments and attributes',
      "VAR\n\ta : INT;\n\t{attribute 'x'}\n\t// of b\n\tb : INT; // b\n\tc : INT;\nEND_VAR",
      "VAR\n\ta : INT;\nEND_VAR\nVAR_TEMP\n\t{attribute 'x'}\n\t// of b\n\tb : INT; // b\nEND_VAR\nVAR\n\tc : INT;\nEND_VAR",
      [section('b', 'VAR_TEMP')],
    ],
    [
      'begins the block when it is the first one',
      'VAR\n\ta : INT;\n\tb : INT;\nEND_VAR',
      'VAR_INPUT\n\ta : INT;\nEND_VAR\nVAR\n\tb : INT;\nEND_VAR',
      [section('a', 'VAR_INPUT')],
    ],
    [
      'ends the block when it is the last one',
      'VAR\n\ta : INT;\n\tb : INT;\nEND_VAR',
      'VAR\n\ta : INT;\nEND_VAR\nVAR_INPUT\n\tb : INT;\nEND_VAR',
      [section('b', 'VAR_INPUT')],
    ],
    [
      'joins the fitting block behind',
      'VAR\n\ta : INT;\n\tb : INT;\nEND_VAR\n\nVAR_OUTPUT\n\tc : INT;\nEND_VAR',
      'VAR\n\ta : INT;\nEND_VAR\nVAR_OUTPUT\n\tb : INT;\n\tc : INT;\nEND_VAR',
      [section('b', 'VAR_OUTPUT')],
    ],
    [
      'keeps the border of the fitting block behind when it comes there with others, who may go back alone',
      'VAR\n\ta : INT;\n\tb : INT;\nEND_VAR\nVAR_OUTPUT\n\tc : INT;\nEND_VAR',
      'VAR_OUTPUT\n\ta : INT;\n\tb : INT;\nEND_VAR\nVAR_OUTPUT\n\tc : INT;\nEND_VAR',
      [section('a', 'VAR_OUTPUT'), section('b', 'VAR_OUTPUT')],
    ],
    [
      'keeps its border with a fitting block in front, beside which others may move, and an empty one does not stay',
      'VAR_INPUT\n\ta : INT;\nEND_VAR\nVAR\n\tb : INT;\nEND_VAR\nVAR_INPUT\n\tc : INT;\nEND_VAR',
      'VAR_INPUT\n\ta : INT;\nEND_VAR\nVAR_INPUT\n\tb : INT;\n\tc : INT;\nEND_VAR',
      [section('b', 'VAR_INPUT')],
    ],
    [
      'leaves comments at heads and ends where they are',
      'VAR\n\ta : INT;\n\tb : INT;\nEND_VAR // locals\n\n// results\nVAR_OUTPUT\n\tc : INT;\nEND_VAR',
      'VAR\n\ta : INT;\nEND_VAR\nVAR_OUTPUT\n\tb : INT;\nEND_VAR // locals\n\n// results\nVAR_OUTPUT\n\tc : INT;\nEND_VAR',
      [section('b', 'VAR_OUTPUT')],
    ],
    [
      'writes on the line of its block when that is one line',
      'VAR a : INT; b : INT; c : INT; END_VAR',
      'VAR a : INT; END_VAR VAR_TEMP b : INT; END_VAR VAR c : INT; END_VAR',
      [section('b', 'VAR_TEMP')],
    ],
    [
      'keeps small letters and indents',
      '  var\n    a : int;\n    b : int;\n  end_var',
      '  var\n    a : int;\n  end_var\n  var_input\n    b : int;\n  end_var',
      [section('b', 'VAR_INPUT')],
    ],
    [
      'leaves the others of its declaration, each in its place',
      "VAR\n\t{attribute 'x'}\n\ta, b, c : INT := 1; // each\n\td : INT;\nEND_VAR",
      "VAR\n\t{attribute 'x'}\n\ta : INT := 1; // each\nEND_VAR\nVAR_INPUT\n\t{attribute 'x'}\n\tb : INT := 1; // each\nEND_VAR\nVAR\n\t{attribute 'x'}\n\tc : INT := 1; // each\n\td : INT;\nEND_VAR",
      [section('b', 'VAR_INPUT')],
    ],
    [
      'goes beside one that goes along, each in its place',
      'VAR\n\ta, b, c : INT;\n\td : INT;\nEND_VAR',
      'VAR_INPUT\n\ta : INT;\nEND_VAR\nVAR\n\tb : INT;\nEND_VAR\nVAR_INPUT\n\tc : INT;\n\td : INT;\nEND_VAR',
      [section('a', 'VAR_INPUT'), section('c', 'VAR_INPUT'), section('d', 'VAR_INPUT')],
    ],
    [
      'may get a comment and a name in the same step',
      'VAR\n\ta : INT;\n\tb : INT;\nEND_VAR',
      'VAR_INPUT\n\tx : INT; // new\nEND_VAR\nVAR\n\tb : INT;\nEND_VAR',
      [
        section('a', 'VAR_INPUT'),
        { key: 'main.a', field: 'comment', value: 'new' },
        { key: 'main.a', field: 'name', value: 'x' },
      ],
    ],
  ])('%s', (_, before, after, wishes) => {
    expect(write(before, ...wishes)).toEqual({ lines: after, refused: [] });
  });

  test('keeps the attributes of its list of globals', () => {
    const head = "{attribute 'qualified_only'}\nVAR_GLOBAL";
    const wish: TagWish = { key: 'main.b', field: 'qualifiers', value: 'constant' };
    const { text, refused } = work(`${head}\n\ta : INT;\n\tb : INT := 1;\nEND_VAR\n`, [wish]);
    expect(refused).toEqual([]);
    expect(text).toBe(`${head}\n\ta : INT;\nEND_VAR\n${head} CONSTANT\n\tb : INT := 1;\nEND_VAR\n`);
  });
});

describe('qualifiers', () => {
  test.each<[string, string, string]>([
    ['VAR', 'RETAIN PERSISTENT', 'VAR RETAIN PERSISTENT'],
    ['VAR RETAIN', '', 'VAR'],
    ['VAR RETAIN // kept', 'CONSTANT', 'VAR CONSTANT // kept'],
    ['VAR PERSISTENT RETAIN', 'persistent', 'VAR PERSISTENT'],
    ['VAR RETAIN PERSISTENT', 'PERSISTENT, RETAIN', 'VAR RETAIN PERSISTENT'],
  ])('of %s become %s', (head, value, after) => {
    expect(write(`${head}\n\ta : INT := 1;\nEND_VAR`, qualifiers('a', value))).toEqual({
      lines: `${after}\n\ta : INT := 1;\nEND_VAR`,
      refused: [],
    });
  });

  test('go with a section in one step', () => {
    const wishes = [section('a', 'VAR_TEMP'), qualifiers('a', '')];
    expect(write('VAR RETAIN\n\ta : INT;\nEND_VAR', ...wishes).lines).toBe('VAR_TEMP\n\ta : INT;\nEND_VAR');
  });
});

describe('what cannot be is refused with a sentence', () => {
  test.each<[string, string, TagWish, string]>([
    [
      'a section that its POU has not',
      'VAR\n\ta : INT;\nEND_VAR',
      section('a', 'VAR_GLOBAL'),
      'TAG_SECTION `VAR_GLOBAL` is no section for the tags of Main; there are VAR, VAR_INPUT, VAR_OUTPUT, VAR_IN_OUT, VAR_TEMP, VAR_STAT',
    ],
    [
      'no section at all',
      'VAR\n\ta : INT;\nEND_VAR',
      section('a', 'INPUT; x : INT'),
      'TAG_SECTION `INPUT; X : INT` is no section for the tags of Main; there are VAR, VAR_INPUT, VAR_OUTPUT, VAR_IN_OUT, VAR_TEMP, VAR_STAT',
    ],
    [
      'an initial value of a reference',
      'VAR\n\ta : INT := 1;\nEND_VAR',
      section('a', 'VAR_IN_OUT'),
      'TAG_SECTION `a` has an initial value, which nothing in VAR_IN_OUT can have',
    ],
    [
      'an address of what is nowhere',
      'VAR\n\ta AT %MW0 : INT;\nEND_VAR',
      section('a', 'VAR_TEMP'),
      'TAG_SECTION `a` has an address, which nothing in VAR_TEMP can have',
    ],
    [
      'a qualifier that the section does not take',
      'VAR RETAIN\n\ta : INT;\nEND_VAR',
      section('a', 'VAR_TEMP'),
      'TAG_QUALIFIER VAR_TEMP takes no RETAIN; take it away first',
    ],
    [
      'two that exclude one another',
      'VAR\n\ta : INT;\nEND_VAR',
      qualifiers('a', 'CONSTANT RETAIN'),
      'TAG_QUALIFIER CONSTANT and RETAIN exclude one another',
    ],
    [
      'a word that is none',
      'VAR\n\ta : INT;\nEND_VAR',
      qualifiers('a', 'FAST'),
      'TAG_QUALIFIER `FAST` is no qualifier; there are CONSTANT, RETAIN, NON_RETAIN, PERSISTENT',
    ],
    [
      'a declaration with an error',
      'VAR\n\ta : INT := ;\nEND_VAR',
      section('a', 'VAR_INPUT'),
      'TAG_BROKEN The declaration of `a` in line 3 or its section has a syntax error; correct it in the editor first',
    ],
    [
      'a section without its end',
      'VAR\n\ta : INT;\nVAR_INPUT\n\tb : INT;\nEND_VAR',
      section('a', 'VAR_OUTPUT'),
      'TAG_BROKEN The declaration of `a` in line 3 or its section has a syntax error; correct it in the editor first',
    ],
    [
      'a name of several on a full line',
      'VAR\n\ta, b : INT; c : INT;\nEND_VAR',
      section('b', 'VAR_INPUT'),
      'TAG_SHARED `b` shares its declaration and its line with others; separate them in the editor first',
    ],
  ])('%s', (_, before, wish, message) => {
    expect(write(before, wish)).toEqual({ lines: before, refused: [message] });
  });

  test('a member of a data block, a tag that is gone, and what only another dialect has', () => {
    const block = 'DATA_BLOCK "D"\nSTRUCT\n\ta : Int;\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n';
    expect(work(block, [{ key: 'd.a', field: 'section', value: 'VAR' }], 'siemens').refused).toEqual([
      'TAG_SECTION `a` is a member of a data block, and members have no section',
    ]);
    const text = 'PROGRAM Main\nVAR\n\ta : INT;\nEND_VAR\nEND_PROGRAM\n';
    expect(work(text, [section('gone', 'VAR')]).refused).toEqual([
      'TAG_GONE There is no tag `main.gone` any more',
    ]);
    expect(work(text, [qualifiers('a', 'PERSISTENT')], 'iec').refused).toEqual([
      'TAG_QUALIFIER VAR takes no PERSISTENT',
    ]);
  });

  test('a good one beside it comes in all the same', () => {
    const before = 'VAR\n\ta : INT;\n\tb : INT := 1;\nEND_VAR';
    const { lines, refused } = write(before, section('a', 'VAR_IN_OUT'), section('b', 'VAR_IN_OUT'));
    expect(lines).toBe('VAR_IN_OUT\n\ta : INT;\nEND_VAR\nVAR\n\tb : INT := 1;\nEND_VAR');
    expect(refused).toHaveLength(1);
  });
});

/** A program with blocks of every kind, one to four names in a declaration, comments, attributes and blank lines. */
function randomProgram(next: Random): string {
  let names = 0;
  const declaration = () => {
    const list = Array.from({ length: next() < 0.25 ? 2 + below(next, 2) : 1 }, () => `v${++names}`);
    const above = pick(next, [
      '',
      '',
      '\t// above\n',
      "\t{attribute 'x' := '1'}\n",
      '\n',
      '\t(* two\n\tlines *)\n',
    ]);
    const behind = pick(next, ['', '', ' // behind', ' (* behind *)']);
    return `${above}\t${list.join(', ')} : ${pick(next, ['INT', 'BOOL', 'ARRAY [0..3] OF REAL'])};${behind}\n`;
  };
  const block = () => {
    const head = pick(next, [
      'VAR',
      'VAR',
      'VAR_INPUT',
      'VAR RETAIN',
      'VAR_OUTPUT // results',
      '// locals\nVAR',
      'var',
    ]);
    const body = Array.from({ length: 1 + below(next, 4) }, declaration).join('');
    if (next() < 0.1) return `VAR v${++names} : INT; v${++names} : INT; END_VAR\n`;
    return `${head}\n${body}${pick(next, ['END_VAR', 'END_VAR // end', '\n\tEND_VAR', 'END_VAR;'])}\n`;
  };
  const blocks = Array.from({ length: 1 + below(next, 4) }, block);
  return `PROGRAM Main\n${blocks.join(pick(next, ['', '\n']))}v1 := v1;\nEND_PROGRAM\n`;
}

const said = ({ section: word, qualifiers: words, ...tag }: Tag) => JSON.stringify(tag);

describe('properties (seeded)', () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'B10 the parser gives the same tags afterwards, but for what was wished (part %i)',
    (part) => {
      let moved = 0;
      for (let seed = 1 + part * 25; seed <= 25 + part * 25; seed++) {
        const next = random(seed);
        const text = randomProgram(next);
        const before = open(text).tags();
        const wishes = before.flatMap((tag): TagWish[] => {
          if (next() < 0.5) return [];
          const value = pick(next, sectionsOf('program', 'codesys'));
          const both = next() < 0.3;
          const { key } = tag;
          return both || ['VAR_TEMP', 'VAR_IN_OUT'].includes(value)
            ? [
                { key, field: 'section', value },
                { key, field: 'qualifiers', value: '' },
              ]
            : [{ key, field: 'section', value }];
        });
        const { text: after, refused } = work(text, wishes);
        const now = open(after);
        expect(
          refused.filter((one) => !/^TAG_(?:QUALIFIER|SHARED)/.test(one)),
          `seed ${seed}\n${text}`,
        ).toEqual([]);
        expect(now.tags().map(said).sort(), `seed ${seed}\n${text}\n${after}`).toEqual(
          before.map(said).sort(),
        );
        expect(now.diagnostics().filter(({ severity }) => severity === 'error')).toEqual([]);
        if (refused.length > 0) continue;
        const wished = new Map(
          wishes.filter(({ field }) => field === 'section').map(({ key, value }) => [key, value]),
        );
        for (const tag of before) {
          const is = now.tag(tag.key)?.section;
          expect(is, `seed ${seed} ${tag.key}\n${text}\n${after}`).toBe(wished.get(tag.key) ?? tag.section);
          if (is !== tag.section) moved++;
        }
      }
      expect(moved).toBeGreaterThan(25);
    },
  );

  test.each([0, 1, 2, 3])(
    'B10 what a colleague writes in the same declaration or beside it meanwhile merges with it (part %i)',
    (part) => {
      for (let seed = 1 + part * 25; seed <= 25 + part * 25; seed++) {
        const next = random(seed);
        const text = `PROGRAM Main\nVAR\n\ta : INT; // a\n\tb : INT; // b\n\tc : INT; // c\nEND_VAR\nEND_PROGRAM\n`;
        const name = () => `main.${pick(next, ['a', 'b', 'c'])}`;
        const key = name();
        const mine: TagWish = { key, field: 'section', value: pick(next, ['VAR_INPUT', 'VAR_TEMP']) };
        const theirs: TagWish = pick(next, [
          { key: name(), field: 'comment', value: 'by a colleague' },
          { key: name(), field: 'initial', value: '7' },
          { key: name(), field: 'type', value: 'DINT' },
          { key: name(), field: 'name', value: 'other' },
          { key: name(), field: 'comment', value: '' },
        ] as const);
        const merged = merge(text, [mine, theirs], below(next, 2) === 0);
        const project = open(merged);
        const tags = project.tags().map(({ name: own, section: word, type, initial, comment }) => ({
          own,
          word,
          type,
          initial,
          comment,
        }));
        const isTheirs = (own: string) => theirs.key === `main.${own}`;
        expect(tags, `seed ${seed}\n${merged}`).toEqual(
          ['a', 'b', 'c'].map((own) => ({
            own: isTheirs(own) && theirs.field === 'name' ? 'other' : own,
            word: key === `main.${own}` ? mine.value : 'VAR',
            type: isTheirs(own) && theirs.field === 'type' ? 'DINT' : 'INT',
            initial: isTheirs(own) && theirs.field === 'initial' ? '7' : undefined,
            comment: isTheirs(own) && theirs.field === 'comment' ? theirs.value || undefined : own,
          })),
        );
      }
    },
  );

  test('B10 two people who change neighbours at the same time get what both meant', () => {
    const text = `PROGRAM Main\nVAR\n  a : INT;\n  b : INT;\n  // of c\n  c : INT;\n  d : INT;\nEND_VAR\nEND_PROGRAM\n`;
    for (const [one, other] of [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
      ['c', 'd'],
      ['a', 'd'],
    ] as const)
      for (const isFirst of [true, false]) {
        const merged = merge(text, [section(one, 'VAR_INPUT'), section(other, 'VAR_OUTPUT')], isFirst);
        const project = open(merged);
        const words = Object.fromEntries(project.tags().map((tag) => [tag.name, tag.section]));
        expect(words, merged).toEqual({
          a: 'VAR',
          b: 'VAR',
          c: 'VAR',
          d: 'VAR',
          [one]: 'VAR_INPUT',
          [other]: 'VAR_OUTPUT',
        });
        expect(project.diagnostics().filter(({ severity }) => severity === 'error')).toEqual([]);
      }
  });

  test('B10 two people who give one tag two sections leave one of them, and where both wrote one head, an error that shows both until it is mended (collab/borders.ts)', () => {
    const program = (body: string) => `PROGRAM Main\nVAR\n${body}END_VAR\nEND_PROGRAM\n`;
    for (const isFirst of [true, false]) {
      const wishes = [section('b', 'VAR_INPUT'), section('b', 'VAR_OUTPUT')];
      const beside = open(merge(program('\ta : INT;\n\tb : INT;\n\tc : INT;\n'), wishes, isFirst));
      expect(['VAR_INPUT', 'VAR_OUTPUT']).toContain(beside.tag('main.b')?.section);
      expect(beside.tag('main.c')?.section).toBe('VAR');
      expect(beside.diagnostics().filter(({ severity }) => severity === 'error')).toEqual([]);

      const text = merge(program('\tb : INT;\n'), wishes, isFirst);
      expect(text).toMatch(/^VAR_(?:INPUT\nVAR_OUTPUT|OUTPUT\nVAR_INPUT)$/m);
      const alone = open(text);
      expect(['VAR_INPUT', 'VAR_OUTPUT']).toContain(alone.tag('main.b')?.section);
      expect(alone.diagnostics().map(({ code }) => code)).toContain('MISSING_END');
    }
  });
});

/** What two copies of a text become when each gets one wish and they meet. */
function merge(text: string, wishes: readonly TagWish[], isFirst: boolean): string {
  const base = new Y.Doc();
  base.getText().insert(0, text);
  const start = Y.encodeStateAsUpdate(base);
  const updates = wishes.map((wish, at) => {
    const doc = new Y.Doc();
    doc.clientID = (at === 0) === isFirst ? 1 : 2;
    Y.applyUpdate(doc, start);
    for (const { from, to, insert } of work(text, [wish]).own.toReversed()) {
      doc.getText().delete(from, to - from);
      doc.getText().insert(from, insert);
    }
    return Y.encodeStateAsUpdate(doc);
  });
  for (const update of updates) Y.applyUpdate(base, update);
  return base.getText().toString();
}

/** Two or three people who write in the tag table at the same time, without knowing of each other, and then meet. */

import { createFile, LostValues, listFiles, mendBorders, takePiece, VALUE } from '@tagloom/collab';
import { type Edit, type FileId, openProject, type Project, type Tag } from '@tagloom/st-parser';
import { type TagField, type TagWish, tagEdits } from '@tagloom/st-parser/editor';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRandom, type Random } from '../../tests/harness/random.ts';
import { Steps } from './editor/steps.ts';

const TYPES = ['INT', 'DINT', 'REAL', 'UINT', 'WORD', 'LREAL', 'BYTE'] as const;
const PEOPLE = ['ann', 'ben', 'cid'] as const;
const FIELDS = ['name', 'type', 'initial', 'address', 'comment', 'section', 'qualifiers'] as const;
const HEAD: readonly TagField[] = ['section', 'qualifiers'];

/** Declarations of one block: of one name or two, with address, start value, comment or attribute. */
function block(random: Random, head: string, prefix: string, mayBeLocated: boolean): string {
  const indent = random.pick(['\t', '    ', '  ']);
  const lines = Array.from({ length: 2 + random.below(4) }, (_, at) => {
    const name = `${prefix}${at}`;
    const names = random.chance(0.2) ? `${name}, ${name}b` : name;
    const isLocated = mayBeLocated && names === name && random.chance(0.4);
    const address = isLocated ? ` AT %MW${at * 4 + prefix.length * 40}` : '';
    const initial = random.chance(0.5) ? ` := ${random.below(9)}` : '';
    const attribute = random.chance(0.2) ? `${indent}{attribute 'of_${name}'}\n` : '';
    const above = random.chance(0.2) ? `${indent}// above ${name}\n` : '';
    const behind = random.chance(0.4) ? ` // about ${name}` : '';
    return `${attribute}${above}${indent}${names}${address} : ${random.pick(TYPES)}${initial};${behind}\n`;
  });
  return `${head}\n${lines.join('')}END_VAR\n`;
}

function textsOf(random: Random): Record<string, string> {
  const sections = block(random, 'VAR_INPUT', 'inp', false) + block(random, 'VAR', 'loc', true);
  const body = 'inp0 := 1;\nloc0 := loc1;\nIF loc0 > 2 THEN\n\tglob0 := loc0;\nEND_IF\n';
  return {
    'Main.st': `PROGRAM Main\n${sections}${body}END_PROGRAM\n`,
    'Gvl.st': block(random, 'VAR_GLOBAL', 'glob', true),
    'Other.st': 'PROGRAM Other\nglob0 := 1;\nglob1 := glob0;\nEND_PROGRAM\n',
  };
}

function open(doc: Y.Doc): Project {
  const project = openProject({ dialect: 'codesys' });
  for (const { id, path, text } of listFiles(doc)) project.set(id, path, text.toString());
  project.changes();
  return project;
}

const errorsIn = (doc: Y.Doc) =>
  open(doc)
    .diagnostics()
    .flatMap(({ severity, message }) => (severity === 'error' ? [message] : []));

const textIn = (doc: Y.Doc) =>
  listFiles(doc)
    .map(({ text }) => text.toString())
    .join('\n');

function valueFor(random: Random, field: TagField, tag: Tag, who: number, at: number): string {
  switch (field) {
    case 'name':
      return `${PEOPLE[who]}_${tag.name}_${at}`;
    case 'type':
      return random.pick(TYPES);
    case 'initial':
      return random.chance(0.15) ? '' : `${1 + random.below(99)}`;
    case 'address':
      return random.chance(0.2) ? '' : `%MW${1_000 * (who + 1) + at * 10 + random.below(9)}`;
    case 'comment':
      return random.chance(0.2) ? '' : `${PEOPLE[who]} says ${at}`;
    case 'section':
      return random.pick(['VAR', 'VAR_INPUT', 'VAR_OUTPUT', 'VAR_TEMP']);
    default:
      return random.pick(['', 'RETAIN', 'PERSISTENT', 'RETAIN PERSISTENT']);
  }
}

function said(tag: Tag, field: TagField): string {
  return field === 'qualifiers' ? tag.qualifiers.join(' ') : (tag[field] ?? '');
}

/** Copies of one document; `write` fulfils wishes in one as a step, `meet` lets everybody hear of everything. */
function people(texts: Readonly<Record<string, string>>, clients: readonly number[]) {
  const base = new Y.Doc();
  base.clientID = 1_000;
  for (const [path, text] of Object.entries(texts)) createFile(base, path, text);
  const all = clients.map((client) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
    const lost = new LostValues(
      doc,
      () => undefined,
      [],
      () => 100,
    );
    return { doc, lost, steps: new Steps(doc) };
  });
  const meet = () => {
    for (let before = ''; before !== all.map(({ doc }) => textIn(doc)).join('\n---\n'); ) {
      before = all.map(({ doc }) => textIn(doc)).join('\n---\n');
      const updates = all.map(({ doc }) => Y.encodeStateAsUpdate(doc));
      for (const { doc } of all) for (const update of updates) Y.applyUpdate(doc, update, 'relay');
    }
    for (const { doc } of all) expect(textIn(doc)).toBe(textIn(all[0]!.doc));
    return textIn(all[0]!.doc);
  };
  return { base, all, meet };
}

/** The wishes that came true. */
function write({ doc, steps }: { doc: Y.Doc; steps: Steps }, wishes: readonly TagWish[]): TagWish[] {
  const project = open(doc);
  const { edits, refused } = tagEdits(project, wishes);
  const byFile = new Map<FileId, Edit[]>();
  for (const { place, insert } of edits)
    byFile.set(place.file, [...(byFile.get(place.file) ?? []), { from: place.from, to: place.to, insert }]);
  if (byFile.size > 0) steps.apply(byFile, 'Change tags');
  const isRefused = (one: TagWish) => refused.some(({ wish }) => wish === one);
  return wishes.filter((one) => !isRefused(one) && said(project.tag(one.key)!, one.field) !== one.value);
}

const PROGRAM = (line: string) => ({
  'M.st': `PROGRAM Main\nVAR\n\t${line}\nEND_VAR\nMain();\nEND_PROGRAM\n`,
});
const lineIn = (text: string) => text.split('\n').slice(2, -4).join('\n').trim();
const wish = (field: TagField, value: string, name = 'speed'): TagWish => ({
  key: `main.${name}`,
  field,
  value,
});

/** What comes of wishes of people who did not know of each other, whichever client is the smaller one. */
function merged(line: string, ...wishes: readonly TagWish[][]): string[] {
  const orders = [
    [1, 2],
    [2, 1],
  ];
  const found = orders.map((clients) => {
    const { all, meet } = people(PROGRAM(line), clients);
    for (const [at, one] of all.entries()) write(one, wishes[at]!);
    for (const { doc } of all) mendBorders(doc, 'mend', () => true);
    return lineIn(meet());
  });
  return [...new Set(found)];
}

describe('B11 what two people ask of one tag at the same time', () => {
  test.each<[string, TagWish, TagWish, string]>([
    ['speed : INT;', wish('name', 'fast'), wish('address', '%MW4'), 'fast AT %MW4 : INT;'],
    ['speed : INT;', wish('type', 'REAL'), wish('initial', '5'), 'speed : REAL := 5;'],
    ['speed : INT := 5;', wish('type', 'REAL'), wish('initial', ''), 'speed : REAL;'],
    ['speed : INT := 5;', wish('initial', '7'), wish('initial', ''), 'speed : INT := 7;'],
    ['speed : INT; // of it', wish('comment', 'of us'), wish('comment', ''), 'speed : INT; // of us'],
    ['speed : INT;', wish('type', 'DINT'), wish('type', 'DINT'), 'speed : DINT;'],
    ['speed, b : INT;', wish('type', 'DINT'), wish('type', 'DINT'), 'speed : DINT;\n\tb : INT;'],
    ['a, speed : INT;', wish('type', 'DINT'), wish('name', 'fast'), 'a : INT;\n\tfast : DINT;'],
    [
      'speed, b : INT;',
      wish('name', 'fast'),
      wish('qualifiers', 'RETAIN', 'b'),
      'fast : INT;\nEND_VAR\nVAR RETAIN\n\tb : INT;',
    ],
  ])('%s with %o and %o is there', (line, one, other, after) => {
    expect(merged(line, [one], [other])).toEqual([after]);
  });

  test.each<[string, TagField, string, string]>([
    ['speed : INT := 5;', 'initial', '84', '13'],
    ['speed : INT;', 'initial', '84', '13'],
    ['speed : INT;', 'address', '%MW4', '%MW8'],
    ['speed AT %MW2 : INT;', 'address', '%MW4', '%MW8'],
    ['speed : INT;', 'type', 'REAL', 'UINT'],
    ['speed : INT; // old', 'comment', 'of the pump', 'of the fan'],
    ['speed : INT;', 'name', 'fast', 'rapid'],
  ])(
    'B11 M1 %s with two of %s holds one of them, both are told, and one click takes the other',
    (line, field, a, b) => {
      for (const clients of [
        [1, 2],
        [2, 1],
      ]) {
        const { all, meet } = people(PROGRAM(line), clients);
        const key = 'main.speed';
        for (const [at, value] of [a, b].entries()) write(all[at]!, [{ key, field, value }]);
        for (const { doc } of all) mendBorders(doc, 'mend', () => true);
        const text = meet();
        const now = open(all[0]!.doc).tags()[0]!;
        expect([a, b], text).toContain(said(now, field));
        const isFirst = said(now, field) === a;
        for (const { lost } of all) {
          const [one, ...rest] = lost.values();
          expect(rest).toEqual([]);
          expect(one).toMatchObject({
            key: VALUE,
            won: { client: clients[isFirst ? 0 : 1], at: 100 },
            lost: { client: clients[isFirst ? 1 : 0], at: 100 },
          });
        }
        takePiece(all[1]!.doc, all[1]!.lost.values()[0]!);
        meet();
        expect(said(open(all[0]!.doc).tags()[0]!, field)).toBe(isFirst ? b : a);
        for (const { lost } of all) expect(lost.values()).toEqual([]);
      }
    },
  );

  test('B11 M1 two names of one tag are one choice, and it holds for every use of it', () => {
    const text = 'PROGRAM Main\nVAR\n\tspeed : INT;\nEND_VAR\nspeed := speed + 1;\nEND_PROGRAM\n';
    const { all, meet } = people({ 'M.st': text }, [1, 2]);
    for (const [at, name] of ['fast', 'rapid'].entries()) write(all[at]!, [wish('name', name)]);
    for (const { doc } of all) mendBorders(doc, 'mend', () => true);
    meet();
    const name = open(all[0]!.doc).tags()[0]!.name;
    expect(meet()).toBe(text.replaceAll('speed', name));
    expect(all[0]!.lost.values()).toHaveLength(1);
    takePiece(all[0]!.doc, all[0]!.lost.values()[0]!);
    expect(meet()).toBe(text.replaceAll('speed', name === 'fast' ? 'rapid' : 'fast'));
  });
});

test('B11 B10 of two who part names at one comma the one that ends a block stays: no neighbour moves along (seed 2929)', () => {
  const long = wish('comment', 'longer than the end of a block with its head and all qualifiers');
  for (const after of merged('speed, b : INT;\n\tnext : INT;', [long], [wish('qualifiers', 'RETAIN')]))
    expect(after).toMatch(/VAR\n\tb : INT;\n\tnext : INT;$/);
});

test('B11 U1 of two who gave one tag a value each, the one whose value went takes nothing back, the other one gets the former one', () => {
  for (const clients of [
    [1, 2],
    [2, 1],
  ]) {
    const play = (who: (isFirst: boolean) => number) => {
      const { all, meet } = people(PROGRAM('speed : INT := 5;'), clients);
      write(all[0]!, [wish('comment', 'before')]);
      meet();
      write(all[0]!, [wish('initial', '84')]);
      write(all[1]!, [wish('initial', '13')]);
      for (const { doc } of all) mendBorders(doc, 'mend', () => true);
      const one = lineIn(meet());
      all[who(one.includes('84'))]!.steps.run('undo');
      return [one, lineIn(meet())];
    };
    const [one, afterLoser] = play((isFirst) => (isFirst ? 1 : 0));
    expect(afterLoser).toBe(one);
    expect(play((isFirst) => (isFirst ? 0 : 1))[1]).toBe('speed : INT := 5; // before');
  }
});

test('B11 U1 who took a comment away while a colleague wrote another one takes nothing back that the other one replaced (seed 114)', () => {
  const { all, meet } = people(PROGRAM('// of it\n\tspeed : INT;'), [1, 2]);
  write(all[0]!, [wish('comment', 'of us')]);
  write(all[1]!, [wish('comment', ''), wish('type', 'DINT')]);
  for (const { doc } of all) mendBorders(doc, 'mend', () => true);
  meet();
  all[1]!.steps.run('undo');
  expect(lineIn(meet()).replace(/\s+/g, ' ')).toBe('// of us speed : INT;');
});

test('B11 U1 an address that a colleague added to a name that I took apart stays with the name (seed 59)', () => {
  const { all, meet } = people(PROGRAM('speed, b : INT;'), [1, 2]);
  write(all[0]!, [wish('address', '%MW4')]);
  write(all[1]!, [wish('name', 'fast'), wish('type', 'WORD')]);
  meet();
  all[1]!.steps.run('undo');
  expect(lineIn(meet())).toBe('speed AT %MW4, b : INT;');
});

test('M1 code that two people wrote in place of the same lines stays, both of it', () => {
  const { all, meet } = people(PROGRAM('speed : INT; // about it'), [1, 2]);
  for (const [who, { doc }] of all.entries()) {
    mendBorders(doc, 'mend', () => true);
    const text = listFiles(doc)[0]!.text;
    const [from, size] = [text.toString().indexOf('about it'), 'about it'.length];
    text.insert(from + 4, `\nfirst${who} := 1;\nsecond${who} := 2;\n`);
    const behind = text.toString().indexOf('t it', from + 4);
    text.delete(behind, size - 4);
    text.delete(from, 4);
  }
  const text = meet();
  for (const who of [0, 1]) expect(text).toContain(`\nfirst${who} := 1;\nsecond${who} := 2;\n`);
});

test('M1 what two people typed at one place stays when what stood around it went later, also for a page that opens then', () => {
  const { all, meet } = people(PROGRAM('speed : INT; // ()'), [1, 2]);
  const textOf = ({ doc }: { doc: Y.Doc }) => listFiles(doc)[0]!.text;
  for (const [who, one] of all.entries()) {
    mendBorders(one.doc, 'mend', () => true);
    textOf(one).insert(textOf(one).toString().indexOf('()') + 1, `by${who}`);
  }
  const typed = /\((\w+)\)/.exec(meet())?.[1] as string;
  expect(typed).toHaveLength('by0by1'.length);
  const text = textOf(all[0]!);
  for (const bracket of ['(', ')']) text.delete(text.toString().indexOf(bracket), 1);
  expect(meet()).toContain(`// ${typed}\n`);
  const later = new Y.Doc();
  mendBorders(later, 'mend', () => true);
  Y.applyUpdate(later, Y.encodeStateAsUpdate(all[0]!.doc));
  expect(textOf({ doc: later }).toString()).toContain(`// ${typed}\n`);
});

test.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'B11 B10 M1 two or three people with many wishes each: the text is valid, what does not contradict is there, the rest is told (seeded, part %i)',
  (part) => {
    let [asked, contested] = [0, 0];
    for (let seed = part * 50 + 1; seed <= part * 50 + 50; seed++) {
      const random = createRandom(seed);
      const clients = [1, 2, 3].slice(0, 2 + random.below(2)).sort(() => random.next() - 0.5);
      const { base, all, meet } = people(textsOf(random), clients);
      const tags = open(base).tags();
      const meant = random.chance(0.5) ? tags.slice(0, 3) : tags;
      const wishes = all.flatMap((one, who) => {
        const own = new Map<string, TagWish>();
        for (let at = 1 + random.below(4); at > 0; at--) {
          const [tag, field] = [random.pick(meant), random.pick(FIELDS)];
          own.set(`${tag.key} ${field}`, {
            key: tag.key,
            field,
            value: valueFor(random, field, tag, who, at),
          });
        }
        const done = write(one, [...own.values()]);
        expect(
          errorsIn(one.doc),
          `seed ${seed} ${JSON.stringify([...own.values()])}\n${textIn(one.doc)}`,
        ).toEqual([]);
        return done.map((each) => ({ ...each, who }));
      });
      for (const [at, { doc }] of all.entries())
        mendBorders(doc, 'mend', () => at === 0 || random.chance(0.5));
      const text = meet();
      const says = `seed ${seed} ${JSON.stringify(wishes)}\n${textIn(base)}\n${text}`;
      expect(errorsIn(all[0]!.doc), says).toEqual([]);
      const now = open(all[0]!.doc).tags();
      const isTold = all[0]!.lost.values().length > 0;
      for (const tag of tags) {
        const of = (fields: readonly TagField[]) =>
          wishes.filter(({ key, field }) => key === tag.key && fields.includes(field));
        const names = [tag.name, ...of(['name']).map(({ value }) => value)];
        const found = now.filter(({ name }) => names.includes(name));
        expect(found, says).toHaveLength(1);
        const isShared = tags.some(({ name }) => name === `${tag.name}b` || `${name}b` === tag.name);
        for (const field of FIELDS) {
          const own = of([field]).map(({ value }) => value);
          const is = said(found[0]!, field);
          const rivals = of(HEAD.includes(field) ? HEAD : [field]);
          const isContested = new Set(rivals.map(({ who }) => who)).size > 1;
          asked += own.length;
          contested += isContested ? 1 : 0;
          const isSaid = own.includes(is) || (field === 'comment' && own.every((one) => is.includes(one)));
          const isOne = new Set(own).size === 1;
          if (own.length === 0 && !isContested && !isShared) expect(is, says).toBe(said(tag, field));
          // Of names that share a declaration and part at the same time in two ways, one way is told.
          if (isOne && !isContested && !(isShared && isTold)) expect(isSaid, says).toBe(true);
          // Who takes a value away does not write another one: that one stays.
          if (own.length > 0 && !isOne) expect(isSaid || isTold, says).toBe(true);
          if (own.length > 0 && !isOne && !own.includes('') && own.includes(is))
            expect(isTold, says).toBe(true);
        }
      }
      const who = random.below(all.length);
      const undone = all[who]!;
      if (!undone.steps.peek('undo')) continue;
      undone.steps.run('undo');
      const back = meet();
      const without = `${who} takes back\n${says}\n${back}`;
      expect(errorsIn(undone.doc), without).toEqual([]);
      const later = open(undone.doc).tags();
      for (const tag of tags) {
        if (tags.some(({ name }) => name === `${tag.name}b` || `${name}b` === tag.name)) continue;
        const own = wishes.filter(({ key }) => key === tag.key);
        const names = [tag.name, ...own.filter(({ field }) => field === 'name').map(({ value }) => value)];
        const found = later.filter(({ name }) => names.includes(name));
        expect(found, without).toHaveLength(1);
        // The end of a block that two people wrote for their neighbours is one of them: taken back, it is gone for both.
        for (const field of FIELDS.filter((one) => !HEAD.includes(one))) {
          const [one, ...more] = own.filter((each) => each.field === field);
          if (more.length > 0) continue;
          const isTheirs = one && one.who !== who;
          expect(said(found[0]!, field), without).toBe(isTheirs ? one.value : said(tag, field));
        }
      }
    }
    expect(asked).toBeGreaterThan(150);
    expect(contested).toBeGreaterThan(4);
  },
  60_000,
);

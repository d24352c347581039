/** Files of source as a difference of tags: what is written, what stays, what is told. */
import { importFiles } from '@tagloom/containers';
import { type FileId, openProject, type Project } from '@tagloom/st-parser';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../tests/harness/random.ts';
import { exportTags, planSource } from './index.ts';

const MAIN =
  'PROGRAM MAIN\nVAR\n  fbPump : TON; // the pump\n  a, b : INT;\n  c : INT;\nEND_VAR\nfbPump();\nEND_PROGRAM\n';
const LIST =
  'VAR_GLOBAL\n  xStart AT %IX0.0 : BOOL; // start\n  nSpeed : INT := 5;\n  rOld : REAL;\nEND_VAR\n';

function projectOf(texts: Readonly<Record<string, string>>): Project {
  const project = openProject({ dialect: 'codesys' });
  for (const [path, text] of Object.entries(texts)) project.set(path as FileId, path, text);
  project.changes();
  return project;
}

const bytes = (text: string) => new TextEncoder().encode(text);

function plan(
  texts: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
  left: readonly string[] = [],
) {
  const project = projectOf(texts);
  const sources = Object.entries(files).map(([path, text]) => ({ path, bytes: bytes(text) }));
  const made = planSource(project, sources, new Set(left));
  for (const { path, text } of made.created) project.set(path as FileId, path, text);
  project.changes();
  return {
    ...made.intake,
    created: made.created,
    project,
    text: (path: string) => project.text(path as FileId),
  };
}

describe('planSource', () => {
  it('V6 writes what differs into the declarations that are there, new tags behind those of their section, and nothing else', () => {
    const after = plan(
      { 'Folder/GVL.st': LIST, 'MAIN.st': MAIN },
      {
        'GVL.st':
          "VAR_GLOBAL\n  xStart AT %IX0.1 : BOOL; // start button\n  nSpeed : INT := 5;\n  {attribute 'x'}\n  xNew : BOOL; // new\nEND_VAR\nVAR_GLOBAL CONSTANT\n  LIMIT : INT := 7;\nEND_VAR\n",
        'MAIN.st':
          'PROGRAM MAIN\nVAR_INPUT\n  a : INT;\nEND_VAR\nVAR\n  fbPump : TON; // the pump\n  b : INT;\n  c : DINT;\nEND_VAR\nEND_PROGRAM\n',
      },
    );
    expect(after.problems).toEqual([]);
    expect(after.added).toEqual(['GVL.xNew', 'GVL.LIMIT']);
    expect(after.changed.map(({ path, field, from, to }) => `${path} ${field} ${from} > ${to}`)).toEqual([
      'GVL.xStart address %IX0.0 > %IX0.1',
      'GVL.xStart comment start > start button',
      'MAIN.a section VAR > VAR_INPUT',
      'MAIN.c type INT > DINT',
    ]);
    expect(after.removed).toEqual(['GVL.rOld']);
    expect([after.unchanged, after.rows]).toEqual([3, { total: 8, imported: 8, skipped: {} }]);
    expect(after.text('Folder/GVL.st')).toBe(
      "VAR_GLOBAL\n  xStart AT %IX0.1 : BOOL; // start button\n  nSpeed : INT := 5;\n  rOld : REAL;\n  {attribute 'x'}\n  xNew : BOOL; // new\nEND_VAR\nVAR_GLOBAL CONSTANT\n\tLIMIT : INT := 7;\nEND_VAR\n",
    );
    expect(after.text('MAIN.st')).toContain('fbPump();');
    expect(after.project.tag('main.a')).toMatchObject({ section: 'VAR_INPUT', type: 'INT' });
    expect(after.project.tag('main.c')).toMatchObject({ section: 'VAR', type: 'DINT' });
  });

  it('V6 leaves out what the person leaves out', () => {
    const files = {
      'GVL.st': 'VAR_GLOBAL\n  xStart AT %IX0.1 : BOOL;\n  xNew : BOOL;\n  xOther : INT;\nEND_VAR\n',
    };
    const after = plan({ 'GVL.st': LIST }, files, ['gvl.xstart', 'gvl.xnew']);
    expect([after.added, after.changed]).toEqual([['GVL.xOther'], []]);
    expect(after.text('GVL.st')).toBe(LIST.replace('rOld : REAL;\n', 'rOld : REAL;\n  xOther : INT;\n'));
  });

  it('V6 makes lists that are not there, and tells of programs that would be empty', () => {
    const after = plan(
      { 'MAIN.st': MAIN },
      { 'GVL_New.st': LIST, 'P2.st': 'PROGRAM P2\nVAR\n  c : INT;\nEND_VAR\nc := 1;\nEND_PROGRAM\n' },
    );
    expect(after.created).toEqual([{ path: 'GVL_New.st', text: LIST }]);
    expect(after.problems).toMatchObject([
      { code: 'IMPORT_NEEDS_WHOLE', severity: 'warning', path: 'P2.st', line: 3 },
    ]);
    expect(after.rows).toEqual({ total: 4, imported: 3, skipped: { IMPORT_NEEDS_WHOLE: 1 } });
  });

  it('V6 tells which changes the declaration cannot take, the others come in', () => {
    const after = plan(
      {
        'MAIN.st':
          'PROGRAM MAIN\nVAR\n  a AT %MW0 : INT;\n  b : INT := ;\n  c : INT;\nEND_VAR\nEND_PROGRAM\n',
      },
      {
        'MAIN.st':
          'PROGRAM MAIN\nVAR_TEMP\n  a : INT;\nEND_VAR\nVAR\n  b : INT := 4;\n  c : INT := 4;\nEND_VAR\nEND_PROGRAM\n',
      },
    );
    expect(after.problems.map(({ code, path }) => `${code} ${path}`).sort()).toEqual([
      'TAG_BROKEN MAIN.b',
      'TAG_SECTION MAIN.a',
    ]);
    expect(after.project.tag('main.c')?.initial).toBe('4');
  });

  it.each(['plcopen', 'beckhoff'] as const)(
    'V6 takes a %s export back with one changed comment as exactly that',
    (format) => {
      const project = projectOf({
        'GVL.st': 'VAR_GLOBAL\n  xStart : BOOL; // start\n  nSpeed : INT; // speed\nEND_VAR\n',
      });
      const { files, map } = exportTags(project, format, {});
      const changed = files.map(({ name, bytes: old }) => ({
        path: name,
        bytes: bytes(new TextDecoder().decode(old).replaceAll(/\bspeed\b/g, 'speed of the belt')),
      }));
      const { intake } = planSource(project, changed, new Set());
      const isWritten = intake.changed.filter(({ field }) => field === 'comment');
      expect(map.length).toBeGreaterThan(0);
      expect(isWritten).toEqual([
        { path: 'GVL.nSpeed', field: 'comment', from: 'speed', to: 'speed of the belt' },
      ]);
    },
  );

  describe('of L5X', () => {
    const tag = (name: string, type: string, comment: string, value: string) =>
      `<Tag Name="${name}" TagType="Base" DataType="${type}"><Description><![CDATA[${comment}]]></Description><Data Format="Decorated"><DataValue DataType="${type}" Value="${value}"/></Data></Tag>`;
    const l5x = (controller: readonly string[], program: readonly string[]) =>
      `<RSLogix5000Content TargetName="Line" TargetType="Controller"><Controller Use="Target" Name="Line"><Tags>${controller.join('')}</Tags><Programs><Program Name="Fill"><Tags>${program.join('')}</Tags><Routines/></Program></Programs></Controller></RSLogix5000Content>`;
    const file = (controller: readonly string[], program: readonly string[]) => ({
      'Line.L5X': l5x(controller, program),
    });
    const FILL = 'PROGRAM Fill\nVAR\n  level : DINT := 5; // of tank\nEND_VAR\nlevel := 1;\nEND_PROGRAM\n';
    const lines = (changed: ReturnType<typeof plan>['changed']) =>
      changed.map(({ path, field, from, to }) => `${path} ${field} ${from} > ${to}`);

    it('V6 tags of the controller and of a program go to where the import of the whole file put them', () => {
      const [run, level] = [tag('run', 'BOOL', 'runs', '0'), tag('level', 'DINT', 'of tank', '5')];
      const old = Object.values(file([run], [level]))[0]!;
      const whole = importFiles([{ path: 'Line.L5X', bytes: bytes(old) }]).files;
      const after = plan(
        Object.fromEntries(whole.map(({ path, text }) => [path, text])),
        file(
          [run.replace('runs', 'runs on'), tag('fresh', 'REAL', 'new', '1.5')],
          [level.replace('"5"', '"6"'), tag('low', 'BOOL', 'too low', '1')],
        ),
      );
      expect(lines(after.changed)).toEqual(['Line.run comment runs > runs on', 'Fill.level initial 5 > 6']);
      expect(after.added).toEqual(['Line.fresh', 'Fill.low']);
      expect([after.created, after.problems, after.removed]).toEqual([[], [], []]);
      expect(after.project.tag('line.fresh')).toMatchObject({ type: 'REAL', initial: '1.5', comment: 'new' });
      expect(after.project.tag('fill.low')).toMatchObject({ section: 'VAR', initial: 'TRUE' });
    });

    it('V6 controller tags are those of the lists that declare them, new ones join most of them, and their addresses stay', () => {
      const texts = {
        'A.st': 'VAR_GLOBAL\n  other : INT;\nEND_VAR\n',
        'GVL.st': 'VAR_GLOBAL\n  run AT %IX0.0 : BOOL; // runs\n  count : DINT;\n  alone : INT;\nEND_VAR\n',
        'Fill.st': FILL,
      };
      const after = plan(
        texts,
        file(
          [
            tag('other', 'DINT', '', '0'),
            tag('RUN', 'BOOL', 'runs on', '0'),
            tag('count', 'DINT', '', '0'),
            tag('fresh', 'REAL', 'new', '1.5'),
          ],
          [tag('level', 'DINT', 'of tank', '5')],
        ),
        ['gvl.count'],
      );
      expect(lines(after.changed)).toEqual(['A.other type INT > DINT', 'GVL.run comment runs > runs on']);
      expect([after.added, after.news[0]?.path]).toEqual([['GVL.fresh'], 'GVL.fresh']);
      expect([after.created, after.problems]).toEqual([[], []]);
      expect(after.removed).toEqual(['GVL.alone']);
      expect(after.text('GVL.st')).toBe(
        'VAR_GLOBAL\n  run AT %IX0.0 : BOOL; // runs on\n  count : DINT;\n  alone : INT;\n  fresh : REAL := 1.5; // new\nEND_VAR\n',
      );
      expect(
        plan(texts, file([tag('fresh', 'REAL', 'new', '1.5'), tag('count', 'DINT', '', '0')], []), [
          'gvl.fresh',
        ]).added,
      ).toEqual([]);
    });

    it('V6 a controller tag that several lists declare stays out and is told, and one of no list gets a list of its own', () => {
      const texts = {
        'A.st': 'VAR_GLOBAL\n  run : BOOL;\nEND_VAR\n',
        'B.st': 'VAR_GLOBAL\n  run : BOOL;\nEND_VAR\n',
      };
      const after = plan(
        texts,
        file([tag('run', 'BOOL', 'runs', '0'), tag('fresh', 'REAL', 'new', '1.5')], []),
      );
      expect(after.problems).toMatchObject([
        { code: 'IMPORT_AMBIGUOUS', severity: 'warning', message: 'run is in several lists: A, B.' },
      ]);
      expect(after.rows).toEqual({ total: 2, imported: 1, skipped: { IMPORT_AMBIGUOUS: 1 } });
      expect(after.created).toEqual([
        { path: 'Line.st', text: 'VAR_GLOBAL\n  fresh : REAL := 1.5; // new\nEND_VAR\n' },
      ]);
    });

    it('V6 an export comes back as no change at all', () => {
      const texts = {
        'GVL.st':
          'VAR_GLOBAL\n  run : BOOL := TRUE; // runs\n  level AT %IW4 : INT;\nEND_VAR\nVAR_GLOBAL CONSTANT\n  MOST : INT := 7;\nEND_VAR\n',
        'Fill.st':
          'PROGRAM Fill\nVAR_INPUT\n  start : BOOL;\nEND_VAR\nVAR_OUTPUT\n  done : BOOL;\nEND_VAR\nVAR RETAIN\n  count : DINT := 3;\nEND_VAR\nVAR\n  t : TIMER;\n  list : ARRAY [0..3] OF REAL;\nEND_VAR\ncount := 1;\nEND_PROGRAM\n',
      };
      const { files } = exportTags(projectOf(texts), 'rockwell-l5x', {});
      const sources = Object.fromEntries(
        files.map(({ name, bytes: own }) => [name, new TextDecoder().decode(own)]),
      );
      const after = plan(texts, sources);
      expect(lines(after.changed)).toEqual([]);
      expect([after.added, after.created]).toEqual([[], []]);
    });
  });

  it('V6 a list with a syntax error takes no new tag, and none is said to have come', () => {
    const broken = 'VAR_GLOBAL\n  xStart : BOOL;\n';
    const after = plan(
      { 'GVL.st': broken },
      { 'GVL.st': 'VAR_GLOBAL\n  xStart : BOOL;\n  xNew : INT;\nEND_VAR\n' },
    );
    expect(after.problems).toMatchObject([{ code: 'TAG_BROKEN', path: 'GVL.st', line: 3 }]);
    expect([after.added, after.news, after.rows.skipped]).toEqual([[], [], { TAG_BROKEN: 1 }]);
    expect(after.text('GVL.st')).toBe(broken);
  });

  it.each([0, 1, 2, 3])(
    'V6 tags are afterwards what the files say, sections of old and new ones too, and the others what they were (part %i)',
    (part) => {
      for (let seed = 1 + part * 100; seed <= 100 + part * 100; seed++) {
        const random = createRandom(seed);
        const [old, incoming] = [randomProgram(random, 8), randomProgram(random, 10)];
        const [before, wanted] = [projectOf({ 'Main.st': old }), projectOf({ 'Main.st': incoming })];
        const after = plan({ 'Main.st': old }, { 'Main.st': incoming });
        const refused = new Set(after.problems.map(({ path }) => path.toLowerCase()));
        for (const { key } of wanted.tags())
          if (!refused.has(key)) expect(said(after.project, key), `seed ${seed}`).toBe(said(wanted, key));
        for (const { key } of before.tags())
          if (!wanted.tag(key)) expect(said(after.project, key), `seed ${seed}`).toBe(said(before, key));
      }
    },
  );
});

const HEADS = ['VAR', 'VAR_INPUT', 'VAR_OUTPUT', 'VAR_TEMP', 'VAR CONSTANT', 'VAR RETAIN'];

/** Some of `most` variables in any order, in blocks of one to four. */
function randomProgram(random: Random, most: number): string {
  const letters = 'abcdefghij'.slice(0, most).split('');
  const names = Array.from({ length: 3 + random.below(most - 3) }, () =>
    letters.splice(random.below(letters.length), 1).join(''),
  );
  let text = 'PROGRAM Main\n';
  while (names.length > 0) {
    const lines = names.splice(0, 1 + random.below(4)).map((name) => {
      const value = random.chance(0.3) ? ' := 1' : '';
      const comment = random.chance(0.3) ? ` // ${random.below(3)}` : '';
      return `  ${name} : ${random.pick(['INT', 'REAL', 'DINT'])}${value};${comment}\n`;
    });
    text += `${random.pick(HEADS)}\n${lines.join('')}END_VAR\n`;
  }
  return `${text}END_PROGRAM\n`;
}

function said(project: Project, key: string): string {
  const { section, qualifiers, type, initial, comment } = project.tag(key) ?? {};
  return JSON.stringify({ section, qualifiers, type, initial, comment });
}

/** L3 and L4: a project that followed edits equals one that was opened with the final texts; tags keep their identity. */

import { expect, test } from 'vitest';
import { LIBRARY } from '../library/library.ts';
import { applyEdits, randomEdits } from '../testing/edits.ts';
import { PROGRAMS } from '../testing/programs.ts';
import { below, pick, random } from '../testing/random.ts';
import type { FileId, Project, ProjectChange, Tag } from '../types.ts';
import { placesIn } from './places.ts';
import { openProject } from './project.ts';

const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? 160) / 4);
const id = (name: string) => name as FileId;

/** What one source text declares as tags: `path : type @address := initial` per line. */
function tagsOf(...texts: string[]): string[] {
  const project = openProject({ dialect: 'auto' });
  texts.forEach((text, i) => {
    project.set(id(`f${i}`), `f${i}.st`, text);
  });
  project.changes();
  return project.tags().map(show);
}

function show({ path, type, address, initial }: Tag): string {
  return `${path} : ${type}${address === undefined ? '' : ` @${address}`}${initial === undefined ? '' : ` := ${initial}`}`;
}

test('paths may begin with a slash, and a folder may be one of tools', () => {
  const project = openProject({ dialect: 'auto' });
  const paths = ['/home/ann/a.st', '/b.st', '/POUs/c.st', 'POUs/d.st', '/', ''];
  for (const [i, path] of paths.entries())
    project.set(id(`f${i}`), path, `PROGRAM P${i} VAR x : INT; END_VAR END_PROGRAM`);
  project.changes();
  expect(
    project
      .tags()
      .map(({ path }) => path)
      .sort(),
  ).toEqual(paths.map((_, i) => `P${i}.x`));
});

test('tags come from programs, global lists, configurations, resources and data blocks', () => {
  expect(tagsOf('VAR_GLOBAL a, b AT %QX0.1 : BOOL := TRUE; END_VAR')).toEqual([
    'f0.a : BOOL := TRUE',
    'f0.b : BOOL @%QX0.1 := TRUE',
  ]);
  expect(tagsOf('PROGRAM p VAR x : int; END_VAR END_PROGRAM')).toEqual(['p.x : INT']);
  expect(
    tagsOf(
      'CONFIGURATION c VAR_GLOBAL x : INT; END_VAR RESOURCE r ON q VAR_GLOBAL y : INT; END_VAR END_RESOURCE END_CONFIGURATION',
    ),
  ).toEqual(['c.x : INT', 'c.r.y : INT']);
  expect(tagsOf('DATA_BLOCK "D" STRUCT a : Int := 1; END_STRUCT; BEGIN a := 7; END_DATA_BLOCK')).toEqual([
    'D.a : INT := 1',
  ]);
  expect(
    tagsOf(
      'FUNCTION_BLOCK f VAR x : INT; END_VAR END_FUNCTION_BLOCK FUNCTION g : INT VAR y : INT; END_VAR END_FUNCTION',
    ),
  ).toEqual([]);
});

test('bounds fold across files', () => {
  const texts = [
    'VAR_GLOBAL a : ARRAY [0..f1.N * 2, E.B..5] OF STRING(M); END_VAR',
    'VAR_GLOBAL CONSTANT N : INT := M - 1; M : INT := 16#A; END_VAR TYPE E : (A, B := 3); END_TYPE',
  ];
  expect(tagsOf(...texts)[0]).toBe('f0.a : ARRAY [0..18, 3..5] OF STRING[10]');
});

test('a half-typed declaration costs nothing but itself', () => {
  expect(tagsOf('VAR_GLOBAL foo :\n bar : INT; END_VAR')).toEqual(['f0.bar : INT']);
  expect(tagsOf('VAR_GLOBAL foo : ARRAY[0..\n bar : INT;\n END_VAR')).toEqual(['f0.bar : INT']);
  expect(tagsOf('VAR_GLOBAL foo : POINTER TO\n bar : INT;\n END_VAR')).toEqual(['f0.bar : INT']);
  expect(tagsOf('PROGRAM p VAR a : INT;\n a := 1;\n b := 2;\n IF a THEN c := 3; END_IF END_PROGRAM')).toEqual(
    ['p.a : INT'],
  );
  expect(tagsOf('VAR_GLOBAL a : INT; (* open\n b : INT;\n END_VAR')).toContain('f0.a : INT');
  expect(tagsOf("VAR_GLOBAL a : STRING := 'open;\n b : INT;\n END_VAR")).toContain('f0.b : INT');
});

test('duplicates, overlaps and unknown types are found', () => {
  const project = openProject({ dialect: 'codesys' }, LIBRARY);
  project.set(
    id('a'),
    'G.st',
    'VAR_GLOBAL a : INT; A : BOOL; w AT %QW4 : INT; x AT %QX5.7 : BOOL; y AT %QX6.0 : BOOL; u : FB_Unknown; t : TON; END_VAR',
  );
  const codes = [...project.changes().diagnostics.values()].flat().map((d) => `${d.code} ${d.place.from}`);
  expect(codes).toEqual(['DUPLICATE_DECLARATION 20', 'ADDRESS_OVERLAP 47', 'UNKNOWN_TYPE 91']);
  expect(project.tags().map((tag) => tag.key)).toEqual(['g.a', 'g.a#2', 'g.w', 'g.x', 'g.y', 'g.u', 'g.t']);
});

test('two units of one name are one mistake, also across files', () => {
  const project = openProject({ dialect: 'codesys' });
  project.set(id('a'), 'A.st', 'FUNCTION_BLOCK F VAR x : INT; END_VAR END_FUNCTION_BLOCK');
  project.set(id('b'), 'B.st', 'TYPE T : INT; f : STRUCT x : INT; END_STRUCT END_TYPE');
  project.changes();
  expect(project.diagnostics().map(({ code, place }) => `${code} ${place.file} ${place.from}`)).toEqual([
    'DUPLICATE_UNIT b 14',
  ]);
  project.remove(id('a'));
  project.changes();
  expect(project.diagnostics()).toEqual([]);
});

test('one name in two PLC projects of a folder is a note, twice in one of them a mistake, in any order', () => {
  const project = openProject({ dialect: 'codesys' });
  const found = () => {
    project.changes();
    return project
      .diagnostics()
      .map(({ severity, place, related }) => [severity, place.file, related?.[0]?.place.file]);
  };
  const main = 'PROGRAM MAIN\nEND_PROGRAM';
  project.set(id('a'), 'Lib/Core/MAIN.st', main);
  project.set(id('b'), 'Lib/Tests/MAIN.st', main);
  expect(found()).toEqual([['error', 'b', 'a']]);
  project.set(id('c'), 'Lib/Tests/POUs/Other.st', 'PROGRAM Other\nEND_PROGRAM');
  expect(found()).toEqual([['info', 'b', 'a']]);
  project.set(id('d'), 'Lib/Tests/POUs/MAIN.st', main);
  expect(found()).toEqual([
    ['info', 'b', 'a'],
    ['error', 'd', 'b'],
  ]);
  project.remove(id('c'));
  project.remove(id('d'));
  expect(found()).toEqual([['error', 'b', 'a']]);
});

test('a global list of another PLC project of the folder may have the same names', () => {
  const list = 'VAR_GLOBAL\n x : INT;\nEND_VAR';
  const codesOf = (...paths: string[]) => {
    const project = openProject({ dialect: 'codesys' });
    paths.forEach((path, n) => void project.set(id(`f${n}`), path, list));
    project.changes();
    return project.diagnostics().map(({ code }) => code);
  };
  expect(codesOf('Core/GVLs/IO.st', 'Tests/GVLs/IO.st')).toEqual([]);
  expect(codesOf('Core/GVLs/IO.st', 'Core/More/IO.st')).toEqual(['DUPLICATE_DECLARATION']);
});

test('L3 tags keep their identity while nothing about them changes', () => {
  const project = openProject({ dialect: 'auto' });
  const text =
    'VAR_GLOBAL\n a : INT;\n b : INT;\nEND_VAR\nPROGRAM p\nVAR c : INT; END_VAR\nc := 1;\nEND_PROGRAM\n';
  project.set(id('a'), 'G.st', text);
  project.changes();
  const before = project.tags();
  const at = text.indexOf('b : INT');
  project.edit(id('a'), [{ from: at, to: at, insert: '// new comment\n ' }]);
  const change = project.changes();
  expect(change.tags.changed.map((tag) => tag.key)).toEqual(['g.b']);
  expect(project.tags().map((tag, i) => tag === before[i])).toEqual([true, false, true]);
  expect(project.position(project.tag('g.b')!)).toMatchObject({ line: 4, col: 2 });
});

test(`L4 following edits equals opening the result, over ${RUNS} random projects`, {
  timeout: 3_600_000,
}, () => {
  for (let seed = 1; seed <= RUNS; seed++) runScript(seed);
});

function runScript(seed: number): void {
  const next = random(seed * 7919);
  const project = openProject({ dialect: 'auto' }, LIBRARY);
  const texts = new Map<string, { path: string; text: string }>();
  const mirror = new Mirror();
  for (let step = 0; step < 14; step++) {
    act(next, project, texts, step);
    if (next() < 0.3) continue;
    mirror.follow(project.changes());
    const where = `seed ${seed}, step ${step}`;
    const fresh = openProject({ dialect: 'auto' }, LIBRARY);
    for (const [name, { path, text }] of [...texts].reverse()) fresh.set(id(name), path, text);
    fresh.changes();
    expect(project.tags(), where).toEqual(fresh.tags());
    expect(project.types(), where).toEqual(fresh.types());
    expect(project.diagnostics(), where).toEqual(fresh.diagnostics());
    expect([...mirror.tags.keys()].sort(), where).toEqual(
      project
        .tags()
        .map((tag) => tag.key)
        .sort(),
    );
    for (const tag of project.tags()) {
      expect(mirror.tags.get(tag.key) === tag, `${where}: ${tag.key}`).toBe(true);
      expect(project.position(tag), where).toEqual(fresh.position(fresh.tag(tag.key)!));
    }
    for (const { id: file } of project.files()) {
      expect(mirror.diagnostics.get(file) ?? [], where).toEqual(project.diagnostics(file));
      expect([...placesIn(project, file)], where).toEqual(placesOneByOne(project, file));
    }
  }
}

function placesOneByOne(project: Project, file: FileId) {
  return project.tags().flatMap((tag) => {
    if (tag.file !== file) return [];
    const { from, to } = project.position(tag);
    return [[tag.key, { from, to }]];
  });
}

test(`L4 changes of declarations and a later call say together what one call says, over ${RUNS} random projects`, {
  timeout: 3_600_000,
}, () => {
  for (let seed = 1; seed <= RUNS; seed++) runInSteps(seed);
});

/** One project is asked at every edit for its declarations, the other one only now and then for everything. */
function runInSteps(seed: number): void {
  const next = random(seed * 6_101);
  const [stepwise, once] = [
    openProject({ dialect: 'auto' }, LIBRARY),
    openProject({ dialect: 'auto' }, LIBRARY),
  ];
  const texts = new Map<string, { path: string; text: string }>();
  for (let round = 0; round < 6; round++) {
    const where = `seed ${seed}, round ${round}`;
    const tags = new Map(stepwise.tags().map((tag) => [tag.key, tag]));
    const before = new Map(tags);
    let types = false;
    for (let edit = 1 + below(next, 4); edit > 0; edit--) {
      const dice: number[] = [];
      const rolled = () => dice[dice.push(next()) - 1]!;
      const mirror = new Map([...texts].map(([name, file]) => [name, { ...file }]));
      act(rolled, stepwise, texts, round);
      act(() => dice.shift()!, once, mirror, round);
      const change = stepwise.changes('declarations');
      expect(change.diagnostics.size, where).toBe(0);
      let left = below(next, 4);
      stepwise.advance(() => left-- === 0);
      types ||= change.types;
      for (const key of change.tags.removed) expect(tags.delete(key), where).toBe(true);
      for (const tag of [...change.tags.added, ...change.tags.changed]) tags.set(tag.key, tag);
    }
    const last = stepwise.changes();
    const whole = once.changes();
    expect(last.tags, where).toEqual({ added: [], changed: [], removed: [] });
    expect(tags, where).toEqual(new Map(once.tags().map((tag) => [tag.key, tag])));
    expect([...tags.keys()].filter((key) => !before.has(key)).sort(), where).toEqual(
      whole.tags.added.map(({ key }) => key).sort(),
    );
    expect([...before.keys()].filter((key) => !tags.has(key)).sort(), where).toEqual(
      [...whole.tags.removed].sort(),
    );
    expect(types || !whole.types, where).toBe(true);
    expect(last.diagnostics, where).toEqual(whole.diagnostics);
    expect(stepwise.diagnostics(), where).toEqual(once.diagnostics());
  }
}

function act(
  next: () => number,
  project: Project,
  texts: Map<string, { path: string; text: string }>,
  step: number,
): void {
  const kind = next();
  const known = [...texts.keys()];
  if (step < 2 || known.length === 0 || kind < 0.08) {
    const name = `f${below(next, 4)}`;
    const file = { path: `d/${pick(next, ['G', 'H', 'Main'])}.st`, text: pick(next, PROGRAMS) };
    texts.set(name, file);
    project.set(id(name), file.path, file.text);
    return;
  }
  const name = pick(next, known);
  const file = texts.get(name)!;
  if (kind < 0.12) {
    texts.delete(name);
    project.remove(id(name));
  } else if (kind < 0.16) {
    file.path = `d/${pick(next, ['G', 'H', 'Main'])}.st`;
    project.rename(id(name), file.path);
  } else {
    const edits = randomEdits(next, file.text);
    file.text = applyEdits(file.text, edits);
    project.edit(id(name), edits);
  }
}

/** Follows only the differences, as a server does. */
class Mirror {
  readonly tags = new Map<string, Tag>();
  readonly diagnostics = new Map<FileId, readonly unknown[]>();

  follow({ tags, diagnostics }: ProjectChange): void {
    for (const key of tags.removed) this.tags.delete(key);
    for (const tag of [...tags.added, ...tags.changed]) this.tags.set(tag.key, tag);
    for (const [file, list] of diagnostics) this.diagnostics.set(file, list);
  }
}

test('L4 a file that was checked ahead and removed before the next call uses nothing', () => {
  const project = openProject({ dialect: 'auto' }, LIBRARY);
  project.set(
    id('a'),
    'A.st',
    'PROGRAM A\nVAR\n  spare, busy : INT;\nEND_VAR\nbusy := busy + 1;\nEND_PROGRAM\n',
  );
  project.set(id('b'), 'B.st', 'PROGRAM B\nA.spare := 1;\nEND_PROGRAM\n');
  project.changes('declarations');
  expect(project.advance(() => false)).toBe(true);
  project.remove(id('b'));
  project.changes('declarations');
  expect(
    project
      .changes()
      .diagnostics.get(id('a'))
      ?.map(({ code }) => code),
  ).toEqual(['UNUSED_VARIABLE']);
});

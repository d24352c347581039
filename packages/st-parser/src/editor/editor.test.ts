/** What an editor asks: symbols, definitions, references, completion, signatures, renaming. A `|` marks the cursor. */

import { describe, expect, test } from 'vitest';
import { LIBRARY } from '../library/library.ts';
import { openProject } from '../project/project.ts';
import { applyEdits } from '../testing/edits.ts';
import type { FileId, Project } from '../types.ts';
import {
  completionAt,
  definitionsAt,
  definitionsOf,
  findSymbols,
  membersAt,
  namesAt,
  referencesAt,
  referencesOf,
  renameAt,
  signatureAt,
  symbolAt,
} from './editor.ts';

const id = (name: string) => name as FileId;

/** Opens files; the first `|` of any of them is the cursor. */
function open(files: Readonly<Record<string, string>>, dialect: 'codesys' | 'siemens' | 'iec' = 'codesys') {
  const project = openProject({ dialect }, LIBRARY);
  let cursor = { file: id(''), offset: 0 };
  for (const [name, marked] of Object.entries(files)) {
    const at = marked.indexOf('|');
    if (at >= 0) cursor = { file: id(name), offset: at };
    project.set(id(name), name, at < 0 ? marked : marked.slice(0, at) + marked.slice(at + 1));
  }
  project.changes();
  return { project, ...cursor };
}

/** `file:word` of places, as the text there reads. */
function words(project: Project, places: readonly { file: FileId; from: number; to: number }[]): string[] {
  return places.map(({ file, from, to }) => `${file}:${from}:${project.text(file).slice(from, to)}`);
}

const PUMP = `FUNCTION_BLOCK FB_Base
VAR_INPUT bOn : BOOL; END_VAR
VAR nCount : INT; END_VAR
METHOD Start : BOOL
VAR_INPUT nSpeed : INT; (* rpm *) END_VAR
nCount := nSpeed;
END_METHOD
PROPERTY Level : REAL
GET
Level := 1.5;
END_GET
END_PROPERTY
END_FUNCTION_BLOCK
FUNCTION_BLOCK FB_Pump EXTENDS FB_Base
VAR_OUTPUT bRuns : BOOL; END_VAR
METHOD Run
SUPER^.Start(nSpeed := 5);
THIS^.nCount := nCount + 1;
END_METHOD
END_FUNCTION_BLOCK
`;
const GVL =
  'VAR_GLOBAL\n pump : FB_Pump; // the pump\n mode : E_Mode;\nEND_VAR\nTYPE E_Mode : (Off, Auto); END_TYPE\n';

describe('symbolAt', () => {
  test('finds a member that is inherited', () => {
    const { project, file, offset } = open({
      'p.st': PUMP,
      'G.st': GVL,
      'm.st': 'PROGRAM m\nG.pump.nCo|unt := 1;\nEND_PROGRAM',
    });
    expect(symbolAt(project, file, offset)).toMatchObject({
      role: 'write',
      symbol: { key: 'fb_base.ncount', type: 'INT', kind: 'variable' },
    });
  });

  test('knows the signature of a method, and the type of a property', () => {
    const { project, file, offset } = open({
      'p.st': PUMP,
      'G.st': GVL,
      'm.st': 'PROGRAM m\npump.Sta|rt(1);\nEND_PROGRAM',
    });
    expect(symbolAt(project, file, offset)).toMatchObject({
      role: 'call',
      symbol: { kind: 'method', detail: 'METHOD Start(nSpeed : INT) : BOOL', type: 'BOOL' },
    });
    const level = open({ 'p.st': PUMP, 'G.st': GVL, 'm.st': 'PROGRAM m\nx := pump.Lev|el;\nEND_PROGRAM' });
    expect(symbolAt(level.project, level.file, level.offset)!.symbol).toMatchObject({
      kind: 'property',
      type: 'REAL',
    });
  });

  test('knows THIS^ and SUPER^', () => {
    const { project } = open({ 'p.st': PUMP });
    const at = (text: string) => PUMP.indexOf(text) + text.length;
    expect(symbolAt(project, id('p.st'), at('SUPER^.St'))!.symbol.path).toBe('FB_Base.Start');
    expect(symbolAt(project, id('p.st'), at('THIS^.nC'))!.symbol.path).toBe('FB_Base.nCount');
    expect(symbolAt(project, id('p.st'), at('Start(nS'))!.symbol).toMatchObject({
      path: 'FB_Base.Start.nSpeed',
      comment: 'rpm',
    });
  });

  test('knows values of enumerations in all their forms', () => {
    for (const form of ['Au|to', 'E_Mode.Au|to', 'E_Mode#Au|to']) {
      const { project, file, offset } = open({
        'G.st': GVL,
        'm.st': `PROGRAM m\nmode := ${form};\nEND_PROGRAM`,
      });
      expect(symbolAt(project, file, offset)!.symbol, form).toMatchObject({
        key: 'e_mode.auto',
        kind: 'value',
        type: 'E_Mode',
      });
    }
  });

  test('knows quoted names and locals of SCL', () => {
    const block = 'DATA_BLOCK "Data"\nSTRUCT\n level : Int;\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n';
    const body =
      'FUNCTION "f" : Void\nVAR_INPUT\n x : Int;\nEND_VAR\nBEGIN\n "Data".lev|el := #x;\nEND_FUNCTION\n';
    const { project, file, offset } = open({ 'd.scl': block, 'f.scl': body }, 'siemens');
    expect(symbolAt(project, file, offset)!.symbol.path).toBe('Data.level');
    expect(symbolAt(project, file, body.replace('|', '').indexOf('#x') + 1)!.symbol.path).toBe('f.x');
  });

  test('knows what a library declares', () => {
    const { project, file, offset } = open({
      'm.st': 'PROGRAM m\nVAR t : TON; END_VAR\nt.E|T;\nEND_PROGRAM',
    });
    expect(symbolAt(project, file, offset)!.symbol).toMatchObject({
      library: 'IEC 61131-3',
      type: 'TIME',
      kind: 'output',
    });
    expect(definitionsOf(project, 'ton.et')).toEqual([]);
  });

  test('knows namespaces, also through USING', () => {
    const lib =
      'NAMESPACE A.B\nFUNCTION_BLOCK Valve\nVAR_INPUT open : BOOL; END_VAR\nEND_FUNCTION_BLOCK\nEND_NAMESPACE\n';
    for (const type of ['A.B.Valve', 'Valve']) {
      const text = `USING A.B;\nPROGRAM m\nVAR v : ${type}; END_VAR\nv(op|en := TRUE);\nEND_PROGRAM`;
      const { project, file, offset } = open({ 'l.st': lib, 'm.st': text }, 'iec');
      expect(symbolAt(project, file, offset)!.symbol.path).toBe('A.B.Valve.open');
    }
  });
});

describe('definitions and references', () => {
  test('a variable is found in all files, with what each place does', () => {
    const { project } = open({
      'G.st': GVL,
      'm.st': 'PROGRAM m\nIF PUMP.bOn THEN G.pump(bOn := TRUE); END_IF\n(* pump *)\nEND_PROGRAM',
      'n.st': 'PROGRAM n\nVAR pump : INT; END_VAR\npump := 1;\nEND_PROGRAM',
    });
    expect(words(project, definitionsOf(project, 'g.pump'))).toEqual(['G.st:12:pump']);
    expect(referencesOf(project, 'g.pump').map(({ place, role }) => `${place.file} ${role}`)).toEqual([
      'G.st definition',
      'm.st read',
      'm.st call',
    ]);
  });

  test('types are used in declarations and heads', () => {
    const { project } = open({ 'p.st': PUMP, 'G.st': GVL });
    expect(referencesOf(project, 'fb_base').map(({ role }) => role)).toEqual(['definition', 'type']);
    expect(referencesOf(project, 'fb_pump').map(({ place }) => place.file)).toEqual(['G.st', 'p.st']);
  });

  test('VAR_EXTERNAL is the global variable', () => {
    const { project } = open({
      'G.st': 'VAR_GLOBAL x : INT; END_VAR',
      'm.st': 'PROGRAM m\nVAR_EXTERNAL x : INT; END_VAR\nx := 1;\nEND_PROGRAM',
    });
    expect(referencesOf(project, 'g.x').map(({ place }) => place.file)).toEqual(['G.st', 'm.st', 'm.st']);
  });
});

describe('completion', () => {
  const names = (files: Record<string, string>, dialect?: 'siemens') => {
    const { project, file, offset } = open(files, dialect);
    const { symbols, expects } = completionAt(project, file, offset);
    return { expects, names: symbols.map(({ name }) => name) };
  };

  test('members stand behind a dot, also in half-typed text', () => {
    for (const text of [
      'PROGRAM m\npump.|\nEND_PROGRAM',
      'PROGRAM m\nIF pump.| THEN\nEND_IF\nEND_PROGRAM',
      'PROGRAM m\nx := f(pump.|',
    ]) {
      const found = names({ 'p.st': PUMP, 'G.st': GVL, 'm.st': text });
      expect(found).toEqual({
        expects: 'member',
        names: ['bRuns', 'Run', 'bOn', 'nCount', 'Start', 'Level'],
      });
    }
    expect(names({ 'G.st': GVL, 'm.st': 'PROGRAM m\nG.|\nEND_PROGRAM' }).names).toEqual(['pump', 'mode']);
    expect(names({ 'G.st': GVL, 'm.st': 'PROGRAM m\nmode := E_Mode.|\nEND_PROGRAM' }).names).toEqual([
      'Off',
      'Auto',
    ]);
  });

  test('types stand behind a colon', () => {
    const found = names({ 'p.st': PUMP, 'm.st': 'PROGRAM m\nVAR x : FB_|\nEND_VAR\nEND_PROGRAM' });
    expect(found.expects).toBe('type');
    expect(found.names.slice(0, 2)).toEqual(['FB_Base', 'FB_Pump']);
    expect(found.names).toContain('FB_FileOpen');
  });

  test('elsewhere the nearest scope comes first, and nothing in comments and strings', () => {
    const found = names({
      'p.st': PUMP,
      'G.st': GVL,
      'm.st': 'PROGRAM m\nVAR po : INT; END_VAR\np|\nEND_PROGRAM',
    });
    expect(found.names.slice(0, 2)).toEqual(['po', 'pump']);
    expect(names({ 'm.st': "PROGRAM m\nx := 'a|';\nEND_PROGRAM" }).expects).toBe('none');
    expect(names({ 'm.st': 'PROGRAM m\n// a|\nEND_PROGRAM' }).expects).toBe('none');
  });

  test('behind a case label and behind the last line of an open unit stand values of the unit', () => {
    const head = 'PROGRAM m\nVAR po : INT; END_VAR\n';
    for (const text of ['CASE po OF\n1: |\nEND_CASE', 'FOR po := 1 TO 3 DO\n  |', 'po := 1;\n|', 'lab: |'])
      expect(names({ 'm.st': head + text }), text).toMatchObject({
        expects: 'value',
        names: expect.arrayContaining(['po']),
      });
    expect(names({ 'm.st': `${head}END_PROGRAM\n|` }).names).not.toContain('po');
    expect(names({ 'm.st': 'PROGRAM m\nVAR x : REF_TO |' }).expects).toBe('type');
  });

  test('nothing stands where a name is declared', () => {
    for (const text of [
      'VAR\n  |\nEND_VAR',
      'VAR\n  ma|\nEND_VAR',
      'VAR\n  a, |',
      'VAR RETAIN\n  a : INT;\n  |\nEND_VAR',
    ])
      expect(names({ 'm.st': `PROGRAM m\n${text}` }), text).toEqual({ expects: 'name', names: [] });
  });

  test('operators, accessors, files without a name and other machines are not offered', () => {
    const property = 'FUNCTION_BLOCK f\nPROPERTY p : INT\nGET\n|\nEND_GET\nEND_PROPERTY\nEND_FUNCTION_BLOCK';
    const found = names({ 'f.st': property, '1 - Globals.st': 'VAR_GLOBAL g : INT; END_VAR' }).names;
    for (const word of ['AND', 'NOT', 'MOD', 'Get', 'GET', '1 - Globals', 'JSR', 'PEEK', 'TIMER'])
      expect(found).not.toContain(word);
    expect(found).toEqual(expect.arrayContaining(['g', 'TON', 'LTON']));
  });

  test('symbols of a project are found by initials and by letters in order, the better ones first', () => {
    const text = 'PROGRAM MfbpX\nVAR fobop : INT; xRunPump : BOOL; END_VAR\nEND_PROGRAM\n';
    const { project } = open({
      'm.st': text,
      'p.st': 'FUNCTION_BLOCK FB_Pump END_FUNCTION_BLOCK FUNCTION fbp1 : INT END_FUNCTION',
    });
    const found = (query: string) => findSymbols(project, query).map(({ name }) => name);
    expect(found('fbp')).toEqual(['fbp1', 'MfbpX', 'FB_Pump', 'fobop']);
    expect(found('rupu')).toEqual(['xRunPump']);
    expect(found('pb')).toEqual([]);
  });

  test('letters of a name in order find it, behind those that hold the word', () => {
    const text = 'PROGRAM m\nVAR xRunSlow : BOOL; xrs1 : BOOL; END_VAR\nxrs|\nEND_PROGRAM';
    expect(names({ 'm.st': text }).names.slice(0, 2)).toEqual(['xrs1', 'xRunSlow']);
  });

  test('names in quotes keep their blanks, texts in quotes offer nothing', () => {
    const block = 'DATA_BLOCK "Motor Data"\nSTRUCT speed : Int; END_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n';
    const body = (text: string) =>
      `${block}FUNCTION_BLOCK "f"\nVAR count : Int; END_VAR\nBEGIN\n${text}\nEND_FUNCTION_BLOCK`;
    expect(names({ 'd.scl': body('"Motor Data".sp|') }, 'siemens').names).toEqual(['speed']);
    expect(names({ 'd.scl': body('"Motor D|') }, 'siemens').names).toEqual(['Motor Data']);
    expect(names({ 'd.scl': body('#|') }, 'siemens').names).toEqual(['count']);
    expect(names({ 'd.scl': body('x := "Motor Data"|') }, 'siemens').expects).toBe('none');
    expect(names({ 'm.st': 'PROGRAM m\nw := "te|' }).expects).toBe('none');
  });

  test('behind a library that is not here stand the types of those that are', () => {
    const found = names({ 'm.st': 'PROGRAM m\nVAR t : Tc2_Standard.TO|' });
    expect(found.names).toEqual(expect.arrayContaining(['TON', 'TOF']));
  });

  test('membersAt and namesAt give the same without a word', () => {
    const { project, file, offset } = open({
      'p.st': PUMP,
      'G.st': GVL,
      'm.st': 'PROGRAM m\npump|.x := 1;\nEND_PROGRAM',
    });
    expect(membersAt(project, file, offset).map(({ name }) => name)).toContain('Level');
    expect(namesAt(project, file, offset).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['pump', 'FB_Pump', 'Auto', 'TON']),
    );
    expect(findSymbols(project, 'lev').map(({ path }) => path)).toEqual(['FB_Base.Level']);
    expect(findSymbols(project, 'pump').map(({ name }) => name)).toEqual(['pump', 'FB_Pump']);
  });
});

test('of two units with one name the uses are those of the one that is meant', () => {
  const unit = 'FUNCTION f : INT\nVAR a : INT; END_VAR\na := 1;\nEND_FUNCTION\n';
  const { project } = open({ 'f.st': unit + unit });
  const second = unit.length + unit.indexOf('a := 1');
  const places = referencesAt(project, id('f.st'), second).map(({ place }) => place.from);
  expect(places).toEqual([unit.length + unit.indexOf('a : INT'), second]);
  expect(definitionsAt(project, id('f.st'), second).map(({ from }) => from)).toEqual([places[0]]);
});

describe('signatures', () => {
  test('the parameter that is typed is known by its place or its name', () => {
    const at = (text: string) => {
      const { project, file, offset } = open({
        'p.st': PUMP,
        'G.st': GVL,
        'm.st': `PROGRAM m\nVAR t : TON; END_VAR\n${text}`,
      });
      const signature = signatureAt(project, file, offset);
      return signature && `${signature.symbol.name} ${signature.parameters[signature.active]?.name}`;
    };
    expect(at('t(|')).toBe('TON IN');
    expect(at('t(IN := a, |')).toBe('TON PT');
    expect(at('t(PT := T#1s, IN := |);')).toBe('TON IN');
    expect(at('x := pump.Start(|) + 1;')).toBe('Start nSpeed');
    expect(at('x := (1 + |) + 1;')).toBe(null);
  });
});

describe('renaming', () => {
  const renamed = (files: Record<string, string>, name: string) => {
    const { project, file, offset } = open(files);
    const rename = renameAt(project, file, offset, name);
    if (!rename.ok) return rename.code;
    return Object.fromEntries(
      project.files().map(({ id: one }) => {
        const edits = rename.edits.filter(({ place }) => place.file === one);
        return [
          one,
          applyEdits(
            project.text(one),
            edits.map(({ place, insert }) => ({ ...place, insert })),
          ),
        ];
      }),
    );
  };

  test('all uses change, other things of the name do not', () => {
    const files = {
      'G.st': 'VAR_GLOBAL speed : INT; END_VAR',
      'm.st': 'PROGRAM m\nVAR s : ST; END_VAR\nspe|ed := s.speed;\nEND_PROGRAM',
    };
    expect(renamed(files, 'rate')).toEqual({
      'G.st': 'VAR_GLOBAL rate : INT; END_VAR',
      'm.st': 'PROGRAM m\nVAR s : ST; END_VAR\nrate := s.speed;\nEND_PROGRAM',
    });
  });

  test('a method is renamed together with those that override it', () => {
    const text =
      'INTERFACE I\nMETHOD Go\nEND_METHOD\nEND_INTERFACE\nFUNCTION_BLOCK F IMPLEMENTS I\nMETHOD G|o\nEND_METHOD\nEND_FUNCTION_BLOCK\n';
    expect(Object.values(renamed({ 'i.st': text }, 'Run'))[0]).toBe(
      text.replace('|', '').replaceAll('METHOD Go', 'METHOD Run'),
    );
  });

  describe('is refused with the places where the new name alone would be mixed up', () => {
    const mixedUp = (files: Record<string, string>, name: string) => {
      const { project, file, offset } = open(files);
      const rename = renameAt(project, file, offset, name);
      if (rename.ok) return 'done';
      return [rename.code, ...words(project, rename.places ?? [])];
    };
    const list = (names: string) => `VAR_GLOBAL ${names} : INT; END_VAR\n`;

    test('a nearer variable is in the way of a global one, where it stands alone', () => {
      const text =
        'PROGRAM m\nVAR rate : INT; END_VAR\nrate := spe|ed;\nrate := G.speed + speed;\nEND_PROGRAM';
      const files = { 'G.st': list('speed'), 'm.st': text };
      expect(mixedUp(files, 'Rate')).toEqual(['RENAME_HIDDEN', 'm.st:42:speed', 'm.st:67:speed']);
      expect(
        mixedUp({ ...files, 'm.st': text.replace('spe|ed', 'G.spe|ed').replace('+ speed', '') }, 'rate'),
      ).toBe('done');
    });

    test('a local variable takes the meaning of a global one', () => {
      const text = 'PROGRAM m\nVAR a| : INT; END_VAR\na := speed;\nEND_PROGRAM';
      expect(mixedUp({ 'G.st': list('speed'), 'm.st': text }, 'speed')).toEqual([
        'RENAME_HIDDEN',
        'm.st:36:speed',
      ]);
      expect(
        mixedUp({ 'G.st': list('speed'), 'm.st': text.replace(':= speed', ':= G.speed') }, 'speed'),
      ).toBe('done');
    });

    test('a function is hidden by a variable of its caller, and a result by a variable of its function', () => {
      const fun =
        'FUNCTION Sca|le : INT\nVAR_INPUT x : INT; END_VAR\nVAR y : INT; END_VAR\nScale := x;\nEND_FUNCTION\n';
      const caller = 'PROGRAM m\nVAR k : INT; END_VAR\nk := Scale(x := 1);\nEND_PROGRAM\n';
      expect(mixedUp({ 'f.st': fun, 'm.st': caller }, 'k')).toEqual(['RENAME_HIDDEN', 'm.st:36:Scale']);
      expect(mixedUp({ 'f.st': fun, 'm.st': caller }, 'y')).toEqual(['RENAME_HIDDEN', 'f.st:69:Scale']);
      expect(mixedUp({ 'f.st': fun, 'm.st': caller }, 'ScaleUp')).toBe('done');
    });

    test('inherited members are nearer than globals, and own ones nearer than inherited ones', () => {
      const base = 'FUNCTION_BLOCK B\nVAR n|n : INT; END_VAR\nEND_FUNCTION_BLOCK\n';
      const heir = (body: string) =>
        `FUNCTION_BLOCK H EXTENDS B\nVAR own : INT; END_VAR\n${body}\nEND_FUNCTION_BLOCK\n`;
      const files = (body: string) => ({ 'G.st': list('speed'), 'b.st': base, 'h.st': heir(body) });
      expect(mixedUp(files('own := nn;'), 'speed')).toBe('done');
      expect(mixedUp(files('own := speed;'), 'speed')).toEqual(['RENAME_HIDDEN', 'h.st:57:speed']);
      expect(mixedUp(files('nn := 1;'), 'own')).toEqual(['RENAME_HIDDEN', 'h.st:50:nn']);
      expect(mixedUp(files('THIS^.nn := 1;'), 'speed')).toBe('done');
    });

    test('VAR_EXTERNAL makes a global variable a name of its POU', () => {
      const text =
        'PROGRAM m\nVAR_EXTERNAL speed : INT; END_VAR\nVAR rate : INT; END_VAR\nrate := spe|ed;\nEND_PROGRAM';
      expect(mixedUp({ 'G.st': list('speed'), 'm.st': text }, 'rate')).toEqual([
        'RENAME_HIDDEN',
        'm.st:68:rate',
        'm.st:76:speed',
      ]);
    });

    test('members behind a dot, types and other spellings of the same name are no matter', () => {
      const files = {
        'T.st': 'TYPE ST : STRUCT speed : INT; END_STRUCT END_TYPE',
        'm.st': 'PROGRAM m\nVAR a| : INT; s : ST; END_VAR\na := s.speed;\nEND_PROGRAM',
      };
      expect(mixedUp(files, 'speed')).toBe('done');
      expect(mixedUp(files, 'A')).toBe('done');
      expect(mixedUp(files, 'ST')).toBe('done');
    });
  });

  test('a block that a library has, too, takes the names of its own project only', () => {
    const text = 'FUNCTION_BLOCK CTU\nVAR_INPUT limit| : INT; END_VAR\nEND_FUNCTION_BLOCK';
    expect(renamed({ 'm.st': text }, 'PV')).toEqual({ 'm.st': text.replace('limit|', 'PV') });
  });

  test('what cannot be renamed says why', () => {
    expect(renamed({ 'm.st': 'PROGRAM m\nVAR a, b : INT; END_VAR\na| := 1;\nEND_PROGRAM' }, 'b')).toBe(
      'RENAME_TAKEN',
    );
    expect(renamed({ 'm.st': 'PROGRAM m\nVAR a : INT; END_VAR\na| := 1;\nEND_PROGRAM' }, 'IF')).toBe(
      'RENAME_NAME',
    );
    expect(renamed({ 'm.st': 'PROGRAM m\nVAR a : TO|N; END_VAR\nEND_PROGRAM' }, 'b')).toBe('RENAME_LIBRARY');
    expect(renamed({ 'm.st': 'PROGRAM m\nxyz| := 1;\nEND_PROGRAM' }, 'b')).toBe('RENAME_NOTHING');
  });
});

import { type FileId, openProject } from '@tagloom/st-parser';
import { describe, expect, it } from 'vitest';
import { seeded } from './fixtures.ts';
import { createVendorRows, exportTags, VENDORS } from './registry.ts';

const FILES: Readonly<Record<string, string>> = {
  'GVL_IO.st': `VAR_GLOBAL
  xStart AT %IX0.0 : BOOL; // start
  nSpeed AT %QW4 : INT;
  stMotor : ST_Motor;
  eMode : E_Mode := E_Mode.Run;
END_VAR
VAR_GLOBAL CONSTANT
  MAX : INT := 5;
END_VAR
`,
  'types.st': `TYPE ST_Motor : STRUCT
  speed : REAL := 1.0;
  on : BOOL;
END_STRUCT END_TYPE
TYPE E_Mode : (Idle, Run := 5); END_TYPE
TYPE T_Level : INT (0..100); END_TYPE
`,
  'MAIN.st': `PROGRAM MAIN
VAR
  nStep : INT;
  level : T_Level := 50;
  names : ARRAY [1..3] OF STRING[20];
  fb : FB_Valve;
END_VAR
END_PROGRAM
FUNCTION_BLOCK FB_Valve
VAR_INPUT open : BOOL; END_VAR
END_FUNCTION_BLOCK
`,
};

/** Pieces that random edits put in; many break the text for a while. */
const PIECES = [
  'x',
  ';',
  ' : INT;\n',
  '__',
  '// c\n',
  'nStep : BOOL;\n',
  'END_VAR\n',
  'VAR_GLOBAL\n',
  '%IX0.1',
  'REAL',
  ' ',
];

describe.each(VENDORS)('%s rows beside the parser', (vendor) => {
  it('L4, L5: after any edits equal the rows of a fresh project with the same texts', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const next = seeded(seed);
      const project = openProject({ dialect: 'auto' });
      for (const [path, text] of Object.entries(FILES)) project.set(path as FileId, path, text);
      const rows = createVendorRows(vendor);
      const update = () => {
        const { tags, types } = project.changes();
        rows.update(project, { ...tags, types });
      };
      update();
      for (let step = 0; step < 40; step++) {
        const path = Object.keys(FILES)[next(3)] as FileId;
        const length = project.text(path).length;
        const from = next(length + 1);
        const to = next(3) === 0 ? Math.min(length, from + next(12)) : from;
        project.edit(path, [{ from, to, insert: PIECES[next(PIECES.length)] ?? '' }]);
        update();
        const twin = openProject({ dialect: 'auto' });
        for (const { id, path: name } of project.files()) twin.set(id, name, project.text(id));
        twin.changes();
        const fresh = createVendorRows(vendor);
        fresh.update(twin, { added: [], changed: [], removed: [], types: true });
        expect(rows.all(), `seed ${seed}, step ${step}`).toEqual(fresh.all());
      }
    }
  });
});

it('exports what real declarations say', () => {
  const project = openProject({ dialect: 'auto' });
  for (const [path, text] of Object.entries(FILES)) project.set(path as FileId, path, text);
  project.changes();
  const types = (format: Parameters<typeof exportTags>[1]) =>
    Object.fromEntries(
      exportTags(project, format).map.map((one) => [
        one.path,
        [one.vendorName, one.vendorAddress, one.vendorType],
      ]),
    );
  expect(types('rockwell-csv')).toEqual({
    'GVL_IO.xStart': ['xStart', '', 'BOOL'],
    'GVL_IO.nSpeed': ['nSpeed', '', 'INT'],
    'GVL_IO.stMotor': ['stMotor', '', 'ST_Motor'],
    'GVL_IO.eMode': ['eMode', '', 'DINT'],
    'GVL_IO.MAX': ['MAX', '', 'INT'],
    'MAIN.nStep': ['nStep', '', 'INT'],
    'MAIN.level': ['level', '', 'INT'],
    'MAIN.names': ['names', '', 'STRING_20[3]'],
    'MAIN.fb': ['fb', '', 'FB_Valve'],
  });
  expect(types('siemens')).toEqual({
    'GVL_IO.xStart': ['xStart', '%I0.0', 'Bool'],
    'GVL_IO.nSpeed': ['nSpeed', '%QW4', 'Int'],
    'GVL_IO.stMotor': ['"GVL_IO".stMotor', '', '"ST_Motor"'],
    'GVL_IO.eMode': ['"GVL_IO".eMode', '', 'Int'],
    'GVL_IO.MAX': ['MAX', '', 'Int'],
    'MAIN.nStep': ['"MAIN_DB".nStep', '', 'Int'],
    'MAIN.level': ['"MAIN_DB".level', '', 'Int'],
    'MAIN.names': ['"MAIN_DB".names', '', 'Array[1..3] of String[20]'],
    'MAIN.fb': ['MAIN_fb', '', '"FB_Valve"'],
  });
});

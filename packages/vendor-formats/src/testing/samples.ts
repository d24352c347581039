/** What tests of several formats share: a project that touches every rule, and third-party files where they are present. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type FileId, openProject, type Project } from '@tagloom/st-parser';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** The folder of third-party samples beside the checkout; undefined when it is absent. */
export const VENDOR_SAMPLES = ['../shared', '../../shared']
  .map((path) => join(ROOT, path, 'vendor-samples'))
  .find((path) => existsSync(path));

/** One sample by its path, or undefined. */
export function sample(path: string): Uint8Array | undefined {
  return VENDOR_SAMPLES === undefined ? undefined : new Uint8Array(readFileSync(join(VENDOR_SAMPLES, path)));
}

/** All files below a folder of the samples, sorted. */
export function samplePaths(folder = ''): string[] {
  if (VENDOR_SAMPLES === undefined) return [];
  const entries = readdirSync(join(VENDOR_SAMPLES, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(VENDOR_SAMPLES, join(entry.parentPath, entry.name))).sort();
}

/** A project of texts by path. */
export function projectFrom(files: Readonly<Record<string, string>>): Project {
  const project = openProject({ dialect: 'auto' });
  for (const [path, text] of Object.entries(files)) project.set(path as FileId, path, text);
  project.changes();
  return project;
}

/** Every kind of declaration that formats treat differently. */
export const PLANT: Readonly<Record<string, string>> = {
  'GVL_IO.st': `{attribute 'qualified_only'}
VAR_GLOBAL
  xStart AT %IX0.0 : BOOL; // start "button", <b> & 50 %
  nSpeed AT %QW4 : INT := 7;
  dMark AT %MD20 : DINT;
  {attribute 'OPC.UA.DA' := '1'}
  stMotor : ST_Motor;
  eMode : E_Mode := E_Mode.Run; // =cmd|' /C calc'!A0
  Flag__Long_ : BOOL := TRUE;
  wBits : WORD := 16#00FF;
  tDelay : TIME := T#1s500ms; (* first line
    second line *)
  sName : STRING[20] := 'it$'s';
  lrPi : LREAL := 3.25;
  anList : ARRAY [0..4] OF INT := [1, 2, 3(9)];
  anShift : ARRAY [1..3] OF REAL;
  aMotors : ARRAY [0..1] OF ST_Motor;
  aMatrix : ARRAY [0..1, 0..2] OF DINT;
  pAny : POINTER TO INT;
END_VAR
VAR_GLOBAL CONSTANT
  MAX : INT := 5; // upper limit
END_VAR
VAR_GLOBAL RETAIN
  nTotal : UDINT;
END_VAR
`,
  'types.st': `TYPE ST_Motor : STRUCT
  speed : REAL := 1.0; // rpm
  on : BOOL;
  ready : BOOL;
  name : STRING[10];
  codes : ARRAY [0..3] OF INT;
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
  tonA : TON;
  bits : ARRAY [0..9] OF BOOL;
END_VAR
VAR_TEMP
  scratch : INT;
END_VAR
nStep := nStep + 1;
END_PROGRAM
`,
  'FB_Valve.st': `FUNCTION_BLOCK FB_Valve
VAR_INPUT open : BOOL; // command
END_VAR
VAR_OUTPUT isOpen : BOOL; END_VAR
VAR nCount : DINT; END_VAR
isOpen := open;
END_FUNCTION_BLOCK
`,
};

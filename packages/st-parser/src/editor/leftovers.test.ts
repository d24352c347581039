/** Uses of past names: the texts after each was written anew, and what is left alone. */

import { expect, test } from 'vitest';
import { openProject } from '../project/project.ts';
import { applyEdits } from '../testing/edits.ts';
import { leftoversOf, type PastName } from './leftovers.ts';

const opened = (files: Readonly<Record<string, string>>) => {
  const project = openProject({ dialect: 'codesys' });
  for (const [path, text] of Object.entries(files)) project.set(path, path, text);
  project.changes();
  return project;
};

/** The body of `P.st` with everything that is left of the past names written anew. */
function renewed(files: Readonly<Record<string, string>>, ...past: PastName[]): string {
  const project = opened(files);
  const edits = leftoversOf(project, past).flatMap((one) => one.edits);
  expect(edits.every(({ place }) => place.file === 'P.st')).toBe(true);
  const plain = edits.map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
  return applyEdits(
    files['P.st']!,
    plain.sort((a, b) => a.from - b.from),
  );
}

const GLOBALS = 'VAR_GLOBAL\n\txRun : BOOL;\nEND_VAR\n';
const BLOCK = `FUNCTION_BLOCK FB_Pump
VAR_INPUT
\txStart : BOOL;
END_VAR
METHOD Halt : BOOL
END_METHOD
END_FUNCTION_BLOCK
`;
const program = (declarations: string, body: string) =>
  `PROGRAM P\nVAR\n${declarations}END_VAR\n${body}END_PROGRAM\n`;

const XRUN: PastName = { key: 'gvl.xgo', now: 'gvl.xrun' };

test('N1 a global is found by its name alone and behind its list, whatever the case', () => {
  const text = program('', 'XGO := GVL.xGo;\n// xGo\n');
  expect(renewed({ 'GVL.st': GLOBALS, 'P.st': text }, XRUN)).toBe(program('', 'xRun := GVL.xRun;\n// xGo\n'));
});

test('N1 members, parameters of calls, methods and types are found through what holds them', () => {
  const pump = '\tpump : FB_Pmp;\n\tother : ST_Other;\n';
  const text = program(pump, 'pump(xGo := TRUE);\npump.xGo := other.xGo;\npump.Stop();\n');
  const past = [
    { key: 'fb_pmp', now: 'fb_pump' },
    { key: 'fb_pump.xgo', now: 'fb_pump.xstart' },
    { key: 'fb_pump.stop', now: 'fb_pump.halt' },
  ];
  expect(renewed({ 'FB_Pump.st': BLOCK, 'P.st': text }, ...past)).toBe(
    program(
      '\tpump : FB_Pump;\n\tother : ST_Other;\n',
      'pump(xStart := TRUE);\npump.xStart := other.xGo;\npump.Halt();\n',
    ),
  );
});

test('N1 a name that was declared anew, or whose symbol is gone, is nobody’s leftover', () => {
  const text = program('', 'xGo := TRUE;\n');
  const both = `${GLOBALS}VAR_GLOBAL\n\txGo : BOOL;\nEND_VAR\n`;
  expect(renewed({ 'GVL.st': both, 'P.st': text }, XRUN)).toBe(text);
  expect(renewed({ 'P.st': text }, XRUN)).toBe(text);
  const local = program('\txGo : BOOL;\n', 'xGo := TRUE;\n');
  expect(renewed({ 'GVL.st': GLOBALS, 'P.st': local }, XRUN)).toBe(local);
});

test('N1 a place where the present name means something else is left as it is', () => {
  const text = program('\txRun : INT;\n', 'xGo := GVL.xGo;\n');
  expect(renewed({ 'GVL.st': GLOBALS, 'P.st': text }, XRUN)).toBe(
    program('\txRun : INT;\n', 'xGo := GVL.xRun;\n'),
  );
});

test('N1 past names mean nothing to anybody else afterwards', () => {
  const text = program('', 'xGo := TRUE;\n');
  const project = opened({ 'GVL.st': GLOBALS, 'P.st': text });
  const before = project.diagnostics('P.st');
  expect(leftoversOf(project, [XRUN])).toMatchObject([{ symbol: { path: 'GVL.xRun' } }]);
  project.edit('P.st', [{ from: text.length, to: text.length, insert: '\n' }]);
  project.changes();
  expect(project.diagnostics('P.st').map(({ code }) => code)).toEqual(before.map(({ code }) => code));
  expect(before.map(({ code }) => code)).toContain('UNKNOWN_NAME');
});

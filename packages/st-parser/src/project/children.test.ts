import { expect, it } from 'vitest';
import { childrenOf, hasChildren, layoutReport, leavesOfDeclaration, openProject } from '../index.ts';
import type { FileId } from '../types.ts';
import { LEAF_LIMIT } from './leaves.ts';

const SOURCE = `TYPE ST_Axis : STRUCT
  rSet : REAL := 1.5; // set point
  xHomed : BOOL;
END_STRUCT END_TYPE
TYPE T_Axes : ARRAY [1..3] OF ST_Axis; END_TYPE
FUNCTION_BLOCK FB_Base
VAR_INPUT xRun : BOOL; END_VAR
END_FUNCTION_BLOCK
FUNCTION_BLOCK FB_Drive EXTENDS FB_Base
VAR stAxis : ST_Axis := (rSet := 2.5); END_VAR
VAR_TEMP iScratch : INT; END_VAR
END_FUNCTION_BLOCK
VAR_GLOBAL
  fbDrive : FB_Drive;
  atAxes : T_Axes := [(rSet := 7.0)];
  aiGrid : ARRAY [0..1, 0..1] OF INT := [1, 2, 3];
  iPlain : INT;
END_VAR
`;

function opened() {
  const project = openProject({ dialect: 'iec' });
  project.set('f' as FileId, 'GVL.st', SOURCE);
  project.changes();
  return project;
}

it('one level at a time: members of a block with those of its base first, elements of an array behind an alias, values of the instance over those of the type', () => {
  const project = opened();
  const drive = project.tag('gvl.fbdrive')!;
  const { nodes, total } = childrenOf(drive, project, 10);
  expect(nodes.map(({ name, type }) => `${name} ${type}`)).toEqual(['xRun BOOL', 'stAxis ST_Axis']);
  expect(total).toBe(2);
  expect(childrenOf(nodes[1]!, project, 10).nodes).toMatchObject([
    { name: 'rSet', initial: '2.5', comment: 'set point' },
    { name: 'xHomed' },
  ]);
  const axes = childrenOf(project.tag('gvl.ataxes')!, project, 2);
  expect(axes).toMatchObject({
    total: 3,
    nodes: [{ name: '[1]', initial: '(rSet := 7.0)' }, { name: '[2]' }],
  });
  expect(childrenOf(axes.nodes[0]!, project, 9).nodes[0]).toMatchObject({ name: 'rSet', initial: '7.0' });
  expect(childrenOf(project.tag('gvl.aigrid')!, project, 9).nodes.map(({ name }) => name)).toEqual([
    '[0,0]',
    '[0,1]',
    '[1,0]',
    '[1,1]',
  ]);
  expect(hasChildren(project.tag('gvl.iplain')!.typeExpr, project)).toBe(false);
});

it('the ends of the tree are the leaves of the tag, in their order', () => {
  const project = opened();
  const pathsOf = (path: string, node: Parameters<typeof childrenOf>[0]): string[] => {
    const { nodes } = childrenOf(node, project, 100);
    if (nodes.length === 0) return [path];
    return nodes.flatMap((one) => pathsOf(`${path}${one.name.startsWith('[') ? '' : '.'}${one.name}`, one));
  };
  for (const tag of project.tags())
    expect(pathsOf(tag.path, tag)).toEqual(
      leavesOfDeclaration(tag.path, tag, project).map(({ path }) => path),
    );
});

function leavesIn(text: string): string[] {
  const project = openProject({ dialect: 'codesys' });
  project.set('f' as FileId, 'G.st', text);
  project.changes();
  const tag = project.tag('g.g')!;
  return leavesOfDeclaration(tag.path, tag, project).map(
    ({ path, type, initial, folded }) =>
      `${path} ${type}${initial === undefined ? '' : ` = ${initial}`}${folded ? ' ...' : ''}`,
  );
}

it('L1 a type that holds itself ends where it does, however often it does', () => {
  const circle =
    'TYPE S : STRUCT a : T; b : T; END_STRUCT END_TYPE TYPE T : STRUCT x : S; y : INT; END_STRUCT END_TYPE VAR_GLOBAL g : S; END_VAR';
  expect(leavesIn(circle)).toEqual(['G.g.a.x S', 'G.g.a.y INT', 'G.g.b.x S', 'G.g.b.y INT']);
  const heirs = 'TYPE S EXTENDS S : STRUCT a : INT; END_STRUCT END_TYPE VAR_GLOBAL g : S; END_VAR';
  expect(leavesIn(heirs)).toEqual(['G.g.a INT']);
});

it('L1 structures that hold each other twice over are listed up to a limit, the rest stays folded', () => {
  const types = Array.from(
    { length: 30 },
    (_, n) => `TYPE S${n + 1} : STRUCT a, b : S${n}; END_STRUCT END_TYPE`,
  );
  const text = `TYPE S0 : STRUCT x : INT; END_STRUCT END_TYPE ${types.join(' ')} VAR_GLOBAL g : S30; END_VAR`;
  const leaves = leavesIn(text);
  expect(leaves.length).toBeLessThan(LEAF_LIMIT + 100);
  expect(leaves.at(-1)).toBe('G.g.b S29 ...');
  expect(layoutReport([{ path: 'G.st', text }], 'twincat').layouts.at(-1)).toMatchObject({ size: 2 ** 31 });
});

it('values of members stand in strings with quotation marks and under names with blanks', () => {
  const type = 'TYPE S : STRUCT a : STRING; b : INT; END_STRUCT END_TYPE';
  expect(leavesIn(`${type} VAR_GLOBAL g : S := (a := 'x$'y, z', b := 2); END_VAR`)).toEqual([
    "G.g.a STRING = 'x$'y, z'",
    'G.g.b INT = 2',
  ]);
});

it('values of several dimensions may be nested, those of arrays of arrays are', () => {
  const list = (type: string, value: string) =>
    leavesIn(`VAR_GLOBAL g : ${type} := ${value}; END_VAR`)
      .map((leaf) => leaf.slice(-1))
      .join('');
  for (const value of ['[1, 2, 3, 4]', '[[1, 2], [3, 4]]'])
    expect(list('ARRAY [0..1, 0..1] OF INT', value)).toBe('1234');
  expect(list('ARRAY [0..1, 0..1] OF INT', '[2([1, 2])]')).toBe('1212');
  expect(list('ARRAY [0..1, 0..1] OF INT', '[2(2(7))]')).toBe('7777');
  expect(list('ARRAY [0..1] OF ARRAY [0..1] OF INT', '[[1, 2], [3, 4]]')).toBe('1234');
});

it('names in quotes keep their blanks: blocks, types and what is of them', () => {
  const project = openProject({ dialect: 'siemens' });
  const type = 'TYPE "U 1" VERSION : 0.1 STRUCT "x y" : Int; END_STRUCT; END_TYPE';
  project.set(
    'f' as FileId,
    'f.scl',
    `${type} DATA_BLOCK "D 1" VAR v : "U 1"; END_VAR BEGIN v."x y" := 3; END_DATA_BLOCK`,
  );
  project.changes();
  const tag = project.tag('d 1.v')!;
  expect(tag).toMatchObject({ path: 'D 1.v', type: 'U 1' });
  expect(leavesOfDeclaration(tag.path, tag, project)).toEqual([{ path: 'D 1.v.x y', type: 'INT' }]);
  expect(project.diagnostics()).toEqual([]);
});

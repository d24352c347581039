import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFiles, readXml } from '@tagloom/containers';
import { describe, expect, it } from 'vitest';
import { projectOf, tag, type } from '../fixtures.ts';
import { createVendorRows, exportTags } from '../registry.ts';
import { projectFrom } from '../testing/samples.ts';
import type { VendorOptions } from '../types.ts';
import { guidOf, sha1 } from './guid.ts';

const SAMPLE = join(
  import.meta.dirname,
  '../../../../../shared/vendor-samples/beckhoff-twincat3/GVL_arrays.TcGVL',
);

/** Exports and reads back through the product's own import. */
function lists(project: ReturnType<typeof projectOf>, options: VendorOptions = {}) {
  const result = exportTags(project, 'beckhoff', options);
  const back = importFiles(result.files.map((file) => ({ path: file.name, bytes: file.bytes })));
  const beside = new Set(['NOTHING_TO_IMPORT', 'FILE_KIND_UNKNOWN']);
  expect(back.problems.filter((one) => !beside.has(one.code))).toEqual([]);
  return { ...result, texts: new Map(back.files.map((file) => [file.path, file.text])) };
}

describe('beckhoff', () => {
  it('writes one TcGVL per list, in order, with qualifiers, attributes, values and comments', () => {
    const project = projectOf(
      [
        tag('GVL_IO.start', 'BOOL', { address: '%IX0.0', comment: 'push button' }),
        tag('GVL_IO.speed', 'REAL', { initial: '1.5', attributes: { 'OPC.UA.DA': '1', hide: '' } }),
        tag('GVL_IO.MAX', 'INT', {
          qualifiers: ['CONSTANT'],
          initial: '5',
          comment: 'one *) two\nlines ]]>',
        }),
        tag('GVL_IO.timer', 'TON', { initialArgs: 'PT := T#10MS' }),
        tag('GVL_B.n', 'DINT', { qualifiers: ['PERSISTENT'] }),
      ],
      [],
      "{attribute 'qualified_only'}\nVAR_GLOBAL\nEND_VAR\n",
    );
    const { texts, diagnostics, map } = lists(project);
    expect(texts.get('GVL_IO.st')).toBe(`{attribute 'qualified_only'}
VAR_GLOBAL
	(* push button
	   was AT %IX0.0 *)
	start AT %I* : BOOL;
	{attribute 'OPC.UA.DA' := '1'}
	{attribute 'hide'}
	speed : REAL := 1.5;
END_VAR
VAR_GLOBAL CONSTANT
	(* one * ) two
	   lines ]]> *)
	MAX : INT := 5;
END_VAR
VAR_GLOBAL
	timer : TON(PT := T#10MS);
END_VAR
`);
    expect(texts.get('GVL_B.st')).toContain('VAR_GLOBAL PERSISTENT\n\tn : DINT;\nEND_VAR\n');
    expect(diagnostics.map((one) => [one.tag, one.code])).toEqual([
      ['GVL_IO.start', 'ADDRESS_CHANGED'],
      ['GVL_IO.timer', 'TYPE_EXTERNAL'],
    ]);
    expect(map[0]).toEqual({
      path: 'GVL_IO.start',
      vendorName: 'GVL_IO.start',
      vendorAddress: '%I*',
      vendorType: 'BOOL',
      vendorId: guidOf('', 'GVL', 'gvl_io'),
    });
  });

  it('keeps fixed addresses when asked, and always those of %M', () => {
    const tags = [
      tag('G.a', 'BOOL', { address: '%I0.0' }),
      tag('G.b', 'INT', { address: '%QW4' }),
      tag('G.c', 'INT', { address: '%MW4' }),
    ];
    expect(lists(projectOf(tags), { inputs: 'fixed' }).map.map((one) => one.vendorAddress)).toEqual([
      '%IX0.0',
      '%QW4',
      '%MW4',
    ]);
    expect(lists(projectOf(tags)).map.map((one) => one.vendorAddress)).toEqual(['%I*', '%Q*', '%MW4']);
  });

  it('says what TwinCAT lacks; types of the project travel with it', () => {
    const project = projectOf(
      [tag('MAIN.n', 'INT'), tag('G.c', 'CHAR'), tag('G.s', 'ST_X'), tag('G.t', 'TON')],
      [type('ST_X', 'struct')],
    );
    expect(lists(project).diagnostics.map((one) => [one.tag, one.code])).toEqual([
      ['G.c', 'TYPE_REPLACED'],
      ['G.t', 'TYPE_EXTERNAL'],
    ]);
    const rows = createVendorRows('beckhoff');
    rows.update(project, { added: [], changed: [], removed: [], types: false });
    expect(rows.all().map((row) => [row.name, row.type])).toEqual([
      ['MAIN.n', 'INT'],
      ['G.c', 'BYTE'],
      ['G.s', 'ST_X'],
      ['G.t', 'TON'],
    ]);
  });

  it('writes POUs, methods, properties, actions, types and interfaces as they are, and a project file that names them', () => {
    const source = {
      'FB.st': `// a block
FUNCTION_BLOCK FB_A EXTENDS FB_B
VAR_INPUT x : INT; END_VAR
METHOD PUBLIC Run : BOOL
VAR_INPUT v : INT; END_VAR
Run := v > 0;
END_METHOD
PROPERTY Level : INT
GET
Level := x;
END_GET
SET
x := Level;
END_SET
END_PROPERTY
ACTION Reset:
x := 0;
END_ACTION
x := x + 1;
END_FUNCTION_BLOCK
INTERFACE I_A
METHOD M : BOOL
END_METHOD
END_INTERFACE
TYPE E_A : (one, two); END_TYPE
`,
      'MAIN.st':
        'PROGRAM MAIN\nVAR\n  a AT %IX0.0 : BOOL; // start\n  c : CHAR;\nEND_VAR\na := FALSE;\nEND_PROGRAM\n',
      'GVL.st': 'VAR_GLOBAL\n  b AT %QX1.0 : BOOL;\nEND_VAR\n',
    };
    const ioMap = { '%IX0.0': 'TIID^Box^Term 1', '%QX1.0': 'TIID^Box^Term 2' };
    const result = exportTags(projectFrom(source), 'beckhoff', { project: 'Plant', ioMap });
    expect(result.files.map((file) => file.name)).toEqual([
      'GVL.TcGVL',
      'FB_A.TcPOU',
      'I_A.TcIO',
      'E_A.TcDUT',
      'MAIN.TcPOU',
      'Plant.plcproj',
    ]);
    const back = importFiles(result.files.map((file) => ({ path: file.name, bytes: file.bytes })));
    const texts = new Map(back.files.map((file) => [file.path, file.text]));
    expect(texts.get('FB_A.st')).toBe(source['FB.st'].slice(0, source['FB.st'].indexOf('INTERFACE')));
    expect(texts.get('E_A.st')).toBe('TYPE E_A : (one, two);\nEND_TYPE\n');
    expect(texts.get('MAIN.st')).toBe(
      "PROGRAM MAIN\nVAR\n\t{attribute 'TcLinkTo' := 'TIID^Box^Term 1'}\n  a AT %I* (* was AT %IX0.0 *) : BOOL; // start\n  c : BYTE;\nEND_VAR\na := FALSE;\nEND_PROGRAM\n",
    );
    expect(texts.get('GVL.st')).toContain("{attribute 'TcLinkTo' := 'TIID^Box^Term 2'}");
    const project = new TextDecoder().decode(result.files.at(-1)?.bytes);
    expect([...project.matchAll(/Compile Include="([^"]+)"/g)].map((one) => one[1])).toEqual(
      result.files.slice(0, -1).map((file) => file.name),
    );
  });

  it('keeps the ids of an earlier side map', () => {
    const project = projectOf([tag('G.x', 'INT')]);
    const first = exportTags(project, 'beckhoff');
    const vendorId = '{00000000-1111-2222-3333-444444444444}';
    const entries = first.map.map((entry) => ({ ...entry, vendorId }));
    const again = exportTags(project, 'beckhoff', { sideMap: { entries } });
    expect(again.map[0]?.vendorId).toBe(vendorId);
    expect(new TextDecoder().decode(again.files[0]?.bytes)).toContain(vendorId);
  });

  it('puts all variables into one list when asked', () => {
    const { texts, map } = lists(projectOf([tag('A.x', 'INT'), tag('B.x', 'INT')]), { gvlName: 'GVL_All' });
    expect([...texts.keys()]).toEqual(['GVL_All.st']);
    expect(map.map((one) => one.vendorName)).toEqual(['GVL_All.x', 'GVL_All.x_2']);
  });

  it('L5: object ids depend on project, kind and name alone', () => {
    const make = () => exportTags(projectOf([tag('G.x', 'INT')]), 'beckhoff', { project: 'p' });
    expect(make().files).toEqual(make().files);
    expect(guidOf('p', 'GVL', 'g')).toMatch(
      /^\{[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\}$/,
    );
    expect(
      new Set([
        guidOf('p', 'GVL', 'g'),
        guidOf('q', 'GVL', 'g'),
        guidOf('p', 'POU', 'g'),
        guidOf('p', 'GVL', 'h'),
      ]).size,
    ).toBe(4);
  });

  it('hashes like node:crypto at every block length', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 255);
      expect(Buffer.from(sha1(bytes)).toString('hex')).toBe(createHash('sha1').update(bytes).digest('hex'));
    }
  });

  it.skipIf(!existsSync(SAMPLE))(
    'has the elements and attributes of a real TcGVL (skipped when ../shared/vendor-samples is absent)',
    () => {
      const shape = (text: string) => {
        const root = readXml(text.replace(/^\ufeff/, ''), 20);
        return [
          root.name,
          root.attributes.Version,
          ...root.children.flatMap((one) => [
            one.name,
            ...Object.keys(one.attributes),
            ...one.children.map((inner) => inner.name),
          ]),
        ];
      };
      const [ours] = exportTags(projectOf([tag('GVL_arrays.x', 'INT')]), 'beckhoff').files;
      expect(shape(new TextDecoder().decode(ours?.bytes))).toEqual(shape(readFileSync(SAMPLE, 'utf8')));
      expect([...(ours?.bytes.slice(0, 3) ?? [])]).toEqual([0xef, 0xbb, 0xbf]);
    },
  );
});

/** `parse` and `layout` held against the words of the contract (sections 2, 3, 6 and 7). */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './cli.ts';

interface Output {
  file: string;
  ok: boolean;
  ms: number;
  dialect: string;
  errors: { code: string; line: number; col: number; message: string }[];
  declarations: Record<string, unknown>[];
  leaves: Record<string, unknown>[];
  types: Record<string, unknown>[];
  scopes: Record<string, unknown>[];
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tagloom-contract-'));
});

async function run(args: readonly string[], input = '') {
  let out = '';
  let err = '';
  const exit = await runCli(
    args,
    {
      print: async (text) => {
        out += text;
      },
      complain: (text) => {
        err += text;
      },
      input: async () => input,
    },
    async () => 7,
  );
  return { exit, out, err };
}

async function parse(name: string, content: string | Uint8Array, ...flags: string[]): Promise<Output> {
  const path = join(folder, name);
  await writeFile(path, content);
  const { out } = await run(['parse', ...flags, path]);
  return JSON.parse(out);
}

/** The declaration of that name, without its place. */
async function declared(text: string, name: string | null, file = 'a.st') {
  const { declarations, errors } = await parse(file, text);
  expect(errors).toEqual([]);
  const { pos, ...rest } = declarations.find((one) => one.name === name) ?? {};
  return rest;
}

const program = (declarations: string) => `PROGRAM Main\nVAR\n${declarations}\nEND_VAR\nEND_PROGRAM\n`;

describe('tagloom parse, the object', () => {
  it('has these keys in this order, one object per line, ms as CPU time', async () => {
    const path = join(folder, 'one.st');
    await writeFile(path, program('a : INT;'));
    const { out, exit } = await run(['parse', path, path]);
    const lines = out.trimEnd().split('\n');
    expect([exit, lines.length]).toEqual([0, 2]);
    const one: Output = JSON.parse(lines[0] ?? '');
    expect(Object.keys(one)).toEqual('file ok ms dialect errors declarations leaves types scopes'.split(' '));
    expect(one.file).toBe(path);
    expect(one.ms).toBeGreaterThan(0);
  });

  it('gives the declaration of the contract word for word', async () => {
    const text = `PROGRAM MAIN\n${'\n'.repeat(7)}VAR RETAIN\n\n    {attribute 'OPC.UA.DA' := '1'}\n    rSpeed AT %qd4 : array[0..3] of real := [4(0.0)]; // line speed, m/min\nEND_VAR\nEND_PROGRAM\n`;
    const { declarations } = await parse('MAIN.st', text);
    expect(declarations).toEqual([
      {
        name: 'rSpeed',
        scope: 'MAIN',
        section: 'VAR',
        qualifiers: ['RETAIN'],
        type: 'ARRAY [0..3] OF REAL',
        dims: [[[0, 3]]],
        address: '%QD4',
        initial: '[4(0.0)]',
        comment: 'line speed, m/min',
        attributes: { 'OPC.UA.DA': '1' },
        pos: { line: 12, col: 5 },
      },
    ]);
  });

  it('is ok without an error only; lines and columns count from 1, columns in UTF-16 units', async () => {
    const bad = await parse('bad.st', "PROGRAM P\nVAR s : STRING := '😀'; : INT; END_VAR\nEND_PROGRAM");
    expect(bad.ok).toBe(false);
    expect(bad.errors[0]).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), line: 2, col: 25 });
    expect((await parse('good.st', program('a : INT;'))).ok).toBe(true);
  });

  it('keeps every complete declaration around a mistake, invents none, and says at most 2n + 1 errors', async () => {
    const { declarations, errors } = await parse('half.st', program('foo :\nbar : INT;\nbaz : BOOL;'));
    expect(declarations.map((one) => one.name)).toEqual(['bar', 'baz']);
    expect(errors.length).toBeLessThanOrEqual(3);
    expect(Math.abs((errors[0]?.line ?? 0) - 3)).toBeLessThanOrEqual(2);
  });

  it.each(['auto', 'iec', 'codesys', 'siemens', 'rockwell'])('takes the dialect %s', async (dialect) => {
    const { dialect: used } = await parse('d.st', program('a : INT;'), '--dialect', dialect);
    expect(used).toBe(dialect === 'auto' ? 'iec' : dialect);
  });
});

describe('tagloom parse, declarations', () => {
  it('writes types canonically', async () => {
    const types = {
      'array[0..1,2..N] of array[*] of int': 'ARRAY [0..1, 2..4] OF ARRAY [*] OF INT',
      'string(N)': 'STRING[4]',
      'wstring[7]': 'WSTRING[7]',
      'int(-1..N)': 'INT (-1..4)',
      'pointer to My_Type': 'POINTER TO My_Type',
      'reference to lreal': 'REFERENCE TO LREAL',
      'Lib.My_Type': 'Lib.My_Type',
    };
    for (const [written, type] of Object.entries(types)) {
      const text = `VAR_GLOBAL CONSTANT N : INT := 2 * 2; END_VAR\n${program(`x : ${written};`)}`;
      expect((await declared(text, 'x')).type, written).toBe(type);
    }
  });

  it('folds dims to integers, one list for each nested array', async () => {
    expect((await declared(program('x : ARRAY[0..1, 2..3] OF ARRAY[4..5] OF INT;'), 'x')).dims).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
      [[4, 5]],
    ]);
    expect((await declared(program('x : ARRAY[*] OF INT;'), 'x')).dims).toEqual([['*']]);
  });

  it('names a located variable without a name null, and a file-level list after its file', async () => {
    expect(await declared(program('AT %ix1.1 : BOOL;'), null)).toMatchObject({
      name: null,
      address: '%IX1.1',
    });
    const list = await declared('VAR_GLOBAL PERSISTENT g : INT; END_VAR', 'g', 'GVL_IO.st');
    expect(list).toMatchObject({ scope: 'GVL_IO', section: 'VAR_GLOBAL', qualifiers: ['PERSISTENT'] });
  });

  it('takes comments behind on the last line, else the lines directly above; both when both exist', async () => {
    const text = program(
      '(* first\n   second *)\na : INT;\nb : INT; (* behind *)\n// one\n// two\nc : INT; // three\n\n// apart\n\nd : INT;',
    );
    expect(await declared(text, 'a')).toMatchObject({ comment: 'first\nsecond' });
    expect(await declared(text, 'b')).toMatchObject({ comment: 'behind' });
    expect(await declared(text, 'c')).toMatchObject({ comment: 'three', leadingComment: 'one\ntwo' });
    expect(await declared(text, 'a')).not.toHaveProperty('leadingComment');
  });

  it('writes initial values without comments, constructor arguments and data block overrides apart', async () => {
    const text = program('a : INT := 1 (* one *) + 2;\nf : FB_X(n := 3);\ng : FB_X := (n := 4);');
    expect(await declared(text, 'a')).toMatchObject({ initial: '1 + 2' });
    expect(await declared(text, 'f')).toMatchObject({ type: 'FB_X', initialArgs: '(n := 3)' });
    expect(await declared(text, 'g')).toMatchObject({ initial: '(n := 4)' });
    const block = `DATA_BLOCK "DB"\nVERSION : 0.1\nSTRUCT\n"my speed" { ExternalWritable := 'False' } : Real := 1.0; // m/s\nn : Int;\nEND_STRUCT;\nBEGIN\n"my speed" := 2.5;\nEND_DATA_BLOCK\n`;
    expect(await declared(block, 'my speed', 'db.scl')).toEqual({
      name: 'my speed',
      scope: 'DB',
      section: 'STRUCT',
      qualifiers: [],
      type: 'REAL',
      initial: '1.0',
      initialOverride: '2.5',
      comment: 'm/s',
      attributes: { ExternalWritable: 'False' },
    });
    const { leaves } = await parse('db.scl', block);
    expect(leaves[0]).toEqual({ path: 'DB.my speed', type: 'REAL', initial: '2.5' });
  });

  it('names every kind of scope, in source order, with edge and access', async () => {
    const { declarations, scopes } = await parse(
      'all.st',
      `TYPE S : STRUCT a1 : INT; END_STRUCT; U : UNION a2 : INT; END_UNION; END_TYPE
NAMESPACE Ns CLASS C VAR a3 : INT; END_VAR END_CLASS END_NAMESPACE
FUNCTION_BLOCK F EXTENDS B IMPLEMENTS I, J VAR_INPUT a4 : BOOL R_EDGE; END_VAR
METHOD M : BOOL VAR_INPUT a5 : INT; END_VAR END_METHOD
PROPERTY P : INT GET VAR a6 : INT; END_VAR END_GET END_PROPERTY
END_FUNCTION_BLOCK
CONFIGURATION Co RESOURCE Re ON PLC VAR_GLOBAL a7 : INT; END_VAR END_RESOURCE
VAR_ACCESS a8 : Re.x : INT READ_ONLY; END_VAR END_CONFIGURATION`,
    );
    expect(declarations.map((one) => [one.name, one.scope, one.section])).toEqual([
      ['a1', 'S', 'STRUCT'],
      ['a2', 'U', 'UNION'],
      ['a3', 'Ns.C', 'VAR'],
      ['a4', 'F', 'VAR_INPUT'],
      ['a5', 'F.M', 'VAR_INPUT'],
      ['a6', 'F.P.GET', 'VAR'],
      ['a7', 'Co.Re', 'VAR_GLOBAL'],
      ['a8', 'Co', 'VAR_ACCESS'],
    ]);
    expect(declarations.map((one) => one.edge ?? one.access ?? null).filter((one) => one !== null)).toEqual([
      'R_EDGE',
      'READ_ONLY',
    ]);
    expect(scopes).toContainEqual({
      scope: 'F',
      kind: 'FUNCTION_BLOCK',
      extends: ['B'],
      implements: ['I', 'J'],
    });
    expect(scopes).toContainEqual({ scope: 'F.M', kind: 'METHOD', returnType: 'BOOL' });
  });
});

describe('tagloom parse, leaves and types', () => {
  it('expands instances with the effective value: instance over member over type', async () => {
    const { leaves } = await parse(
      'leaves.st',
      `TYPE T : INT := 9; M : STRUCT speed : REAL := 1.5; t : T; END_STRUCT; END_TYPE
${program('m : ARRAY[1..2] OF M := [(speed := 2.0)];\ng : ARRAY[0..0, 1..2] OF BOOL;')}`,
    );
    expect(leaves).toEqual([
      { path: 'Main.m[1].speed', type: 'REAL', initial: '2.0' },
      { path: 'Main.m[1].t', type: 'INT', initial: '9' },
      { path: 'Main.m[2].speed', type: 'REAL', initial: '1.5' },
      { path: 'Main.m[2].t', type: 'INT', initial: '9' },
      { path: 'Main.g[0,1]', type: 'BOOL' },
      { path: 'Main.g[0,2]', type: 'BOOL' },
    ]);
  });

  it('leaves an array of more than 10,000 elements folded and says so', async () => {
    const { leaves } = await parse(
      'big.st',
      program('a : ARRAY[1..10000] OF INT;\nb : ARRAY[1..10001] OF INT;'),
    );
    expect(leaves).toHaveLength(10_001);
    expect(leaves.at(-1)).toEqual({ path: 'Main.b', type: 'ARRAY [1..10001] OF INT', folded: true });
  });

  it('lists types of every kind', async () => {
    const { types } = await parse(
      'types.st',
      'TYPE S : STRUCT a : INT; END_STRUCT; U : UNION b : BYTE; END_UNION; E : (x, y := 5, z) USINT := y; R : INT (0..9) := 3; A : ARRAY[0..1] OF REAL; END_TYPE',
    );
    const member = { section: 'STRUCT', qualifiers: [], type: 'INT', scope: 'S', name: 'a' };
    expect(types).toEqual([
      { name: 'S', kind: 'struct', members: [member] },
      {
        name: 'U',
        kind: 'union',
        members: [{ ...member, name: 'b', scope: 'U', section: 'UNION', type: 'BYTE' }],
      },
      {
        name: 'E',
        kind: 'enum',
        base: 'USINT',
        initial: 'y',
        values: [
          { name: 'x', value: 0 },
          { name: 'y', value: 5 },
          { name: 'z', value: 6 },
        ],
      },
      { name: 'R', kind: 'subrange', base: 'INT', initial: '3', range: [0, 9] },
      { name: 'A', kind: 'alias', base: 'ARRAY [0..1] OF REAL' },
    ]);
  });
});

describe('tagloom parse, containers', () => {
  const pou = `\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<TcPlcObject><POU Name="A"><Declaration><![CDATA[PROGRAM A\r\nVAR\r\n\tx : INT;\r\nEND_VAR]]></Declaration><Implementation><ST><![CDATA[x := 1\r\ny := ;]]></ST></Implementation></POU></TcPlcObject>`;

  it('points into the raw file', async () => {
    const { declarations, errors, file } = await parse('A.TcPOU', pou);
    expect(file).toBe(join(folder, 'A.TcPOU'));
    expect(declarations).toMatchObject([{ name: 'x', scope: 'A', pos: { line: 4, col: 2 } }]);
    expect(errors.map(({ line }) => line)).toEqual([5, 6]);
  });

  it('reads UTF-16 and cp1252 texts and prints one object for each entry of a zip', async () => {
    const text = program('a : INT; // äöü');
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect((await parse('u.st', utf16)).declarations).toMatchObject([{ comment: 'äöü' }]);
    expect((await parse('w.st', Buffer.from(text, 'latin1'))).declarations).toMatchObject([
      { comment: 'äöü' },
    ]);
    const archive = join(folder, 'p.zip');
    const bytes = new TextEncoder().encode(text);
    await writeFile(
      archive,
      zipSync({ 'p/one.st': bytes, 'p/two.st': bytes }, { mtime: '1980-01-01T00:00:00' }),
    );
    const { out } = await run(['parse', archive]);
    const files = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).file);
    expect(files).toEqual([`${archive}/p/one.st`, `${archive}/p/two.st`]);
  });

  it.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><TcPlcObject/>', 'XML_DOCTYPE'],
    [`<TcPlcObject>${'<a>'.repeat(120)}`, 'XML_TOO_DEEP'],
    ['<TcPlcObject><POU>', 'XML_BROKEN'],
  ])('refuses %.30s with one coded sentence and reads on', async (text, code) => {
    const bad = join(folder, 'bad.TcPOU');
    const good = join(folder, 'good.st');
    await writeFile(bad, text);
    await writeFile(good, program('a : INT;'));
    const { out, exit } = await run(['parse', bad, good]);
    const [first, second] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exit).toBe(0);
    expect(first).toMatchObject({
      ok: false,
      errors: [{ code, message: expect.stringMatching(/^[^\n]+\.$/) }],
    });
    expect(second.ok).toBe(true);
  });

  it('refuses XML of more than 20 MB', async () => {
    const { errors } = await parse('large.xml', new Uint8Array(20_000_001).fill(60));
    expect(errors).toMatchObject([{ code: 'FILE_TOO_LARGE' }]);
  });
});

describe('tagloom parse, the command', () => {
  it('takes paths on standard input for "-", one per line, and lists what cannot be read', async () => {
    const path = join(folder, 'stdin.st');
    await writeFile(path, program('a : INT;'));
    const { out, exit } = await run(['parse', '-'], `${path}\n${join(folder, 'none.st')}\n`);
    const [first, second] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exit).toBe(0);
    expect(first).toMatchObject({ file: path, ok: true });
    expect(second).toMatchObject({ ok: false, errors: [{ code: 'FILE_UNREADABLE', line: 1, col: 1 }] });
  });

  it.each([
    [['parse']],
    [['parse', '--dialect', 'x', 'a']],
    [['parse', '--y', 'a']],
    [['layout', 'a']],
    [['layout', '--cpu', 'Z80', 'a']],
    [['layout', '--cpu', 'twincat']],
  ])('%j is wrong usage: exit status 2, one sentence, nothing printed', async (args) => {
    const { exit, out, err } = await run(args);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toMatch(/^USAGE: [^\n]+\n$/);
  });
});

describe('tagloom layout', () => {
  it('prints sizes and offsets as result.json has them, and says what has none', async () => {
    const path = join(folder, 'types.st');
    await writeFile(
      path,
      'TYPE T : STRUCT a : BOOL; b : BOOL; c : REAL; d : BYTE; END_STRUCT END_TYPE TYPE V : STRUCT x : Foreign; END_STRUCT END_TYPE',
    );
    const siemens = await run(['layout', '--cpu', 'S7-1500', path]);
    expect(siemens.exit).toBe(0);
    expect(JSON.parse(siemens.out)).toEqual({
      diagnostics: [
        {
          code: 'LAYOUT_UNKNOWN',
          severity: 'warning',
          tag: 'V',
          message: 'V has no layout because the type Foreign is not known.',
        },
      ],
      layout: [{ name: 'T', size: 8, offsets: { a: '0.0', b: '0.1', c: '2.0', d: '6.0' } }],
    });
    const twincat = await run(['layout', '--cpu', 'twincat', path]);
    expect(JSON.parse(twincat.out).layout).toEqual([
      { name: 'T', size: 12, offsets: { a: 0, b: 1, c: 4, d: 8 } },
    ]);
  });

  it('fails with status 1 when a source is not there', async () => {
    const { exit, err } = await run(['layout', '--cpu', 'S7-300', join(folder, 'nowhere')]);
    expect([exit, err]).toEqual([1, expect.stringMatching(/^SOURCE_NOT_FOUND: [^\n]+\n$/)]);
  });
});

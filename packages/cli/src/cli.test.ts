import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './cli.ts';

const BIN = join(import.meta.dirname, '../tagloom.mjs');
const run = promisify(execFile);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tagloom-cli-'));
  await writeFile(
    join(folder, 'GVL_IO.st'),
    'VAR_GLOBAL\n  xStart AT %IX0.0 : BOOL; // start\n  nCount : INT := 5;\nEND_VAR\n',
  );
  await writeFile(
    join(folder, 'MAIN.TcPOU'),
    '<TcPlcObject><POU Name="MAIN"><Declaration><![CDATA[PROGRAM MAIN\nVAR\n  r : REAL;\nEND_VAR]]></Declaration></POU></TcPlcObject>',
  );
  await writeFile(join(folder, 'bad.st'), Uint8Array.of(0, 1, 2, 0, 0));
});

/** Runs the command in this process; the server is a recorder. */
async function cli(args: readonly string[], input = '') {
  let out = '';
  let err = '';
  const served: (readonly string[])[] = [];
  const io = {
    print: async (text: string) => {
      out += text;
    },
    complain: (text: string) => {
      err += text;
    },
    input: async () => input,
  };
  const exit = await runCli(args, io, async (rest) => {
    served.push(rest);
    return 7;
  });
  return { exit, out, err, served };
}

const lines = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('tagloom parse', () => {
  it('prints one object per file, reads TwinCAT files, and never fails for a bad one', async () => {
    const paths = ['GVL_IO.st', 'MAIN.TcPOU', 'bad.st', 'missing.st'].map((name) => join(folder, name));
    const { exit, out, err } = await cli(['parse', ...paths]);
    expect([exit, err]).toEqual([0, '']);
    const results = lines(out);
    expect(results.map((one) => [one.file, one.ok])).toEqual(paths.map((path, at) => [path, at < 2]));
    expect(
      results[0].declarations.map((one: { name: string; scope: string }) => [one.scope, one.name]),
    ).toEqual([
      ['GVL_IO', 'xStart'],
      ['GVL_IO', 'nCount'],
    ]);
    expect(results[1].declarations).toMatchObject([{ name: 'r', scope: 'MAIN', type: 'REAL' }]);
    expect(results.slice(2).map((one) => one.errors[0].code)).toEqual(['FILE_NOT_TEXT', 'FILE_UNREADABLE']);
  });

  it('takes paths from standard input', async () => {
    const { out } = await cli(['parse', '--dialect', 'codesys', '-'], `${join(folder, 'GVL_IO.st')}\r\n\n`);
    expect(lines(out)).toMatchObject([{ ok: true, dialect: 'codesys' }]);
  });

  it('refuses wrong usage with exit status 2 and one sentence', async () => {
    for (const args of [
      ['parse'],
      ['parse', '--dialect', 'basic', 'x'],
      ['parse', '--colour', 'red'],
      ['fly'],
      ['import'],
    ]) {
      const { exit, out, err } = await cli(args);
      expect([exit, out]).toEqual([2, '']);
      expect(err).toMatch(/^(?:USAGE|COMMAND_UNKNOWN): [^\n]+\n$/);
    }
  });
});

describe('tagloom import', () => {
  const elsewhere = () => mkdtemp(join(tmpdir(), 'tagloom-import-'));
  const exported = async (format: string) => {
    const out = join(await elsewhere(), format);
    await cli(['export', '--format', format, '--out', out, join(folder, 'GVL_IO.st')]);
    return out;
  };

  it('brings an export back under the paths of its side map', async () => {
    const out = await exported('siemens-xlsx');
    const back = join(await elsewhere(), 'back');
    const map = join(out, 'result.json');
    const { exit, err } = await cli(['import', '--map', map, '--out', back, out]);
    expect([exit, err]).toEqual([0, '']);
    const result = JSON.parse(await readFile(join(back, 'result.json'), 'utf8'));
    expect(result.tags).toEqual([
      {
        path: 'GVL_IO.xStart',
        type: 'BOOL',
        initial: null,
        address: '%IX0.0',
        comment: 'start',
        qualifiers: [],
        attributes: {},
        device: null,
      },
    ]);
    expect(result.diff).toEqual({ added: [], changed: [], removed: [] });
    expect(result.rows).toEqual({ total: 1, imported: 1, skipped: {} });
    expect(await readFile(join(back, 'GVL_IO.st'), 'utf8')).toContain('xStart AT %IX0.0 : BOOL; // start');
  });

  it('without a side map takes the names of the vendor, and everything is new', async () => {
    const out = await exported('kepware');
    const back = join(await elsewhere(), 'back');
    const { exit } = await cli(['import', '--format', 'kepware', '--out', back, join(out, 'kepware.csv')]);
    expect(exit).toBe(0);
    const result = JSON.parse(await readFile(join(back, 'result.json'), 'utf8'));
    expect(result.diff).toEqual({ added: ['GVL_IO.xStart', 'GVL_IO.nCount'], changed: [], removed: [] });
  });

  it.each([
    [['--format', 'excel', '--out', 'o', 'x'], 'FORMAT_UNKNOWN', 2],
    [['x'], 'USAGE', 2],
    [['--out', 'o'], 'USAGE', 2],
    [['--options', '{"colour":1}', '--out', 'o', 'x'], 'OPTION_UNKNOWN', 2],
    [['--map', 'nowhere.json', '--out', 'o', 'x'], 'FILE_UNREADABLE', 1],
    [['--out', 'o', 'nowhere'], 'SOURCE_NOT_FOUND', 1],
  ])('%j fails with %s', async (args, code, status) => {
    const { exit, err } = await cli(['import', ...args]);
    expect(err).toMatch(new RegExp(`^${code}: [^\\n]+\\n$`));
    expect(exit).toBe(status);
  });

  it('says why nothing came in', async () => {
    const { exit, err } = await cli([
      'import',
      '--out',
      join(await elsewhere(), 'none'),
      join(folder, 'bad.st'),
    ]);
    expect([exit, err]).toEqual([1, expect.stringMatching(/FILE_NOT_TEXT: [\s\S]*NOTHING_TO_IMPORT: /)]);
  });
});

describe('tagloom export', () => {
  it('writes the files and result.json, and says which sources did not come in', async () => {
    const out = join(folder, 'out');
    const { exit, err } = await cli([
      'export',
      '--format',
      'rockwell-csv',
      '--options',
      '{"delimiter":";"}',
      '--out',
      out,
      folder,
    ]);
    expect([exit, err]).toEqual([0, expect.stringMatching(/^FILE_NOT_TEXT: [^\n]+\n$/)]);
    expect((await readdir(out)).sort()).toEqual(['result.json', 'tags.csv']);
    const result = JSON.parse(await readFile(join(out, 'result.json'), 'utf8'));
    expect(result.map.map((one: { path: string; vendorName: string }) => [one.path, one.vendorName])).toEqual(
      [
        ['GVL_IO.xStart', 'xStart'],
        ['GVL_IO.nCount', 'nCount'],
        ['MAIN.r', 'r'],
      ],
    );
    expect(result.diagnostics.map((one: { code: string; tag: string }) => [one.tag, one.code])).toEqual([
      ['bad.st', 'FILE_NOT_TEXT'],
      ['GVL_IO.xStart', 'ADDRESS_UNMAPPED'],
      ['GVL_IO.nCount', 'INITIAL_LOST'],
    ]);
    expect(await readFile(join(out, 'tags.csv'), 'latin1')).toContain('TAG;;xStart;"start";"BOOL"');
  });

  it.each([
    [['--format', 'excel', '--out', 'o', 'x'], 'FORMAT_UNKNOWN', 2],
    [['--out', 'o', 'x'], 'USAGE', 2],
    [['--format', 'beckhoff', 'x'], 'USAGE', 2],
    [['--format', 'beckhoff', '--out', 'o'], 'USAGE', 2],
    [['--format', 'beckhoff', '--options', '{"colour":1}', '--out', 'o', 'x'], 'OPTION_UNKNOWN', 2],
    [['--format', 'beckhoff', '--options', '{', '--out', 'o', 'x'], 'OPTION_INVALID', 2],
    [['--format', 'beckhoff', '--options', 'nowhere.json', '--out', 'o', 'x'], 'FILE_UNREADABLE', 1],
    [['--format', 'beckhoff', '--out', 'o', 'nowhere'], 'SOURCE_NOT_FOUND', 1],
    [
      ['--format', 'beckhoff', '--out', '/dev/null/x', join(import.meta.dirname, 'none.st')],
      'SOURCE_NOT_FOUND',
      1,
    ],
  ])('%j fails with %s', async (args, code, status) => {
    const { exit, err } = await cli(['export', ...args]);
    expect(err).toMatch(new RegExp(`^${code}: [^\\n]+\\n$`));
    expect(exit).toBe(status);
  });

  it('says when a folder cannot be written or holds no source', async () => {
    const written = await cli([
      'export',
      '--format',
      'beckhoff',
      '--out',
      join(folder, 'bad.st', 'x'),
      join(folder, 'GVL_IO.st'),
    ]);
    expect([written.exit, written.err]).toEqual([1, expect.stringMatching(/^FILE_UNWRITABLE: /)]);
    const empty = await cli([
      'export',
      '--format',
      'beckhoff',
      '--out',
      join(folder, 'o'),
      join(folder, 'bad.st'),
    ]);
    expect([empty.exit, empty.err]).toEqual([1, expect.stringMatching(/^NOTHING_TO_IMPORT: /)]);
  });
});

it('lists its commands, and no command that does not exist', async () => {
  const { exit, out } = await cli(['--help']);
  expect(exit).toBe(0);
  expect(out.match(/^ {2}tagloom \S+/gm)).toEqual(
    [
      'serve',
      'token',
      'login-link',
      'keys',
      'operator',
      'project',
      'project',
      'backup',
      'restore',
      'verify',
      'parse',
      'export',
      'import',
      'layout',
    ].map((name) => `  tagloom ${name}`),
  );
});

it('hands database commands to the server with all their words, and its exit status back', async () => {
  const { exit, served } = await cli(['token', '--user', 'Ada', '--ttl', '5']);
  expect(served).toEqual([['token', '--user', 'Ada', '--ttl', '5']]);
  expect(exit).toBe(7);
});

describe('tagloom.mjs', () => {
  it('runs under Node 24 without a warning', async () => {
    const { stdout, stderr } = await run(process.execPath, [BIN, 'parse', join(folder, 'GVL_IO.st')]);
    expect(stderr).toBe('');
    expect(lines(stdout)).toMatchObject([{ ok: true }]);
  });

  it('passes standard input and exit status through', { timeout: 30_000 }, async () => {
    const child = spawn(process.execPath, [BIN, 'parse', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stdin.end(`${join(folder, 'GVL_IO.st')}\n`);
    const [code] = await once(child, 'close');
    expect([code, lines(out).length]).toEqual([0, 1]);
    await expect(run(process.execPath, [BIN, 'fly'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^COMMAND_UNKNOWN: /),
    });
  });

  it('ends quietly when its reader goes away', { timeout: 30_000 }, async () => {
    const paths = Array.from({ length: 3_000 }, () => join(folder, 'GVL_IO.st')).join('\n');
    const child = spawn(process.execPath, [BIN, 'parse', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.stdin.end(paths);
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'close');
    expect([code, err]).toEqual([0, '']);
  });
});

import { describe, expect, it } from 'vitest';
import { importFiles } from './intake.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (path: string, text = 'PROGRAM P\nEND_PROGRAM\n') => ({ path, bytes: bytes(text) });
const codes = (result: ReturnType<typeof importFiles>) => result.problems.map((one) => one.code);
const pou = '<TcPlcObject><POU Name="A"><Declaration>PROGRAM A</Declaration></POU></TcPlcObject>';

describe('importFiles', () => {
  it('reads text and TwinCAT files in the order given and drops the folder that all share', () => {
    const result = importFiles([
      file('p\\POUs\\MAIN.TcPOU', pou),
      file('p/x.ST', 'a\r\nb'),
      file('p/y.scl'),
      file('p/z.fun'),
    ]);
    expect(result.files.map((one) => [one.path, one.kind])).toEqual([
      ['POUs/MAIN.st', 'tcpou'],
      ['x.st', 'st'],
      ['y.st', 'st'],
      ['z.st', 'st'],
    ]);
    expect(result.files[1]?.text).toBe('a\nb');
    expect(result.problems).toEqual([]);
  });

  it('keeps two files of one path and says so', () => {
    const result = importFiles([file('A.TcPOU', pou), file('a.st')]);
    expect(result.files.map((one) => one.path)).toEqual(['A.st', 'a (2).st']);
    expect(codes(result)).toEqual(['PATH_TAKEN']);
  });

  it('decides .txt, .exp, .xml and files without extension by their content', () => {
    const result = importFiles([
      file('a.txt', '(* x *)\nFUNCTION_BLOCK F\nEND_FUNCTION_BLOCK'),
      file('b.txt', 'Dear colleague, the program ends here.'),
      file('c.exp', "{attribute 'x'} VAR_GLOBAL\nEND_VAR"),
      file('d.xml', pou),
      file('e.xml', '<project/>'),
      file('LICENSE', 'MIT'),
      file('f.st', pou),
    ]);
    expect(result.files.map((one) => [one.path, one.kind])).toEqual([
      ['a.st', 'st'],
      ['c.st', 'st'],
      ['d.st', 'tcpou'],
      ['f.st', 'tcpou'],
    ]);
    expect(codes(result)).toEqual(['FILE_KIND_UNKNOWN', 'FILE_KIND_UNKNOWN', 'FILE_KIND_UNKNOWN']);
  });

  it('lets no bad file harm the others', () => {
    const result = importFiles(
      [
        { path: 'bin.st', bytes: Uint8Array.of(1, 0, 2, 0, 0) },
        file('../up.st'),
        file('broken.TcPOU', '<TcPlcObject>\n<POU>'),
        file('doctype.TcPOU', '<!DOCTYPE x><TcPlcObject/>'),
        file('deep.TcPOU', '<a>'.repeat(200)),
        file('other.TcPOU', '<TcPlcObject><Task/></TcPlcObject>'),
        file('large.st', 'x'.repeat(2_001)),
        file('large.TcPOU', 'x'.repeat(4_001)),
        file('picture.png', '\u0000'),
        { path: 'cp1252.st', bytes: Uint8Array.of(0x2f, 0x2f, 0xe4) },
        file('good.st'),
      ],
      { textBytes: 2_000, xmlBytes: 4_000 },
    );
    expect(result.files.map((one) => one.path)).toEqual(['cp1252.st', 'good.st']);
    expect(result.files[0]).toMatchObject({ text: '//ä', encoding: 'windows-1252' });
    expect(Object.fromEntries(result.problems.map((one) => [one.path, one.code]))).toEqual({
      'bin.st': 'FILE_NOT_TEXT',
      '../up.st': 'PATH_INVALID',
      'broken.TcPOU': 'XML_BROKEN',
      'doctype.TcPOU': 'XML_DOCTYPE',
      'deep.TcPOU': 'XML_TOO_DEEP',
      'other.TcPOU': 'XML_NOT_TWINCAT',
      'large.st': 'FILE_TOO_LARGE',
      'large.TcPOU': 'FILE_TOO_LARGE',
      'picture.png': 'FILE_KIND_UNKNOWN',
      'cp1252.st': 'ENCODING_GUESSED',
    });
    for (const problem of result.problems) expect(problem.message).toMatch(/^[^\n]+[.]$/);
  });

  it('names line and column of broken XML', () => {
    const [problem] = importFiles([file('a.TcPOU', '<TcPlcObject>\n  <POU></Pou>')]).problems;
    expect(problem?.message).toMatch(/line 2, column \d+/);
  });

  it('says when nothing was found', () => {
    expect(codes(importFiles([]))).toEqual(['NOTHING_TO_IMPORT']);
    expect(codes(importFiles([file('a.png')]))).toEqual(['FILE_KIND_UNKNOWN', 'NOTHING_TO_IMPORT']);
  });

  it('reports a body that is not ST and keeps its declarations', () => {
    const sfc =
      '<TcPlcObject><POU Name="S"><Declaration>PROGRAM S</Declaration><Implementation><SFC/></Implementation></POU></TcPlcObject>';
    const result = importFiles([file('S.TcPOU', sfc)]);
    expect(result.files[0]?.text).toBe('PROGRAM S\nEND_PROGRAM\n');
    expect(result.problems).toMatchObject([{ code: 'BODY_NOT_ST', severity: 'info' }]);
    expect(result.problems[0]?.message).toContain('S (SFC)');
  });
});

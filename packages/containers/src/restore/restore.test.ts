import { describe, expect, it } from 'vitest';
import { decode, encode } from '../encoding.ts';
import { importFiles } from '../intake.ts';
import { toContainer } from './restore.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const source = (path: string, text: string) => ({ path, bytes: utf8(text) });
const shown = (bytes: Uint8Array) => decode(bytes)?.text ?? '';

/** Edits the only text of a container and gives what the container says then. */
function edit(path: string, container: string, change: (text: string) => string) {
  const original = source(path, container);
  const [file] = importFiles([original]).files;
  const next = change(file?.text ?? '');
  const restored = toContainer(original, new Map([[file?.inner ?? '', next]]));
  const again = importFiles([{ path, bytes: restored.bytes }]).files[0]?.text;
  return { ...restored, text: shown(restored.bytes), isTrue: again === next };
}

const POU = `\ufeff<?xml version="1.0" encoding="utf-8"?>\r
<TcPlcObject Version="1.1.0.1"><POU Name="A" Id="{1}"><Declaration><![CDATA[PROGRAM A\r
VAR\r
  x : INT;\r
END_VAR]]></Declaration><Implementation><ST><![CDATA[x := 1;\r
x := 2;]]></ST></Implementation><Method Name="M" Id="{2}"><Declaration>METHOD M : BOOL</Declaration><Implementation><ST/></Implementation></Method><LineIds Name="A"><LineId Id="3" Count="0" /></LineIds></POU></TcPlcObject>\r
`;

describe('toContainer', () => {
  it('gives the bytes back when nothing was edited', () => {
    expect(toContainer(source('A.TcPOU', POU), new Map()).bytes).toEqual(utf8(POU));
    expect(edit('A.TcPOU', POU, (text) => text).bytes).toEqual(utf8(POU));
  });

  it('changes the edited place only and keeps BOM, CR LF, CDATA, ids and LineIds', () => {
    const { text, isTrue } = edit('A.TcPOU', POU, (old) => old.replace('x := 2;', 'x := 2;\nx := x < 3;'));
    expect(isTrue).toBe(true);
    expect(`\ufeff${text}`).toBe(POU.replace('x := 2;', 'x := 2;\r\nx := x < 3;'));
  });

  it('puts declarations into the declaration and statements into the body, whichever end they are added to', () => {
    const declared = edit('A.TcPOU', POU, (old) =>
      old.replace('END_VAR\n', 'END_VAR\nVAR_TEMP\n  t : INT;\nEND_VAR\n'),
    );
    expect(declared.isTrue).toBe(true);
    expect(declared.text).toContain('END_VAR\r\nVAR_TEMP\r\n  t : INT;\r\nEND_VAR]]></Declaration>');
    const stated = edit('A.TcPOU', POU, (old) => old.replace('x := 1;', 'x := 0;\nx := 1;'));
    expect(stated.isTrue).toBe(true);
    expect(stated.text).toContain('<ST><![CDATA[x := 0;\r\nx := 1;');
  });

  it('opens an empty element and escapes where there is no CDATA', () => {
    const { text, isTrue } = edit('A.TcPOU', POU, (old) =>
      old.replace('METHOD M : BOOL\n', 'METHOD M : BOOL // a & b\nM := 1 < 2;\n'),
    );
    expect(isTrue).toBe(true);
    expect(text).toContain('<Declaration>METHOD M : BOOL // a &amp; b</Declaration>');
    expect(text).toContain('<ST><![CDATA[M := 1 < 2;]]></ST>');
  });

  it('splits an end mark of CDATA that somebody types', () => {
    const { text, isTrue } = edit('A.TcPOU', POU, (old) => old.replace('x := 1;', "s := ']]>';"));
    expect(isTrue).toBe(true);
    expect(text).toContain("s := ']]]]><![CDATA[>';");
    const typed = edit('A.TcPOU', POU.replace('x := 1;', 'x := a[b[1]];'), (old) =>
      old.replace(']];', ']]>0;'),
    );
    expect(typed.isTrue).toBe(true);
  });

  it('leaves a container alone when an edit changes its structure, and says so', () => {
    const { bytes, left, problems } = edit('A.TcPOU', POU, (old) =>
      old.replace('END_METHOD\n', 'END_METHOD\nMETHOD N\nEND_METHOD\n'),
    );
    expect(bytes).toEqual(utf8(POU));
    expect(left).toEqual(['']);
    expect(problems).toMatchObject([{ code: 'EDIT_NOT_RESTORED' }]);
  });

  it('puts lines into an L5X routine, keeps the others and numbers what follows', () => {
    const lines = ['a := 1;', 'b := 2;', 'c := 3;'].map(
      (line, n) => `<Line Number="${n}">\n<![CDATA[${line}]]>\n</Line>`,
    );
    const l5x = `<RSLogix5000Content><Controller Name="C"><Programs><Program Name="P"><Routines><Routine Name="R" Type="ST"><STContent>\n${lines.join('\n')}\n</STContent></Routine></Routines></Program></Programs></Controller></RSLogix5000Content>`;
    const { text, isTrue } = edit('C.L5X', l5x, (old) => old.replace('b := 2;', 'b := 2;\n\nb := 4;'));
    expect(isTrue).toBe(true);
    expect(text).toBe(
      l5x
        .replace('Number="2"', 'Number="4"')
        .replace(
          'b := 2;]]>\n</Line>',
          'b := 2;]]>\n</Line>\n<Line Number="2">\n<![CDATA[]]>\n</Line>\n<Line Number="3">\n<![CDATA[b := 4;]]>\n</Line>',
        ),
    );
  });

  it('edits one text of a PLCopen file and leaves the others alone', () => {
    const pou = (name: string) =>
      `<pou name="${name}" pouType="program"><interface/><body><ST><xhtml xmlns="http://www.w3.org/1999/xhtml">a := 1 &lt; 2;</xhtml></ST></body></pou>`;
    const xml = `<project xmlns="http://www.plcopen.org/xml/tc6_0201"><types><pous>${pou('P')}\n${pou('Q')}</pous></types></project>`;
    const original = source('p.xml', xml);
    const { files } = importFiles([original]);
    const next = (files[1]?.text ?? '').replace('1 < 2', '1 > 2 & b');
    const { bytes, left } = toContainer(original, new Map([['Q', next]]));
    expect(left).toEqual([]);
    const at = xml.lastIndexOf('1 &lt; 2');
    expect(shown(bytes)).toBe(`${xml.slice(0, at)}1 &gt; 2 &amp; b${xml.slice(at + '1 &lt; 2'.length)}`);
  });

  it('writes plain text in its encoding and line ends, and as UTF-8 when it has to', () => {
    const original = {
      path: 'a.st',
      bytes: encode('a := 1; // \u00e4\r\nb := 2;\nc := 3;\r\n', 'windows-1252', false),
    };
    const next = (text: string) => toContainer(original, new Map([['', text]]));
    const same = next('a := 1; // \u00e4\nb := 2;\nx;\nc := 3;\n');
    expect(same.bytes).toEqual(
      encode('a := 1; // \u00e4\r\nb := 2;\nx;\r\nc := 3;\r\n', 'windows-1252', false),
    );
    const wide = next('a := 1; // \u00e4\nb := 2;\nc := 3; // \u4e2d\n');
    expect(wide.problems).toMatchObject([{ code: 'ENCODING_CHANGED' }]);
    expect(decode(wide.bytes)).toMatchObject({
      encoding: 'utf-8',
      text: 'a := 1; // \u00e4\r\nb := 2;\nc := 3; // \u4e2d\r\n',
    });
  });

  it('writes characters that the encoding of a container has not by number', () => {
    const xml =
      `<?xml version="1.0" encoding="windows-1252"?>${POU.slice(POU.indexOf('<Tc'))}// \u00e4`.replace(
        '// \u00e4',
        '<!-- \u00e4 -->',
      );
    const original = { path: 'A.TcPOU', bytes: encode(xml, 'windows-1252', false) };
    const text = (importFiles([original]).files[0]?.text ?? '').replace('x := 1;', 'x := 1; // \u4e2d');
    const { bytes, left } = toContainer(original, new Map([['', text]]));
    expect(left).toEqual([]);
    expect(shown(bytes)).toContain('// ]]>&#x4E2D;<![CDATA[');
  });
});

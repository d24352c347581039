import { describe, expect, it } from 'vitest';
import { importFiles } from './intake.ts';
import { LineIndex, placesIn } from './places.ts';

/** Where a word of the imported text stands in the container, as line and column and as the text found there. */
function found(path: string, source: string, word: string) {
  const { files } = importFiles([{ path, bytes: new TextEncoder().encode(source) }]);
  for (const file of files) {
    const at = file.text.indexOf(word);
    if (at < 0) continue;
    const { line, col } = placesIn(source.replace(/^\ufeff/, ''), file)(at);
    const text = source.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)[line - 1] ?? '';
    return { line, col, there: text.slice(col - 1, col - 1 + word.length) };
  }
  throw new Error(`${word} did not come in`);
}

const pou = (body: string, declaration = 'PROGRAM A\nVAR\n\tx : INT;\nEND_VAR') =>
  `\ufeff<?xml version="1.0"?>\n<TcPlcObject><POU Name="A"><Declaration>${declaration}</Declaration><Implementation><ST>${body}</ST></Implementation></POU></TcPlcObject>`;

describe('placesIn', () => {
  it('counts from the CDATA mark on the first line and from the line start afterwards', () => {
    const source = pou('<![CDATA[first := 1;\n  second := 2;]]>');
    expect(found('a.TcPOU', source, 'first')).toMatchObject({ line: 5, there: 'first' });
    expect(found('a.TcPOU', source, 'second')).toEqual({ line: 6, col: 3, there: 'second' });
    expect(found('a.TcPOU', source, 'x : INT')).toEqual({ line: 4, col: 2, there: 'x : INT' });
  });

  it('counts escapes as they are written, UTF-16 units and CR LF as one line end', () => {
    const source = pou("IF a &lt; b &amp; &#x1F600;'😀' THEN\r\n&quot;\ttail := 1;");
    expect(found('a.TcPOU', source, 'THEN')).toMatchObject({ there: 'THEN' });
    expect(found('a.TcPOU', source, 'tail')).toEqual({ line: 6, col: 8, there: 'tail' });
  });

  it('points at names, types and values of XML declarations, and at lines of L5X routines', () => {
    const plcopen = `<project xmlns="http://www.plcopen.org/xml/tc6_0201">
  <pou name="P" pouType="program"><interface>
    <localVars><variable name="speed"><type><REAL/></type>
      <initialValue><simpleValue value="1.5"/></initialValue></variable></localVars></interface></pou></project>`;
    expect(found('p.xml', plcopen, 'speed')).toEqual({ line: 3, col: 32, there: 'speed' });
    expect(found('p.xml', plcopen, 'REAL')).toMatchObject({ line: 3, col: 39 });
    expect(found('p.xml', plcopen, '1.5')).toEqual({ line: 4, col: 41, there: '1.5' });
    const l5x = `<RSLogix5000Content><Controller Name="C"><Programs><Program Name="M"><Routines><Routine Name="R" Type="ST"><STContent>
<Line Number="0">
<![CDATA[a := 1;]]>
</Line><Line Number="1"/>
<Line Number="2"><![CDATA[  beta := 2;]]></Line>
</STContent></Routine></Routines></Program></Programs></Controller></RSLogix5000Content>`;
    expect(found('p.L5X', l5x, 'a := 1')).toEqual({ line: 3, col: 10, there: 'a := 1' });
    expect(found('p.L5X', l5x, 'beta')).toEqual({ line: 5, col: 29, there: 'beta' });
  });

  it('puts lines of our own behind the piece before them', () => {
    expect(found('a.TcPOU', pou('<![CDATA[y;\nz;]]>'), 'END_PROGRAM')).toMatchObject({ line: 6, col: 3 });
  });

  it('leaves plain text where it is', () => {
    expect(found('a.st', 'PROGRAM A\r\nEND_PROGRAM\r\n', 'END_PROGRAM')).toMatchObject({ line: 2, col: 1 });
  });
});

describe('LineIndex', () => {
  it('ends lines at CR LF, LF and CR', () => {
    const index = new LineIndex('a\r\nb\nc\rd');
    expect([0, 3, 5, 7].map((at) => index.locate(at))).toEqual([
      { line: 1, col: 1 },
      { line: 2, col: 1 },
      { line: 3, col: 1 },
      { line: 4, col: 1 },
    ]);
  });
});

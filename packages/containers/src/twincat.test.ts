import { describe, expect, it } from 'vitest';
import { readTwincat } from './twincat.ts';

const object = (inner: string) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<TcPlcObject Version="1.1.0.1">\n${inner}\n</TcPlcObject>`;
const st = (body: string) => `<Implementation><ST><![CDATA[${body}]]></ST></Implementation>`;
const declaration = (text: string) => `<Declaration><![CDATA[${text}]]></Declaration>`;
const read = (inner: string) => readTwincat(object(inner), 100);

describe('readTwincat', () => {
  it('writes members before the body, each with its END line', () => {
    const pou = `<POU Name="FB_A" Id="{1}" SpecialFunc="None">
      ${declaration('(* PROGRAM in a comment *)\nFUNCTION_BLOCK FB_A\nVAR\n\tn : INT;\nEND_VAR\n')}
      ${st('n := n + 1;')}
      <Folder Name="F" Id="{2}"/>
      <Method Name="Open" Id="{3}" FolderPath="F\\">${declaration('METHOD Open : BOOL')}${st('Open := TRUE;')}</Method>
      <Action Name="Reset" Id="{4}">${st('n := 0;')}</Action>
      <Transition Name="Go" Id="{5}">${st('Go := n > 3;')}</Transition>
      <Property Name="Level" Id="{6}">${declaration('PROPERTY Level : INT')}
        <Get Name="Get" Id="{7}">${declaration('VAR\nEND_VAR\n')}${st('Level := n;')}</Get>
        <Set Name="Set" Id="{8}">${declaration('')}${st('')}</Set>
      </Property></POU>`;
    expect(read(pou)).toMatchObject({
      kind: 'tcpou',
      drawn: [],
      headless: [],
      text: `(* PROGRAM in a comment *)
FUNCTION_BLOCK FB_A
VAR
	n : INT;
END_VAR
METHOD Open : BOOL
Open := TRUE;
END_METHOD
ACTION Reset:
n := 0;
END_ACTION
TRANSITION Go:
Go := n > 3;
END_TRANSITION
PROPERTY Level : INT
GET
VAR
END_VAR
Level := n;
END_GET
SET
END_SET
END_PROPERTY
n := n + 1;
END_FUNCTION_BLOCK
`,
    });
  });

  it('keeps for each part its range in the text and in the container, also with CR LF and without CDATA', () => {
    const source = object(
      `<POU Name="P"><Declaration>PROGRAM P</Declaration><Implementation><ST><![CDATA[a := 1;\nb := 2;]]></ST></Implementation></POU>`,
    ).replaceAll('\n', '\r\n');
    const result = readTwincat(source, 100);
    expect(result?.text).toBe('PROGRAM P\na := 1;\nb := 2;\nEND_PROGRAM\n');
    const pieces = result?.parts.map((part) => ({
      owner: part.owner,
      kind: part.kind,
      line: part.sourceLine,
      text: result.text.slice(part.from, part.to),
      source: source.slice(part.sourceFrom, part.sourceTo),
    }));
    expect(pieces).toEqual([
      { owner: 'P', kind: 'declaration', line: 3, text: 'PROGRAM P', source: 'PROGRAM P' },
      {
        owner: 'P',
        kind: 'body',
        line: 3,
        text: 'a := 1;\nb := 2;',
        source: '<![CDATA[a := 1;\r\nb := 2;]]>',
      },
    ]);
  });

  it('reads GVL, DUT and interface; only the interface gets an END line', () => {
    expect(read(`<GVL Name="G">${declaration('VAR_GLOBAL\nEND_VAR')}</GVL>`)).toMatchObject({
      kind: 'tcgvl',
      text: 'VAR_GLOBAL\nEND_VAR\n',
    });
    expect(read(`<DUT Name="D">${declaration('TYPE D : INT; END_TYPE\n')}</DUT>`)).toMatchObject({
      kind: 'tcdut',
      text: 'TYPE D : INT; END_TYPE\n',
    });
    const itf = `<Itf Name="I">${declaration('INTERFACE I')}<Method Name="M">${declaration('METHOD M')}</Method></Itf>`;
    expect(read(itf)).toMatchObject({
      kind: 'tcio',
      text: 'INTERFACE I\nMETHOD M\nEND_METHOD\nEND_INTERFACE\n',
    });
  });

  it('keeps the declarations of a drawn body and names it', () => {
    const pou = `<POU Name="Seq">${declaration('PROGRAM Seq')}<Implementation><SFC><x/></SFC></Implementation>
      <Method Name="M">${declaration('METHOD M')}<Implementation><NWL/></Implementation></Method></POU>`;
    expect(read(pou)).toMatchObject({
      text: 'PROGRAM Seq\nMETHOD M\nEND_METHOD\nEND_PROGRAM\n',
      drawn: ['Seq.M (NWL)', 'Seq (SFC)'],
    });
  });

  it('says when a declaration names no POU', () => {
    expect(
      read(`<POU Name="X">${declaration("{attribute 'PROGRAM'} // FUNCTION")}${st('a;')}</POU>`),
    ).toMatchObject({ headless: ['X'] });
  });

  it('is null for XML of others', () => {
    expect(readTwincat('<project/>', 100)).toBeNull();
    expect(read('<Task Name="T"/>')).toBeNull();
  });

  it('reads 2 MB of unclosed comment marks in linear time', () => {
    const before = performance.now();
    read(`<POU Name="X">${declaration('(*'.repeat(1_000_000))}</POU>`);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

import { describe, expect, it } from 'vitest';
import { readL5x } from './reader.ts';

const content = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<RSLogix5000Content SchemaRevision="1.0"><Controller Use="Target" Name="Plant">\n${inner}\n</Controller></RSLogix5000Content>`;
const scalar = (type: string, value: string) =>
  `<Data Format="L5K"><![CDATA[0]]></Data><Data Format="Decorated"><DataValue DataType="${type}" Value="${value}"/></Data>`;
const tag = (name: string, type: string, inner = '', more = '') =>
  `<Tag Name="${name}" TagType="Base" DataType="${type}"${more}>${inner}</Tag>`;
const tags = (...list: string[]) => content(`<Tags>${list.join('\n')}</Tags>`);
const read = (source: string) => {
  const result = readL5x(source, 100);
  return {
    ...result,
    texts: Object.fromEntries((result?.texts ?? []).map((one) => [one.folder + one.name, one.text])),
  };
};

describe('readL5x', () => {
  it('writes controller tags with dimensions, constants, values and descriptions', () => {
    const source = tags(
      tag('Count', 'DINT', `<Description><![CDATA[how many]]></Description>${scalar('DINT', '7')}`),
      tag('Grid', 'REAL', '', ' Dimensions="3 5"'),
      tag('Max', 'INT', scalar('INT', '16#00ff'), ' Constant="true"'),
      tag('Text', 'STRING', '<Data Format="String" Length="2"><![CDATA[\'hi\']]></Data>'),
      tag('Flag', 'BOOL', scalar('BOOL', '1')),
      tag('Zero', 'LINT', scalar('LINT', '2#0000_0000')),
    );
    expect(read(source).texts.Plant).toBe(`VAR_GLOBAL
	Count : DINT := 7; // how many
	Grid : ARRAY [0..2, 0..4] OF REAL;
END_VAR
VAR_GLOBAL CONSTANT
	Max : INT := 16#00ff;
END_VAR
VAR_GLOBAL
	Text : STRING := 'hi';
	Flag : BOOL := TRUE;
	Zero : LINT;
END_VAR
`);
  });

  it('writes only what differs from the default of structures and arrays', () => {
    const data = (inner: string) => `<Data Format="Decorated">${inner}</Data>`;
    const source = tags(
      tag(
        'T',
        'TIMER',
        data(
          '<Structure DataType="TIMER"><DataValueMember Name="PRE" DataType="DINT" Value="500"/><DataValueMember Name="ACC" DataType="DINT" Value="0"/></Structure>',
        ),
      ),
      tag(
        'A',
        'INT',
        data(
          '<Array DataType="INT" Dimensions="4"><Element Index="[0]" Value="1"/><Element Index="[1]" Value="0"/><Element Index="[2]" Value="0"/><Element Index="[3]" Value="2"/></Array>',
        ),
        ' Dimensions="4"',
      ),
      tag('C', 'SINT', data('<DataValue DataType="SINT" Radix="ASCII" Value="\'$01\'"/>')),
      tag('D', 'LINT', data('<DataValue DataType="LINT" Value="LDT#2022-01-01-06:00:00.000_000_000Z"/>')),
    );
    const { texts, kept } = read(source);
    expect(texts.Plant).toContain('T : TIMER := (PRE := 500);\n');
    expect(texts.Plant).toContain('A : ARRAY [0..3] OF INT := [1, 2(0), 2];\n');
    expect(texts.Plant).toContain('C : SINT := 1;\n');
    expect(texts.Plant).toContain('D : LINT;\n');
    expect(kept).toEqual(['A value of Plant.D that ST cannot say stays in the file']);
  });

  it('finds the type of an alias, takes BOOL for bits and says when it had to guess', () => {
    const alias = (name: string, target: string) =>
      `<Tag Name="${name}" TagType="Alias" AliasFor="${target}"/>`;
    const source = tags(
      tag('Base', 'ST_A'),
      alias('a', 'b'),
      alias('b', 'Base.M'),
      alias('c', 'Local:1:I.Data.3'),
      alias('d', 'Local:1:I.Data'),
    ).replace(
      '<Tags>',
      '<DataTypes><DataType Name="ST_A" Family="NoFamily"><Members><Member Name="ZZZ0" DataType="SINT" Hidden="true"/><Member Name="M" DataType="INT" Dimension="0"/><Member Name="bit" DataType="BIT" Target="ZZZ0"/></Members></DataType></DataTypes><Tags>',
    );
    const { texts, kept } = read(source);
    expect(texts['Types/ST_A']).toBe(
      'TYPE ST_A :\nSTRUCT\n\tM : INT;\n\tbit : BOOL;\nEND_STRUCT\nEND_TYPE\n',
    );
    const types = [...(texts.Plant ?? '').matchAll(/^\t(\w) : (\w+);/gm)].map(([, name, type]) => [
      name,
      type,
    ]);
    expect(types).toEqual([
      ['a', 'INT'],
      ['b', 'INT'],
      ['c', 'BOOL'],
      ['d', 'DINT'],
    ]);
    expect(texts.Plant).toContain("{attribute 'AliasFor' := 'Local:1:I.Data.3'}");
    expect(kept).toHaveLength(1);
  });

  it('writes programs and instructions with their parameters and ST routines, and names the drawn ones', () => {
    const lines = (...text: string[]) =>
      `<STContent>${text.map((line, n) => `\n<Line Number="${n}">\n<![CDATA[${line}]]>\n</Line>`).join('')}\n</STContent>`;
    const source = content(`<AddOnInstructionDefinitions><AddOnInstructionDefinition Name="Ramp">
      <Parameters><Parameter Name="In" DataType="REAL" Usage="Input"/><Parameter Name="Out" DataType="REAL" Usage="Output"/><Parameter Name="Ref" DataType="DINT" Usage="InOut" Dimensions="2"/></Parameters>
      <LocalTags><LocalTag Name="last" DataType="REAL"/></LocalTags><Routines><Routine Name="Logic" Type="ST">${lines('Out := In;')}</Routine></Routines></AddOnInstructionDefinition></AddOnInstructionDefinitions>
      <Programs><Program Name="Main"><Tags>${tag('n', 'DINT')}</Tags><Routines><Routine Name="Calc" Type="ST">${lines('n [:=] 1;', '', '\tIF n < 2 THEN n := 3; END_IF;')}</Routine><Routine Name="Rungs" Type="RLL"><RLLContent/></Routine><Routine Name="None" Type="RLL"/></Routines></Program></Programs>`);
    const { texts, drawn } = read(source);
    expect(texts).toEqual({
      'Instructions/Ramp': `FUNCTION_BLOCK Ramp
VAR_INPUT
	In : REAL;
END_VAR
VAR_OUTPUT
	Out : REAL;
END_VAR
VAR_IN_OUT
	Ref : ARRAY [0..1] OF DINT;
END_VAR
VAR
	last : REAL;
END_VAR
ACTION Logic:
Out := In;
END_ACTION
END_FUNCTION_BLOCK
`,
      'Programs/Main': `PROGRAM Main
VAR
	n : DINT;
END_VAR
ACTION Calc:
n [:=] 1;

	IF n < 2 THEN n := 3; END_IF;
END_ACTION
END_PROGRAM
`,
    });
    expect(drawn).toEqual(['Main.Rungs (RLL)']);
  });

  it('is null for XML of others', () => {
    expect(readL5x('<RSLogix5000Content/>', 100)).toBeNull();
    expect(readL5x('<Controller/>', 100)).toBeNull();
  });
});

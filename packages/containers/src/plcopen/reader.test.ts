import { describe, expect, it } from 'vitest';
import { readPlcopen } from './reader.ts';

const project = (inner: string, namespace = 'http://www.plcopen.org/xml/tc6_0201') =>
  `<?xml version="1.0" encoding="utf-8"?>\n<project xmlns="${namespace}">\n${inner}\n</project>`;
const codesys = (inner: string) => project(inner, 'http://www.plcopen.org/xml/tc6_0200');
const data = (word: string, inner: string) =>
  `<data name="http://www.3s-software.com/plcopenxml/${word}" handleUnknown="implementation">${inner}</data>`;
const variable = (name: string, type: string, more = '', attributes = '') =>
  `<variable name="${name}"${attributes}><type>${type}</type>${more}</variable>`;
const st = (text: string) =>
  `<body><ST><xhtml xmlns="http://www.w3.org/1999/xhtml">${text}</xhtml></ST></body>`;
const read = (source: string) => {
  const result = readPlcopen(source, 100);
  return {
    ...result,
    texts: Object.fromEntries((result?.texts ?? []).map((one) => [one.folder + one.name, one.text])),
  };
};

describe('readPlcopen', () => {
  it('writes variables of every section with address, qualifiers, value and comment', () => {
    const pou = `<types><pous><pou name="P" pouType="program"><interface>
      <inputVars>${variable('a', '<BOOL/>', '', ' address="%IX0.0"')}</inputVars>
      <localVars constant="true">${variable('k', '<INT/>', '<initialValue><simpleValue value="3"/></initialValue>')}</localVars>
      <localVars retain="true">${variable('t', '<TIME/>', '<documentation><xhtml>one line</xhtml></documentation>')}</localVars>
      <externalVars>${variable('x', '<derived name="T_X"/>', '<documentation><xhtml>two\n\n  lines</xhtml></documentation>')}</externalVars>
      </interface>${st('a := k &lt; 4;\nx();')}</pou></pous></types>`;
    expect(read(project(pou)).texts).toEqual({
      P: `PROGRAM P
VAR_INPUT
	a AT %IX0.0 : BOOL;
END_VAR
VAR CONSTANT
	k : INT := 3;
END_VAR
VAR RETAIN
	t : TIME; // one line
END_VAR
VAR_EXTERNAL
	// two
	//
	// lines
	x : T_X;
END_VAR
a := k < 4;
x();
END_PROGRAM
`,
    });
  });

  it('writes every kind of type and value', () => {
    const dim = (lower: string, upper: string) => `<dimension lower="${lower}" upper="${upper}"/>`;
    const list = [
      variable('s', '<string length="5"/>'),
      variable('w', '<wstring/>'),
      variable('m', `<array>${dim('0', '3')}${dim('1', 'N')}<baseType><REAL/></baseType></array>`),
      variable('p', '<pointer><baseType><derived name="A"/></baseType></pointer>'),
      variable(
        'r',
        '<subrangeSigned><range lower="-1" upper="9"/><baseType><INT/></baseType></subrangeSigned>',
      ),
      variable('e', '<enum><values><value name="A"/><value name="B" value="4"/></values></enum>'),
      variable(
        'i',
        '<derived name="ST"/>',
        '<initialValue><structValue><value member="m"><arrayValue><value repetitionValue="2"><simpleValue value="1"/></value><value><simpleValue value="2"/></value></arrayValue></value></structValue></initialValue>',
      ),
    ];
    const pou = `<types><pous><pou name="F" pouType="function"><interface><returnType><DINT/></returnType><localVars>${list.join('')}</localVars></interface>${st('')}</pou></pous></types>`;
    expect(read(project(pou)).texts.F).toBe(`FUNCTION F : DINT
VAR
	s : STRING[5];
	w : WSTRING;
	m : ARRAY [0..3, 1..N] OF REAL;
	p : POINTER TO A;
	r : INT (-1..9);
	e : (A, B := 4);
	i : ST := (m := [2(1), 2]);
END_VAR
END_FUNCTION
`);
    expect(read(codesys(pou)).texts.F).toContain('s : STRING(5);');
  });

  it('writes structures, enumerations, aliases and unions with what CODESYS adds to them', () => {
    const types = `<types><dataTypes>
      <dataType name="ST_A"><baseType><struct>${variable('a', '<INT/>')}</struct></baseType><addData>${data('datatypeinheritance', '<Inheritance><Extends>ST_B</Extends></Inheritance>')}${data('attributes', '<Attributes><Attribute Name="pack_mode" Value="1"/></Attributes>')}</addData></dataType>
      <dataType name="E_A"><baseType><enum><values><value name="one" value="1"/><value name="two"/></values><baseType><UINT/></baseType></enum></baseType><initialValue><simpleValue value="two"/></initialValue><addData>${data('enumvaluedocumentation', '<EnumValueDocumentation><EnumValue><Name>one</Name><Documentation><xhtml>first</xhtml></Documentation></EnumValue></EnumValueDocumentation>')}</addData></dataType>
      <dataType name="T_A"><baseType><array><dimension lower="0" upper="1"/><baseType><BYTE/></baseType></array></baseType></dataType>
      <dataType name="U_A"><baseType><union>${variable('b', '<BYTE/>')}</union></baseType></dataType></dataTypes></types>`;
    expect(read(codesys(types)).texts).toEqual({
      ST_A: "{attribute 'pack_mode' := '1'}\nTYPE ST_A EXTENDS ST_B :\nSTRUCT\n\ta : INT;\nEND_STRUCT\nEND_TYPE\n",
      E_A: 'TYPE E_A :\n(\n\tone := 1, // first\n\ttwo\n) UINT := two;\nEND_TYPE\n',
      T_A: 'TYPE T_A : ARRAY [0..1] OF BYTE;\nEND_TYPE\n',
      U_A: 'TYPE U_A :\nUNION\n\tb : BYTE;\nEND_UNION\nEND_TYPE\n',
    });
  });

  it('writes methods, properties, actions and inheritance; a text interface wins over XML variables', () => {
    const method = `<Method name="Open" ObjectId="2"><interface><returnType><BOOL/></returnType><inputVars>${variable('a', '<INT/>')}</inputVars><addData>${data('accessmodifiers', '<AccessModifiers Private="true"/>')}</addData></interface>${st('Open := TRUE;')}</Method>`;
    const property = `<Property name="Level" ObjectId="3"><interface><returnType><INT/></returnType></interface><GetAccessor><interface/>${st('Level := 1;')}</GetAccessor></Property>`;
    const plain = data(
      'interfaceasplaintext',
      '<InterfaceAsPlainText><xhtml>FUNCTION_BLOCK FB_B\nVAR\n\tz : INT; // &lt;kept&gt;\nEND_VAR\n</xhtml></InterfaceAsPlainText>',
    );
    const pous = `<types><pous>
      <pou name="FB_A" pouType="functionBlock"><interface><addData>${data('pouinheritance', '<Inheritance><Extends>FB_0</Extends><Implements>I_A</Implements><Implements>I_B</Implements></Inheritance>')}</addData></interface>
        <actions><action name="Reset">${st('x := 0;')}</action></actions>${st('x := x + 1;')}<addData>${data('method', method)}${data('property', property)}</addData></pou>
      <pou name="FB_B" pouType="functionBlock"><interface><localVars>${variable('z', '<INT/>')}</localVars><addData>${plain}</addData></interface>${st('z := 1;')}</pou>
      </pous></types>`;
    expect(read(codesys(pous)).texts).toEqual({
      FB_A: `FUNCTION_BLOCK FB_A EXTENDS FB_0 IMPLEMENTS I_A, I_B
METHOD PRIVATE Open : BOOL
VAR_INPUT
	a : INT;
END_VAR
Open := TRUE;
END_METHOD
PROPERTY Level : INT
GET
Level := 1;
END_GET
END_PROPERTY
ACTION Reset:
x := 0;
END_ACTION
x := x + 1;
END_FUNCTION_BLOCK
`,
      FB_B: 'FUNCTION_BLOCK FB_B\nVAR\n\tz : INT; // <kept>\nEND_VAR\nz := 1;\nEND_FUNCTION_BLOCK\n',
    });
  });

  it('reads each global list of CODESYS once, split by its real qualifiers, in the folder of the project tree', () => {
    const both = variable('K', '<INT/>') + variable('v', '<INT/>');
    const mixed = data(
      'mixedattrsvarlist',
      `<MixedAttrsVarList><globalVars name="GVL" constant="true">${variable('K', '<INT/>')}</globalVars><globalVars name="GVL">${variable('v', '<INT/>')}</globalVars></MixedAttrsVarList>`,
    );
    const source =
      codesys(`<instances><configurations><configuration name="Device"><resource name="Application"><task name="T" priority="1"/>
      <globalVars name="GVL" constant="true">${both}<addData>${mixed}${data('objectid', '<ObjectId>7</ObjectId>')}</addData></globalVars></resource></configuration></configurations></instances>
      <addData>${data('projectstructure', '<ProjectStructure><Object Name="Device"><Folder Name="Lists"><Object Name="GVL" ObjectId="7"/></Folder></Object></ProjectStructure>')}</addData>`);
    const result = read(source);
    expect(result.texts).toEqual({
      'Lists/GVL': 'VAR_GLOBAL CONSTANT\n\tK : INT;\nEND_VAR\nVAR_GLOBAL\n\tv : INT;\nEND_VAR\n',
    });
    expect(result.kept).toEqual(['The 1 task of Device stay in the file']);
  });

  it('writes a standard configuration with resources, tasks and program instances', () => {
    const source = project(`<types><pous/></types><instances><configurations><configuration name="config">
      <resource name="res"><task name="fast" interval="T#20ms" priority="0"><pouInstance name="main" typeName="P"/></task><pouInstance name="idle" typeName="Q"/></resource>
      <globalVars constant="true">${variable('K', '<INT/>')}</globalVars></configuration></configurations></instances>`);
    expect(read(source).texts.config).toBe(`CONFIGURATION config
VAR_GLOBAL CONSTANT
	K : INT;
END_VAR
RESOURCE res ON PLC
	TASK fast(INTERVAL := T#20ms, PRIORITY := 0);
	PROGRAM main WITH fast : P;
	PROGRAM idle : Q;
END_RESOURCE
END_CONFIGURATION
`);
  });

  it('names drawn bodies and keeps their declarations; a drawn transition has no condition to show', () => {
    const pou = `<types><pous><pou name="S" pouType="program"><interface/><transitions><transition name="Go"><body><LD/></body></transition></transitions><body><SFC><step/></SFC></body></pou></pous></types>`;
    const { texts, drawn } = read(project(pou));
    expect(texts).toEqual({ S: 'PROGRAM S\nEND_PROGRAM\n' });
    expect(drawn).toEqual(['S.Go (LD)', 'S (SFC)']);
  });

  it('is null for XML of others and for IEC 61131-10', () => {
    expect(readPlcopen('<project/>', 100)).toBeNull();
    expect(readPlcopen('<Project xmlns="www.iec.ch/public/TC65SC65BWG7TF10"/>', 100)).toBeNull();
  });
});

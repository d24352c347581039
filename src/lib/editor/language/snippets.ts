/** Blocks that are written for the person who types their word, and the words of the language. */

export interface Snippet {
  readonly label: string;
  readonly detail: string;
  /** With places to fill, in order: `<1:name>`, and `<0>` where the cursor ends. */
  readonly body: string;
  /** Where it makes sense: between declarations and POUs, or between statements. */
  readonly where: 'top' | 'body' | 'any';
}

const block = (label: string, detail: string, where: Snippet['where'], ...lines: string[]): Snippet => ({
  label,
  detail,
  where,
  body: lines.join('\n'),
});

export const SNIPPETS: readonly Snippet[] = [
  block('IF', 'IF ... END_IF', 'body', 'IF <1:condition> THEN', '\t<0>', 'END_IF'),
  block(
    'IF ELSE',
    'IF ... ELSE ... END_IF',
    'body',
    'IF <1:condition> THEN',
    '\t<2>',
    'ELSE',
    '\t<0>',
    'END_IF',
  ),
  block('ELSIF', 'ELSIF ... THEN', 'body', 'ELSIF <1:condition> THEN', '\t<0>'),
  block(
    'CASE',
    'CASE ... END_CASE',
    'body',
    'CASE <1:selector> OF',
    '\t<2:1>:',
    '\t\t<0>',
    'ELSE',
    '\t\t;',
    'END_CASE',
  ),
  block('FOR', 'FOR ... END_FOR', 'body', 'FOR <1:i> := <2:0> TO <3:9> DO', '\t<0>', 'END_FOR'),
  block('WHILE', 'WHILE ... END_WHILE', 'body', 'WHILE <1:condition> DO', '\t<0>', 'END_WHILE'),
  block('REPEAT', 'REPEAT ... UNTIL', 'body', 'REPEAT', '\t<0>', 'UNTIL <1:condition>', 'END_REPEAT'),
  block('VAR', 'VAR ... END_VAR', 'any', 'VAR', '\t<1:name> : <2:BOOL>;<0>', 'END_VAR'),
  block('VAR_INPUT', 'inputs', 'any', 'VAR_INPUT', '\t<1:name> : <2:BOOL>;<0>', 'END_VAR'),
  block('VAR_OUTPUT', 'outputs', 'any', 'VAR_OUTPUT', '\t<1:name> : <2:BOOL>;<0>', 'END_VAR'),
  block('VAR_IN_OUT', 'in-outs', 'any', 'VAR_IN_OUT', '\t<1:name> : <2:BOOL>;<0>', 'END_VAR'),
  block('VAR_TEMP', 'temporary variables', 'any', 'VAR_TEMP', '\t<1:name> : <2:BOOL>;<0>', 'END_VAR'),
  block('VAR CONSTANT', 'constants', 'any', 'VAR CONSTANT', '\t<1:NAME> : <2:INT> := <3:0>;<0>', 'END_VAR'),
  block('VAR_GLOBAL', 'global variables', 'top', 'VAR_GLOBAL', '\t<1:name> : <2:BOOL>;<0>', 'END_VAR'),
  block(
    'PROGRAM',
    'a program',
    'top',
    'PROGRAM <1:PRG_Name>',
    'VAR',
    '\t<2>',
    'END_VAR',
    '',
    '<0>',
    'END_PROGRAM',
  ),
  block(
    'FUNCTION_BLOCK',
    'a function block',
    'top',
    'FUNCTION_BLOCK <1:FB_Name>',
    'VAR_INPUT',
    '\t<2>',
    'END_VAR',
    'VAR_OUTPUT',
    'END_VAR',
    'VAR',
    'END_VAR',
    '',
    '<0>',
    'END_FUNCTION_BLOCK',
  ),
  block(
    'FUNCTION',
    'a function',
    'top',
    'FUNCTION <1:FC_Name> : <2:BOOL>',
    'VAR_INPUT',
    '\t<3>',
    'END_VAR',
    '',
    '<1:FC_Name> := <0>;',
    'END_FUNCTION',
  ),
  block(
    'METHOD',
    'a method',
    'any',
    'METHOD <1:Name> : <2:BOOL>',
    'VAR_INPUT',
    '\t<3>',
    'END_VAR',
    '',
    '<0>',
    'END_METHOD',
  ),
  block(
    'INTERFACE',
    'an interface',
    'top',
    'INTERFACE <1:I_Name>',
    '\tMETHOD <2:Name> : <3:BOOL>',
    '\tEND_METHOD<0>',
    'END_INTERFACE',
  ),
  block(
    'STRUCT',
    'a structure',
    'top',
    'TYPE <1:ST_Name> :',
    'STRUCT',
    '\t<2:name> : <3:BOOL>;<0>',
    'END_STRUCT',
    'END_TYPE',
  ),
  block(
    'ENUM',
    'an enumeration',
    'top',
    'TYPE <1:E_Name> :',
    '(',
    '\t<2:First> := 0,',
    '\t<3:Second><0>',
    ');',
    'END_TYPE',
  ),
  block('REGION', 'a region that folds', 'any', "{region '<1:name>'}", '<0>', '{endregion}'),
];

/** Words that are offered as they are. */
export const WORDS: readonly string[] = `
  AND OR XOR NOT MOD THEN ELSE ELSIF TO BY DO OF UNTIL RETURN EXIT CONTINUE TRUE FALSE THIS SUPER AT CONSTANT RETAIN PERSISTENT
  EXTENDS IMPLEMENTS ABSTRACT FINAL PUBLIC PRIVATE PROTECTED INTERNAL ARRAY POINTER REFERENCE END_IF END_CASE END_FOR END_WHILE
  END_REPEAT END_VAR END_PROGRAM END_FUNCTION END_FUNCTION_BLOCK END_METHOD END_TYPE END_STRUCT END_INTERFACE`
  .trim()
  .split(/\s+/);

/** Elementary types, offered behind a colon. */
export const TYPES: readonly string[] = `
  BOOL BYTE WORD DWORD LWORD SINT INT DINT LINT USINT UINT UDINT ULINT REAL LREAL TIME LTIME DATE LDATE TIME_OF_DAY DATE_AND_TIME
  STRING WSTRING CHAR WCHAR`
  .trim()
  .split(/\s+/);

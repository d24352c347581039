/** Every construct of B&R `.typ`, `.var`, `.fun` and programs, in small texts without a mistake. */

export const BR: readonly string[] = [
  String.raw`TYPE
	MyStruct_typ : 	STRUCT  (*comment*)
		a : BOOL; (*c*)
		b : ARRAY[0..9]OF USINT;
		c : STRING[80] := 'x';
		d : {REDUND_OK} REAL;
	END_STRUCT;
	MyEnum : 
		( (*enum*)
		A, (*a*)
		B := 5 (*b*)
		);
	Sub : INT(0..10);
	My2 : 	STRUCT 
		e : REFERENCE TO INT;
	END_STRUCT;
END_TYPE
`,
  String.raw`(*globals*)
VAR
	a : BOOL;
	b : {REDUND_UNREPLICABLE} INT := 5;
	c : ARRAY[0..1]OF TON;
	d : REFERENCE TO MyStruct_typ;
END_VAR
VAR CONSTANT
	e : USINT := 5;
END_VAR
VAR RETAIN
	f : INT;
END_VAR
`,
  String.raw`{REDUND_ERROR} FUNCTION_BLOCK MyFB (*c*)
	VAR_INPUT
		a : {REDUND_UNREPLICABLE} BOOL;
		b : UDINT; (*c*) (* *) (*#PAR#*)
	END_VAR
	VAR_OUTPUT q : BOOL; END_VAR
	VAR zz1 : UDINT; END_VAR
END_FUNCTION_BLOCK
{REDUND_ERROR} FUNCTION MyF : DINT
	VAR_INPUT p : REFERENCE TO USINT; v : STRING[0]; END_VAR
END_FUNCTION
`,
  String.raw`PROGRAM _INIT
	a := 1;
	b ACCESS ADR(c);
	IF a = 1 THEN b := 2; END_IF
END_PROGRAM
PROGRAM _CYCLIC
	CASE state OF
		S_IDLE:
			a := 2;
		S_RUN: b := 3;
	END_CASE
	FOR i := 0 TO 5 DO
	END_FOR
	dynVar ACCESS adr1;
	EDGEPOS(x); y := EDGE(x); z := EDGENEG(q);
	strcpy(ADR(a), ADR(b));
END_PROGRAM
PROGRAM _EXIT
END_PROGRAM
ACTION myAction:
	a := 1;
END_ACTION
`,
  String.raw`PROGRAM P
VAR a : ARRAY[0..5] OF INT; END_VAR
a[0] := (b > 5) AND (c < 3);
loop: WHILE a DO b := 1; END_WHILE;
exec := TRUE; type := 5; x.type := 3; x.end := 2; on := 1; 
END_PROGRAM
`,
  String.raw`{external}
FUNCTION printf : DINT
VAR_INPUT {ref}
  format : STRING;
END_VAR
VAR_INPUT
  args : ...;
  args2 : {sized} INT...;
END_VAR
END_FUNCTION
FUNCTION <T: ANY> foo : T VAR_INPUT a : T; END_VAR END_FUNCTION
FUNCTION foo2 <U: ANY, T: ANY_NUM> : T VAR_INPUT a : T; END_VAR END_FUNCTION
ACTIONS mainProg
ACTION foo a := 1; END_ACTION
END_ACTIONS
CLASS c VAR x : INT; END_VAR METHOD m END_METHOD END_CLASS
FUNCTION main : DINT VAR x : POINTER TO INT; a AT b : INT; z : LREAL := LREAL#1.0; END_VAR
x := &a; x := REF(a); main := 3; x^ := 3; y := x = 3; bar(&a); 
END_FUNCTION
`,
];

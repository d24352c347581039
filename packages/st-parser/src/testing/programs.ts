/** Small programs of every dialect that touch every production: where fuzzes start from. */

export const IEC = `(* header *)
USING Lib.Base;
TYPE
  Mode : (Off, Manual := 3, Auto) := Off;
  Small : INT (0..10) := 5;
  Point : STRUCT x, y : REAL := 1.0; (* m *) END_STRUCT;
  Row : ARRAY [1..3, 0..2] OF Point;
  Color : UINT (Red := 1, Green);
END_TYPE
VAR_GLOBAL CONSTANT N : INT := 3; END_VAR
VAR_GLOBAL RETAIN
  start AT %IX0.0 : BOOL; // start button
  level AT %QW4, rest : INT := 16#FF;
END_VAR
PROGRAM Main
  VAR_INPUT trigger : BOOL R_EDGE; END_VAR
  VAR
    i : INT; t : TON := (PT := T#1s);
    a : ARRAY [0..N] OF INT := [1, 2(0), 5];
    p : REF_TO Point;
    AT %MW8 : WORD;
  END_VAR
  IF trigger AND NOT (i > 3) OR start THEN
    i := i + 1 * -2 ** 2;
    t(IN := TRUE, Q => start);
  ELSIF i = 5 THEN
    ;
  ELSE
    RETURN;
  END_IF;
  CASE i OF
    1, 2: a[1] := 0;
    3..5: FOR i := 0 TO 10 BY 2 DO EXIT; END_FOR;
    Mode#Auto: WHILE i < 3 DO i := i + 1; END_WHILE;
  ELSE
    REPEAT i := 0; UNTIL i = 0 END_REPEAT;
  END_CASE;
  p ?= NULL; x.%X0 := y.5; s := 'it$'s';
END_PROGRAM
CONFIGURATION Cell
  VAR_GLOBAL speed : REAL; END_VAR
  RESOURCE Plc ON Cpu
    TASK Fast(INTERVAL := T#10ms, PRIORITY := 1);
    PROGRAM P1 WITH Fast : Main(trigger := start, out => speed);
  END_RESOURCE
  VAR_CONFIG Plc.P1.i : INT := 5; END_VAR
END_CONFIGURATION
NAMESPACE A.B
  CLASS PUBLIC Pump EXTENDS Base IMPLEMENTS I1, I2
    VAR PRIVATE on : BOOL; END_VAR
    METHOD PUBLIC Run : BOOL VAR_INPUT v : INT; END_VAR Run := THIS.on; END_METHOD
  END_CLASS
END_NAMESPACE
`;

export const CODESYS = `{attribute 'qualified_only'}
VAR_GLOBAL PERSISTENT
	{attribute 'OPC.UA.DA' := '1'}
	fb : FB_Pump(nId := 1, THIS^); // pump
	list : ARRAY[0..1] OF FB_Pump[(nId := 1), (nId := 2)];
	txt : STRING(GVL.MAX + 1) := 'abc';
	in AT %I* : BIT;
END_VAR
TYPE E_Mode :
(
	Idle := 0, {comment}
	Busy
) UINT := Idle;
END_TYPE
TYPE ST_A EXTENDS ST_Base :
STRUCT
	p : POINTER TO BYTE := 0; r : REFERENCE TO ST_B;
	inner : STRUCT q : INT; END_STRUCT;
END_STRUCT
END_TYPE
FUNCTION_BLOCK FINAL FB_Pump EXTENDS Lib.FB_Base IMPLEMENTS I_Pump
VAR_STAT n : INT; END_VAR
VAR_INST m : DINT; END_VAR
METHOD PROTECTED Start : BOOL
VAR_INPUT x : INT; END_VAR
SUPER^.Start(); THIS^.n := x;
bDone S= x > 3; r REF= y; a := b := c;
{region 'r'}
IF p <> 0 AND_THEN p^ > 5 THEN GVL.fb.Stop(nOut => , bOk => ok); END_IF
{endregion}
END_METHOD
PROPERTY Level : LREAL
GET
Level := 5.5E-3;
END_GET
SET
n := TO_INT(Level);
END_SET
END_PROPERTY
ACTION Reset
n := 0;
END_ACTION
Start(x := n);
END_FUNCTION_BLOCK
INTERFACE I_Pump
METHOD Stop
END_METHOD
END_INTERFACE
`;

export const SIEMENS = `FUNCTION_BLOCK "Motor"
TITLE = a drive
{ S7_Optimized_Access := 'TRUE' }
VERSION : 0.1
AUTHOR : me
   VAR_INPUT
      start { S7_SetPoint := 'True'} : Bool;   // go
      cfg : Struct
         speed : Real := 5.0;
         ramp : Array[0..2] of Time := [3(T#1s)];
      END_STRUCT;
   END_VAR
   VAR
      "my timer" : TON_TIME;
      view AT cfg : Array[0..3] of Byte;
   END_VAR
BEGIN
	REGION Start logic (1)
	    IF #start AND "Data".list[#i].on THEN
	        #count += 1;
	        "my DB".x := %DB1.DBX0.0;
	        #t(IN := #start, PT := S5T#2s);
	    END_IF;
	    GOTO done;
	END_REGION
	done: ;
END_FUNCTION_BLOCK

TYPE "udt"
VERSION : 0.1
   STRUCT
      a : Int; b { A := 'x' } : "other";
   END_STRUCT;
END_TYPE

DATA_BLOCK "Data"
{ S7_Optimized_Access := 'FALSE' }
VERSION : 0.1
NON_RETAIN
   STRUCT
      a : Int := 1;
      list : Array[0..3] of "udt";
   END_STRUCT;
BEGIN
   a := 7;
   list[1].a := 2;
END_DATA_BLOCK
`;

export const ROCKWELL = `// routine
IF Local:1:I.Data.0 & Program:Main.Go THEN
	Count[:=]Count + 1;
	JSR(Sub, 1, Count);
	TONR(Timer1);
	Tag[3].5 := S:FS;
END_IF;
`;

/** All of them. */
export const PROGRAMS: readonly string[] = [IEC, CODESYS, SIEMENS, ROCKWELL];

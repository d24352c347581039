/** Every construct of Siemens SCL, also in its `.s7dcl` form, in small texts without a mistake. */

export const SIEMENS: readonly string[] = [
  String.raw`FUNCTION_BLOCK "FB_Motor"
TITLE = Motor block
{ S7_Optimized_Access := 'TRUE' }
AUTHOR : me
FAMILY : 'Fam'
NAME : Mot
VERSION : 0.1
KNOW_HOW_PROTECT
//comment
   VAR_INPUT 
      start { ExternalAccessible := 'False'; ExternalVisible := 'False'; ExternalWritable := 'False'} : Bool;   // start it
      "my var" : Int := 5;
      "in" { S7_SetPoint := 'True'} : Array[0..10] of "UDT_X";
      t : Time := T#5S;
      s : String[20] := 'abc';
      w : WString[5] := WSTRING#'x';
      v : Variant;
      dtl1 : DTL := DTL#2020-01-01-00:00:00;
      db : DB_ANY;
      st : Struct
         a : Bool;
         b : Struct
            c : Real;
         END_STRUCT;
      END_STRUCT;
   END_VAR
   VAR_OUTPUT q : Bool; END_VAR
   VAR_IN_OUT io : Array[*] of Real; END_VAR
   VAR RETAIN r : Int; END_VAR
   VAR DB_SPECIFIC x : Int; END_VAR
   VAR 
      tmr {InstructionName := 'TON_TIME'; LibVersion := '1.0'} : TON_TIME;
      stat AT io : Array[0..3] of Byte;
   END_VAR
   VAR_TEMP tmp : Int; END_VAR
   VAR CONSTANT MAX : Int := 10; END_VAR
BEGIN
	REGION Init stuff: with 'any text
	   #tmp := #start AND NOT "Tag_1";
	   #tmp += 1; #tmp -= 2; #tmp *= 3; #tmp /= 4;
	   "DB_X".arr[#i].y := #st.b.c;
	   "DB_X"."my member"[1, 2] := 5;
	   %DB1.DBX0.0 := TRUE; %DB1.DBW2 := 5; #a := %IW0; #x := %I0.0; %Q0.1 := 1; %M0.0 := FALSE; #y := %IW4:P; %QW2:P := 1; %DB10.DBD4 := 1.0;
	   "FB_DB"(start := TRUE, q => #x);
	   #tmr(IN := #start, PT := T#1s); #tmr.TON(IN := 1, PT := T#1s);
	   "IEC_Timer_0_DB".TON(IN := #start, PT := T#1S, Q => #q, ET => #et);
	   #r := "FC_X"(a := 1, b := #c);
	   GOTO lab;
	   lab: #x := 1;
	   IF #a THEN ; ELSIF #b THEN ; ELSE ; END_IF;
	   CASE #s OF
	     1: // first
	        #a := 1;
	     2..5, 7: #b := 2;
	     #C_RUN: #c := 3;
	     "CONST_A": #c := 4;
	     "CONST_B", "CONST_D": #c := 4;
	     ELSE: #d := 4;
	   END_CASE;
	   FOR #i := 0 TO 10 BY 2 DO CONTINUE; END_FOR;
	   WHILE #a DO EXIT; END_WHILE;
	   REPEAT #a := 1; UNTIL #b END_REPEAT;
	   #x := S5T#1S + S5TIME#2m; #y := L#5; #z := DW#16#FF; #b := B#16#1F; #w := W#16#FFFF; #c := C#5; #q := BYTE#5; #p := P#M0.0; #d := D#2020-1-1; #t := TOD#10:00:00; #dt := DT#2020-1-1-1:1:1.5; #lt := LT#1us; 
	   #x := #a.%X0; #y := #a.%B1; #z := #w.X3; "DB".b.%X5 := TRUE;
	   #ptr := P#DB1.DBX0.0 BYTE 10;
	   #x := PEEK(area := 16#84, dbNumber := 1, byteOffset := #i);
	   RETURN;
	END_REGION
	REGION
	END_REGION
	(* block *) (/* multi 
	language */)
	/* c */
	#a := #b ** 2; #a := #b DIV #c MOD 2; #a := NOT #b & #c XOR #d;
	#x := INT_TO_REAL(#y); #x := REAL#5; #x := 1.0e-3; #str := 'it$'s';
	#x := "Const"; #arr[#i, #j] := 5; #in.a[1].b.c := 1; "a b".c := "d"."e f".g;
	#x := (#a > 5) AND (#b <= 3) OR #c <> 4; #e := ENO; ENO := FALSE; OK := TRUE;
	#x ?= #y; #ref := REF(#z); #ref^ := 5; #v := #vv.TypeOf(); IF TypeOf(#v) = Int THEN ; END_IF; IF IS_ARRAY(#v) THEN ; END_IF;
	SCATTER(IN := #a, OUT => #b); #x := MOVE_BLK_VARIANT(SRC := #a, COUNT := 5, SRC_INDEX := 0, DEST_INDEX := 0, DEST => #b);
END_FUNCTION_BLOCK
`,
  String.raw`DATA_BLOCK "DB_Test"
TITLE = x
{ S7_Optimized_Access := 'FALSE' }
VERSION : 0.1
NON_RETAIN
   STRUCT 
      a : Int := 5;   // comment
      "b c" : Array[0..5] of Bool;
      d : "UDT_X";
      e { S7_HMI := 'x' } : Struct
         f : Real;
      END_STRUCT;
   END_STRUCT;
BEGIN
   a := 6;
   "b c"[0] := TRUE;
   d.x := 1.5;
   e.f := 2.0;
END_DATA_BLOCK
DATA_BLOCK "iDB"
{ S7_Optimized_Access := 'TRUE' }
VERSION : 0.1
NON_RETAIN
"FB_Motor"
BEGIN
   start := TRUE;
END_DATA_BLOCK
DATA_BLOCK "iDB2" "FB_Motor" BEGIN END_DATA_BLOCK
DATA_BLOCK "DB3"
{InstructionName := 'TON_TIME'; LibVersion := '1.0'; S7_Optimized_Access := 'TRUE' }
AUTHOR : Simatic
FAMILY : IEC
NAME : IEC_TMR
VERSION : 1.0
NON_RETAIN
IEC_TIMER
BEGIN
END_DATA_BLOCK
DATA_BLOCK DB20
STRUCT
  A : INT;
END_STRUCT
BEGIN
END_DATA_BLOCK
`,
  String.raw`TYPE "UDT_X"
TITLE = t
AUTHOR : x
VERSION : 0.1
   STRUCT
      a : Int;   // c
      b : Array[0..1] of Struct
         c : Byte := 16#FF;
      END_STRUCT;
      d : Array[0..3, 1..2] of "Other" ;
      e : String[10] := 'x';
   END_STRUCT;
END_TYPE
TYPE "UDT_Y" VERSION : 0.1 STRUCT x : Bool; END_STRUCT; END_TYPE
TYPE UDT1 STRUCT a : INT; END_STRUCT END_TYPE
`,
  String.raw`ORGANIZATION_BLOCK "Main"
TITLE = "Main Program Sweep (Cycle)"
{ S7_Optimized_Access := 'TRUE' }
VERSION : 0.1
   VAR_TEMP 
      tmp : Int;
   END_VAR
   VAR CONSTANT C : Int := 1; END_VAR
BEGIN
	"FC"();
	"DB".x := "Clock_1Hz";
END_ORGANIZATION_BLOCK
`,
  String.raw`FUNCTION "FC_X" : Void
{ S7_Optimized_Access := 'TRUE' }
VERSION : 0.1
   VAR_INPUT a : Int; END_VAR
BEGIN
	#a := 1;
END_FUNCTION
FUNCTION "FC_Y" : "UDT_X"
VERSION : 0.1
BEGIN
   #FC_Y := 1;
   "FC_Y".a := 2;
END_FUNCTION
FUNCTION FC10 : INT
VAR_INPUT
  IN1 : INT;
END_VAR
VAR
  X : ARRAY[1..5] OF INT := 5(0);
END_VAR
  FC10 := IN1 + 1;
END_FUNCTION
FUNCTION "f" : Real
CONST
  A := 5; B := 3.0;
END_CONST
LABEL
  L1, L2;
END_LABEL
BEGIN
L1: "f" := A;
END_FUNCTION
`,
  String.raw`{ S7_PreferredLanguage := "SCL";
  S7_Optimized := "TRUE";
  S7_Version := "0.1" }
FUNCTION_BLOCK "X"
  VAR_INPUT
    a : Bool;
    { S7_SetPoint := "true" }
    b : Int;
  END_VAR
  { S7_Language := "SCL" }
  NETWORK
    REGION foo
      #a := TRUE;
    END_REGION
  END_NETWORK
END_FUNCTION_BLOCK
`,
  String.raw`{
  S7_Optimized := "TRUE"
}
DATA_BLOCK "DBx"
  VAR
    a : Int := 1;
    b : "UDT";
  END_VAR
END_DATA_BLOCK
`,
  String.raw`{ S7_Version := "0.1" }
TYPE "UDT_Z" : STRUCT
    a : Int;
    b : Array[0..1] of Real;
  END_STRUCT;
END_TYPE
`,
  String.raw`#a := 1;
IF #b THEN
  #c := "DB".d;
END_IF;
`,
  String.raw`FUNCTION_BLOCK FB1
VAR_INPUT
    I_X : BOOL;
END_VAR
VAR
  T1 : TON; x : REAL; s : STRING[254]; dt : DATE_AND_TIME; p : POINTER; a : ANY; bl : BLOCK_DB; ti : TIMER; c : COUNTER; s5 : S5TIME;
END_VAR
BEGIN
  T1(IN := I_X, PT := T#5s);
  FC5(A := 1, B := x); FB2.DB5(X := 1); DB5.DW4 := 3; x := DB5.DX2.1; M0.0 := TRUE; x := IW4; QB0 := 5; 
  x := WORD_TO_INT(MW10); A.B[3] := 5;
END_FUNCTION_BLOCK
`,
];

/** Every construct of IEC 61131-3 editions 2 and 3, and what rusty adds, in small texts without a mistake. */

export const IEC: readonly string[] = [
  String.raw`CONFIGURATION Config0
  VAR_GLOBAL RETAIN g1 : INT := 5; g2 AT %QX0.1 : BOOL; END_VAR
  RESOURCE Res1 ON PLC
    VAR_GLOBAL CONSTANT k : REAL := 3.14; END_VAR
    TASK fast(INTERVAL := T#10ms, PRIORITY := 1);
    TASK evt(SINGLE := g2, PRIORITY := 2);
    PROGRAM RETAIN p1 WITH fast : Main(x := %IX0.0, y => g2, fb1 WITH evt);
    PROGRAM p2 : Main;
  END_RESOURCE
  VAR_ACCESS
    ABLE : Res1.%IX1.1 : BOOL READ_ONLY;
    BAKER : Res1.p1.x2 : UINT READ_WRITE;
    CHARLIE : Res1.z1 : BOOL;
    DOG : p1.y1 : BYTE READ_ONLY;
    alpha : P1.f1[3].a : INT;
  END_VAR
  VAR_CONFIG
    Res1.p1.c1 AT %IX1.2 : BOOL;
    Res1.p1.count : INT := 1;
    Res1.p1.arr[2].x AT %QD4 : REAL;
    Res1.p1.time1 : TON := (PT := T#2.5s);
  END_VAR
END_CONFIGURATION
`,
  String.raw`TYPE
  Color : (Red, Green, Blue) := Green;
  Level : INT (Low := 1, High := 2) := Low;
  Level2 : DINT (Low := 1, High := 2);
  E3 : (A := 1, B := 2, C := 16#FF);
  Sub : INT (-5..5) := 0;
  Sub2 : UINT(0..100);
  Al : REAL := 1.0;
  Arr : ARRAY [1..2, 0..5] OF Sub := [12(0)];
  Str1 : STRING[10] := 'abc';
  P : STRUCT x : REAL; y : REAL := 2.0; END_STRUCT;
  Pini : P := (x := 1.0, y := 2.0);
  O : STRUCT OVERLAP a AT %B0 : BYTE; b AT %W0 : WORD; c AT %X0.1 : BOOL; END_STRUCT;
  U : UNION r : REAL; d : DWORD; END_UNION;
  R : REF_TO INT;
  A2 : ARRAY[0..1] OF STRUCT q : INT; END_STRUCT;
END_TYPE
`,
  String.raw`TYPE PUBLIC T1 : INT; END_TYPE
TYPE INTERNAL T2 : STRUCT a : INT; END_STRUCT; END_TYPE
`,
  String.raw`USING System.Timers;
NAMESPACE Company.Motion
  USING Other.Ns, More;
  INTERNAL
  CLASS ABSTRACT Base
    VAR PROTECTED a : INT; END_VAR
    VAR PUBLIC b : INT; END_VAR
    METHOD PUBLIC ABSTRACT Run : BOOL
    END_METHOD
    METHOD PROTECTED FINAL Stop
      VAR_INPUT x : INT; END_VAR
      a := x;
    END_METHOD
  END_CLASS
  CLASS FINAL Derived EXTENDS Base IMPLEMENTS I1, Ns.I2
    METHOD PUBLIC OVERRIDE Run : BOOL
      SUPER.Stop(x := 5);
      THIS.a := 6;
      Run := TRUE;
    END_METHOD
  END_CLASS
  INTERFACE I1 EXTENDS I0, Ns.Ix
    METHOD m1 : INT
      VAR_INPUT q : REAL; END_VAR
    END_METHOD
    METHOD m2 END_METHOD
  END_INTERFACE
  FUNCTION_BLOCK FINAL FB1 EXTENDS Base IMPLEMENTS I1
    VAR_INPUT R_EDGE : BOOL; clk : BOOL R_EDGE; dn : BOOL F_EDGE; END_VAR
    METHOD m1 : INT m1 := 3; END_METHOD
    clk := dn;
  END_FUNCTION_BLOCK
  FUNCTION f1 : REF_TO INT
    VAR_INPUT v : ARRAY[*] OF INT; w : ARRAY[*, *] OF REAL; END_VAR
    VAR_IN_OUT CONSTANT s : STRING; END_VAR
    f1 := REF(v[1]);
  END_FUNCTION
  FUNCTION f2
    VAR_INPUT a : INT; END_VAR
    VAR_TEMP t : REF_TO INT; END_VAR
    t := REF(a);
    IF t <> NULL THEN t^ := 5; END_IF;
    t ?= x;
    RETURN;
  END_FUNCTION
  TYPE InNs : INT; END_TYPE
END_NAMESPACE
`,
  String.raw`PROGRAM Main
  VAR_INPUT a : BOOL; END_VAR
  VAR RETAIN AT %IX1.1 : BOOL; AT %QW5 : INT := 3; x AT %MD10 : DINT; END_VAR
  VAR NON_RETAIN b : INT; END_VAR
  VAR CONSTANT c : INT := 3; END_VAR
  VAR_EXTERNAL CONSTANT g : INT; END_VAR
  VAR_EXTERNAL g2 : INT; END_VAR
  VAR s : STRING[20] := 'it$'s $N'; w : WSTRING[5] := "wide$"x"; ch : CHAR := 'a'; END_VAR
  VAR st : STRUCT1 := (a := 1, b := [1, 2, 3], c := (d := 5)); ar : ARRAY[0..3] OF INT := [2(1), 2(3)]; END_VAR
  VAR f : ARRAY[0..1] OF REF_TO INT; en : (on1, off1) := on1; sr : INT(0..5) := 3; END_VAR
  a := INT#5 + SINT#-3 + UINT#16#FF + BYTE#2#1010_1010 + BOOL#1 + BOOL#TRUE + WORD#16#FFFF;
  t := T#5s + TIME#1d2h3m4s5ms + T#-3.5ms + t#14.7s + LTIME#5us_300ns + LT#3ns + T#25h_15m;
  d := D#1984-06-25 + DATE#1984-06-25 + LDATE#2012-02-29 + TOD#15:36:55.36 + TIME_OF_DAY#15:36:55 + LTOD#1:2:3.4;
  dt1 := DT#1984-06-25-15:36:55.36 + DATE_AND_TIME#1984-06-25-15:36:55 + LDT#1984-06-25-15:36:55.360_227_400 + LDATE_AND_TIME#1-1-1-1:1:1 + LTIME_OF_DAY#1:2:3;
  s1 := STRING#'OK' ; w1 := WSTRING#"OK"; c1 := CHAR#'x'; c2 := WCHAR#"y"; c3 := USTRING#'x';
  e := Color#Red; q := REAL#1.0E-5; r := LREAL#3; r2 := 1e10; r3 := 1.0E+6; r4 := -12.0; n := 2#1111_0000 + 8#377 + 16#E0;
  bit := a.%X0; b1 := a.%B1; wo := a.%W0; dw := a.%D1; lw := a.%L0; bb := a.3; a.%X7 := TRUE;
  x := a ** b MOD c / d * e; y := NOT a & b XOR c OR d AND (e = f) <> (g <= h);
  z := -a + +b - (-c);
  fb1(IN := a, Q => b, NOT Q1 => c); fb1(); fb1(a, b); obj.m(x := 1).n(); r := f(ENO => ok, EN := 1);
  CASE x OF 1: a := 1; 2, 3..5, -1: b := 2; Color#Red: c := 3; Red: d := 4; ELSE e := 5; END_CASE;
  CASE x OF 1: ; END_CASE;
  FOR i := 1 TO 10 BY -2 DO EXIT; CONTINUE; END_FOR;
  WHILE a DO REPEAT b := 1; UNTIL c END_REPEAT; END_WHILE;
  IF a THEN ELSIF b THEN ELSE END_IF;
  ;
  arr[1,2].x[3]^.y := 5; arr[i+1][j] := 2; p^ := 3; p^.x := 4; arr[1]^ := 2;
  %QX0.0 := %IX0.1; %MW5 := 5; x := %IW3.2.1;
  loop1: a := 1; JMP loop1;
  RETURN;
END_PROGRAM
`,
  String.raw`FUNCTION_BLOCK fb
VAR_INPUT a : BOOL; END_VAR
VAR_OUTPUT RETAIN q : INT; END_VAR
VAR_IN_OUT io : ARRAY[1..10] OF REAL; END_VAR
VAR_TEMP t : INT; END_VAR
VAR Step, Task, get, set, on, R, S, T, LD, ST, D, N, L, P : INT; ON1 : BOOL; type1 : INT; END_VAR
Step := Task + get; R := S; T := LD; ST := 1; IF N > 5 THEN D := L; END_IF;
set := 5; on := 3; T(IN := 3); 
END_FUNCTION_BLOCK
`,
  String.raw`FUNCTION_BLOCK sfc
VAR x : BOOL; END_VAR
INITIAL_STEP Start:
  act1(N);
  act2(L, T#1s);
  act3(S, x);
END_STEP
TRANSITION FROM Start TO S1 := x; END_TRANSITION
TRANSITION t1 (PRIORITY := 1) FROM (S1, S2) TO S3 := NOT x AND Start.X; END_TRANSITION
STEP S1: END_STEP
ACTION act1: x := TRUE; END_ACTION
ACTION act2:
 x := FALSE;
END_ACTION
END_FUNCTION_BLOCK
`,
  String.raw`PROGRAM nested
(* outer (* inner *) still *)
/* c style */ // line
VAR a : INT; (* trailing *) END_VAR
{pragma anywhere} a := 1; {another}
END_PROGRAM
`,
  String.raw`FUNCTION f : ARRAY[0..3] OF INT
END_FUNCTION
FUNCTION g : STRING[10] VAR_INPUT a : INT; END_VAR g := 'x'; END_FUNCTION
FUNCTION h : Ns.T1 h := x; END_FUNCTION
FUNCTION i <T : ANY_NUM> : T VAR_INPUT a : T; END_VAR END_FUNCTION
`,
  String.raw`VAR_GLOBAL CONSTANT PI : REAL := 3.14; N : INT := 2 * (3 + 4); END_VAR
VAR_GLOBAL a : ARRAY[0..N-1] OF INT; b : ARRAY[0..N*2, 1..(N+1)] OF INT; END_VAR
`,
  String.raw`CLASS Counter
    VAR
        cv : UINT;
        Max : UINT:= 1000;
    END_VAR
    METHOD PUBLIC UP
      VAR_INPUT INC: UINT; END_VAR
      VAR_OUTPUT QU: BOOL; END_VAR
      IF cv <= Max - INC THEN
         cv:= cv + INC; QU:= FALSE;
      ELSE
        QU:= TRUE;
      END_IF
    END_METHOD
END_CLASS
`,
  String.raw`FUNCTION_BLOCK fb VAR a : BOOL; END_VAR
 LD a
 AND b
 ST c
END_FUNCTION_BLOCK
`,
  String.raw`PROGRAM P
VAR
 clk : R_TRIG;
 lw : LWORD := 16#FFFF_FFFF_FFFF_FFFF;
 x : BOOL := 2#1; y : TIME := T#1D2H; z : DATE := D#2020-1-1;
 a, b, c : INT := 5;
 d : LREAL := 1.0E-10;
 e : ARRAY[1..3] OF ARRAY[1..2] OF INT := [[1,2],[3,4],[5,6]];
 g : ARRAY[1..3] OF P1 := [(x := 1), 2((x := 2, y := 3))];
 h : ARRAY [1..2] OF STRING[5] := ['a', 'b'];
 itf : ITF_1; nl : ITF := NULL;
END_VAR
END_PROGRAM
`,
  String.raw`TYPE ANALOG_CHANNEL_CONFIGURATION :
  STRUCT
    RANGE : ANALOG_SIGNAL_RANGE ;
    MIN_SCALE : ANALOG_DATA := -4095 ;
    MAX_SCALE : ANALOG_DATA := 4095 ;
  END_STRUCT ;
END_TYPE
TYPE FREQ : ARRAY [1..10] OF REAL := [3(1.0), 5(), 2(0.0)]; END_TYPE
`,
  String.raw`PROGRAM P
VAR_INPUT x : INT; END_VAR
VAR y : INT; END_VAR
y := x.0;
IF y=1THEN x:=2;END_IF;
y:=ABS(-1);y:=MAX(1,2,3);
y := SEL(G := x, IN0 := 1, IN1 := 2);
y := MUX(1, a, b); b := a>=2 AND a<=5; t := T#1s500ms; t := TIME#2m30s;
y := INT_TO_REAL(x); s := CONCAT('a', 'b'); s := '$$ $L $N $P $R $T $0A';
s := ''; s := 'ä'; s := "w";
END_PROGRAM
`,
];

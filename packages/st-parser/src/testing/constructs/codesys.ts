/** Every construct of CODESYS and TwinCAT, in small texts without a mistake. */

export const CODESYS: readonly string[] = [
  String.raw`{attribute 'qualified_only'}
{attribute 'strict'}
TYPE E_State :
(
	Idle := 0,
	{attribute 'hide'}
	Running := 10, // comment
	(* doc *) Error
) UINT := Idle;
END_TYPE
`,
  String.raw`TYPE ST_Base EXTENDS Lib.ST_Other :
STRUCT
	{attribute 'OPC.UA.DA' := '1'}
	a : BIT;
	b AT %I* : BOOL;
	c : ARRAY[0..GVL.MAX - 1] OF POINTER TO ARRAY[0..5] OF BYTE;
	d : STRING(GVL.LEN);
	e : WSTRING(80) := "x";
	f : REFERENCE TO Lib.FB_X;
END_STRUCT
END_TYPE
TYPE U_X : UNION a : REAL; b : ARRAY[0..3] OF BYTE; END_UNION END_TYPE
TYPE T_Al : STRING(255); END_TYPE
TYPE T_Al2 : POINTER TO INT; END_TYPE
TYPE T_Al3 : ARRAY[1..3] OF Lib.T_X := [3((a:=1))]; END_TYPE
`,
  String.raw`{attribute 'qualified_only'}
VAR_GLOBAL
	{region "outputs"}
	x AT %Q* : BOOL;
	y AT%IX0.0:BOOL;
	{endregion}
END_VAR
VAR_GLOBAL CONSTANT
	MAX : INT := 10;
	C_ARR : ARRAY[0..2] OF INT := [1, 2, 3];
	C2 : ARRAY[0..2] OF INT := 1, 2, 3;
END_VAR
VAR_GLOBAL RETAIN PERSISTENT p : INT; END_VAR
VAR_GLOBAL PERSISTENT RETAIN p2 : INT; END_VAR
`,
  String.raw`{attribute 'reflection'}
FUNCTION_BLOCK INTERNAL FINAL FB_X EXTENDS Lib.FB_Base IMPLEMENTS I_A, Lib.I_B
VAR_INPUT
	{attribute 'parameterUnit':= 'rpm'}
	a : REFERENCE TO INT;
	b : POINTER TO BYTE := 0;
	c : BOOL := TRUE;
END_VAR
VAR_INPUT CONSTANT k : INT; END_VAR
VAR_INPUT PERSISTENT kk : INT; END_VAR
VAR_OUTPUT
	q : BOOL; // c
END_VAR
VAR_IN_OUT CONSTANT s : STRING; END_VAR
VAR_IN_OUT arr : ARRAY[*] OF INT; END_VAR
VAR_STAT n : INT; END_VAR
VAR_INST m : INT; END_VAR
VAR_TEMP t : INT; END_VAR
VAR_GENERIC CONSTANT size : UDINT := 10; END_VAR
VAR CONSTANT PERSISTENT z : INT := 1; END_VAR
VAR
	fb1 : FB_Y(a := 1, b := ADR(x));
	fb2 : FB_Y(THIS^);
	fb3 : ARRAY[0..1] OF FB_Y[(a := 1), (a := 2)];
	fb4 : ARRAY[1..2] OF FB_Y := [(a := 1), (a := 2)];
	fb5 : FB_Y := (PT := p^.t, IN := TRUE);
	ton1 : TON := (PT := T#1S);
	e1 : (one, two, three);
	e2 : E_State := E_State.Idle;
	sub : INT (0..100);
	str : STRING := 'abc$R$N';
	g : FB_Gen<10>;
	g2 : ARRAY[1..2] OF FB_Gen<5, INT>;
	ptr : POINTER TO FB_Z := ADR(fb1);
	r3 : REFERENCE TO INT REF= y;
	dt1 : DT := DT#2020-1-1-10:00; l : LINT := 16#FF; tod1 : TOD := TOD#10:00;
	b1 : BOOL := NOT FALSE; i1 : INT := -5; w : WORD := 2#1010 OR 2#1;
	z1, z2 : INT; ; 
END_VAR
VAR_EXTERNAL ext : INT; END_VAR
	x S= y; x R= y AND z; r REF= q; a := b := c; a := b S= c;
	IF a AND_THEN b OR_ELSE c THEN END_IF
	IF p <> 0 AND_THEN p^.x THEN RETURN; END_IF;
	p := __NEW(FB_X, 10); p := __NEW(FB_X(a := 1)); __DELETE(p); IF __ISVALIDREF(r) THEN END_IF
	__QUERYINTERFACE(i1, i2); __QUERYPOINTER(a, b); p := ADR(x); s := SIZEOF(x); b := BITADR(x.0); i := INDEXOF(Prg);
	x := __POUNAME(); y := __POSITION(); v := __VARINFO(x); 
	__TRY x := 1; __CATCH(exc) y := 2; __FINALLY z := 3; __ENDTRY
	THIS^.m(); SUPER^.m(a := 1); SUPER^(); THIS^.x := 5; THIS^.arr[1].y^ := 3;
	m(a := , b => ); m(a => x, b=>,c:=1);
	{warning 'todo'}
	{IF defined (variable:x)} a := 1; {ELSE} a := 2; {END_IF}
	{info 'x'} {text 'y'} {error 'x'}
	{flow}
	x := E_State.Idle; CASE s OF E_State.Idle: a := 1; E_State.Run, E_State.Err: ; 1..3: b:=2; ELSE ; END_CASE
	FOR i:=0 TO UPPER_BOUND(arr,1) DO arr[i] := 0; END_FOR;
	WHILE TRUE DO EXIT; END_WHILE;
	REPEAT i := i + 1; UNTIL i > 5 END_REPEAT;
	JMP lbl; lbl: x := 1;
	p^[3] := 5; pp^^ := 3; a.b[c.d^].e := f(g(h), i := j);
	s := CONCAT(CONCAT('a', "b"), TO_STRING(5)); x := TO_INT('5'); y := INT_TO_STRING(x);
	x.y.z(a, b); x.p := 5; x.prop.m(); y := x.prop^.z; itf.m(); a.5 := TRUE; b := a.BIT_CONST;
	x := 1.5e3 + .5; t := T#1H2M3S4MS; lt := LTIME#1US; x := BYTE#16#FF; c := SINT#-1;
	x := LIB.FUN(a); x := ns.sub.F(1)^.y; y := -x; y := - (x); b := NOT (a); b := NOT a.b[1]; 
	x := a MOD 2; x := EXPT(2, 3); x := SEL(b, 1, 2); x := MUX(a, b, c); b := a = b; b := (a = b) = c; b := a <> b;
	IF (a) THEN; END_IF; IF NOT (a = b) AND NOT c OR d XOR e THEN END_IF
	x := %IX0.0; %QB5 := 3; a := %MW10; b := %IX1.0;
	x := USINT_TO_BYTE(16#FF); x := 16#ff; d := UDINT#16#DEAD_BEEF;
	x := F(a)[1]; y := F().z; aa[1,2] := 3; aa[1][2] := 4; 
	S := R; R := S; x := S; R(); 
END_FUNCTION_BLOCK
METHOD PRIVATE FINAL m1 : BOOL
VAR_INPUT x : INT; END_VAR
END_METHOD
PROPERTY PUBLIC p1 : INT
GET
VAR a : INT; END_VAR
p1 := 5;
END_GET
SET
x := p1;
END_SET
END_PROPERTY
ACTION a1
x := 1;
END_ACTION
`,
  String.raw`INTERFACE I_X EXTENDS I_Y, Lib.I_Z
METHOD m : HRESULT
VAR_INPUT a : INT; END_VAR
END_METHOD
PROPERTY p : REFERENCE TO INT
GET
END_GET
END_PROPERTY
PROPERTY PUBLIC q : STRING(5)
GET
END_GET
SET
END_SET
END_PROPERTY
END_INTERFACE
`,
  String.raw`PROGRAM MAIN
VAR
	x : INT;
END_VAR
x := 1
;
x:=2;;
END_PROGRAM
`,
  String.raw`{attribute 'qualified_only'}
{attribute 'to_string'}
TYPE E : ( A, B := 3, C ) DINT; END_TYPE
TYPE E2 : (A:=0,B,C):=B; END_TYPE
TYPE E3 : BYTE (A, B); END_TYPE
TYPE E4 :
(
	A := 16#01, B := SHL(1,2), C := 2 OR 4, D := GVL.X,
);
END_TYPE
`,
  String.raw`FUNCTION_BLOCK PUBLIC FB_P
VAR
	{attribute 'TcLinkTo' := 'TIID^Device 1^Term 1
		^Channel'}
	a AT %I* : INT;
	{attribute 'pytmc' := '
		pv: X:Y
		io: i
	'}
	b : INT;
	c : INT; {attribute 'hide'}
	{ attribute 'no_copy' }
	d : INT
	;
END_VAR
VAR {attribute 'x'} e : INT; END_VAR
END_FUNCTION_BLOCK
`,
  String.raw`TYPE T_S :
STRUCT
	x : INT := 5;
	y : ST_Y := (a := 1, b := (c := 2));
	z : ARRAY[1..3] OF ST_Z := [3((a := 1))];
	w : ARRAY[1..2,3..4] OF LREAL := [4(0.0)];
	e : (a1, b1);
END_STRUCT;
END_TYPE
`,
  String.raw`PROGRAM P
VAR
  a: INT; b : BOOL; 
END_VAR
IF a=1 THEN
  b:=TRUE;
ELSIF a = 2 THEN b := FALSE;
ELSE
 IF b THEN a := 5; END_IF
END_IF
CASE a OF
0..10: b := TRUE;
C_X: ; C_Y, C_Z: ;
'a': b := 1;
INT#5: ;
E.A..E.B: ;
(1): ;
ELSE
END_CASE
END_PROGRAM
`,
  String.raw`PROGRAM P
VAR
    timer : TON;
    x : ARRAY[0..2] OF INT := [1, 2, 3];
    y : ARRAY[0..2] OF ST := [(a:=1,b:=2), (a:=3), (b:=4)];
    s : STRING(80) := '';
    c : ST_C := (arr := [1, 2(3)], t := T#5S);
    rr : REFERENCE TO ARRAY[0..3] OF INT;
    fbs : ARRAY[1..C.N] OF FB_A(x := 5);
    t AT %MB0 : ARRAY[0..5] OF BYTE;
    v : __SYSTEM.ExceptionCode; w : __UXINT; xx : __XWORD; vv : VERSION;
    i : I_X := 0; 
END_VAR
timer(IN := x[0] > 5, PT := T#5S, Q => );
IF timer.Q THEN x[1] := 5; END_IF;
x[0] += 1;
END_PROGRAM
`,
];

/** Every construct of Rockwell routine text, in small texts without a mistake. */

export const ROCKWELL: readonly string[] = [
  String.raw`// routine
Motor.Cmd := Start AND NOT Stop;
tag [:=] 5;
if x > 5 & y then a := 1; elsif z then b := 2; else c := 3; end_if;
Local:1:I.Data.0 := 1; x := Local:2:I.Ch0Data; Local:1:O.Data.[i] := 1; y := Program:MainProgram.Tag1; S:FS := 1; if S:FS then x := 1; end_if;
JSR(Sub1, 2, in1, in2, out1); JSR(Sub); SBR(a); RET(b); TONR(timer1); GSV(WallClockTime, , LocalDateTime, tag[0]); SSV(Program, THIS, MajorFaultRecord, x); COP(a, b, 5); MSG(m);
for i := 0 to 10 by 2 do if a[i] = 5 then exit; end_if; end_for;
while x do y := y + 1; end_while; repeat y := 1; until x end_repeat;
case x of 1: a := 1; 2,3: b := 2; 4..6: c := 3; else d := 4; end_case;
#region foo
x := a ** b; x := a MOD b; y := NOT a; z := a <> b; x := 2#1010_1010; x := 16#FF; s := 'str$00';
#endregion
arr[0,1].m.0 := 1; x := ABS(y) + SQRT(z); a.[b] := 1; 
PIDE(p); ALMD(a); OSRI(o); Rack:3:I.Data[2].5 := x; Node_1:I.Fault := 0; x := \Prog.Tag;
(* c *) /* d */ // e
x := y
;
`,
  String.raw`if Local:1:I.Data.0 then Motor := 1; end_if;
`,
  String.raw`IF Start THEN
 JSR(Sub, 0);
 Timer.PRE := 5; TONR(Timer);
END_IF;
`,
];

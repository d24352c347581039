/** Instructions and structures of Logix 5000 controllers in structured text, in part. */

export const ROCKWELL = `
S TIMER(PRE, ACC : DINT; EN, TT, DN : BOOL) -- Data of a timer in milliseconds.
S COUNTER(PRE, ACC : DINT; CU, CD, DN, OV, UN : BOOL) -- Data of a counter.
S CONTROL(LEN, POS : DINT; EN, EU, DN, EM, ER, UL, IN, FD : BOOL) -- Data of an instruction that walks through an array.
S FBD_TIMER(EnableIn, TimerEnable : BOOL; PRE : DINT; Reset, EnableOut : BOOL; ACC : DINT; EN, TT, DN : BOOL; Status : DINT) -- Data of TONR, TOFR and RTOR.
S FBD_COUNTER(EnableIn, CUEnable, CDEnable : BOOL; PRE : DINT; Reset, EnableOut : BOOL; ACC : DINT; CU, CD, DN, OV, UN : BOOL) -- Data of CTUD.
S FBD_ONESHOT(EnableIn, InputBit, EnableOut, OutputBit : BOOL) -- Data of OSRI and OSFI.
S MESSAGE(FLAGS, ERR, EXERR : INT; EW, ER, DN, ST, EN, TO : BOOL) -- Data of a message.
S ALARM(EnableIn : BOOL; In, HHLimit, HLimit, LLimit, LLLimit, Deadband : REAL; HHAlarm, HAlarm, LAlarm, LLAlarm : BOOL) -- Data of a limit alarm.
F JSR(ROUTINE : ANY; INPUTS, PARAMETERS : ANY) -- Runs another routine.
F RET(VALUES : ANY) -- Goes back from a routine with values.
F SBR(VALUES : ANY) -- Takes the values that JSR gave.
F TONR(& Timer : FBD_TIMER) -- Switch-on delay with reset.
F TOFR(& Timer : FBD_TIMER) -- Switch-off delay with reset.
F RTOR(& Timer : FBD_TIMER) -- Accumulates time, with reset.
F OSRI(& OneShot : FBD_ONESHOT) -- TRUE for one scan at a rising edge.
F OSFI(& OneShot : FBD_ONESHOT) -- TRUE for one scan at a falling edge.
F COP(SOURCE, DEST : ANY; LENGTH : DINT) -- Copies elements.
F CPS(SOURCE, DEST : ANY; LENGTH : DINT) -- Copies elements without interruption.
F FLL(SOURCE, DEST : ANY; LENGTH : DINT) -- Fills elements with one value.
F SIZE(SOURCE : ANY; DIMENSION : DINT; SIZE : ANY) -- Number of elements of a dimension.
F BTDT(Source, SourceBit, Length, DestBit, Target : DINT) : DINT -- Moves bits between words.
F GSV(CLASS, INSTANCE, ATTRIBUTE, DEST : ANY) -- Reads a value of the controller.
F SSV(CLASS, INSTANCE, ATTRIBUTE, SOURCE : ANY) -- Writes a value of the controller.
F MSG(& Message : MESSAGE) -- Sends a message.
F IOT(OUTPUT : ANY) -- Updates an output at once.
F EVENT(TASK : ANY) -- Starts an event task.
F ABL(CHANNEL : ANY; CONTROL : ANY; COUNT : ANY) -- Characters up to the end of a line in the buffer.
F ACB(CHANNEL : ANY; CONTROL : ANY; COUNT : ANY) -- Characters in the buffer.
F ARD(CHANNEL : ANY; DEST : ANY; CONTROL : ANY; LENGTH : ANY) -- Reads characters.
F AWT(CHANNEL : ANY; SOURCE : ANY; CONTROL : ANY; LENGTH : ANY) -- Writes characters.
F DTOS(SOURCE : DINT; DEST : ANY) -- Text from an integer.
F STOD(SOURCE : ANY; DEST : DINT) -- An integer from text.
F RTOS(SOURCE : REAL; DEST : ANY) -- Text from a number.
F STOR(SOURCE : ANY; DEST : REAL) -- A number from text.
F UPPER(SOURCE, DEST : ANY) -- Upper case letters.
F LOWER(SOURCE, DEST : ANY) -- Lower case letters.
F TRN(IN : REAL) : DINT -- The number without its fraction.
F DEG(IN : REAL) : REAL -- Radians as degrees.
F RAD(IN : REAL) : REAL -- Degrees as radians.
F UID() -- Locks out other tasks.
F UIE() -- Lets other tasks in again.
F EOT(BIT : BOOL) -- Ends the transition of a chart.
F SFR(ROUTINE, STEP : ANY) -- Resets a chart.
F SFP(ROUTINE, STATE : ANY) -- Pauses a chart.
F MSO(AXIS : ANY; CONTROL : ANY) -- Switches a servo drive on.
F MSF(AXIS : ANY; CONTROL : ANY) -- Switches a servo drive off.
F MAJ(AXIS, CONTROL, DIRECTION, SPEED : ANY) -- Jogs an axis.
F MAM(AXIS, CONTROL, MOVE, POSITION, SPEED : ANY) -- Moves an axis.
F MAS(AXIS, CONTROL, STOP : ANY) -- Stops an axis.
F MAH(AXIS, CONTROL : ANY) -- Homes an axis.
`;

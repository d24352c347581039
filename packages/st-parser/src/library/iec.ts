/** Standard functions and function blocks: IEC 61131-3 ed. 3, tables 22 to 46. */

export const IEC = `
B TON(IN : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Switch-on delay: Q becomes TRUE when IN has been TRUE for PT.
B TOF(IN : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Switch-off delay: Q becomes FALSE when IN has been FALSE for PT.
B TP(IN : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Pulse: Q is TRUE for PT from each rising edge of IN.
B TON_TIME(IN : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Switch-on delay with TIME.
B TOF_TIME(IN : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Switch-off delay with TIME.
B TP_TIME(IN : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Pulse with TIME.
B TON_LTIME(IN : BOOL; PT : LTIME => Q : BOOL; ET : LTIME) -- Switch-on delay with LTIME.
B TOF_LTIME(IN : BOOL; PT : LTIME => Q : BOOL; ET : LTIME) -- Switch-off delay with LTIME.
B TP_LTIME(IN : BOOL; PT : LTIME => Q : BOOL; ET : LTIME) -- Pulse with LTIME.
B R_TRIG(CLK : BOOL => Q : BOOL) -- Rising edge: Q is TRUE for one call when CLK becomes TRUE.
B F_TRIG(CLK : BOOL => Q : BOOL) -- Falling edge: Q is TRUE for one call when CLK becomes FALSE.
B SR(S1 : BOOL; R : BOOL => Q1 : BOOL) -- Bistable, set dominates.
B RS(S : BOOL; R1 : BOOL => Q1 : BOOL) -- Bistable, reset dominates.
B CTU(CU : BOOL; R : BOOL; PV : INT => Q : BOOL; CV : INT) -- Counts up at rising edges of CU; Q is TRUE from PV on.
B CTD(CD : BOOL; LD : BOOL; PV : INT => Q : BOOL; CV : INT) -- Counts down from PV at rising edges of CD; Q is TRUE at 0.
B CTUD(CU : BOOL; CD : BOOL; R : BOOL; LD : BOOL; PV : INT => QU : BOOL; QD : BOOL; CV : INT) -- Counts up and down.
B CTU_INT(CU : BOOL; R : BOOL; PV : INT => Q : BOOL; CV : INT) -- Up counter for INT.
B CTU_DINT(CU : BOOL; R : BOOL; PV : DINT => Q : BOOL; CV : DINT) -- Up counter for DINT.
B CTU_LINT(CU : BOOL; R : BOOL; PV : LINT => Q : BOOL; CV : LINT) -- Up counter for LINT.
B CTU_UDINT(CU : BOOL; R : BOOL; PV : UDINT => Q : BOOL; CV : UDINT) -- Up counter for UDINT.
B CTU_ULINT(CU : BOOL; R : BOOL; PV : ULINT => Q : BOOL; CV : ULINT) -- Up counter for ULINT.
B CTD_INT(CD : BOOL; LD : BOOL; PV : INT => Q : BOOL; CV : INT) -- Down counter for INT.
B CTD_DINT(CD : BOOL; LD : BOOL; PV : DINT => Q : BOOL; CV : DINT) -- Down counter for DINT.
B CTD_LINT(CD : BOOL; LD : BOOL; PV : LINT => Q : BOOL; CV : LINT) -- Down counter for LINT.
B CTD_UDINT(CD : BOOL; LD : BOOL; PV : UDINT => Q : BOOL; CV : UDINT) -- Down counter for UDINT.
B CTD_ULINT(CD : BOOL; LD : BOOL; PV : ULINT => Q : BOOL; CV : ULINT) -- Down counter for ULINT.
B CTUD_INT(CU : BOOL; CD : BOOL; R : BOOL; LD : BOOL; PV : INT => QU : BOOL; QD : BOOL; CV : INT) -- Counter in both directions for INT.
B CTUD_DINT(CU : BOOL; CD : BOOL; R : BOOL; LD : BOOL; PV : DINT => QU : BOOL; QD : BOOL; CV : DINT) -- Counter in both directions for DINT.
B CTUD_LINT(CU : BOOL; CD : BOOL; R : BOOL; LD : BOOL; PV : LINT => QU : BOOL; QD : BOOL; CV : LINT) -- Counter in both directions for LINT.
B CTUD_UDINT(CU : BOOL; CD : BOOL; R : BOOL; LD : BOOL; PV : UDINT => QU : BOOL; QD : BOOL; CV : UDINT) -- Counter in both directions for UDINT.
B CTUD_ULINT(CU : BOOL; CD : BOOL; R : BOOL; LD : BOOL; PV : ULINT => QU : BOOL; QD : BOOL; CV : ULINT) -- Counter in both directions for ULINT.
B SEMA(CLAIM : BOOL; RELEASE : BOOL => BUSY : BOOL) -- Semaphore: BUSY says that somebody else has claimed it.
B RTC(IN : BOOL; PDT : DATE_AND_TIME => Q : BOOL; CDT : DATE_AND_TIME) -- Clock: runs from PDT since the rising edge of IN.
B PID(AUTO : BOOL; PV, SP, X0, KP, TR, TD : REAL; CYCLE : TIME => XOUT : REAL) -- PID controller.
B INTEGRAL(RUN : BOOL; R1 : BOOL; XIN, X0 : REAL; CYCLE : TIME => Q : BOOL; XOUT : REAL) -- Integrates XIN while RUN.
B DERIVATIVE(RUN : BOOL; XIN : REAL; CYCLE : TIME => XOUT : REAL) -- Differentiates XIN while RUN.
B HYSTERESIS(XIN1, XIN2, EPS : REAL => Q : BOOL) -- Compares XIN1 and XIN2 with a hysteresis of EPS.
B LIMITS_ALARM(H, X, L, EPS : REAL => QH, Q, QL : BOOL) -- High and low limit alarm with hysteresis.
B RAMP(RUN : BOOL; X0, X1 : REAL; TR, CYCLE : TIME; HOLDBACK : BOOL; ERROR, PV : REAL => RAMP : BOOL; XOUT : REAL) -- Ramp from X0 to X1 in TR.
F ABS(IN : ANY_NUM) : ANY_NUM -- Absolute value.
F SQRT(IN : ANY_REAL) : ANY_REAL -- Square root.
F LN(IN : ANY_REAL) : ANY_REAL -- Natural logarithm.
F LOG(IN : ANY_REAL) : ANY_REAL -- Logarithm to base 10.
F EXP(IN : ANY_REAL) : ANY_REAL -- Natural exponential.
F SIN(IN : ANY_REAL) : ANY_REAL -- Sine of an angle in radians.
F COS(IN : ANY_REAL) : ANY_REAL -- Cosine of an angle in radians.
F TAN(IN : ANY_REAL) : ANY_REAL -- Tangent of an angle in radians.
F ASIN(IN : ANY_REAL) : ANY_REAL -- Arc sine in radians.
F ACOS(IN : ANY_REAL) : ANY_REAL -- Arc cosine in radians.
F ATAN(IN : ANY_REAL) : ANY_REAL -- Arc tangent in radians.
F ATAN2(Y, X : ANY_REAL) : ANY_REAL -- Angle of the point (X, Y) in radians.
F ADD(IN1, IN2... : ANY_MAGNITUDE) : ANY_MAGNITUDE -- Sum.
F MUL(IN1, IN2... : ANY_NUM) : ANY_NUM -- Product.
F SUB(IN1, IN2 : ANY_MAGNITUDE) : ANY_MAGNITUDE -- Difference.
F DIV(IN1, IN2 : ANY_NUM) : ANY_NUM -- Quotient; of integers, without the remainder.
F MOD(IN1, IN2 : ANY_INT) : ANY_INT -- Remainder of an integer division.
F EXPT(IN1 : ANY_REAL; IN2 : ANY_NUM) : ANY_REAL -- IN1 to the power of IN2.
F MOVE(IN : ANY) : ANY -- The value itself.
F SHL(IN : ANY_BIT; N : ANY_INT) : ANY_BIT -- Shift left by N bits, zeros follow.
F SHR(IN : ANY_BIT; N : ANY_INT) : ANY_BIT -- Shift right by N bits, zeros follow.
F ROL(IN : ANY_BIT; N : ANY_INT) : ANY_BIT -- Rotate left by N bits.
F ROR(IN : ANY_BIT; N : ANY_INT) : ANY_BIT -- Rotate right by N bits.
F AND(IN1, IN2... : ANY_BIT) : ANY_BIT -- Bitwise and.
F OR(IN1, IN2... : ANY_BIT) : ANY_BIT -- Bitwise or.
F XOR(IN1, IN2... : ANY_BIT) : ANY_BIT -- Bitwise exclusive or.
F NOT(IN : ANY_BIT) : ANY_BIT -- Bitwise complement.
F SEL(G : BOOL; IN0, IN1 : ANY) : ANY -- IN0 if G is FALSE, else IN1.
F MAX(IN1, IN2... : ANY_ELEMENTARY) : ANY_ELEMENTARY -- The largest argument.
F MIN(IN1, IN2... : ANY_ELEMENTARY) : ANY_ELEMENTARY -- The smallest argument.
F LIMIT(MN, IN, MX : ANY_ELEMENTARY) : ANY_ELEMENTARY -- IN, but at least MN and at most MX.
F MUX(K : ANY_INT; IN0, IN1... : ANY) : ANY -- The argument with number K, counted from 0.
F GT(IN1, IN2... : ANY_ELEMENTARY) : BOOL -- TRUE if each argument is greater than the next.
F GE(IN1, IN2... : ANY_ELEMENTARY) : BOOL -- TRUE if no argument is less than the next.
F EQ(IN1, IN2... : ANY_ELEMENTARY) : BOOL -- TRUE if all arguments are equal.
F LE(IN1, IN2... : ANY_ELEMENTARY) : BOOL -- TRUE if no argument is greater than the next.
F LT(IN1, IN2... : ANY_ELEMENTARY) : BOOL -- TRUE if each argument is less than the next.
F NE(IN1, IN2 : ANY_ELEMENTARY) : BOOL -- TRUE if the arguments differ.
F LEN(IN : ANY_STRING) : INT -- Number of characters.
F LEFT(IN : ANY_STRING; L : ANY_INT) : ANY_STRING -- The first L characters.
F RIGHT(IN : ANY_STRING; L : ANY_INT) : ANY_STRING -- The last L characters.
F MID(IN : ANY_STRING; L, P : ANY_INT) : ANY_STRING -- L characters from position P on, counted from 1.
F CONCAT(IN1, IN2... : ANY_STRING) : ANY_STRING -- The arguments one behind the other.
F INSERT(IN1, IN2 : ANY_STRING; P : ANY_INT) : ANY_STRING -- IN2 put into IN1 behind position P.
F DELETE(IN : ANY_STRING; L, P : ANY_INT) : ANY_STRING -- IN without L characters from position P on.
F REPLACE(IN1, IN2 : ANY_STRING; L, P : ANY_INT) : ANY_STRING -- IN1 with L characters from position P on replaced by IN2.
F FIND(IN1, IN2 : ANY_STRING) : INT -- Position of IN2 in IN1, 0 if it is not there.
F TRUNC(IN : ANY_REAL) : DINT -- The number without its fraction.
F ADD_TIME(IN1, IN2 : TIME) : TIME -- Sum of two durations.
F SUB_TIME(IN1, IN2 : TIME) : TIME -- Difference of two durations.
F MULTIME(IN1 : TIME; IN2 : ANY_NUM) : TIME -- A duration times a number.
F DIVTIME(IN1 : TIME; IN2 : ANY_NUM) : TIME -- A duration divided by a number.
F MUL_TIME(IN1 : TIME; IN2 : ANY_NUM) : TIME -- A duration times a number.
F DIV_TIME(IN1 : TIME; IN2 : ANY_NUM) : TIME -- A duration divided by a number.
F ADD_TOD_TIME(IN1 : TIME_OF_DAY; IN2 : TIME) : TIME_OF_DAY -- A time of day moved by a duration.
F ADD_DT_TIME(IN1 : DATE_AND_TIME; IN2 : TIME) : DATE_AND_TIME -- A moment moved by a duration.
F SUB_TOD_TIME(IN1 : TIME_OF_DAY; IN2 : TIME) : TIME_OF_DAY -- A time of day moved back by a duration.
F SUB_DT_TIME(IN1 : DATE_AND_TIME; IN2 : TIME) : DATE_AND_TIME -- A moment moved back by a duration.
F SUB_DATE_DATE(IN1, IN2 : DATE) : TIME -- The time between two days.
F SUB_TOD_TOD(IN1, IN2 : TIME_OF_DAY) : TIME -- The time between two times of day.
F SUB_DT_DT(IN1, IN2 : DATE_AND_TIME) : TIME -- The time between two moments.
F CONCAT_DATE_TOD(IN1 : DATE; IN2 : TIME_OF_DAY) : DATE_AND_TIME -- A moment from a day and a time of day.
F CONCAT_DATE(YEAR, MONTH, DAY : ANY_INT) : DATE -- A day from its numbers.
F CONCAT_TOD(HOUR, MINUTE, SECOND, MILLISECOND : ANY_INT) : TIME_OF_DAY -- A time of day from its numbers.
F CONCAT_DT(YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MILLISECOND : ANY_INT) : DATE_AND_TIME -- A moment from its numbers.
F SPLIT_DATE(IN : DATE => YEAR, MONTH, DAY : INT) -- The numbers of a day.
F SPLIT_TOD(IN : TIME_OF_DAY => HOUR, MINUTE, SECOND, MILLISECOND : INT) -- The numbers of a time of day.
F SPLIT_DT(IN : DATE_AND_TIME => YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MILLISECOND : INT) -- The numbers of a moment.
F DAY_OF_WEEK(IN : DATE) : INT -- 0 for Sunday to 6 for Saturday.
F IS_VALID(IN : ANY_REAL) : BOOL -- FALSE for infinity and what is no number.
F IS_VALID_BCD(IN : ANY_BIT) : BOOL -- TRUE if all digits are decimal.
F TO_BIG_ENDIAN(IN : ANY) : ANY -- Bytes in big endian order.
F TO_LITTLE_ENDIAN(IN : ANY) : ANY -- Bytes in little endian order.
F FROM_BIG_ENDIAN(IN : ANY) : ANY -- Bytes back from big endian order.
F FROM_LITTLE_ENDIAN(IN : ANY) : ANY -- Bytes back from little endian order.
F LOWER_BOUND(ARR : ANY; DIM : ANY_INT) : DINT -- Lower bound of a dimension of an array.
F UPPER_BOUND(ARR : ANY; DIM : ANY_INT) : DINT -- Upper bound of a dimension of an array.
F REF(IN : ANY) : PVOID -- A reference to a variable.
F TIME() : TIME -- Time since the controller started, where the dialect has it.
`;

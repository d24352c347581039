/** Instructions of SIMATIC S7-1200 and S7-1500 (TIA Portal), in part. */

export const SIEMENS = `
B TONR(IN : BOOL; R : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Accumulates the time in which IN is TRUE.
B TONR_TIME(IN : BOOL; R : BOOL; PT : TIME => Q : BOOL; ET : TIME) -- Accumulates the time in which IN is TRUE.
B TONR_LTIME(IN : BOOL; R : BOOL; PT : LTIME => Q : BOOL; ET : LTIME) -- Accumulates the time in which IN is TRUE.
S IEC_TIMER(ST, PT, ET : TIME; RU, IN, Q : BOOL) -- Data of a timer.
S IEC_LTIMER(ST, PT, ET : LTIME; RU, IN, Q : BOOL) -- Data of a timer with LTIME.
S IEC_COUNTER(CU, CD, R, LD, QU, QD : BOOL; PV, CV : INT) -- Data of a counter for INT.
S IEC_SCOUNTER(CU, CD, R, LD, QU, QD : BOOL; PV, CV : SINT) -- Data of a counter for SINT.
S IEC_DCOUNTER(CU, CD, R, LD, QU, QD : BOOL; PV, CV : DINT) -- Data of a counter for DINT.
S IEC_UCOUNTER(CU, CD, R, LD, QU, QD : BOOL; PV, CV : UINT) -- Data of a counter for UINT.
S IEC_USCOUNTER(CU, CD, R, LD, QU, QD : BOOL; PV, CV : USINT) -- Data of a counter for USINT.
S IEC_UDCOUNTER(CU, CD, R, LD, QU, QD : BOOL; PV, CV : UDINT) -- Data of a counter for UDINT.
F NORM_X(MIN, VALUE, MAX : ANY_NUM) : REAL -- VALUE on the scale from MIN to MAX, as 0.0 to 1.0.
F SCALE_X(MIN : ANY_NUM; VALUE : ANY_REAL; MAX : ANY_NUM) : ANY_NUM -- 0.0 to 1.0 on the scale from MIN to MAX.
F SCALE(IN : INT; HI_LIM, LO_LIM : REAL; BIPOLAR : BOOL => OUT : REAL) : WORD -- An analogue value in physical units.
F UNSCALE(IN, HI_LIM, LO_LIM : REAL; BIPOLAR : BOOL => OUT : INT) : WORD -- Physical units as an analogue value.
F MOVE_BLK(IN : VARIANT; COUNT : UDINT => OUT : VARIANT) -- Copies elements of an array.
F MOVE_BLK_VARIANT(SRC : VARIANT; COUNT : UDINT; SRC_INDEX, DEST_INDEX : DINT => DEST : VARIANT) : INT -- Copies elements of arrays of any type.
F UMOVE_BLK(IN : VARIANT; COUNT : UDINT => OUT : VARIANT) -- Copies elements without interruption.
F FILL_BLK(IN : VARIANT; COUNT : UDINT => OUT : VARIANT) -- Fills elements with one value.
F UFILL_BLK(IN : VARIANT; COUNT : UDINT => OUT : VARIANT) -- Fills elements without interruption.
F BLKMOV(SRCBLK : VARIANT => DSTBLK : VARIANT) : INT -- Copies a memory area.
F FILL(BVAL : VARIANT => BLK : VARIANT) : INT -- Fills a memory area.
F SWAP(IN : ANY_BIT) : ANY_BIT -- Bytes in the opposite order.
F PEEK(AREA : BYTE; DBNUMBER : DINT; BYTEOFFSET : DINT) : BYTE -- Reads memory by number.
F PEEK_BOOL(AREA : BYTE; DBNUMBER, BYTEOFFSET, BITOFFSET : DINT) : BOOL -- Reads a bit of memory by number.
F PEEK_WORD(AREA : BYTE; DBNUMBER, BYTEOFFSET : DINT) : WORD -- Reads a word of memory by number.
F PEEK_DWORD(AREA : BYTE; DBNUMBER, BYTEOFFSET : DINT) : DWORD -- Reads a double word of memory by number.
F POKE(AREA : BYTE; DBNUMBER, BYTEOFFSET : DINT; VALUE : ANY_BIT) -- Writes memory by number.
F POKE_BOOL(AREA : BYTE; DBNUMBER, BYTEOFFSET, BITOFFSET : DINT; VALUE : BOOL) -- Writes a bit of memory by number.
F POKE_BLK(AREA_SRC : BYTE; DBNUMBER_SRC, BYTEOFFSET_SRC : DINT; AREA_DEST : BYTE; DBNUMBER_DEST, BYTEOFFSET_DEST, COUNT : DINT) -- Copies memory by number.
F CountOfElements(IN : VARIANT) : UDINT -- Number of elements of an array behind a VARIANT.
F TypeOf(IN : VARIANT) : ANY -- The type behind a VARIANT, for comparisons.
F TypeOfElements(IN : VARIANT) : ANY -- The type of the elements behind a VARIANT, for comparisons.
F IS_ARRAY(IN : VARIANT) : BOOL -- TRUE if an array stands behind a VARIANT.
F VariantGet(SRC : VARIANT => DST : ANY) -- Reads what stands behind a VARIANT.
F VariantPut(SRC : ANY; DST : VARIANT) -- Writes what stands behind a VARIANT.
F Serialize(SRC_VARIABLE : VARIANT & POS : DINT => DEST_ARRAY : VARIANT) : INT -- Bytes of a structure.
F Deserialize(SRC_ARRAY : VARIANT & POS : DINT => DEST_VARIABLE : VARIANT) : INT -- A structure from bytes.
F CEIL(IN : ANY_REAL) : DINT -- The next larger integer.
F FLOOR(IN : ANY_REAL) : DINT -- The next smaller integer.
F ROUND(IN : ANY_REAL) : DINT -- The nearest integer.
F FRAC(IN : ANY_REAL) : ANY_REAL -- The fraction of a number.
F SQR(IN : ANY_REAL) : ANY_REAL -- Square.
F T_ADD(IN1 : ANY; IN2 : TIME) : TIME -- Adds times.
F T_SUB(IN1 : ANY; IN2 : TIME) : TIME -- Subtracts times.
F T_DIFF(IN1, IN2 : ANY) : TIME -- The time between two moments.
F T_COMBINE(IN1 : DATE; IN2 : TIME_OF_DAY) : DTL -- A moment from a day and a time of day.
F T_CONV(IN : ANY) : ANY -- Converts times and dates.
F RD_SYS_T(=> OUT : DTL) : INT -- System time of the controller.
F RD_LOC_T(=> OUT : DTL) : INT -- Local time of the controller.
F WR_SYS_T(IN : DTL) : INT -- Sets the system time.
F S_CONV(IN : ANY) : ANY -- Converts strings and numbers.
F STRG_VAL(IN : STRING; FORMAT : WORD; P : UINT => OUT : ANY_NUM) -- A number from text.
F VAL_STRG(IN : ANY_NUM; SIZE, PREC : USINT; FORMAT : WORD; P : UINT => OUT : STRING) -- Text from a number.
F Strg_TO_Chars(Strg : STRING; pChars : DINT & Chars : VARIANT => Cnt : UINT) -- Characters of a string.
F Chars_TO_Strg(Chars : VARIANT; pChars : DINT; Cnt : UINT => Strg : STRING) -- A string from characters.
F MAX_LEN(IN : STRING) : INT -- Longest text that a string can hold.
F GET_ERROR(=> ERROR : ERROR_STRUCT) -- The error of the block that is running.
F GET_ERR_ID() : WORD -- The number of the error of the block that is running.
F RUNTIME(& MEM : LREAL) : LREAL -- Measures how long a part of the program takes.
F DECO(IN : UINT) : DWORD -- One bit at position IN.
F ENCO(IN : ANY_BIT) : INT -- Position of the lowest bit that is set.
F BITSUM(IN : DWORD) : INT -- Number of bits that are set.
F ATTR_DB(REQ : BOOL; DB_NUMBER : ANY => DB_LENGTH : UDINT; ATTRIB : BYTE) : INT -- Attributes of a data block.
F DPRD_DAT(LADDR : ANY => RECORD : VARIANT) : INT -- Reads consistent data of a device.
F DPWR_DAT(LADDR : ANY; RECORD : VARIANT) : INT -- Writes consistent data of a device.
S ERROR_STRUCT(ERROR_ID : WORD; FLAGS : BYTE; REACTION : BYTE; MODE : BYTE; OPERAND_NUMBER : UINT) -- An error of a block.
S TCON_IP_v4(InterfaceId : ANY; ID : WORD; ConnectionType : BYTE; ActiveEstablished : BOOL; RemotePort, LocalPort : UINT) -- A connection.
B TCON(REQ : BOOL; ID : WORD & CONNECT : VARIANT => DONE, BUSY, ERROR : BOOL; STATUS : WORD) -- Opens a connection.
B TDISCON(REQ : BOOL; ID : WORD => DONE, BUSY, ERROR : BOOL; STATUS : WORD) -- Closes a connection.
B TSEND(REQ : BOOL; ID : WORD; LEN : UDINT & DATA : VARIANT => DONE, BUSY, ERROR : BOOL; STATUS : WORD) -- Sends data.
B TRCV(EN_R : BOOL; ID : WORD; LEN : UDINT; ADHOC : BOOL & DATA : VARIANT => NDR, BUSY, ERROR : BOOL; STATUS : WORD; RCVD_LEN : UDINT) -- Receives data.
B PID_Compact(Setpoint, Input : REAL; Input_PER : INT; Disturbance : REAL; ManualEnable : BOOL; ManualValue : REAL; ErrorAck, Reset, ModeActivate : BOOL; Mode : INT => ScaledInput, Output : REAL; Output_PER : INT; Output_PWM, SetpointLimit_H, SetpointLimit_L, InputWarning_H, InputWarning_L : BOOL; State : INT; Error : BOOL; ErrorBits : DWORD) -- PID controller that tunes itself.
B MC_Power(Axis : ANY; Enable : BOOL; StartMode, StopMode : INT => Status, Busy, Error : BOOL; ErrorID, ErrorInfo : WORD) -- Enables an axis.
B GET(REQ : BOOL; ID : WORD & ADDR_1, RD_1 : VARIANT => NDR, ERROR : BOOL; STATUS : WORD) -- Reads data of another controller.
B PUT(REQ : BOOL; ID : WORD & ADDR_1, SD_1 : VARIANT => DONE, ERROR : BOOL; STATUS : WORD) -- Writes data of another controller.
`;

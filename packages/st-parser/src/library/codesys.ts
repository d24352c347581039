/** Operators and libraries of CODESYS and TwinCAT: Standard, Util, Tc2_Standard, Tc2_System, Tc2_Utilities, in part. */

export const CODESYS = `
F ADR(IN : ANY) : PVOID -- Address of a variable.
F BITADR(IN : ANY) : DWORD -- Bit offset of an allocated variable.
F SIZEOF(IN : ANY) : UDINT -- Size of a variable or type in bytes.
F XSIZEOF(IN : ANY) : ULINT -- Size of a variable or type in bytes.
F INDEXOF(IN : ANY) : UINT -- Number of a POU.
F INI(IN : ANY; B : BOOL) : BOOL -- Initialises retain variables of a function block.
F __NEW(T : ANY; N : ANY_INT) : PVOID -- Allocates memory for a type; N elements of it.
F __DELETE(P : ANY) -- Frees memory that __NEW gave.
F __ISVALIDREF(IN : ANY) : BOOL -- TRUE if a reference points to something.
F __QUERYINTERFACE(FROM : ANY; TO : ANY) : BOOL -- Converts an interface reference at run time.
F __QUERYPOINTER(FROM : ANY; TO : ANY) : BOOL -- Converts an interface reference to a pointer.
F __VARINFO(IN : ANY) : ANY -- Information about a variable.
F __POUNAME() : STRING -- Name of the POU around.
F __POSITION() : STRING -- Place in the source.
F __COMPARE_AND_SWAP(P : ANY; OLD, NEW : ANY) : BOOL -- Atomic exchange.
F __XADD(P : ANY; N : ANY_INT) : DINT -- Atomic addition.
F LTIME() : LTIME -- Time since the controller started, in nanoseconds.
F TRUNC_INT(IN : ANY_REAL) : INT -- The number without its fraction.
F CEIL(IN : ANY_REAL) : DINT -- The next larger integer.
F FLOOR(IN : ANY_REAL) : DINT -- The next smaller integer.
F ROUND(IN : ANY_REAL) : DINT -- The nearest integer.
B LTON(IN : BOOL; PT : LTIME => Q : BOOL; ET : LTIME) -- Switch-on delay with LTIME.
B LTOF(IN : BOOL; PT : LTIME => Q : BOOL; ET : LTIME) -- Switch-off delay with LTIME.
B LTP(IN : BOOL; PT : LTIME => Q : BOOL; ET : LTIME) -- Pulse with LTIME.
B BLINK(ENABLE : BOOL; TIMELOW, TIMEHIGH : TIME => OUT : BOOL) -- Square wave.
B GEN(MODE : ANY; BASE : BOOL; PERIOD : TIME; CYCLES, AMPLITUDE : INT; RESET : BOOL => OUT : INT) -- Signal generator.
B PD(ACTUAL, SET_POINT, KP, TV, Y_MANUAL, Y_OFFSET, Y_MIN, Y_MAX : REAL; MANUAL, RESET : BOOL => Y : REAL; LIMITS_ACTIVE : BOOL) -- PD controller.
B LIMITALARM(IN, HIGH, LOW : INT => O, U, IL : BOOL) -- Says whether IN is over, under or between limits.
B RAMP_INT(IN, ASCEND, DESCEND : INT; TIMEBASE : TIME; RESET : BOOL => OUT : INT) -- Limits the slope of IN.
B RAMP_REAL(IN, ASCEND, DESCEND : REAL; TIMEBASE : TIME; RESET : BOOL => OUT : REAL) -- Limits the slope of IN.
B VARIANCE(IN : REAL; RESET : BOOL => OUT : REAL) -- Variance of the values so far.
B STATISTICS_REAL(IN : REAL; RESET : BOOL => MN, MX, AVG : REAL) -- Minimum, maximum and average so far.
F EXTRACT(X : DWORD; N : BYTE) : BOOL -- Bit N of X.
F PACK(B0, B1, B2, B3, B4, B5, B6, B7 : BOOL) : BYTE -- Eight bits as a byte.
F PUTBIT(X : DWORD; N : BYTE; B : BOOL) : DWORD -- X with bit N set to B.
B UNPACK(B : BYTE => B0, B1, B2, B3, B4, B5, B6, B7 : BOOL) -- A byte as eight bits.
B CTU(CU, RESET : BOOL; PV : WORD => Q : BOOL; CV : WORD) -- Counts up at rising edges of CU; Q is TRUE from PV on.
B CTD(CD, LOAD : BOOL; PV : WORD => Q : BOOL; CV : WORD) -- Counts down from PV at rising edges of CD; Q is TRUE at 0.
B CTUD(CU, CD, RESET, LOAD : BOOL; PV : WORD => QU, QD : BOOL; CV : WORD) -- Counts up and down.
B SR(SET1, RESET : BOOL => Q1 : BOOL) -- Bistable, set dominates.
B RS(SET, RESET1 : BOOL => Q1 : BOOL) -- Bistable, reset dominates.
B RTC(EN : BOOL; PDT : DATE_AND_TIME => Q : BOOL; CDT : DATE_AND_TIME) -- Clock: runs from PDT since the rising edge of EN.
F CONCAT(STR1, STR2 : STRING) : STRING -- Two strings one behind the other.
F LEN(STR : STRING) : INT -- Number of characters.
F LEFT(STR : STRING; SIZE : INT) : STRING -- The first SIZE characters.
F RIGHT(STR : STRING; SIZE : INT) : STRING -- The last SIZE characters.
F MID(STR : STRING; LEN, POS : INT) : STRING -- LEN characters from position POS on, counted from 1.
F INSERT(STR1, STR2 : STRING; POS : INT) : STRING -- STR2 put into STR1 behind position POS.
F DELETE(STR : STRING; LEN, POS : INT) : STRING -- STR without LEN characters from position POS on.
F REPLACE(STR1, STR2 : STRING; L, P : INT) : STRING -- STR1 with L characters from position P on replaced by STR2.
F FIND(STR1, STR2 : STRING) : INT -- Position of STR2 in STR1, 0 if it is not there.
F WCONCAT(STR1, STR2 : WSTRING) : WSTRING -- Two wide strings one behind the other.
F WLEN(STR : WSTRING) : INT -- Number of characters of a wide string.
F WLEFT(STR : WSTRING; SIZE : INT) : WSTRING -- The first characters of a wide string.
F WRIGHT(STR : WSTRING; SIZE : INT) : WSTRING -- The last characters of a wide string.
F WMID(STR : WSTRING; LEN, POS : INT) : WSTRING -- Characters from a position on.
F WFIND(STR1, STR2 : WSTRING) : INT -- Position of STR2 in STR1, 0 if it is not there.
F WINSERT(STR1, STR2 : WSTRING; POS : INT) : WSTRING -- STR2 put into STR1.
F WDELETE(STR : WSTRING; LEN, POS : INT) : WSTRING -- STR without some characters.
F WREPLACE(STR1, STR2 : WSTRING; L, P : INT) : WSTRING -- STR1 with some characters replaced.
F MEMCPY(destAddr, srcAddr : PVOID; n : UDINT) : UDINT -- Copies n bytes.
F MEMSET(destAddr : PVOID; fillByte : USINT; n : UDINT) : UDINT -- Fills n bytes.
F MEMMOVE(destAddr, srcAddr : PVOID; n : UDINT) : UDINT -- Copies n bytes that may overlap.
F MEMCMP(pBuf1, pBuf2 : PVOID; n : UDINT) : DINT -- Compares n bytes.
F ADSLOGSTR(msgCtrlMask : DWORD; msgFmtStr : T_MaxString; strArg : T_MaxString) : DINT -- Writes a string into the event log.
F ADSLOGDINT(msgCtrlMask : DWORD; msgFmtStr : T_MaxString; dintArg : DINT) : DINT -- Writes an integer into the event log.
F ADSLOGLREAL(msgCtrlMask : DWORD; msgFmtStr : T_MaxString; lrealArg : LREAL) : DINT -- Writes a number into the event log.
F F_GetVersionTcSystem(nVersionElement : INT) : UINT -- A part of the version of Tc2_System.
B GETCPUCOUNTER(=> cpuCntHiDW, cpuCntLoDW : UDINT) -- Counter of the processor in steps of 100 ns.
B GETCPUACCOUNT(=> cpuAccountDW : UDINT) -- Used time of the task in steps of 100 ns.
B GETCURTASKINDEX(=> index : BYTE) -- Index of the task that calls.
F GETCURTASKINDEXEX() : DINT -- Index of the task that calls.
B GETSYSTEMTIME(=> timeLoDW, timeHiDW : UDINT) -- System time in steps of 100 ns.
F GETTASKTIME() : ULINT -- Time at which the task should have started, in steps of 100 ns.
F F_GetSystemTime() : ULINT -- System time in steps of 100 ns.
F F_GetTaskTime() : ULINT -- Start of the task in steps of 100 ns.
F F_CheckMemoryArea(pData : PVOID; nSize : UDINT) : INT -- Kind of memory that an address lies in.
F TestAndSet(& Flag : BOOL) : BOOL -- Sets a flag that nobody has set.
F LPTSIGNAL(PortAddr : UINT; PinNo : INT; OnOff : BOOL) : BOOL -- Sets a pin of a parallel port.
B ADSREAD(NETID : T_AmsNetId; PORT : T_AmsPort; IDXGRP, IDXOFFS, LEN : UDINT; DESTADDR : PVOID; READ : BOOL; TMOUT : TIME => BUSY, ERR : BOOL; ERRID : UDINT) -- Reads data of another ADS device.
B ADSWRITE(NETID : T_AmsNetId; PORT : T_AmsPort; IDXGRP, IDXOFFS, LEN : UDINT; SRCADDR : PVOID; WRITE : BOOL; TMOUT : TIME => BUSY, ERR : BOOL; ERRID : UDINT) -- Writes data of another ADS device.
B ADSRDWRT(NETID : T_AmsNetId; PORT : T_AmsPort; IDXGRP, IDXOFFS, WRITELEN, READLEN : UDINT; SRCADDR, DESTADDR : PVOID; WRTRD : BOOL; TMOUT : TIME => BUSY, ERR : BOOL; ERRID : UDINT) -- Writes and reads in one step.
B FB_FileOpen(sNetId : T_AmsNetId; sPathName : T_MaxString; nMode : DWORD; ePath : E_OpenPath; bExecute : BOOL; tTimeout : TIME => bBusy, bError : BOOL; nErrId : UDINT; hFile : UINT) -- Opens a file.
B FB_FileClose(sNetId : T_AmsNetId; hFile : UINT; bExecute : BOOL; tTimeout : TIME => bBusy, bError : BOOL; nErrId : UDINT) -- Closes a file.
B FB_FileRead(sNetId : T_AmsNetId; hFile : UINT; pReadBuff : PVOID; cbReadLen : UDINT; bExecute : BOOL; tTimeout : TIME => bBusy, bError : BOOL; nErrId, cbRead : UDINT; bEOF : BOOL) -- Reads bytes of a file.
B FB_FileWrite(sNetId : T_AmsNetId; hFile : UINT; pWriteBuff : PVOID; cbWriteLen : UDINT; bExecute : BOOL; tTimeout : TIME => bBusy, bError : BOOL; nErrId, cbWrite : UDINT) -- Writes bytes into a file.
B FB_FilePuts(sNetId : T_AmsNetId; hFile : UINT; sLine : T_MaxString; bExecute : BOOL; tTimeout : TIME => bBusy, bError : BOOL; nErrId : UDINT) -- Writes a line into a file.
B FB_FileGets(sNetId : T_AmsNetId; hFile : UINT; bExecute : BOOL; tTimeout : TIME => bBusy, bError : BOOL; nErrId : UDINT; sLine : T_MaxString; bEOF : BOOL) -- Reads a line of a file.
B FB_FileDelete(sNetId : T_AmsNetId; sPathName : T_MaxString; ePath : E_OpenPath; bExecute : BOOL; tTimeout : TIME => bBusy, bError : BOOL; nErrId : UDINT) -- Deletes a file.
B FB_FormatString(sFormat : T_MaxString; arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10 : T_Arg => bError : BOOL; nErrId : UDINT; sOut : T_MaxString) -- Text from a format and arguments.
B FB_FormatString2(pFormatString : POINTER TO STRING; arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10 : T_Arg; pDstString : POINTER TO STRING; nDstSize : UDINT => bError : BOOL; nErrId : UDINT) -- Text of any length from a format and arguments.
B TC_CpuUsage(NETID : T_AmsNetId; START : BOOL; TMOUT : TIME => BUSY, ERR : BOOL; ERRID, USAGE : UDINT) -- Load of the processor in per cent.
B NT_GetTime(NETID : T_AmsNetId; START : BOOL; TMOUT : TIME => BUSY, ERR : BOOL; ERRID : UDINT; TIMESTR : TIMESTRUCT) -- Local time of Windows.
B FB_LocalSystemTime(sNetID : T_AmsNetId; bEnable : BOOL; dwCycle, dwOpt : DWORD; tTimeout : TIME => bValid : BOOL; systemTime : TIMESTRUCT; tzID : ANY) -- Keeps the local time.
F F_BYTE(in : BYTE) : T_Arg -- An argument for FB_FormatString.
F F_WORD(in : WORD) : T_Arg -- An argument for FB_FormatString.
F F_DWORD(in : DWORD) : T_Arg -- An argument for FB_FormatString.
F F_SINT(in : SINT) : T_Arg -- An argument for FB_FormatString.
F F_INT(in : INT) : T_Arg -- An argument for FB_FormatString.
F F_DINT(in : DINT) : T_Arg -- An argument for FB_FormatString.
F F_LINT(in : LINT) : T_Arg -- An argument for FB_FormatString.
F F_USINT(in : USINT) : T_Arg -- An argument for FB_FormatString.
F F_UINT(in : UINT) : T_Arg -- An argument for FB_FormatString.
F F_UDINT(in : UDINT) : T_Arg -- An argument for FB_FormatString.
F F_ULINT(in : ULINT) : T_Arg -- An argument for FB_FormatString.
F F_BOOL(in : BOOL) : T_Arg -- An argument for FB_FormatString.
F F_REAL(in : REAL) : T_Arg -- An argument for FB_FormatString.
F F_LREAL(in : LREAL) : T_Arg -- An argument for FB_FormatString.
F F_STRING(& in : STRING) : T_Arg -- An argument for FB_FormatString.
F F_ToLCase(in : T_MaxString) : T_MaxString -- Lower case letters.
F F_ToUCase(in : T_MaxString) : T_MaxString -- Upper case letters.
F F_LTrim(in : T_MaxString) : T_MaxString -- Without blanks at the start.
F F_RTrim(in : T_MaxString) : T_MaxString -- Without blanks at the end.
F CONCAT2(pSrcString1, pSrcString2, pDstString : POINTER TO STRING; nDstSize : UDINT) : BOOL -- Two strings of any length one behind the other.
F LEN2(pString : POINTER TO STRING) : UDINT -- Number of characters of a string of any length.
F FIND2(pSrcString, pSearchString : POINTER TO STRING; bCaseSensitive : BOOL) : UDINT -- Position of a text in a string of any length.
F DELETE2(pString : POINTER TO STRING; nLen, nPos : UDINT) : BOOL -- Removes characters from a string of any length.
F INSERT2(pSrcString1, pSrcString2, pDstString : POINTER TO STRING; nDstSize, nPos : UDINT) : BOOL -- Inserts into a string of any length.
F FIND_AND_REPLACE(pSrcString, pSearchString, pReplaceString, pDstString : POINTER TO STRING; nDstSize : UDINT) : BOOL -- Replaces all occurrences.
F FindAndSplit(pSeparator, pSrcString, pLeftString : POINTER TO STRING; nLeftSize : UDINT; pRightString : POINTER TO STRING; nRightSize : UDINT; bSearchFromRight : BOOL) : BOOL -- Splits a text at a separator.
F LREAL_TO_FMTSTR(in : LREAL; iPrecision : INT; bRound : BOOL) : STRING -- A number with a fixed number of digits.
F DINT_TO_DECSTR(in : DINT; iPrecision : INT) : T_MaxString -- Decimal text.
F DWORD_TO_HEXSTR(in : DWORD; iPrecision : INT; bLoCase : BOOL) : T_MaxString -- Hexadecimal text.
F BYTE_TO_HEXSTR(in : BYTE; iPrecision : INT; bLoCase : BOOL) : T_MaxString -- Hexadecimal text.
F HEXSTR_TO_DATA(sHex : T_MaxString; pData : PVOID; cbData : UDINT) : UDINT -- Bytes from hexadecimal text.
F SYSTEMTIME_TO_DT(& TIMESTR : TIMESTRUCT) : DATE_AND_TIME -- Date and time from a structure.
F SYSTEMTIME_TO_STRING(in : TIMESTRUCT) : STRING -- Text from a structure.
F DT_TO_SYSTEMTIME(DTIN : DATE_AND_TIME) : TIMESTRUCT -- A structure from date and time.
F FILETIME_TO_DT(fileTime : T_FILETIME) : DATE_AND_TIME -- Date and time from a Windows time.
F LMOD(lr_Value, lr_Arg : LREAL) : LREAL -- Remainder of a division of real numbers.
F LTRUNC(lr_in : LREAL) : LREAL -- The number without its fraction.
F FRAC(lr_in : LREAL) : LREAL -- The fraction of a number.
F MODABS(lr_val, lr_mod : LREAL) : LREAL -- Remainder that is never negative.
F MODTURNS(lr_val, lr_mod : LREAL) : DINT -- Number of whole turns.
S TIMESTRUCT(wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds : WORD) -- Date and time as Windows has them.
S T_FILETIME(dwLowDateTime, dwHighDateTime : DWORD) -- Time of Windows in steps of 100 ns.
S T_Arg(eType : ANY; cbLen : UDINT; pData : PVOID) -- An argument of any type.
S ST_LibVersion(iMajor, iMinor, iBuild, iRevision : UINT; nFlags : DWORD; sVersion : STRING[23]) -- Version of a library.
T T_MaxString : STRING[255] -- The longest string of the string functions.
T T_AmsNetId : STRING[23] -- Address of an ADS device.
T T_AmsPort : UINT -- Port of an ADS device.
T T_IPv4Addr : STRING[15] -- Address of a computer.
T OTCID : UDINT -- Identity of a TwinCAT object.
T HRESULT : DINT -- Result of a system call; negative is an error.
E E_OpenPath(PATH_GENERIC := 1, PATH_BOOTPRJ, PATH_BOOTDATA, PATH_BOOTPATH, PATH_USERPATH1 := 11, PATH_USERPATH2, PATH_USERPATH3, PATH_USERPATH4, PATH_USERPATH5, PATH_USERPATH6, PATH_USERPATH7, PATH_USERPATH8, PATH_USERPATH9) -- Folder of a file function.
E MC_Direction(MC_Positive_Direction := 1, MC_Shortest_Way, MC_Negative_Direction, MC_Current_Direction) -- Which way an axis turns.
`;

/** Global constants of Tc2_System. */
export const CODESYS_GLOBALS = `
VAR_GLOBAL CONSTANT
 ADSLOG_MSGTYPE_HINT : DWORD := 16#01; (* A hint in the log. *)
 ADSLOG_MSGTYPE_WARN : DWORD := 16#02; (* A warning in the log. *)
 ADSLOG_MSGTYPE_ERROR : DWORD := 16#04; (* An error in the log. *)
 ADSLOG_MSGTYPE_LOG : DWORD := 16#10; (* Into the log only. *)
 ADSLOG_MSGTYPE_MSGBOX : DWORD := 16#20; (* With a message box. *)
 ADSLOG_MSGTYPE_STRING : DWORD := 16#40; (* The message is a string. *)
 DEFAULT_ADS_TIMEOUT : TIME := T#5s; (* How long an ADS call waits. *)
 PI : LREAL := 3.1415926535897932384626433832795; (* Circumference by diameter. *)
 FOPEN_MODEREAD : DWORD := 16#0001; (* Open for reading. *)
 FOPEN_MODEWRITE : DWORD := 16#0002; (* Open for writing. *)
 FOPEN_MODEAPPEND : DWORD := 16#0004; (* Open for writing at the end. *)
 FOPEN_MODEPLUS : DWORD := 16#0008; (* Open for reading and writing. *)
 FOPEN_MODEBINARY : DWORD := 16#0010; (* Bytes as they are. *)
 FOPEN_MODETEXT : DWORD := 16#0020; (* Lines of text. *)
END_VAR
`;

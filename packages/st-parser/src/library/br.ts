/** Libraries of B&R Automation Studio: AsBrStr, AsIecCon, brsystem, sys_lib, in part. */

export const BR = `
F brsstrlen(pString : UDINT) : UDINT -- Number of characters of a string.
F brsstrcpy(pDest, pSrc : UDINT) : UDINT -- Copies a string.
F brsstrcat(pDest, pSrc : UDINT) : UDINT -- Appends a string.
F brsstrcmp(pString1, pString2 : UDINT) : DINT -- Compares strings.
F brsmemcpy(pDest, pSrc, length : UDINT) : UDINT -- Copies bytes.
F brsmemset(pDest : UDINT; value : USINT; length : UDINT) : UDINT -- Fills bytes.
F brsmemcmp(pMem1, pMem2, length : UDINT) : DINT -- Compares bytes.
F brsmemmove(pDest, pSrc, length : UDINT) : UDINT -- Copies bytes that may overlap.
F brsitoa(value : DINT; pString : UDINT) : UDINT -- Text from an integer.
F brsatoi(pString : UDINT) : DINT -- An integer from text.
F brsftoa(value : REAL; pString : UDINT) : UDINT -- Text from a number.
F brsatof(pString : UDINT) : REAL -- A number from text.
F strlen(pString : UDINT) : UDINT -- Number of characters of a string.
F strcpy(pDest, pSrc : UDINT) : UDINT -- Copies a string.
F strcat(pDest, pSrc : UDINT) : UDINT -- Appends a string.
F strcmp(pString1, pString2 : UDINT) : DINT -- Compares strings.
F itoa(value : DINT; pString : UDINT) : UDINT -- Text from an integer.
F atoi(pString : UDINT) : DINT -- An integer from text.
F ftoa(value : REAL; pString : UDINT) : UDINT -- Text from a number.
F atof(pString : UDINT) : REAL -- A number from text.
F EDGE(IN : BOOL) : BOOL -- TRUE for one cycle at each edge.
F EDGEPOS(IN : BOOL) : BOOL -- TRUE for one cycle at a rising edge.
F EDGENEG(IN : BOOL) : BOOL -- TRUE for one cycle at a falling edge.
F clock_ms() : TIME -- Time since the controller started.
B RTInfo(enable : BOOL => status : UINT; cycle_time : UDINT; task_class : USINT; init_reason : USINT) -- Information about the task.
B DTGetTime(enable : BOOL => status : UINT; DT1 : DATE_AND_TIME) -- Date and time of the controller.
B DTSetTime(enable : BOOL; DT1 : DATE_AND_TIME => status : UINT) -- Sets date and time of the controller.
B TMR_alloc(enable : BOOL; size : UDINT => status : UINT; mem : UDINT) -- Allocates memory.
B TON_10ms(IN : BOOL; PT : UDINT => Q : BOOL; ET : UDINT) -- Switch-on delay in steps of 10 ms.
B TOF_10ms(IN : BOOL; PT : UDINT => Q : BOOL; ET : UDINT) -- Switch-off delay in steps of 10 ms.
B TP_10ms(IN : BOOL; PT : UDINT => Q : BOOL; ET : UDINT) -- Pulse in steps of 10 ms.
B DatObjCreate(enable : BOOL; grp : UDINT; pName, len : UDINT; MemType : USINT; Option, pCpyData : UDINT => status : UINT; ident, pDatObjMem : UDINT) -- Makes a data object.
B FileOpen(enable : BOOL; pDevice, pFile : UDINT; mode : USINT => status : UINT; ident, filelen : UDINT) -- Opens a file.
B FileClose(enable : BOOL; ident : UDINT => status : UINT) -- Closes a file.
B FileRead(enable : BOOL; ident, offset, pDest, len : UDINT => status : UINT) -- Reads bytes of a file.
B FileWrite(enable : BOOL; ident, offset, pSrc, len : UDINT => status : UINT) -- Writes bytes into a file.
`;

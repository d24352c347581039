/** Groups of keywords. */

import { keywordOf, WORDS } from './keywords.ts';

const SECTIONS = `VAR VAR_INPUT VAR_OUTPUT VAR_IN_OUT VAR_TEMP VAR_GLOBAL VAR_EXTERNAL VAR_STAT VAR_INST VAR_CONFIG
VAR_ACCESS`;

const POUS = `PROGRAM FUNCTION FUNCTION_BLOCK CLASS INTERFACE METHOD ORGANIZATION_BLOCK TEST_PROGRAM
TEST_FUNCTION_BLOCK ACTION`;

/** Words that begin a unit when a name follows. */
const STARTERS = `${POUS} PROPERTY TYPE CONFIGURATION RESOURCE NAMESPACE DATA_BLOCK ACTIONS`;

const ENDS = `${STARTERS} GET SET`.replace(/\w+/g, 'END_$&');

/** Words that no operand, name or statement may be. */
const RESERVED = `IF THEN ELSIF ELSE END_IF CASE OF END_CASE FOR TO BY DO END_FOR WHILE END_WHILE REPEAT UNTIL END_REPEAT
AND OR XOR NOT MOD AND_THEN OR_ELSE ELSEIF END_STRUCT END_REGION END_VAR FUNCTION_BLOCK END_STEP END_TRANSITION END_UNION
END_NETWORK STRUCT ARRAY ${SECTIONS} ${ENDS}`;

const STATEMENTS = 'IF CASE FOR WHILE REPEAT RETURN EXIT CONTINUE GOTO JMP REGION';

const MODIFIERS = 'PUBLIC PRIVATE PROTECTED INTERNAL ABSTRACT FINAL OVERRIDE';

const SECTION_QUALIFIERS = `RETAIN NON_RETAIN PERSISTENT CONSTANT ${MODIFIERS} DB_SPECIFIC`;

/** A flag for each of some words. */
export function group(words: string): Uint8Array {
  const flags = new Uint8Array(WORDS.length);
  for (const word of words.split(/\s+/)) flags[keywordOf(word)] = 1;
  return flags;
}

export const isReserved = group(RESERVED);
export const isSection = group(`${SECTIONS} VAR_GENERIC`);
export const isPou = group(POUS);
export const isStarter = group(STARTERS);
export const isUnitEnd = group(ENDS);
export const isStatementWord = group(STATEMENTS);
export const isModifier = group(MODIFIERS);
export const isQualifier = group(SECTION_QUALIFIERS);

/** The END word of a unit or section word, 0 when it has none. */
export function endOf(word: number): number {
  return keywordOf(`END_${WORDS[word]}`);
}

/** The words that the parser reacts to, found by a hash that the lexer computes while it reads an identifier. */

export * as KW from './wordnumbers.ts';

/** Upper-case text by number; 0 is "an ordinary name". A dot stands for the END word of the one in front. */
export const WORDS: readonly string[] = `
VAR VAR_INPUT VAR_OUTPUT VAR_IN_OUT VAR_TEMP VAR_GLOBAL VAR_EXTERNAL VAR_STAT VAR_INST VAR_CONFIG VAR_ACCESS
VAR_GENERIC END_VAR PROGRAM. FUNCTION. FUNCTION_BLOCK. CLASS. INTERFACE. METHOD. PROPERTY. GET. SET. ACTION.
TRANSITION. STEP INITIAL_STEP END_STEP TYPE. STRUCT. UNION. CONFIGURATION. RESOURCE. NAMESPACE. USING DATA_BLOCK.
ORGANIZATION_BLOCK. TEST_PROGRAM. TEST_FUNCTION_BLOCK. BEGIN TASK ON WITH TITLE VERSION AUTHOR FAMILY NAME
KNOW_HOW_PROTECT NON_RETAIN RETAIN PERSISTENT CONSTANT PUBLIC PRIVATE PROTECTED INTERNAL ABSTRACT FINAL OVERRIDE
EXTENDS IMPLEMENTS IF THEN ELSIF ELSE END_IF CASE OF END_CASE FOR TO BY DO END_FOR WHILE. REPEAT UNTIL END_REPEAT EXIT
CONTINUE RETURN GOTO JMP REGION. AND OR XOR NOT MOD DIV AND_THEN OR_ELSE ARRAY POINTER REFERENCE REF_TO AT R_EDGE
F_EDGE READ_ONLY READ_WRITE S R REF STRING WSTRING FROM NETWORK. ACTIONS. ELSEIF DB_SPECIFIC CONST. LABEL. OVERLAP
ACCESS __TRY __CATCH __FINALLY __ENDTRY`
  .replace(/(\w+)\./g, '$1 END_$1')
  .split(/\s/);

const SIZE = 1024;
const SLOTS = new Int32Array(SIZE);
const HASHES = new Int32Array(WORDS.length);

/** One step of the hash: letters count without their case. */
export function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code | 32)) | 0;
}

/** The hash of a whole word. */
export function hashWord(word: string): number {
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = hashStep(hash, word.charCodeAt(i));
  return hash;
}

for (let id = 1; id < WORDS.length; id++) {
  HASHES[id] = hashWord(WORDS[id]!);
  let slot = HASHES[id]! & (SIZE - 1);
  while (SLOTS[slot] !== 0) slot = (slot + 1) & (SIZE - 1);
  SLOTS[slot] = id;
}

/** The keyword number of `text[from..to)` whose hash the caller knows, or 0. */
export function keywordAt(text: string, from: number, to: number, hash: number): number {
  for (let slot = hash & (SIZE - 1); SLOTS[slot] !== 0; slot = (slot + 1) & (SIZE - 1)) {
    const id = SLOTS[slot]!;
    if (HASHES[id] === hash && isWord(text, from, to, WORDS[id]!)) return id;
  }
  return 0;
}

/** The keyword number of a word, or 0. */
export function keywordOf(word: string): number {
  return keywordAt(word, 0, word.length, hashWord(word));
}

function isWord(text: string, from: number, to: number, word: string): boolean {
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    const code = text.charCodeAt(from + i);
    const upper = code >= 97 && code <= 122 ? code - 32 : code;
    if (upper !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** The words that the parser reacts to, found by a hash that the lexer computes while it reads an identifier. */

/** Number of each word; 0 is "an ordinary name". */
export const KW = {
  VAR: 1,
  VAR_INPUT: 2,
  VAR_OUTPUT: 3,
  VAR_IN_OUT: 4,
  VAR_TEMP: 5,
  VAR_GLOBAL: 6,
  VAR_EXTERNAL: 7,
  VAR_STAT: 8,
  VAR_INST: 9,
  VAR_CONFIG: 10,
  VAR_ACCESS: 11,
  VAR_GENERIC: 12,
  END_VAR: 13,
  PROGRAM: 14,
  END_PROGRAM: 15,
  FUNCTION: 16,
  END_FUNCTION: 17,
  FUNCTION_BLOCK: 18,
  END_FUNCTION_BLOCK: 19,
  CLASS: 20,
  END_CLASS: 21,
  INTERFACE: 22,
  END_INTERFACE: 23,
  METHOD: 24,
  END_METHOD: 25,
  PROPERTY: 26,
  END_PROPERTY: 27,
  GET: 28,
  END_GET: 29,
  SET: 30,
  END_SET: 31,
  ACTION: 32,
  END_ACTION: 33,
  TRANSITION: 34,
  END_TRANSITION: 35,
  STEP: 36,
  INITIAL_STEP: 37,
  END_STEP: 38,
  TYPE: 39,
  END_TYPE: 40,
  STRUCT: 41,
  END_STRUCT: 42,
  UNION: 43,
  END_UNION: 44,
  CONFIGURATION: 45,
  END_CONFIGURATION: 46,
  RESOURCE: 47,
  END_RESOURCE: 48,
  NAMESPACE: 49,
  END_NAMESPACE: 50,
  USING: 51,
  DATA_BLOCK: 52,
  END_DATA_BLOCK: 53,
  ORGANIZATION_BLOCK: 54,
  END_ORGANIZATION_BLOCK: 55,
  TEST_PROGRAM: 56,
  END_TEST_PROGRAM: 57,
  TEST_FUNCTION_BLOCK: 58,
  END_TEST_FUNCTION_BLOCK: 59,
  BEGIN: 60,
  TASK: 61,
  ON: 62,
  WITH: 63,
  TITLE: 64,
  VERSION: 65,
  AUTHOR: 66,
  FAMILY: 67,
  NAME: 68,
  KNOW_HOW_PROTECT: 69,
  NON_RETAIN: 70,
  RETAIN: 71,
  PERSISTENT: 72,
  CONSTANT: 73,
  PUBLIC: 74,
  PRIVATE: 75,
  PROTECTED: 76,
  INTERNAL: 77,
  ABSTRACT: 78,
  FINAL: 79,
  OVERRIDE: 80,
  EXTENDS: 81,
  IMPLEMENTS: 82,
  IF: 83,
  THEN: 84,
  ELSIF: 85,
  ELSE: 86,
  END_IF: 87,
  CASE: 88,
  OF: 89,
  END_CASE: 90,
  FOR: 91,
  TO: 92,
  BY: 93,
  DO: 94,
  END_FOR: 95,
  WHILE: 96,
  END_WHILE: 97,
  REPEAT: 98,
  UNTIL: 99,
  END_REPEAT: 100,
  EXIT: 101,
  CONTINUE: 102,
  RETURN: 103,
  GOTO: 104,
  JMP: 105,
  REGION: 106,
  END_REGION: 107,
  AND: 108,
  OR: 109,
  XOR: 110,
  NOT: 111,
  MOD: 112,
  DIV: 113,
  AND_THEN: 114,
  OR_ELSE: 115,
  ARRAY: 116,
  POINTER: 117,
  REFERENCE: 118,
  REF_TO: 119,
  AT: 120,
  R_EDGE: 121,
  F_EDGE: 122,
  READ_ONLY: 123,
  READ_WRITE: 124,
  S: 125,
  R: 126,
  REF: 127,
  STRING: 128,
  WSTRING: 129,
  FROM: 130,
  NETWORK: 131,
  END_NETWORK: 132,
  ACTIONS: 133,
  END_ACTIONS: 134,
  ELSEIF: 135,
  DB_SPECIFIC: 136,
  CONST: 137,
  END_CONST: 138,
  LABEL: 139,
  END_LABEL: 140,
  OVERLAP: 141,
  ACCESS: 142,
  __TRY: 143,
  __CATCH: 144,
  __FINALLY: 145,
  __ENDTRY: 146,
} as const;

/** Upper-case text by number. */
export const WORDS: readonly string[] = ['', ...Object.keys(KW)];

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

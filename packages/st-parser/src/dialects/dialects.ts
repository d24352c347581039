/** The dialects as data, and the guess which one a file is written in. */

import type { DialectId } from '../types.ts';

/** What the lexer and the parser need to know about a dialect; everything else is one grammar for all. */
export interface Dialect {
  readonly id: DialectId;
  /** `"x"` is a name, not a wide string (Siemens). */
  readonly quotedNames: boolean;
  /** `#name` is a local variable (Siemens). */
  readonly localNames: boolean;
  /** `a.b;` alone is a statement (a property that is read for its effect). */
  readonly bareReads: boolean;
  /** `Local:1:I.Data` is one operand (Rockwell). */
  readonly colonPaths: boolean;
  /** `GSV(a, , b)`: an argument may be left out (Rockwell). */
  readonly emptyArguments: boolean;
  /** `#region name` is a line of its own (Rockwell). */
  readonly hashRegions: boolean;
}

const PLAIN = {
  quotedNames: false,
  localNames: false,
  bareReads: false,
  colonPaths: false,
  emptyArguments: false,
  hashRegions: false,
};

export const DIALECTS: Readonly<Record<DialectId, Dialect>> = {
  iec: { ...PLAIN, id: 'iec' },
  codesys: { ...PLAIN, id: 'codesys', bareReads: true },
  siemens: { ...PLAIN, id: 'siemens', quotedNames: true, localNames: true },
  rockwell: { ...PLAIN, id: 'rockwell', colonPaths: true, emptyArguments: true, hashRegions: true },
};

/** Units at the head of a file that the guess looks at; a bound, so that a keystroke stays cheap. */
export const DETECTION_WINDOW = 16_384;

const NOISE = /\/\/[^\n]*|\(\*[\s\S]*?\*\)|\/\*[\s\S]*?\*\/|'(?:\$.|[^'\n])*'/g;

const SIGNS: readonly (readonly [DialectId, number, RegExp])[] = [
  ['siemens', 5, /\b(?:DATA_BLOCK|ORGANIZATION_BLOCK|END_REGION|KNOW_HOW_PROTECT)\b|\bS7_\w+\s*:=/i],
  ['siemens', 4, /\b(?:FUNCTION_BLOCK|FUNCTION|TYPE|DATA_BLOCK)\s+"[^"\n]+"/i],
  [
    'siemens',
    3,
    /(?:^|[^\w"])#[A-Za-z_]\w*|"[^"\n]+"\s*(?:\.(?!\.)|\[|\()|^\s*(?:TITLE|AUTHOR|FAMILY)\s*[=:]/im,
  ],
  ['siemens', 3, /\bTYPE\s+"?\w+"?\s+(?:(?:VERSION|TITLE|AUTHOR)[^\n]*\s+)*STRUCT\b/i],
  ['siemens', 3, /^\s*BEGIN\b|\bS5T(?:IME)?#|^\s*VERSION\s*:\s*'?\d/im],
  [
    'rockwell',
    4,
    /\[:=\]|\b\w+:\d+:[IOCS]\b|\b(?:JSR|TONR|TOFR|RTOR|OSRI|OSFI|GSV|SSV)\s*\(|\bProgram:\w+\./i,
  ],
  ['codesys', 4, /\{\s*(?:attribute|region|warning|IF|define)\b|\b(?:POINTER|REFERENCE)\s+TO\b/i],
  [
    'codesys',
    3,
    /\b(?:VAR_STAT|VAR_INST|__\w+|AND_THEN|OR_ELSE|REF=|S=|R=)|\bPROPERTY\b[\s\S]*\bGET\b|\bGVL_?\w*\./i,
  ],
  [
    'codesys',
    2,
    /\b(?:METHOD|PROPERTY|INTERFACE|ACTION|EXTENDS|IMPLEMENTS|THIS\s*\^|SUPER\s*\^)\b|\bSTRING\s*\(/i,
  ],
  ['iec', 3, /\b(?:CLASS|NAMESPACE|END_CLASS|END_NAMESPACE|USING|REF_TO|CONFIGURATION|VAR_ACCESS)\b/i],
];

/** The dialect that the head of a text speaks; `iec` when nothing tells. */
export function detect(head: string): DialectId {
  const text = head.slice(0, DETECTION_WINDOW).replace(NOISE, ' ');
  const score = { iec: 1, codesys: 0, siemens: 0, rockwell: 0 };
  for (const [id, weight, sign] of SIGNS) if (sign.test(text)) score[id] += weight;
  let best: DialectId = 'iec';
  for (const id of ['codesys', 'siemens', 'rockwell'] as const) if (score[id] > score[best]) best = id;
  return best;
}

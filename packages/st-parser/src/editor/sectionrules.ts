/**
 * Which sections and qualifiers a variable may have, by what declares it and by dialect. Sources: IEC 61131-3 ed. 3, 6.5.2
 * and annex A (grammar of the sections); CODESYS and TwinCAT help, "Variables" (PERSISTENT, VAR_STAT, VAR_IN_OUT CONSTANT);
 * Logix (parameters of programs: Input, Output, InOut, Local; Constant).
 */

import type { DialectId, Tag } from '../types.ts';

/** What stands in front of the variables of a section: `VAR_GLOBAL RETAIN PERSISTENT`. */
export interface SectionHead {
  readonly word: string;
  readonly qualifiers: readonly string[];
}

/** The qualifiers that can be given and taken; access modifiers stay as they are. */
export const QUALIFIERS = ['CONSTANT', 'RETAIN', 'NON_RETAIN', 'PERSISTENT'] as const;

const EVERYWHERE: readonly DialectId[] = ['iec', 'codesys', 'siemens', 'rockwell'];
const BUT_LOGIX = EVERYWHERE.filter((dialect) => dialect !== 'rockwell');

/** The sections of a PROGRAM that make tags, and who has them. */
const IN_PROGRAM: Readonly<Record<string, readonly DialectId[]>> = {
  VAR: EVERYWHERE,
  VAR_INPUT: EVERYWHERE,
  VAR_OUTPUT: EVERYWHERE,
  VAR_IN_OUT: EVERYWHERE,
  VAR_TEMP: BUT_LOGIX,
  VAR_STAT: ['codesys'],
};

/** The sections that a tag of this owner may stand in; none for what has no sections. */
export function sectionsOf(owner: Tag['owner'], dialect?: DialectId): readonly string[] {
  if (owner === 'datablock') return [];
  if (owner !== 'program') return ['VAR_GLOBAL'];
  return Object.keys(IN_PROGRAM).filter((word) => !dialect || IN_PROGRAM[word]!.includes(dialect));
}

/** The qualifiers that a section takes. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  VAR: QUALIFIERS,
  VAR_GLOBAL: QUALIFIERS,
  VAR_INPUT: ['CONSTANT', 'RETAIN', 'NON_RETAIN', 'PERSISTENT'],
  VAR_OUTPUT: ['RETAIN', 'NON_RETAIN', 'PERSISTENT'],
  VAR_IN_OUT: ['CONSTANT'],
  VAR_TEMP: [],
  VAR_STAT: ['CONSTANT', 'RETAIN', 'PERSISTENT'],
};

/** What only CODESYS and its kin know. */
const OF_CODESYS: ReadonlySet<string> = new Set(['PERSISTENT', 'VAR_INPUT CONSTANT', 'VAR_IN_OUT CONSTANT']);
const EXCLUDES: readonly (readonly [string, string])[] = [
  ['CONSTANT', 'RETAIN'],
  ['CONSTANT', 'NON_RETAIN'],
  ['CONSTANT', 'PERSISTENT'],
  ['RETAIN', 'NON_RETAIN'],
  ['NON_RETAIN', 'PERSISTENT'],
];

/** Why a tag cannot stand under a head, as a sentence; null when it can. */
export function headProblem(
  tag: Tag,
  { word, qualifiers }: SectionHead,
  dialect: DialectId,
): { readonly code: 'TAG_SECTION' | 'TAG_QUALIFIER'; readonly message: string } | null {
  const section = sectionProblem(tag, word, dialect);
  if (section !== null) return { code: 'TAG_SECTION', message: section };
  const qualifier = qualifierProblem(tag, word, qualifiers, dialect);
  return qualifier === null ? null : { code: 'TAG_QUALIFIER', message: qualifier };
}

function sectionProblem(tag: Tag, word: string, dialect: DialectId): string | null {
  if (tag.owner === 'datablock')
    return `\`${tag.name}\` is a member of a data block, and members have no section`;
  // What stands there already may stay, also where nobody would write it.
  if (word === tag.section) return null;
  const words = sectionsOf(tag.owner, dialect);
  if (!words.includes(word))
    return `\`${word}\` is no section for the tags of ${tag.scope}; there ${words.length === 1 ? 'is only' : 'are'} ${words.join(', ')}`;
  if (word !== 'VAR_IN_OUT' && word !== 'VAR_TEMP') return null;
  if (tag.address !== undefined) return `\`${tag.name}\` has an address, which nothing in ${word} can have`;
  return word === 'VAR_IN_OUT' && tag.initial !== undefined
    ? `\`${tag.name}\` has an initial value, which nothing in VAR_IN_OUT can have`
    : null;
}

function qualifierProblem(
  tag: Tag,
  word: string,
  qualifiers: readonly string[],
  dialect: DialectId,
): string | null {
  const isSame = word === tag.section && qualifiers.join(' ') === tag.qualifiers.join(' ');
  if (isSame) return null;
  const taken = takenBy(word, dialect);
  for (const one of qualifiers) {
    const isOwn = tag.qualifiers.includes(one);
    if (!isKnown(one)) {
      if (!isOwn) return `\`${one}\` is no qualifier; there are ${takenBy('VAR', dialect).join(', ')}`;
    } else if (!taken.includes(one)) return `${word} takes no ${one}${isOwn ? '; take it away first' : ''}`;
  }
  const clash = EXCLUDES.find(([a, b]) => qualifiers.includes(a) && qualifiers.includes(b));
  return clash ? `${clash[0]} and ${clash[1]} exclude one another` : null;
}

function isKnown(word: string): boolean {
  return (QUALIFIERS as readonly string[]).includes(word);
}

/** All combinations of qualifiers that a section may have in a dialect, none of them first. */
export function qualifiersOf(word: string, dialect: DialectId): readonly string[] {
  const taken = takenBy(word, dialect);
  const isRetentive = taken.includes('RETAIN') && taken.includes('PERSISTENT');
  return ['', ...taken, ...(isRetentive ? ['RETAIN PERSISTENT'] : [])];
}

/** The qualifiers that a section takes in a dialect. */
function takenBy(word: string, dialect: DialectId): readonly string[] {
  const all = TAKEN[word] ?? [];
  return all.filter(
    (one) => dialect === 'codesys' || !(OF_CODESYS.has(one) || OF_CODESYS.has(`${word} ${one}`)),
  );
}

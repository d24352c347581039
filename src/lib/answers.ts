/** Answers the page's questions about the language; runs in the analysis worker, on the project as it is. */

import { outlineIn, type Project } from '@tagloom/st-parser';
import {
  blockWordsAt,
  coloursIn,
  declarePlaces,
  foldsIn,
  formatEdits,
  headChoices,
  renameRangeAt,
  roomsOf,
  signatureAt,
} from '@tagloom/st-parser/editor';
import { completions } from './completions.ts';
import { placedSince } from './placedtags.ts';
import type { Asked, Question, Questions } from './questions.ts';
import { replacements, searchStep } from './search.ts';
import {
  definitions,
  fixesAt,
  hovered,
  leftUses,
  occurrences,
  references,
  renaming,
  workspaceSymbols,
} from './symbolanswers.ts';
import { exported, partsOf, tagPlace, wishedEdits } from './taganswers.ts';

type Answers = {
  readonly [Name in Question]: (ask: Questions[Name]['ask']) => Questions[Name]['answer'] | null;
};

/** The answer to one question; null when what it asks about is not there (any more). */
export function answerOf(project: Project, { name, ask }: Asked): Questions[Question]['answer'] | null {
  if ('file' in ask && !project.files().some((file) => file.id === ask.file)) return null;
  return answersOf(project)[name](ask as never);
}

function answersOf(project: Project): Answers {
  return {
    folds: ({ file }) => foldsIn(project, file),
    colours: ({ file, from, to }) => coloursIn(project, file, from, to),
    outline: ({ file }) => outlineIn(project, file),
    blockWords: ({ file, at }) => blockWordsAt(project, file, at),
    format: ({ file, options, span }) => formatEdits(project, file, options, span ?? undefined),
    hover: ({ file, at }) => hovered(project, file, at),
    definitions: ({ file, at, what }) => definitions(project, file, at, what),
    references: ({ file, at }) => references(project, file, at),
    occurrences: ({ file, at }) => occurrences(project, file, at),
    completion: ({ file, at }) => completions(project, file, at),
    fixes: ({ file, ...span }) => fixesAt(project, file, span),
    signature: ({ file, at }) => signatureAt(project, file, at),
    renameRange: ({ file, at }) => renameRangeAt(project, file, at),
    rename: ({ file, at, name }) => renaming(project, file, at, name),
    export: ({ target, options }) => exported(project, target, options),
    placed: ({ known }) => placedSince(project, known),
    rooms: ({ keys, machine }) => roomsOf(project, new Set(keys), machine),
    leftovers: ({ former }) => leftUses(project, former),
    tagEdits: ({ wishes, declaring }) => wishedEdits(project, wishes, declaring),
    declarePlaces: () => declarePlaces(project),
    headChoices: ({ keys }) => headChoices(project, keys),
    tagPlace: ({ key }) => tagPlace(project, key),
    parts: ({ key, path }) => partsOf(project, key, path),
    symbols: ({ query }) => workspaceSymbols(project, query),
    replace: ({ options, left }) => replacements(project, options, left),
    search: (step) => searchStep(project, step),
  };
}

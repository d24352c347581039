/**
 * What an editor asks of a project: the second entry of this package. All answers are plain data, as of the last
 * `project.changes()`; offsets are UTF-16 units.
 */

export { caseBranchesAt } from './casebranches.ts';
export { type DeclarePlace, type Declaring, declarePlaces, type NewTag, type Undeclared } from './declare.ts';
export { FORMAT_DEFAULTS } from './format.ts';
export { type HeadChoices, headChoices } from './headchoices.ts';
export { keywordCaseAt } from './keywordcase.ts';
export { type Leftover, leftoversOf, type PastName } from './leftovers.ts';
export { Lines } from './lines.ts';
export { type Completion, completionAt, findSymbols, membersAt, namesAt } from './names.ts';
export { DeclarationTexts } from './newdeclarations.ts';
export { blockWordsAt, coloursIn, foldsIn, formatEdits } from './page.ts';
export { type PlacedTag, placedTags } from './placed.ts';
export { fixesOf } from './quickfixes.ts';
export { type Rename, type RenameProblem, renameAt, renameRangeAt } from './rename.ts';
export { type Machine, type Room, roomsOf } from './rooms.ts';
export { type Signature, signatureAt, signatureOf } from './signatures.ts';
export type { SymbolInfo, SymbolKind } from './symbols.ts';
export {
  type RefusedWish,
  type TagEditProblem,
  type TagEdits,
  tagEdits,
} from './tagedits.ts';
export { type TagParts, tagParts } from './tagparts.ts';
export type { TagField, TagWish } from './tagwish.ts';
export {
  definitionsAt,
  definitionsOf,
  type Reference,
  referencesAt,
  referencesOf,
  type SymbolUse,
  symbolAt,
  symbolOf,
  useCountsIn,
} from './uses.ts';

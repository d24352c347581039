/** Renaming a symbol everywhere, as edits that nobody has to guess at. */

import { insideOf } from '../project/inside.ts';
import { type Item, isTypeItem } from '../project/slots.ts';
import { isSlot, type Sym, type World } from '../project/world.ts';
import { keywordOf } from '../syntax/keywords.ts';
import { isReserved } from '../syntax/words.ts';
import type { FileId, Place, Project, TextEdit } from '../types.ts';
import { movesOf, workOut } from './moves.ts';
import { holderOf, keyOf, nameOf, parentKey, siblingKey } from './naming.ts';
import { infoOf, type SymbolInfo } from './symbols.ts';
import { declared, isOfLibrary, type Use, useAt } from './uses.ts';

/** The edits of a rename, or why there is none. */
export type Rename =
  | {
      readonly ok: true;
      readonly symbol: SymbolInfo;
      /** The lower-case paths of all that is renamed: methods that override each other keep one name. */
      readonly keys: readonly string[];
      readonly edits: readonly TextEdit[];
    }
  | {
      readonly ok: false;
      readonly code: RenameProblem;
      readonly message: string;
      /** Names that would mean something else afterwards. */
      readonly places?: readonly Place[];
    };

export type RenameProblem =
  | 'RENAME_NOTHING'
  | 'RENAME_LIBRARY'
  | 'RENAME_NAME'
  | 'RENAME_TAKEN'
  | 'RENAME_HIDDEN'
  | 'RENAME_FILE';

/** What would be renamed at an offset: the range of the name, or null. */
export function renameRangeAt(
  project: Project,
  file: FileId,
  offset: number,
): { place: Place; name: string } | null {
  const use = useAt(insideOf(project), file, offset);
  if (use === null || isOfLibrary(use.sym)) return null;
  return { place: use.place, name: project.text(file).slice(use.place.from, use.place.to) };
}

/** Renames the symbol at an offset in all files; the edits of a file ascend. The new name is written without quotes or signs. */
export function renameAt(project: Project, file: FileId, offset: number, name: string): Rename {
  const inside = insideOf(project);
  const use = useAt(inside, file, offset);
  const problem = nameProblem(project, file, use, name);
  if (use === null || problem !== null)
    return problem ?? refused('RENAME_NOTHING', 'Nothing that is declared stands here');
  const { sym } = use;
  const targets = [sym, ...relatives(project, inside.world, sym)];
  const taken = holderOf(inside.world, siblingKey(sym, name));
  if (taken !== undefined && taken !== sym)
    return refused(
      'RENAME_TAKEN',
      `\`${name}\` is declared already, as \`${infoOf(inside.world, taken).path}\``,
    );
  const { edits, mixed } = workOut(project, inside, movesOf(inside.world, targets, name));
  const [first] = mixed;
  if (first) return { ...mixedUp(inside.world, name, first.other), places: mixed.map(({ place }) => place) };
  const keys = targets.map((target) => keyOf(declared(inside.world, target)));
  return { ok: true, symbol: infoOf(inside.world, sym), keys, edits: edits.map(({ edit }) => edit) };
}

type Refused = Extract<Rename, { ok: false }>;

/** Why what stands at a use cannot get a name, whoever has it already; null when it can. */
export function nameProblem(project: Project, file: FileId, use: Use | null, name: string): Refused | null {
  if (use === null) return refused('RENAME_NOTHING', 'Nothing that is declared stands here');
  const { sym } = use;
  if (isOfLibrary(sym)) return refused('RENAME_LIBRARY', `\`${nameOf(sym)}\` belongs to a library`);
  if (!isSlot(sym) && sym.kind === 'list')
    return refused('RENAME_FILE', `\`${sym.name}\` is the name of a file: rename the file`);
  const isQuoted = project.text(file, use.place.from, use.place.from + 1) === '"';
  if (!isQuoted && (!/^[A-Za-z_]\w*$/.test(name) || isReserved[keywordOf(name)] === 1))
    return refused('RENAME_NAME', `\`${name}\` is not a name`);
  return null;
}

export function mixedUp(world: World, name: string, other: Sym): Refused {
  const message = `Where only \`${name}\` is written, it would be mixed up with \`${infoOf(world, other).path}\``;
  return refused('RENAME_HIDDEN', message);
}

export function refused(code: RenameProblem, message: string): Refused {
  return { ok: false, code, message };
}

/** The members that override a method or property, or that it overrides: they keep one name. */
function relatives(project: Project, world: World, sym: Sym): readonly Sym[] {
  if (isSlot(sym) || sym.kind !== 'scope' || parentKey(sym) === '') return [];
  const family = familyOf(typeItems(project), parentKey(sym));
  const found = [...family].map((key) => world.at(`${key}.${sym.name.toLowerCase()}`));
  return found.filter((one) => one !== undefined && one !== sym) as Sym[];
}

function typeItems(project: Project): readonly Item[] {
  const { files } = insideOf(project);
  return [...files.values()].flatMap(({ units }) => units.flatMap(({ items }) => items.filter(isTypeItem)));
}

/** All types that are connected with one by EXTENDS or IMPLEMENTS, upwards and downwards. */
function familyOf(types: readonly Item[], key: string): ReadonlySet<string> {
  const family = new Set([key]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { key: own, scope } of types) {
      const bases = [...(scope?.head.extends ?? []), ...(scope?.head.implements ?? [])].map((base) =>
        base.toLowerCase(),
      );
      if (family.has(own)) for (const base of bases) family.add(base);
      else if (bases.some((base) => family.has(base))) family.add(own);
    }
  }
  return family;
}

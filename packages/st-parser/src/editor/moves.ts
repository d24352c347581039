/** Symbols that get other names: every use of them, and every name that would mean something else afterwards. */

import type { File } from '../project/files.ts';
import type { Inside } from '../project/inside.ts';
import { eachSite, type Site } from '../project/sites.ts';
import type { Sym, World } from '../project/world.ts';
import type { Place, Project, TextEdit } from '../types.ts';
import { captures, hiddenBy, standsAloneIn } from './captures.ts';
import { keyOf, nameOf, renameEdit, siblingKey } from './naming.ts';
import { declared, type Use, uses, usesOf } from './uses.ts';

export interface Move {
  readonly sym: Sym;
  readonly name: string;
  /** The lower-case path that it would have. */
  readonly key: string;
}

export interface WorkedOut<M extends Move> {
  /** In the order of places in each file. */
  readonly edits: readonly { readonly move: M; readonly edit: TextEdit }[];
  /** Names that would be mixed up with another symbol, or whose own meaning `other` would be lost to the renamed one. */
  readonly mixed: readonly { readonly move: M; readonly place: Place; readonly other: Sym }[];
}

/** The moves of symbols that share a name. */
export function movesOf(world: World, syms: readonly Sym[], name: string): Move[] {
  return syms.map((one) => {
    const sym = declared(world, one);
    return { sym, name, key: siblingKey(sym, name) };
  });
}

/** The symbols whose names become free. */
export function leavingOf(moves: readonly Move[]): ReadonlySet<Sym> {
  return new Set(moves.filter(({ sym, key }) => keyOf(sym) !== key).map(({ sym }) => sym));
}

/** All uses of all moves, with one look at each file. */
export function workOut<M extends Move>(project: Project, inside: Inside, moves: readonly M[]): WorkedOut<M> {
  const { world } = inside;
  const edits: { move: M; edit: TextEdit }[] = [];
  const mixed: { move: M; place: Place; other: Sym }[] = [];
  const isPlain = ({ sym }: Move) => /^\w+$/.test(nameOf(sym));
  const bySym = new Map(moves.filter(isPlain).map((move) => [declared(world, move.sym), move]));
  const byName = Map.groupBy(moves, ({ name }) => name.toLowerCase());
  const leaving = leavingOf(moves);
  for (const move of moves)
    if (!isPlain(move))
      for (const use of uses(inside, declared(world, move.sym), project))
        edits.push({ move, edit: renameEdit(project, use, move.name) });
  const visit = (use: Use, frame: Site['frame']) => {
    const { place } = use;
    const target = declared(world, use.sym);
    const move = bySym.get(target);
    if (move !== undefined) edits.push({ move, edit: renameEdit(project, use, move.name) });
    if (!standsAloneIn(use)) return;
    const other = move && hiddenBy(world, frame, move, leaving);
    if (move && other) mixed.push({ move, place, other });
    if (move || leaving.has(target)) return;
    for (const one of byName.get(nameOf(target).toLowerCase()) ?? [])
      if (one.sym !== target && captures(world, one, frame, target))
        mixed.push({ move: one, place, other: target });
  };
  const words = new Set([...bySym.keys()].map((sym) => nameOf(sym).toLowerCase()));
  for (const name of byName.keys()) words.add(name);
  if (words.size > 0)
    for (const { id } of project.files()) eachUse(inside, inside.files.get(id)!, words, visit);
  edits.sort((a, b) => a.edit.place.from - b.edit.place.from);
  return { edits, mixed };
}

/** Visits what means something among the places of some lower-case words in a file. */
export function eachUse(
  inside: Inside,
  file: File,
  words: ReadonlySet<string>,
  visit: (use: Use, frame: Site['frame']) => void,
): void {
  const offsets = wordsIn(file.tree.text.toString(), words);
  if (offsets.length === 0) return;
  eachSite(
    file,
    (site) => {
      for (const use of usesOf(inside.world, site, file)) visit(use, site.frame);
    },
    offsets,
  );
}

/** So few words are searched for as such; where there are more, every word of the text is looked up. */
const FEW = 4;

/** Where any of some lower-case words stands in a text. */
function wordsIn(text: string, words: ReadonlySet<string>): number[] {
  const plain = [...words].filter((word) => /^\w+$/.test(word));
  if (plain.length <= FEW) {
    const any = new RegExp(`\\b(?:${plain.join('|')})\\b`, 'gi');
    return plain.length === 0 ? [] : Array.from(text.matchAll(any), ({ index }) => index);
  }
  const lengths = new Set(plain.map((word) => word.length));
  const found: number[] = [];
  for (const match of text.matchAll(/\w+/g))
    if (lengths.has(match[0].length) && words.has(match[0].toLowerCase())) found.push(match.index);
  return found;
}

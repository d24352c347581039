/**
 * Tags that change their section or its qualifiers. The declaration stays where it is and END_VAR and the heads move
 * around it: what a colleague writes in it or beside it meanwhile stays with it (its characters are never written anew),
 * and no variable changes its place among the others.
 */

import { insideOf } from '../project/inside.ts';
import type { Edit, FileId, Project, Tag, TextEdit } from '../types.ts';
import { separated } from './declarationedits.ts';
import { headProblem, type SectionHead } from './sectionrules.ts';
import type { Planned } from './soundness.ts';
import { type TagParts, tagParts } from './tagparts.ts';
import type { TagWish } from './tagwish.ts';
import { type Declared, isSameHead, qualifierWords, type VarBlock, varBlocks } from './varblocks.ts';

type Answer = Planned | { readonly code: string; readonly message: string };

/** A tag with the head that it shall stand under. */
interface Mover {
  readonly tag: Tag;
  readonly parts: TagParts;
  readonly block: VarBlock;
  readonly wishes: readonly TagWish[];
  readonly head: SectionHead;
}

/** What becomes of each wish for a section or for qualifiers. All edits of a block go with the first wish that needs them. */
export function sectionPlans(project: Project, wishes: readonly TagWish[]): Map<TagWish, Answer> {
  const answers = new Map<TagWish, Answer>();
  const own = wishes.filter(({ field }) => field === 'section' || field === 'qualifiers');
  const blocks = new Map<FileId, ReadonlyMap<number, VarBlock>>();
  const movers: Mover[] = [];
  for (const [key, list] of Map.groupBy(own, (wish) => wish.key)) {
    const tag = project.tag(key);
    // Tags that are gone are told by the others.
    if (tag === undefined) continue;
    const mover = moverOf(project, tag, list, blocks);
    if ('code' in mover) for (const wish of list) answers.set(wish, mover);
    else if (isSameHead(mover.head, mover.block.head))
      for (const wish of list) answers.set(wish, { wish, tag: null, edits: [] });
    else movers.push(mover);
  }
  for (const [file, list] of Map.groupBy(movers, ({ tag }) => tag.file))
    planFile(project, file, list, answers);
  return answers;
}

function moverOf(
  project: Project,
  tag: Tag,
  wishes: readonly TagWish[],
  known: Map<FileId, ReadonlyMap<number, VarBlock>>,
): Mover | { readonly code: string; readonly message: string } {
  const { tree } = insideOf(project).files.get(tag.file)!;
  const wish = (field: TagWish['field']) => wishes.findLast((one) => one.field === field)?.value;
  const word = wish('section')?.trim().toUpperCase() ?? tag.section;
  const qualifiers = wish('qualifiers');
  const head = { word, qualifiers: qualifiers === undefined ? tag.qualifiers : qualifierWords(qualifiers) };
  const problem = headProblem(tag, head, tree.dialect);
  if (problem !== null) return problem;
  let blocks = known.get(tag.file);
  if (blocks === undefined) {
    blocks = varBlocks(tree.root, tree.text.toString());
    known.set(tag.file, blocks);
  }
  const parts = tagParts(project, tag);
  const block = parts && blocks.get(parts.declaration.from);
  if (!parts || !block || parts.errors > 0)
    return {
      code: 'TAG_BROKEN',
      message: `The declaration of \`${tag.name}\` in line ${project.position(tag).line} or its section has a syntax error; correct it in the editor first`,
    };
  return { tag, parts, block, wishes, head };
}

function planFile(
  project: Project,
  file: FileId,
  movers: readonly Mover[],
  answers: Map<TagWish, Answer>,
): void {
  const text = project.text(file);
  const byBlock = Map.groupBy(movers, ({ block }) => block);
  const lines = new Map<VarBlock, Line>();
  for (const [block, list] of byBlock) {
    const line = lineOf(text, block, list);
    for (const mover of line.stuck) for (const wish of mover.wishes) answers.set(wish, shared(mover.tag));
    lines.set(block, line);
  }
  for (const [block, edits] of editsOf(text, lines)) {
    let rest = edits.map(({ from, to, insert }): TextEdit => ({ place: { file, from, to }, insert }));
    for (const { tag, wishes } of byBlock.get(block)!)
      for (const wish of wishes) {
        if (answers.has(wish)) continue;
        answers.set(wish, { wish, tag, edits: rest });
        rest = [];
      }
  }
}

function shared({ name }: Tag): Answer {
  return {
    code: 'TAG_SHARED',
    message: `\`${name}\` shares its declaration and its line with others; separate them in the editor first`,
  };
}

/** The declarations of a block in their order, with the heads that they shall stand under. */
interface Line {
  readonly items: readonly Item[];
  /** Names that cannot leave their declaration. */
  readonly stuck: readonly Mover[];
}

function wordsOf({ word, qualifiers }: SectionHead): string {
  return [word, ...qualifiers].join(' ');
}

interface Item {
  readonly leaf: Declared;
  /** Of its first name and of its last. */
  readonly head: SectionHead;
  readonly end: SectionHead;
  /** Heads of its names, which part where they differ; null when it stays whole. */
  readonly parting: { readonly parts: TagParts; readonly heads: readonly SectionHead[] } | null;
}

function lineOf(text: string, block: VarBlock, movers: readonly Mover[]): Line {
  const byName = Map.groupBy(movers, ({ parts }) => parts.declaration.from);
  const stuck: Mover[] = [];
  const items = block.leaves.map((leaf): Item => {
    const own = byName.get(leaf.name) ?? [];
    const whole = (head: SectionHead): Item => ({ leaf, head, end: head, parting: null });
    const parts = own[0]?.parts;
    if (!parts) return whole(block.head);
    const heads = parts.names.map((_, at) => own.find((one) => one.parts.index === at)?.head ?? block.head);
    const [head, end] = [heads[0]!, heads.at(-1)!];
    if (heads.every((one) => isSameHead(one, head))) return whole(head);
    const parting = { parts, heads };
    if (leaf.isAtEnd && leaf.isAtStart && partingEdits(text, block, leaf, parting))
      return { leaf, head, end, parting };
    stuck.push(...own);
    return whole(block.head);
  });
  return { items, stuck };
}

/** Names that part each in its place, and the heads between them; null when something else stands there. */
function partingEdits(
  text: string,
  block: VarBlock,
  leaf: Declared,
  { parts, heads }: NonNullable<Item['parting']>,
): Edit[] | null {
  const lead = text.slice(text.lastIndexOf('\n', leaf.from - 1) + 1, leaf.name);
  const between = (at: number) => {
    const [head, next] = [heads[at]!, heads[at + 1]!];
    return isSameHead(head, next) ? null : `\n${block.indent}${borderText(block, next, '\n')}`;
  };
  return separated(text, parts, new Map(), { lead, between });
}

/** The edits of all blocks of a text: inside of them, and between each and the one behind it. */
function editsOf(text: string, lines: ReadonlyMap<VarBlock, Line>): Map<VarBlock, Edit[]> {
  const edits = new Map<VarBlock, Edit[]>();
  for (const [block, { items }] of lines) edits.set(block, [...insideEdits(text, block, items)]);
  const isDone = new Set<VarBlock>();
  for (const block of new Set([...lines.keys()].flatMap((one) => (one.before ? [one.before, one] : [one])))) {
    const { next } = block;
    if (!next || !isPlain(block, next)) continue;
    const owner = edits.get(block) ?? edits.get(next)!;
    owner.push(...betweenEdits(text, block, next, lines));
    isDone.add(next);
  }
  for (const [block, { items }] of lines)
    if (!isDone.has(block)) edits.get(block)!.push(...headEdits(text, block, items[0]!.head));
  return edits;
}

/** Nothing but blanks and words stands between two blocks, on lines of their own. */
function isPlain(block: VarBlock, next: VarBlock): boolean {
  const [behind, front] = [block.leaves.at(-1), next.leaves[0]];
  return !block.isNotedBelow && !next.isNoted && behind?.isAtEnd === true && front?.isAtStart === true;
}

/**
 * The border of two blocks goes when the last tag of the front one, alone, comes to what the one behind says. Otherwise whoever
 * changes a tag beside it writes it anew as a whole: what becomes of the other tag meanwhile, and of the border with it,
 * changes nothing for this one. For that reason no tag joins the block in front of it: nothing would be written between.
 */
function betweenEdits(
  text: string,
  block: VarBlock,
  next: VarBlock,
  lines: ReadonlyMap<VarBlock, Line>,
): Edit[] {
  const { items } = lines.get(block) ?? { items: [] };
  const last = items.at(-1);
  const end = last?.end ?? block.head;
  const begin = lines.get(next)?.items.at(0)?.head ?? next.head;
  const isBegun = !isSameHead(begin, next.head);
  if (!isBegun && isSameHead(end, block.head)) return [];
  const [from, to] = [lineBehind(text, block.leaves.at(-1)!.to), lineBehind(text, next.words.at(-1)!.to)];
  const gone = { from, to, insert: '' };
  if (isBegun) return [...inPieces(from, writtenAnew(text, next, from, begin)), gone];
  const isAlone = last?.parting || items.length < 2 || !isSameHead(items.at(-2)!.end, end);
  return isAlone && isSameHead(end, begin) ? [gone] : [inserted(from, text.slice(from, to)), gone];
}

/** The border in front of a block with another head. */
function writtenAnew(text: string, { words, isLower }: VarBlock, from: number, head: SectionHead): string {
  const said = isLower ? wordsOf(head).toLowerCase() : wordsOf(head);
  const end = words.at(-1)!.to;
  return text.slice(from, words[0]!.from) + said + text.slice(end, lineBehind(text, end));
}

/** A border in front of a tag that changes stands in two pieces, by which a merge knows it (`collab/borders.ts`). */
function inPieces(at: number, border: string): Edit[] {
  const piece = /^\s*\S+[^\S\n]*\n?/.exec(border)![0].length;
  return [inserted(at, border.slice(0, piece)), inserted(at, border.slice(piece))];
}

/** The borders inside of a block, and names that leave their declarations. */
function insideEdits(text: string, block: VarBlock, items: readonly Item[]): Edit[] {
  return items.flatMap((item, at) => {
    const behind = items[at + 1];
    const own = item.parting ? (partingEdits(text, block, item.leaf, item.parting) ?? []) : [];
    return behind && !isSameHead(item.end, behind.head)
      ? [...own, ...border(text, block, item, behind)]
      : own;
  });
}

/**
 * Another head behind the one that goes. It is written whole and with the blank behind it: of two people who write it, the
 * words stand side by side and do not grow together.
 */
function headEdits(text: string, { head, words, isLower }: VarBlock, wanted: SectionHead): Edit[] {
  if (isSameHead(head, wanted)) return [];
  const [from, to] = [words[0]!.from, words.at(-1)!.to];
  const gap = /^\s/.exec(text.slice(to, to + 1))?.[0] ?? '';
  const said = isLower ? wordsOf(wanted).toLowerCase() : wordsOf(wanted);
  return [{ from, to: to + gap.length, insert: '' }, inserted(to + gap.length, said + gap)];
}

/** `END_VAR` and the head of what follows. */
function borderText({ indent, isLower, pragmas }: VarBlock, head: SectionHead, gap: string): string {
  const lines = ['END_VAR', ...pragmas, wordsOf(head)].map((line, at) =>
    isLower && (at === 0 || at === pragmas.length + 1) ? line.toLowerCase() : line,
  );
  return lines.join(gap === '\n' ? `\n${indent}` : ' ');
}

/**
 * Between two declarations: in front of the one that changes, or behind it when the other stays. Nothing is written where
 * a line ends or a name begins, since that is where others write: comments, further lines, other names. Between the
 * blanks of an indent stands what is in front, at the start of a line what is behind, so that borders of two people who
 * change neighbours come in their order. Where an indent has no two blanks both stand at one place: the one in front is
 * written in two pieces.
 */
function border(text: string, block: VarBlock, item: Item, behind: Item): Edit[] {
  const isInFront = !isSameHead(behind.head, block.head);
  const { leaf } = isInFront ? behind : item;
  const isLine = isInFront ? leaf.isAtStart : leaf.isAtEnd;
  const words = borderText(block, behind.head, isLine ? '\n' : ' ');
  if (!isLine) {
    const at = isInFront ? leaf.from : leaf.to;
    return [{ from: at, to: at, insert: isInFront ? `${words} ` : ` ${words}` }];
  }
  const lines = `${block.indent}${words}\n`;
  if (!isInFront) return [inserted(lineBehind(text, leaf.to), lines)];
  const start = text.lastIndexOf('\n', leaf.from - 1) + 1;
  const blanks = leaf.from - start;
  const at = leaf.from < leaf.name ? leaf.from : start + (blanks > 1 ? 1 : 0);
  if (at === start) return inPieces(at, lines);
  return [{ from: start, to: at, insert: '' }, inserted(at, lines + text.slice(start, at))];
}

function inserted(at: number, insert: string): Edit {
  return { from: at, to: at, insert };
}

/** Where the line behind that of an offset begins. */
function lineBehind(text: string, at: number): number {
  return text.indexOf('\n', at) + 1;
}

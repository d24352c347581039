/** Declarations that come from another project as they are written there, and the places that take them. */

import { insideOf } from '../project/inside.ts';
import type { FileId, Project, Tag, TextEdit } from '../types.ts';
import { endOf } from './declarationedits.ts';
import type { SectionHead } from './sectionrules.ts';
import { tagParts } from './tagparts.ts';
import { isSameHead, type VarBlock, varBlocks } from './varblocks.ts';

type Blocks = ReadonlyMap<number, VarBlock>;

/** Reads the blocks of each file of a project once; as of its last `changes()`. */
export class DeclarationTexts {
  readonly #project: Project;
  readonly #blocks = new Map<FileId, Blocks>();
  /** The tags of each scope, in lower case, in the order of the source. */
  readonly #scopes: ReadonlyMap<string, readonly Tag[]>;

  constructor(project: Project) {
    this.#project = project;
    this.#scopes = Map.groupBy(project.tags(), ({ scope }) => scope.toLowerCase());
  }

  /** A declaration alone, with its comments and attributes, without indents; null when it has a syntax error. */
  textOf(tag: Tag): string | null {
    const parts = tagParts(this.#project, tag);
    const leaf =
      parts &&
      this.#blockOf(tag.file, parts.declaration.from)?.leaves.find(
        ({ name }) => name === parts.declaration.from,
      );
    if (!parts || !leaf || parts.errors > 0) return null;
    const text = this.#project.text(tag.file);
    const { names, index } = parts;
    const own = names[index]!;
    const alone = `${text.slice(own.name.from, endOf(own))}${text.slice(endOf(names.at(-1)!), leaf.to)}`;
    return (text.slice(leaf.from, leaf.name) + alone)
      .split('\n')
      .map((line) => line.trim())
      .join('\n');
  }

  /** Whether a scope has tags, so that declarations can stand behind them. */
  hasScope(scope: string): boolean {
    return this.#scopes.has(scope.toLowerCase());
  }

  /** Puts declarations behind the last tag under the same head, else in a block of their own behind the last one; null without a place. */
  insertion(scope: string, head: SectionHead, declarations: readonly string[]): TextEdit | null {
    const tags = (this.#scopes.get(scope.toLowerCase()) ?? []).toReversed();
    const fitting = tags.find((tag) => isSameHead({ word: tag.section, qualifiers: tag.qualifiers }, head));
    const blockBehind = (tag: Tag | undefined) => {
      const parts = tag && tagParts(this.#project, tag);
      return (parts && this.#blockOf(tag.file, parts.declaration.from)) ?? null;
    };
    const own = blockBehind(fitting);
    const leaf = own?.leaves.at(-1);
    if (fitting && own && leaf?.isAtEnd && isSameHead(own.head, head))
      return this.#lines(fitting.file, leaf.to, this.#indentAt(fitting.file, leaf.name), declarations);
    const last = blockBehind(tags[0]);
    if (!last || !tags[0]) return null;
    const words = [head.word, ...head.qualifiers].join(' ');
    const indented = declarations.map((text) => shifted(text, `${last.indent}\t`));
    const block = [`${last.indent}${words}`, ...indented, `${last.indent}END_VAR`];
    return this.#lines(tags[0].file, last.end.to, '', block);
  }

  #blockOf(file: FileId, name: number): VarBlock | null {
    let blocks = this.#blocks.get(file);
    if (!blocks) {
      const { tree } = insideOf(this.#project).files.get(file)!;
      blocks = varBlocks(tree.root, tree.text.toString());
      this.#blocks.set(file, blocks);
    }
    return blocks.get(name) ?? null;
  }

  #indentAt(file: FileId, offset: number): string {
    const text = this.#project.text(file, Math.max(0, offset - 400), offset);
    return /[ \t]*$/.exec(text)?.[0] ?? '';
  }

  /** Whole lines behind the line of an offset. */
  #lines(file: FileId, offset: number, indent: string, texts: readonly string[]): TextEdit {
    const text = this.#project.text(file);
    const end = text.indexOf('\n', offset);
    const at = end < 0 ? text.length : end + 1;
    const lines = texts.map((one) => `${shifted(one, indent)}\n`).join('');
    return { place: { file, from: at, to: at }, insert: end < 0 ? `\n${lines}` : lines };
  }
}

function shifted(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => indent + line)
    .join('\n');
}

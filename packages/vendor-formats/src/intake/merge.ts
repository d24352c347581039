/** Vendor tags against the project: what is new, what differs, what the file lacks, and the smallest edits that bring it in. Nothing is removed. */
import type { Project, TextEdit } from '@tagloom/st-parser';
import { DeclarationTexts, type TagWish } from '@tagloom/st-parser/editor';
import { type FieldChange, fieldChanges } from './comparing.ts';
import type { TagFact, TypeFact } from './facts.ts';
import type { ImportOutcome } from './import.ts';
import type { ImportDiagnostic } from './model.ts';
import { type Round, Rounds } from './rounds.ts';
import { type SourceText, scopeText, variableText } from './sttext.ts';

export interface MergePlan {
  readonly added: readonly string[];
  /** What the files say about each of `added`. */
  readonly facts: readonly TagFact[];
  readonly changed: readonly FieldChange[];
  /** In an export of the format, but not in the file. They stay in the source. */
  readonly removed: readonly string[];
  readonly unchanged: number;
  readonly rounds: readonly Round[];
  readonly created: readonly SourceText[];
  readonly diagnostics: readonly ImportDiagnostic[];
}

/**
 * `base` is what comes back from an export of the project in that format; tags whose path (lower case) is in `left` stay as they
 * are. `project` goes along: it has the edits of `rounds` afterwards.
 */
export function planMerge(
  project: Project,
  outcome: ImportOutcome,
  base: readonly TagFact[],
  left: ReadonlySet<string> = new Set(),
): MergePlan {
  return new Merge(project, outcome, base, left).plan();
}

class Merge {
  readonly #project: Project;
  readonly #outcome: ImportOutcome;
  readonly #left: ReadonlySet<string>;
  readonly #base: ReadonlyMap<string, TagFact>;
  readonly #rounds: Rounds;
  readonly #diagnostics: ImportDiagnostic[] = [];

  constructor(project: Project, outcome: ImportOutcome, base: readonly TagFact[], left: ReadonlySet<string>) {
    this.#project = project;
    this.#outcome = outcome;
    this.#left = left;
    this.#rounds = new Rounds(project);
    this.#base = new Map(base.map((fact) => [fact.path.toLowerCase(), fact]));
  }

  plan(): MergePlan {
    const tags = new Map(this.#project.tags().map((tag) => [tag.path.toLowerCase(), tag]));
    const added: TagFact[] = [];
    const changes: (FieldChange & { readonly key: string })[] = [];
    let unchanged = 0;
    for (const fact of this.#outcome.tags) {
      const path = fact.path.toLowerCase();
      if (this.#left.has(path)) continue;
      const tag = tags.get(path);
      if (tag === undefined) added.push(fact);
      else {
        const isOwnType = this.#project.type(tag.type) !== undefined;
        const found = fieldChanges(tag, fact, this.#base.get(path), isOwnType);
        if (found.length === 0) unchanged++;
        changes.push(...found.map((change) => ({ ...change, key: tag.key })));
      }
    }
    const present = new Set(this.#outcome.tags.map((fact) => fact.path.toLowerCase()));
    const removed = [...this.#base].filter(([path]) => !present.has(path)).map(([, fact]) => fact.path);
    const types = this.#newTypes([...added.map(({ type }) => type), ...changes.map(({ to }) => to)]);
    const changed = this.#write(changes);
    const lists = this.#declare(added);
    return {
      added: added.map((fact) => fact.path),
      facts: added,
      changed,
      removed,
      unchanged,
      rounds: this.#rounds.all,
      created: [...lists, ...types],
      diagnostics: this.#diagnostics,
    };
  }

  /** The changes that could be written; why others could not is said. */
  #write(changes: readonly (FieldChange & { readonly key: string })[]): FieldChange[] {
    const wishes = new Map<TagWish, FieldChange>(
      changes.map(({ key, ...change }) => [{ key, field: change.field, value: change.to }, change]),
    );
    for (const { wish, code, message } of this.#rounds.wish([...wishes.keys()])) {
      const { path } = wishes.get(wish)!;
      wishes.delete(wish);
      this.#diagnostics.push({ code, severity: 'warning', tag: path, message: `${message}.` });
    }
    return [...wishes.values()];
  }

  /** New variables stand behind those of their scope; scopes that are not there get files. */
  #declare(added: readonly TagFact[]): SourceText[] {
    const created: SourceText[] = [];
    const inserts: TextEdit[] = [];
    const there = new DeclarationTexts(this.#project);
    for (const facts of Map.groupBy(added, ({ path }) => scopeOf(path).toLowerCase()).values()) {
      const name = scopeOf(facts[0]!.path);
      const edits = this.#insertions(there, name, facts);
      if (edits === null) created.push(scopeText({ name, kind: 'global', variables: facts.map(variableOf) }));
      else inserts.push(...edits);
    }
    this.#rounds.write(inserts);
    return created;
  }

  #insertions(there: DeclarationTexts, scope: string, facts: readonly TagFact[]): TextEdit[] | null {
    const neighbour = this.#project.tags().find((tag) => tag.scope.toLowerCase() === scope.toLowerCase());
    if (neighbour === undefined) return null;
    const word = WORDS[neighbour.owner] ?? neighbour.section;
    const edits = [...Map.groupBy(facts, ({ qualifiers }) => qualifiers.join(' ')).values()].map((group) =>
      there.insertion(scope, { word, qualifiers: group[0]!.qualifiers }, group.map(declarationText)),
    );
    return edits.every((edit) => edit !== null) ? edits : null;
  }

  /** Types that what comes in names, and that the project has not: vendors make types of members that they list one by one. */
  #newTypes(texts: readonly string[]): SourceText[] {
    const types = new Map(this.#outcome.types.map((type) => [type.name.toLowerCase(), type]));
    const wanted = new Set<TypeFact>();
    const want = (text: string) => {
      for (const [word] of text.matchAll(/\w+/g)) {
        const type = types.get(word.toLowerCase());
        if (!type || wanted.has(type) || this.#project.type(type.name)) continue;
        wanted.add(type);
        for (const member of type.members ?? []) want(member.type);
      }
    };
    for (const text of texts) want(text);
    const text = this.#outcome.texts.find(({ path }) => path === 'types.st')?.text ?? '';
    const blocks = text.split(/(?<=^END_TYPE\n|^END_FUNCTION_BLOCK\n)/m).filter((block) => {
      const name = /^\s*(?:TYPE|FUNCTION_BLOCK)\s+(\w+)/m.exec(block)?.[1] ?? '';
      return [...wanted].some((type) => type.name.toLowerCase() === name.toLowerCase());
    });
    return blocks.length === 0 ? [] : [{ path: 'imported-types.st', text: blocks.join('') }];
  }
}

/** The section that a new variable gets, whatever those of its neighbours are. */
const WORDS: Readonly<Record<string, string>> = { program: 'VAR', global: 'VAR_GLOBAL' };

function scopeOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

function declarationText(fact: TagFact): string {
  const variable = variableOf(fact);
  return variableText(variable, variable.name, '').trimEnd();
}

function variableOf(fact: TagFact) {
  return {
    name: fact.path.slice(fact.path.lastIndexOf('.') + 1),
    type: fact.type,
    ...(fact.address === null ? {} : { address: fact.address }),
    ...(fact.initial === null ? {} : { initial: fact.initial }),
    ...(fact.comment === null ? {} : { comment: fact.comment }),
    qualifiers: fact.qualifiers,
    attributes: fact.attributes,
    vendorName: '',
    vendorAddress: '',
    vendorType: '',
  };
}

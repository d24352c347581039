/**
 * Files of source (ST, TcPOU, PLCopen, L5X) as a difference of a project's tags, tag by tag: what differs is written into
 * the declarations that are there, new variables stand behind those of their scope, statements and types stay out.
 */
import { importFiles, type SourceFile } from '@tagloom/containers';
import { type FileId, openProject, type Project, type Tag, type TextEdit } from '@tagloom/st-parser';
import { DeclarationTexts, type TagField, type TagWish } from '@tagloom/st-parser/editor';
import { Baselines } from './baselines.ts';
import type { FieldChange } from './comparing.ts';
import { type Home, Homes } from './homes.ts';
import type { TagIntake, TagProblem } from './plan.ts';
import { type Round, Rounds } from './rounds.ts';
import type { SourceText } from './sttext.ts';

export interface SourcePlan {
  readonly intake: TagIntake;
  readonly rounds: readonly Round[];
  /** Lists of globals that the project has not. */
  readonly created: readonly SourceText[];
}

const FIELDS = ['type', 'address', 'initial', 'comment', 'section', 'qualifiers'] as const;
type Field = (typeof FIELDS)[number] & TagField;

/** `left` holds paths (lower case) of tags that stay as they are. `project` goes along: it has the edits of `rounds` afterwards. */
export function planSource(
  project: Project,
  files: readonly SourceFile[],
  left: ReadonlySet<string>,
): SourcePlan {
  const read = importFiles(files);
  const incoming = openProject({ dialect: 'auto' });
  for (const { path, text } of read.files) incoming.set(path as FileId, path, text);
  incoming.changes('declarations');
  const logix = new Set<string>(read.files.filter(({ kind }) => kind === 'l5x').map(({ path }) => path));
  const baselines = new Baselines(project, read.files);
  const plan = new Plan(project, incoming, left, { baselines, isLogix: (tag) => logix.has(tag.file) });
  return plan.finish(
    read.problems.map(({ code, severity, path, message, line }) => ({
      code,
      severity,
      path,
      message,
      ...(line === undefined ? {} : { line }),
    })),
  );
}

class Plan {
  readonly #project: Project;
  readonly #incoming: Project;
  readonly #theirs: DeclarationTexts;
  readonly #homes: Homes;
  /** Keys of the project's tags that the files have. */
  readonly #met = new Set<string>();
  readonly #baselines: Baselines;
  readonly #isLogix: (tag: Tag) => boolean;
  readonly #changed: FieldChange[] = [];
  readonly #wishes: TagWish[] = [];
  #added: Tag[] = [];
  readonly #problems: TagProblem[] = [];
  readonly #rounds: Rounds;
  readonly #created: SourceText[] = [];
  readonly #skipped: Record<string, number> = {};
  #unchanged = 0;

  constructor(
    project: Project,
    incoming: Project,
    left: ReadonlySet<string>,
    { baselines, isLogix }: { baselines: Baselines; isLogix: (tag: Tag) => boolean },
  ) {
    this.#project = project;
    this.#rounds = new Rounds(project);
    this.#incoming = incoming;
    this.#baselines = baselines;
    this.#isLogix = isLogix;
    this.#homes = new Homes(project, incoming.tags(), (tag) => tag.owner === 'global' && isLogix(tag));
    this.#theirs = new DeclarationTexts(incoming);
    const there = new DeclarationTexts(project);
    for (const tag of incoming.tags()) {
      const key = this.#homeOf(tag).path.toLowerCase();
      this.#met.add(key);
      if (!left.has(key)) this.#compare(tag, there);
    }
    this.#write();
    this.#declare();
  }

  finish(problems: readonly TagProblem[]): SourcePlan {
    const all = this.#incoming.tags();
    const lost = Object.values(this.#skipped).reduce((sum, count) => sum + count, 0);
    const intake: TagIntake = {
      format: null,
      rows: { total: all.length, imported: all.length - lost, skipped: { ...this.#skipped } },
      added: this.#added.map((tag) => this.#homeOf(tag).path),
      news: this.#added.map((tag) => {
        const { type, address = null, comment = null } = tag;
        return { path: this.#homeOf(tag).path, type, address, comment };
      }),
      changed: this.#changed,
      removed: this.#missing(),
      unchanged: this.#unchanged,
      problems: [...problems, ...this.#problems],
    };
    return { intake, rounds: this.#rounds.all, created: this.#created };
  }

  /** A tag that an export would have goes back to the one that it is made of. */
  #homeOf(tag: Tag): Home {
    const from = this.#baselines.of(tag)?.path.toLowerCase();
    const own = from === undefined ? undefined : this.#project.tag(from);
    return own ? { scope: own.scope, path: own.path, among: [] } : this.#homes.of(tag);
  }

  /** A tag of the files against the one that is there. */
  #compare(tag: Tag, there: DeclarationTexts): void {
    // Of several declarations of one path the first counts, as everywhere.
    if (tag.key !== tag.path.toLowerCase())
      this.#skip('DUPLICATE_NAME', tag, `${tag.path} is declared twice in the files`);
    else {
      const { path, among } = this.#homeOf(tag);
      const before = this.#project.tag(path.toLowerCase());
      if (among.length > 0)
        this.#skip('IMPORT_AMBIGUOUS', tag, `${tag.name} is in several lists: ${among.join(', ')}`);
      else if (before === undefined) this.#bring(tag, there);
      else this.#change(before, tag);
    }
  }

  #change(before: Tag, tag: Tag): void {
    const base = this.#baselines.of(tag)?.tag;
    const changes = FIELDS.flatMap((field): FieldChange[] => {
      if (base && isSame(field, said(base, field), said(tag, field))) return [];
      const from = said(before, field);
      const to = this.#isLogix(tag) ? saidByLogix(tag, field, from) : said(tag, field);
      return isSame(field, from, to) ? [] : [{ path: before.path, field, from, to }];
    });
    if (changes.length === 0) this.#unchanged++;
    for (const change of changes) {
      this.#changed.push(change);
      this.#wishes.push({ key: before.key, field: change.field as Field, value: change.to });
    }
  }

  /** A new tag: behind those of its scope, or in a list of its own. */
  #bring(tag: Tag, there: DeclarationTexts): void {
    if (there.hasScope(this.#homeOf(tag).scope) || tag.owner === 'global') this.#added.push(tag);
    else
      this.#skip(
        'IMPORT_NEEDS_WHOLE',
        tag,
        `${tag.scope} is not in the project: import its file whole, its variables alone would be no program`,
      );
  }

  #skip(code: string, tag: Tag, message: string): void {
    this.#skipped[code] = (this.#skipped[code] ?? 0) + 1;
    const { line } = this.#incoming.position(tag);
    this.#problems.push({ code, severity: 'warning', path: String(tag.file), message: `${message}.`, line });
  }

  #write(): void {
    for (const { wish, code, message } of this.#rounds.wish(this.#wishes)) {
      const path = this.#project.tag(wish.key)?.path ?? wish.key;
      const at = this.#changed.findIndex((one) => one.path === path && one.field === wish.field);
      if (at >= 0) this.#changed.splice(at, 1);
      this.#problems.push({ code, severity: 'warning', path, message: `${message}.` });
    }
  }

  /** Behind what was changed: a tag that moved to another section may have been the last of its own. */
  #declare(): void {
    const there = new DeclarationTexts(this.#project);
    const inserts: TextEdit[] = [];
    for (const [scope, tags] of Map.groupBy(this.#added, (tag) => this.#homeOf(tag).scope.toLowerCase())) {
      const heads = Map.groupBy(tags, (tag) => headOf(tag));
      if (!there.hasScope(scope)) this.#created.push(this.#listOf(tags[0]!.scope, heads));
      else for (const group of heads.values()) inserts.push(...this.#insert(there, scope, group));
    }
    this.#rounds.write(inserts);
  }

  #insert(there: DeclarationTexts, scope: string, tags: readonly Tag[]): TextEdit[] {
    const { section: word, qualifiers } = tags[0]!;
    const edit = there.insertion(scope, { word, qualifiers }, this.#textsOf(tags));
    if (edit) return [edit];
    this.#added = this.#added.filter((tag) => !tags.includes(tag));
    for (const tag of tags)
      this.#skip('TAG_BROKEN', tag, `${tag.scope} has a syntax error where ${tag.name} would stand`);
    return [];
  }

  #listOf(name: string, heads: ReadonlyMap<string, readonly Tag[]>): SourceText {
    const blocks = [...heads].map(([head, tags]) => {
      const lines = this.#textsOf(tags).flatMap((text) => text.split('\n').map((line) => `  ${line}\n`));
      return `${head}\n${lines.join('')}END_VAR\n`;
    });
    return { path: `${name}.st`, text: blocks.join('') };
  }

  #textsOf(tags: readonly Tag[]): string[] {
    return tags.map((tag) => this.#theirs.textOf(tag) ?? `${tag.name} : ${tag.type};`);
  }

  /** Tags of the scopes that the files speak of, and that they do not have: they stay. */
  #missing(): string[] {
    const scopes = new Set(this.#incoming.tags().map((tag) => this.#homeOf(tag).scope.toLowerCase()));
    return this.#project
      .tags()
      .filter(({ key, scope }) => scopes.has(scope.toLowerCase()) && !this.#met.has(key))
      .map(({ path }) => path)
      .filter((path) => !this.#baselines.lack(path));
  }
}

function said(tag: Tag, field: (typeof FIELDS)[number]): string {
  if (field === 'qualifiers') return tag.qualifiers.join(' ');
  if (field === 'initial') return tag.initialOverride ?? tag.initial ?? '';
  return tag[field] ?? '';
}

/** Logix has no addresses but aliases, no section of a program's tag but its usage, and no qualifier but CONSTANT. */
function saidByLogix(tag: Tag, field: (typeof FIELDS)[number], before: string): string {
  const now = said(tag, field);
  const isSilent = (field === 'address' && now === '') || (field === 'section' && now === 'VAR');
  if (isSilent) return before;
  if (field !== 'qualifiers') return now;
  const others = before.split(' ').filter((word) => word !== '' && word !== 'CONSTANT');
  return [...others, ...tag.qualifiers].join(' ');
}

/** Types say the same whatever their blanks and case, and so do qualifiers in any order. */
function isSame(field: (typeof FIELDS)[number], before: string, after: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, '').toUpperCase();
  if (field === 'type') return plain(before) === plain(after);
  if (field === 'qualifiers')
    return [...before.split(' ')].sort().join() === [...after.split(' ')].sort().join();
  return before === after;
}

function headOf({ section, qualifiers }: Tag): string {
  return [section, ...qualifiers].join(' ');
}

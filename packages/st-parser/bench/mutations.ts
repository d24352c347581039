/**
 * One-typo mutations of valid real files: are they detected, near the mistake, with few errors, and do the other tags survive?
 * Prints JSON. Arguments: number of mutations (default 2000), seed.
 */

import { openFile, refresh } from '../src/project/files.ts';
import { eachToken } from '../src/syntax/green.ts';
import { K } from '../src/syntax/kinds.ts';
import { errorsOf, parse, type Tree } from '../src/syntax/tree.ts';
import { samples } from '../src/testing/corpus.ts';
import { below, pick, type Random, random } from '../src/testing/random.ts';
import type { FileId } from '../src/types.ts';

const count = Number(process.argv[2] ?? 2000);
const next = random(Number(process.argv[3] ?? 1));
const verbose = process.argv[4];
const valid = samples().filter(
  (s) => !s.invalid && s.text.length > 200 && s.text.length < 60_000 && parse(s.text).root.errorCount === 0,
);

interface Mutation {
  readonly kind: string;
  readonly at: number;
  readonly text: string;
}

const WORDS =
  /^(?:IF|THEN|END_IF|VAR|END_VAR|VAR_INPUT|VAR_OUTPUT|FOR|DO|TO|END_FOR|CASE|OF|END_CASE|WHILE|END_WHILE|STRUCT|END_STRUCT|TYPE|END_TYPE|PROGRAM|END_PROGRAM|FUNCTION_BLOCK|END_FUNCTION_BLOCK|FUNCTION|END_FUNCTION|METHOD|END_METHOD|ELSE|ELSIF)$/i;
const PUNCTUATION = /^(?:;|:|:=|\(|\)|\[|\]|,)$/;

function mutate(next: Random, tree: Tree): Mutation | null {
  const text = tree.text.toString();
  const tokens: { from: number; to: number; text: string; kind: number }[] = [];
  eachToken(tree.root, 0, (kind, from, to) => tokens.push({ kind, from, to, text: text.slice(from, to) }));
  const kind = pick(next, [
    'delete-punctuation',
    'delete-word',
    'misspell-word',
    'delete-quote',
    'delete-comment-end',
    'double-punctuation',
    'insert-character',
    'truncate-name',
  ]);
  const words = tokens.filter((t) => (t.kind === K.Keyword || t.kind === K.Ident) && WORDS.test(t.text));
  const marks = tokens.filter((t) => PUNCTUATION.test(t.text) && t.kind >= K.Semicolon);
  switch (kind) {
    case 'delete-punctuation':
      return cut(kind, text, some(next, marks));
    case 'delete-word':
      return cut(kind, text, some(next, words));
    case 'misspell-word': {
      const word = some(next, words);
      if (word === null) return null;
      const at = word.from + below(next, word.text.length);
      return { kind, at, text: text.slice(0, at) + text.slice(at + 1) };
    }
    case 'delete-quote': {
      const string = some(
        next,
        tokens.filter((t) => t.kind === K.String),
      );
      return string === null
        ? null
        : { kind, at: string.to - 1, text: text.slice(0, string.to - 1) + text.slice(string.to) };
    }
    case 'delete-comment-end': {
      const comment = some(
        next,
        tokens.filter((t) => t.kind === K.BlockComment),
      );
      return comment === null
        ? null
        : { kind, at: comment.to - 2, text: text.slice(0, comment.to - 2) + text.slice(comment.to) };
    }
    case 'double-punctuation': {
      const mark = some(
        next,
        marks.filter((t) => t.text !== ';' && t.text !== '(' && t.text !== '['),
      );
      return mark === null
        ? null
        : { kind, at: mark.to, text: text.slice(0, mark.to) + mark.text + text.slice(mark.to) };
    }
    case 'insert-character': {
      const token = some(
        next,
        tokens.filter((t) => t.kind >= K.Bad),
      );
      return token === null
        ? null
        : {
            kind,
            at: token.from,
            text: `${text.slice(0, token.from)}${pick(next, ['!', ')', ':', '@', '='])}${text.slice(token.from)}`,
          };
    }
    default: {
      const mark = some(
        next,
        marks.filter((t) => t.text === ':='),
      );
      return mark === null
        ? null
        : {
            kind: 'assign-to-equals',
            at: mark.from,
            text: `${text.slice(0, mark.from)}=${text.slice(mark.to)}`,
          };
    }
  }
}

function some<T>(next: Random, items: readonly T[]): T | null {
  return items.length === 0 ? null : pick(next, items);
}

function cut(kind: string, text: string, token: { from: number; to: number } | null): Mutation | null {
  return token === null
    ? null
    : { kind, at: token.from, text: text.slice(0, token.from) + text.slice(token.to) };
}

function names(text: string, dialect: Tree['dialect']): Map<string, number> {
  const file = openFile('f' as FileId, 'f.st', text, { dialect });
  refresh(file);
  const out = new Map<string, number>();
  for (const unit of file.units)
    for (const { scope, fact } of unit.contribution.entries) {
      const key = `${scope}.${fact.name}`.toLowerCase();
      out.set(key, (out.get(key) ?? 0) + 1);
    }
  return out;
}

const zero = () => ({ runs: 0, detected: 0, near: 0, errors: 0, tags: 0, lost: 0, invented: 0 });
const total = zero();
const kinds: Record<string, ReturnType<typeof zero>> = {};
for (let n = 0; n < count; n++) {
  const sample = pick(next, valid);
  const tree = parse(sample.text);
  const mutation = mutate(next, tree);
  if (mutation === null) continue;
  const mutated = parse(mutation.text, tree.dialect);
  const errors = errorsOf(mutated);
  const before = names(sample.text, tree.dialect);
  const after = names(mutation.text, tree.dialect);
  const line = mutated.text.locate(mutation.at).line;
  const first = errors[0] === undefined ? Number.NaN : mutated.text.locate(errors[0].from).line;
  let lost = 0;
  let invented = 0;
  for (const [name, k] of before) lost += Math.max(0, k - (after.get(name) ?? 0));
  for (const [name, k] of after) invented += Math.max(0, k - (before.get(name) ?? 0));
  kinds[mutation.kind] ??= zero();
  for (const row of [total, kinds[mutation.kind]!]) {
    row.runs++;
    if (errors.length > 0) row.detected++;
    if (Math.abs(first - line) <= 2) row.near++;
    row.errors += errors.length;
    row.tags += [...before.values()].reduce((a, b) => a + b, 0);
    row.lost += Math.max(0, lost - 1);
    row.invented += invented;
  }
  const isBad =
    errors.length === 0
      ? 'undetected'
      : lost > 3
        ? 'lost'
        : invented > 0
          ? 'invented'
          : errors.length > 3
            ? 'many'
            : Math.abs(first - line) > 2
              ? 'far'
              : '';
  if (verbose !== undefined && isBad.startsWith(verbose) && isBad !== '')
    console.error(
      isBad,
      mutation.kind,
      sample.file,
      `line ${line}`,
      `lost ${lost} invented ${invented} errors ${errors.length}`,
      JSON.stringify(mutation.text.slice(mutation.at - 40, mutation.at + 40)),
      errors.slice(0, 2).map((e) => `${mutated.text.locate(e.from).line}: ${e.message}`),
    );
}

const rates = (row: ReturnType<typeof zero>) => ({
  runs: row.runs,
  detected: row.detected / row.runs,
  near: row.near / row.detected,
  errorsPerFile: row.errors / row.detected,
  survival: 1 - row.lost / row.tags,
  inventedPer10k: (row.invented / row.tags) * 10_000,
});
console.log(
  JSON.stringify(
    {
      total: rates(total),
      kinds: Object.fromEntries(Object.entries(kinds).map(([k, row]) => [k, rates(row)])),
    },
    null,
    1,
  ),
);

/**
 * How many real files each dialect and repository gets accepted, as a table that is kept in the repository, so that a change shows.
 * `npm run corpus` rewrites `tests/corpus/acceptance.md`; with `--check` it only says whether the table is up to date.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFiles } from '@tagloom/containers';
import { openProject, parseOutputs } from '@tagloom/st-parser';
import { LIBRARY } from '@tagloom/st-parser/library';
import { REASONS } from './reasons.ts';

const ROOT = join(import.meta.dirname, '../..');
const CORPUS = join(ROOT, '../shared/corpus');
const SAMPLES = join(ROOT, '../shared/vendor-samples');
const TABLE = join(import.meta.dirname, 'acceptance.md');

interface Entry {
  readonly repo: string;
  readonly file: string;
  readonly kind: 'plain' | 'extracted' | 'raw-xml';
  readonly dialect: string;
  readonly invalid: boolean;
}

interface Verdict extends Entry {
  readonly isAccepted: boolean;
  /** The first error. */
  readonly error: string;
}

/** Columns: files accepted of files there. */
type Count = [accepted: number, there: number];

/** What the issue asks for, in percent. */
const TARGETS: Readonly<Record<string, number>> = {
  twincat: 99.5,
  codesys: 99,
  'iec-ed2': 98,
  'iec-ed3': 97,
  scl: 95,
};

export function corpusTable(): string {
  const { files } = JSON.parse(readFileSync(join(CORPUS, 'MANIFEST.json'), 'utf8')) as { files: Entry[] };
  const verdicts = files.map(judge);
  const valid = verdicts.filter((one) => !one.invalid);
  const texts = valid.filter((one) => one.kind !== 'raw-xml');
  const containers = valid.filter((one) => one.kind === 'raw-xml');
  return [
    '# Acceptance of real files',
    'Written by `npm run corpus` from the shared corpus (third-party files, read in place). A file is accepted when `tagloom parse` says `ok`: neither a syntax error nor one of the checks.',
    '## By dialect',
    table(['dialect', 'accepted', 'files', '%', 'asked'], byDialect(texts)),
    '## By repository',
    table(
      ['repository', 'dialect', 'accepted', 'files', '%'],
      rows(texts, ({ repo, dialect }) => [repo, dialect]),
    ),
    '## Containers, read as they are',
    'Accepted: `ok`. `differs`: accepted otherwise than the text that the corpus extracted from it.',
    table(['kind', 'accepted', 'files', '%', 'differs'], containerRows(containers, texts)),
    '## Intentionally wrong files',
    'Rejected: an error. With checks: a warning counts too.',
    table(
      ['repository', 'rejected', 'with checks', 'files', '%'],
      rejected(verdicts.filter((one) => one.invalid)),
    ),
    '## Valid files that are not accepted',
    table(['file', 'first error', 'reason'], left(texts)),
    '## Wrong files that are accepted',
    table(['file', 'reason'], accepted(verdicts.filter((one) => one.invalid && one.isAccepted))),
    '',
  ].join('\n\n');
}

function judge(entry: Entry): Verdict {
  const bytes = readFileSync(join(CORPUS, entry.file));
  const name = entry.file.slice(entry.file.lastIndexOf('/') + 1);
  const path = entry.kind === 'raw-xml' ? name : `${name}.st`;
  const { files, problems } = importFiles([{ path, bytes }]);
  const refused = problems.find((one) => one.severity === 'error');
  const [first] = parseOutputs(files, { dialect: 'auto', file: name, library: LIBRARY }).errors;
  const error = refused?.message ?? (first === undefined ? '' : `line ${first.line}: ${first.message}`);
  return { ...entry, isAccepted: error === '', error };
}

function counted<T extends Verdict>(
  list: readonly T[],
  key: (one: T) => readonly string[],
  is: (one: T) => boolean,
) {
  const counts = new Map<string, Count>();
  for (const one of list) {
    const name = key(one).join(' | ');
    const count = counts.get(name) ?? [0, 0];
    if (is(one)) count[0]++;
    count[1]++;
    counts.set(name, count);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

const percent = ([good, all]: Count) => ((100 * good) / all).toFixed(1);

function rows(list: readonly Verdict[], key: (one: Verdict) => readonly string[]): string[][] {
  return counted(list, key, (one) => one.isAccepted).map(([name, count]) => [
    name,
    ...count.map(String),
    percent(count),
  ]);
}

function byDialect(list: readonly Verdict[]): string[][] {
  return rows(list, ({ dialect }) => [dialect]).map((row) => [...row, String(TARGETS[row[0] ?? ''] ?? '')]);
}

function containerRows(containers: readonly Verdict[], texts: readonly Verdict[]): string[][] {
  const extracted = new Map(texts.filter(({ kind }) => kind === 'extracted').map((one) => [one.file, one]));
  const kindOf = ({ file }: Verdict) => [file.slice(file.lastIndexOf('.') + 1)];
  const differs = (one: Verdict) =>
    (extracted.get(`${one.file}.st`)?.isAccepted ?? one.isAccepted) !== one.isAccepted;
  const different = new Map(counted(containers, kindOf, differs));
  const samples = [...sampleRows()];
  return [
    ...counted(containers, kindOf, (one) => one.isAccepted).map(([name, count]) => [
      name,
      ...count.map(String),
      percent(count),
      String(different.get(name)?.[0] ?? 0),
    ]),
    ...samples,
  ];
}

/** PLCopen XML and L5X of the vendor samples have no extracted text beside them. */
function* sampleRows(): Generator<string[]> {
  if (!existsSync(SAMPLES)) return;
  const { formats } = JSON.parse(readFileSync(join(SAMPLES, 'MANIFEST.json'), 'utf8')) as {
    formats: Record<string, { file: string }[]>;
  };
  for (const format of ['plcopen-xml', 'rockwell-l5x']) {
    const files = (formats[format] ?? []).filter(({ file }) => /\.(?:xml|L5X)$/.test(file));
    const good = files.filter(({ file }) => {
      const { files: texts } = importFiles([
        { path: file.slice(file.lastIndexOf('/') + 1), bytes: readFileSync(join(SAMPLES, file)) },
      ]);
      return parseOutputs(texts, { dialect: 'auto', file, library: LIBRARY }).ok;
    });
    const count: Count = [good.length, files.length];
    yield [`${format} (samples)`, ...count.map(String), percent(count), ''];
  }
}

function rejected(list: readonly Verdict[]): string[][] {
  const of = (group: readonly Verdict[], name: string): string[] => {
    const syntax = group.filter((one) => !one.isAccepted).length;
    const found = group.filter((one) => !one.isAccepted || hasFinding(one)).length;
    return [name, String(syntax), String(found), String(group.length), percent([found, group.length])];
  };
  const repos = [...new Set(list.map(({ repo }) => repo))].sort();
  const rowOf = (repo: string) =>
    of(
      list.filter((one) => one.repo === repo),
      repo,
    );
  return [...repos.map(rowOf), of(list, '**all**')];
}

/** What the checks say of a file that stands alone. */
function hasFinding({ file }: Entry): boolean {
  const project = openProject({ dialect: 'auto' }, LIBRARY);
  project.set('a', 'a.st', readFileSync(join(CORPUS, file), 'utf8'));
  project.changes();
  return project.diagnostics().some(({ severity }) => severity === 'error' || severity === 'warning');
}

function left(texts: readonly Verdict[]): string[][] {
  return texts
    .filter((one) => !one.isAccepted)
    .map(({ file, error }) => [`\`${file}\``, error.replaceAll('|', '\\|'), reasonOf(file)])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

function accepted(list: readonly Verdict[]): string[][] {
  return list
    .map(({ file }) => [`\`${file}\``, reasonOf(file)])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

/** A file without a reason is a defect of ours until somebody has looked. */
function reasonOf(file: string): string {
  return REASONS.find(([ending]) => file.endsWith(ending))?.[1] ?? '**not explained yet**';
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...body.map(line)].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  if (!existsSync(CORPUS))
    process.stdout.write('Skipped: there is no ../shared/corpus beside the repository.\n');
  else {
    const text = corpusTable();
    const isSame = existsSync(TABLE) && readFileSync(TABLE, 'utf8') === text;
    if (process.argv.includes('--check')) process.exitCode = isSame ? 0 : 1;
    else writeFileSync(TABLE, text);
    process.stdout.write(
      isSame
        ? 'tests/corpus/acceptance.md is up to date.\n'
        : 'tests/corpus/acceptance.md: the figures changed.\n',
    );
  }
}

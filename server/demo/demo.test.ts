/** The demo project is large enough, believable to the parser, and free of diagnostics. */

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type DialectId,
  errorsOf,
  openProject,
  outlineIn,
  type Project,
  parse,
  type Tag,
} from '@tagloom/st-parser';
import { LIBRARY } from '@tagloom/st-parser/library';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('./filling-line/', import.meta.url));
const files = globSync('**/*.st', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
const project = open('codesys');

function open(dialect: DialectId | 'auto'): Project {
  const opened = openProject({ dialect }, LIBRARY);
  for (const { path, text } of files) opened.set(path, path, text);
  opened.changes();
  return opened;
}

function complaints(of: Project): string[] {
  return of
    .diagnostics()
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ code, message, place }) => {
      const { line, col } = of.locate(place.file, place.from);
      return `${place.file}:${line}:${col} ${code} ${message}`;
    });
}

const SIZES = { X: 1, B: 8, W: 16, D: 32, L: 64 } as const;

/** Area and bits of an address; `factor` is 8 when numbers count bytes, or the operand's size when they count operands. */
function bits(tag: Tag, numbering: 'byte' | 'element'): { area: string; from: number; to: number } {
  const [, area, letter, number, bit] = /^%([IQM])([XBWDL])(\d+)(?:\.(\d))?$/.exec(tag.address ?? '') ?? [];
  const size = SIZES[letter as keyof typeof SIZES];
  const factor = letter === 'X' || numbering === 'byte' ? 8 : size;
  const from = Number(number) * factor + Number(bit ?? 0);
  return { area: area!, from, to: from + size * elements(tag) };
}

function elements(tag: Tag): number {
  const dimension = tag.dims?.[0]?.[0];
  return Array.isArray(dimension) ? dimension[1] - dimension[0] + 1 : 1;
}

function overlaps(tags: readonly Tag[], numbering: 'byte' | 'element'): string[] {
  const owners = new Map<string, string>();
  const found: string[] = [];
  for (const tag of tags) {
    const { area, from, to } = bits(tag, numbering);
    for (let bit = from; bit < to; bit++) {
      const owner = owners.get(`${area}${bit}`);
      if (owner !== undefined) found.push(`${tag.path} and ${owner} share bit ${bit} of %${area}`);
      owners.set(`${area}${bit}`, tag.path);
    }
  }
  return found;
}

function outlineKinds(): Set<string> {
  const kinds = new Set<string>();
  const queue = project.files().flatMap(({ id }) => outlineIn(project, id));
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    kinds.add(node.kind);
    queue.push(...node.children);
  }
  return kinds;
}

describe('the demo project', () => {
  test('has the promised size: 15 files, 1,500 lines, 500 tags', () => {
    expect(files.length).toBeGreaterThanOrEqual(15);
    expect(files.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0)).toBeGreaterThanOrEqual(
      1500,
    );
    expect(project.tags().length).toBeGreaterThanOrEqual(500);
    expect(project.files()).toHaveLength(files.length);
  });

  test.each(['codesys', 'auto'] as const)('has no error and no warning (%s)', (dialect) => {
    expect(complaints(open(dialect))).toEqual([]);
  });

  test('every file parses alone', () => {
    for (const { path, text } of files) expect(errorsOf(parse(text, 'codesys')), path).toEqual([]);
  });

  test.each(['byte', 'element'] as const)('uses no bit twice when numbers count by %s', (numbering) => {
    const located = project.tags().filter(({ address }) => address !== undefined);
    expect(located.length).toBeGreaterThan(150);
    expect(overlaps(located, numbering)).toEqual([]);
  });

  test('shows every kind of declaration that the language has a use for', () => {
    const tags = project.tags();
    const kinds = new Set(project.types().map(({ kind }) => kind));
    const outline = outlineKinds();
    for (const kind of ['struct', 'enum', 'union', 'functionblock', 'interface'] as const)
      expect(kinds).toContain(kind);
    for (const kind of ['PROGRAM', 'FUNCTION', 'METHOD', 'PROPERTY']) expect(outline).toContain(kind);
    for (const qualifier of ['CONSTANT', 'RETAIN', 'PERSISTENT'])
      expect(tags.some(({ qualifiers }) => qualifiers.includes(qualifier))).toBe(true);
    expect(tags.some(({ dims }) => dims !== undefined)).toBe(true);
    for (const area of ['%I', '%Q', '%M'])
      expect(tags.some(({ address }) => address?.startsWith(area))).toBe(true);
  });

  test('folds every array bound and resolves every type', () => {
    const unresolved = project
      .tags()
      .filter(({ dims, typeExpr }) => dims?.flat().includes(null) || typeExpr.kind === 'unknown');
    expect(unresolved.map(({ path }) => path)).toEqual([]);
    expect(project.diagnostics().filter(({ code }) => code === 'UNKNOWN_TYPE')).toEqual([]);
  });

  test('no section heading became the comment of a tag', () => {
    const wrong = project
      .tags()
      .filter((tag) => /-{4}/.test(`${tag.comment ?? ''}${tag.leadingComment ?? ''}`));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('D1: plain text, line feeds, four spaces, a final newline, names as the files', () => {
    for (const { path, text } of files) {
      expect(text, path).toMatch(/^[\x20-\x7e\n]+\n$/);
      expect(text, path).not.toMatch(/[ ]\n|\n\n\n/);
      expect(Math.max(...text.split('\n').map((line) => line.length)), path).toBeLessThanOrEqual(130);
      const name = path.split('/').at(-1)!.slice(0, -'.st'.length);
      const unit = new RegExp(`^(?:PROGRAM|FUNCTION|FUNCTION_BLOCK|INTERFACE|TYPE) ${name}\\b`, 'm');
      expect(name.startsWith('GVL_') || unit.test(text), path).toBe(true);
    }
  });
});

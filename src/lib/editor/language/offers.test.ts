/** What completion offers over the demo project: each item, put in as the editor puts it in, means what it was offered as. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileId, openProject, type Project } from '@tagloom/st-parser';
import { type SymbolInfo, signatureAt, symbolAt } from '@tagloom/st-parser/editor';
import { LIBRARY } from '@tagloom/st-parser/library';
import { expect, it } from 'vitest';
import { completions } from '../../completions.ts';
import { type Random, seeded } from '../random.ts';
import { argument, isCalled, spelling } from './spelling.ts';

const DEMO = join(import.meta.dirname, '../../../../server/demo/filling-line');
const FILES = readdirSync(DEMO, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.st'))
  .sort()
  .map((path) => ({ id: path as FileId, path, text: readFileSync(join(DEMO, path), 'utf8') }));

const SIEMENS = `FUNCTION_BLOCK "Motor Control"
VAR_INPUT start : Bool; "set point" : Int; END_VAR
VAR count : Int; t : TON_TIME; END_VAR
BEGIN
  #count := #"set point";
  "Motor Data".speed := #count;
  #t(IN := #start, PT := T#1s);
END_FUNCTION_BLOCK
DATA_BLOCK "Motor Data"
STRUCT speed : Int; END_STRUCT;
BEGIN
END_DATA_BLOCK
`;

function opened(files = FILES): Project {
  const project = openProject({ dialect: 'auto' }, LIBRARY);
  for (const { id, path, text } of files) project.set(id, path, text);
  project.changes();
  return project;
}

/** What a name means once `insert` stands in place of some text; the file is as before afterwards. */
function meaningOf(
  project: Project,
  file: FileId,
  from: number,
  to: number,
  insert: string,
): string | undefined {
  const was = project.text(file, from, to);
  project.edit(file, [{ from, to, insert }]);
  project.changes();
  const key = symbolAt(project, file, from + (insert.startsWith('#') ? 1 : 0))?.symbol.key;
  project.edit(file, [{ from, to: from + insert.length, insert: was }]);
  project.changes();
  return key;
}

/** Where a name ends that means something and is no declaration. */
function usesIn(project: Project, file: FileId, text: string) {
  return [...text.matchAll(/#?"[^"\n]+"|#?[A-Za-z_]\w*/g)].flatMap(({ index, 0: word }) => {
    const use = symbolAt(project, file, index + 1);
    return use && use.role !== 'definition' ? [{ from: index, to: index + word.length, use }] : [];
  });
}

const lineBehind = (text: string, at: number) => text.slice(at, text.indexOf('\n', at));
const RUNS = Number(process.env.FUZZ_RUNS ?? 60);

function hold(
  files: typeof FILES,
  law: (project: Project, file: FileId, text: string, next: Random) => void,
) {
  const project = opened(files);
  for (let seed = 0; seed < RUNS; seed++) {
    const { id, text } = files[seed % files.length]!;
    expect(() => law(project, id, text, seeded(seed)), `seed ${seed}, ${id}`).not.toThrow();
  }
}

const SCL = [{ id: 'scl' as FileId, path: 'Motor.scl', text: SIEMENS }];

/** A name is cut anywhere and completed by one of its offers: nothing is doubled, and it means what was offered. */
function completesWords(project: Project, file: FileId, text: string, next: Random): void {
  const uses = usesIn(project, file, text);
  if (uses.length === 0) return;
  const { from, to, use } = uses[next(uses.length)]!;
  const at = from + next(to - from + 1);
  if (text[at - 1] === '"' && at === to) return;
  const behind = lineBehind(text, to);
  const found = completions(project, file, at);
  if (/^\s*(?::=|=>)/.test(behind) && signatureAt(project, file, at)) return;
  const typed = text.slice(found.from, at);
  const own = found.symbols.find(({ key }) => key === use.symbol.key);
  if (!own && !found.isWhole) return;
  if (!own) throw new Error(`${text.slice(from, to)} is not offered at ${at} (${found.expects})`);
  for (const symbol of [own, found.symbols[next(found.symbols.length)]!]) {
    const { insert, filter } = spelling(symbol.name, typed, behind);
    const letters = new RegExp([...typed].map((one) => one.replace(/[^\w#" ]/, '\\$&')).join('.*'), 'i');
    if (!letters.test(filter)) throw new Error(`${filter} is filtered out by ${typed}`);
    const key = meaningOf(project, file, found.from, to, insert);
    if (key !== symbol.key) throw new Error(`${typed} to ${insert} means ${key}, offered was ${symbol.key}`);
  }
}

it('a name that is completed means what was offered, from each of its letters', { timeout: 60_000 }, () =>
  hold(FILES, completesWords),
);

it('names with signs and blanks keep their signs and get their quotes', { timeout: 60_000 }, () =>
  hold(SCL, completesWords),
);

/** Behind a bracket or a comma the parameters are offered that no argument gives; put in, they mean those. */
it('a call is offered its parameters, each once', { timeout: 60_000 }, () =>
  hold(FILES, (project, file, text, next) => {
    const opens = [...text.matchAll(/[(,]/g)].map(({ index }) => index + 1);
    const at = opens[next(opens.length)];
    const call = at === undefined ? null : signatureAt(project, file, at);
    if (at === undefined || !call) return;
    const { parameters } = completions(project, file, at);
    const end = text.slice(at).search(/[;]/);
    for (const { name } of parameters)
      if (new RegExp(`^[^();]*,\\s*${name}\\s*(?::=|=>)`, 'i').test(text.slice(at, at + end)))
        throw new Error(`${name} is given behind ${at} and offered`);
    if (parameters.length === 0) return;
    const one = parameters[next(parameters.length)]!;
    const insert = `${argument(one.name, one.kind === 'output', '')}x, `;
    if (meaningOf(project, file, at, at, insert) !== one.key)
      throw new Error(`${insert} at ${at} is not ${one.key}`);
  }),
);

it('an instance is offered as a whole call, whose parameters are those of its block', () => {
  const project = opened();
  const file = 'Call.st' as FileId;
  const head = 'PROGRAM Call\nVAR t : TON; END_VAR\n';
  project.set(file, 'Call.st', `${head}t\nEND_PROGRAM\n`);
  project.changes();
  const { symbols, calls } = completions(project, file, head.length + 1);
  const instance = symbols.find(({ key }) => key === 'call.t') as SymbolInfo;
  expect(calls[instance.key]?.map(({ name }) => name)).toEqual(['IN', 'PT', 'Q', 'ET']);
});

it('the first values of a structure are offered by the names of its members, those of a block by its inputs', () => {
  const project = opened();
  const file = 'First.st' as FileId;
  const offered = (declared: string) => {
    const marked = `TYPE ST_P : STRUCT a : INT; b : INT; c : INT; END_STRUCT END_TYPE\nPROGRAM First\nVAR ${declared} END_VAR\nEND_PROGRAM\n`;
    project.set(file, 'First.st', marked.replace('|', ''));
    project.changes();
    return completions(project, file, marked.indexOf('|')).parameters.map(({ name }) => name);
  };
  expect(offered('p : ST_P := (a := 1, |, c := 2);')).toEqual(['b']);
  expect(offered('list : ARRAY [0..1] OF ST_P := [(a := 1), (|)];')).toEqual(['a', 'b', 'c']);
  expect(offered('t : TON := (|);')).toEqual(['IN', 'PT']);
});

it('what stands behind the caret is not written again', () => {
  expect(spelling('Data', '"Da', '".x')).toEqual({ insert: '"Data', filter: '"Data' });
  expect(spelling('Data', '"Da', '.x')).toEqual({ insert: '"Data"', filter: '"Data' });
  expect(spelling('set point', '#se', '')).toEqual({ insert: '#"set point"', filter: '#set point' });
  expect(argument('IN', false, ' := x')).toBe('IN');
  expect(argument('Q', true, ');')).toBe('Q => ');
  expect([' (x)', '(', '" (', '(* a *)', '', '; ('].map(isCalled)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

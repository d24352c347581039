/** The book of tags after edits, beside a book that reads the same project for the first time. */

import { createAnalysis } from '@tagloom/collab';
import type { Edit, Project, ProjectChange } from '@tagloom/st-parser';
import { tagEdits } from '@tagloom/st-parser/editor';
import { expect, test } from 'vitest';
import { createRandom } from '../tests/harness/random.ts';
import { type BaseRow, TagBook } from './tagbook.ts';

const START = [
  'PROGRAM MAIN\nVAR\n  rSpeed : REAL := 1.5; // m/min\n  xOn AT %QX0.1 : BOOL;\n  nCount : INT;\nEND_VAR\nnCount := 1;\nEND_PROGRAM\n',
  'FUNCTION_BLOCK FB\nVAR_INPUT\n  nCount : INT;\n  eMode : E_Mode;\nEND_VAR\nEND_FUNCTION_BLOCK\n',
] as const;
const SNIPPETS = [
  '\n',
  '  vNew : INT;\n',
  'x',
  ' := 7',
  '// note\n',
  ' : BOOL;',
  'xOn',
  'END_VAR\n',
  ' AT %QX0.1',
];

/** Rows of all tags without their lasting ids. */
function rowsOf(book: TagBook, keys: readonly string[]): (Omit<BaseRow, 'id'> | undefined)[] {
  return keys.map((key) => {
    const { id: _, ...row } = book.row(key) ?? { id: '' };
    return row as Omit<BaseRow, 'id'>;
  });
}

test.each([1, 2, 3, 4])('L4 rows after any edits are those of a first reading (seed %i)', (seed) => {
  const random = createRandom(seed);
  const analysis = createAnalysis({ dialect: 'codesys' });
  const { project } = analysis;
  analysis.apply(START.map((text, i) => ({ type: 'set', file: `f${i}`, path: `F${i}.st`, text })));
  const book = new TagBook(project, []);
  book.update(analysis.changes(), { edits: new Map(), touched: new Set(['f0', 'f1']) });
  const told = new Map<string, BaseRow | undefined>();
  const keysOf = () => project.tags().map(({ key }) => key);
  for (const key of keysOf()) told.set(key, book.row(key));
  const follow = (depth?: 'declarations', edits = new Map<string, (readonly Edit[])[]>()) => {
    const { rows } = book.update(analysis.changes(depth), { edits, touched: new Set(edits.keys()) });
    for (const key of rows) told.set(key, book.row(key));
  };
  let compared = 0;
  const compare = () => {
    follow();
    const keys = keysOf();
    compared += keys.length;
    expect(rowsOf(book, keys)).toEqual(rowsOf(firstReading(project), keys));
    // And whoever heard only of rows that changed has the same.
    expect(keys.map((key) => told.get(key))).toEqual(keys.map((key) => book.row(key)));
  };
  for (let round = 1; round <= 120; round++) {
    const file = `f${random.below(2)}`;
    const text = project.text(file);
    const from = random.below(text.length + 1);
    const to = Math.min(text.length, from + (random.chance(0.3) ? random.below(6) : 0));
    // Now and then the whole text is written again: most edits break it.
    const isReset = random.chance(0.1);
    const edit = { from, to, insert: random.chance(0.8) ? random.pick(SNIPPETS) : '' };
    const again = { from: 0, to: text.length, insert: START[Number(file[1])] as string };
    const edits = [isReset ? again : edit];
    analysis.apply([{ type: 'edit', file, edits }]);
    follow('declarations', new Map([[file, [edits]]]));
    // Problems of bodies follow later, for several edits together.
    if (random.chance(0.4)) compare();
  }
  expect(compared).toBeGreaterThan(50);
});

function firstReading(project: Project): TagBook {
  const fresh = new TagBook(project, []);
  const tags = { added: project.tags(), changed: [], removed: [] };
  const change = { tags, diagnostics: new Map(), types: true } as unknown as ProjectChange;
  fresh.update(change, { edits: new Map(), touched: new Set(project.files().map(({ id }) => id)) });
  return fresh;
}

test('I1 a tag that changes its section keeps its id, and its history says from which section to which', () => {
  const analysis = createAnalysis({ dialect: 'codesys' });
  const { project } = analysis;
  analysis.apply([{ type: 'set', file: 'f', path: 'F.st', text: START[0] }]);
  const state = { path: 'MAIN.xOn', type: 'BOOL', initial: null, address: '%QX0.1', comment: null };
  // Of a server that kept no sections yet.
  const stored = { key: 'main.xon', id: 'old', path: state.path, scope: 'MAIN', type: 'BOOL' };
  const book = new TagBook(project, [{ ...stored, state: { ...state, qualifiers: [] } }]);
  const first = book.update(analysis.changes(), { edits: new Map(), touched: new Set(['f']) });
  expect(first.changes.filter(({ id }) => id === 'old')).toEqual([]);

  const edits = tagEdits(project, [{ key: 'main.xon', field: 'address', value: '' }]).edits;
  const [edit] = edits;
  expect(edits).toHaveLength(1);
  const batches = [[{ from: edit!.place.from, to: edit!.place.to, insert: '' }]];
  project.edit('f', batches[0]!);
  book.update(analysis.changes(), { edits: new Map([['f', batches]]), touched: new Set(['f']) });
  const moved = tagEdits(project, [{ key: 'main.xon', field: 'section', value: 'VAR_OUTPUT' }]).edits.map(
    ({ place: { from, to }, insert }): Edit => ({ from, to, insert }),
  );
  project.edit('f', moved);
  const { changes } = book.update(analysis.changes(), {
    edits: new Map([['f', [moved]]]),
    touched: new Set(['f']),
  });
  expect(changes.map(({ id, before, after }) => [id, before?.section, after?.section])).toEqual([
    ['old', 'VAR', 'VAR_OUTPUT'],
  ]);
});

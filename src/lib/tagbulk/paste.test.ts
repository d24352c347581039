import { describe, expect, test } from 'vitest';
import { COLUMN, COLUMNS, tabSeparated } from '../tagcolumns.ts';
import { judge, wishesOf } from './difference.ts';
import { projectOf, rowsOf, write } from './fixtures.ts';
import { type PastePlace, paste } from './paste.ts';
import { readSheet } from './sheet.ts';

const FILES = {
  'GVL_A.st':
    'VAR_GLOBAL\n  xStart AT %IX0.0 : BOOL; // start\n  nSpeed : INT := 5;\n  nTotal : DINT;\nEND_VAR\n',
  'GVL_B.st': 'VAR_GLOBAL\n  xStart : BOOL;\nEND_VAR\n',
};

/** The lines of a paste, with the cell of `from` active. */
function lines(
  text: string,
  from?: { key: string; column: keyof typeof COLUMN },
  chosen: readonly string[] = [],
) {
  const tags = rowsOf(projectOf(FILES));
  const rows = [...tags.values()];
  const place: PastePlace = {
    tags,
    below: from ? rows.slice(rows.findIndex(({ key }) => key === from.key)) : [],
    columns: from ? COLUMNS.slice(COLUMNS.indexOf(COLUMN[from.column])) : [],
    chosen: chosen.map((key) => tags.get(key)!),
  };
  const draft = paste(readSheet(text), place);
  return judge(draft, tags).map(
    ({ row, key, field, after, state, code }) =>
      `${row} ${key ?? '?'} ${field ?? '?'}=${after} ${code || state}`,
  );
}

describe('a sheet with a head', () => {
  test('B8 finds tags by path or name and says what each row changes', () => {
    const text =
      'Path\tType\tComment\nGVL_A.xStart\tBOOL\tgo\ngvl_a.NSPEED\tUINT\t\nGVL_A.xNew\tBOOL\tnobody';
    expect(lines(text)).toEqual([
      '2 gvl_a.xstart type=BOOL unchanged',
      '2 gvl_a.xstart comment=go change',
      '3 gvl_a.nspeed type=UINT change',
      '3 gvl_a.nspeed comment= unchanged',
      '4 ? ?=BOOL PASTE_UNKNOWN',
    ]);
  });

  test('B8 tells two tags of one name apart by scope, by the chosen rows, or refuses with the row', () => {
    expect(lines('Name\tComment\nxStart\ta')).toEqual(['2 ? ?= PASTE_SEVERAL']);
    expect(lines('Name\tScope\tComment\nxStart\tGVL_B\ta')).toEqual(['2 gvl_b.xstart comment=a change']);
    expect(lines('Name\tComment\nxStart\ta', undefined, ['gvl_b.xstart'])).toEqual([
      '2 gvl_b.xstart comment=a change',
    ]);
  });

  test('B8 a path and another name are a rename', () => {
    expect(lines('Path\tName\nGVL_A.nSpeed\tnTempo')).toEqual(['2 gvl_a.nspeed name=nTempo change']);
  });

  test('B8 reads CSV with quotes, line feeds in cells and the titles of vendor tools, and counts rows of the sheet', () => {
    const text =
      'Tag Name;Data Type;Description;Colour\r\nnSpeed;INT;"two\nlines; ""quoted""";red\r\n\r\nnTotal;LINT;;\r\n';
    expect(lines(text)).toEqual([
      '2 gvl_a.nspeed type=INT unchanged',
      '2 gvl_a.nspeed comment=two\nlines; "quoted" change',
      '4 gvl_a.ntotal type=LINT change',
      '4 gvl_a.ntotal comment= unchanged',
    ]);
    expect(readSheet(text).ignored).toEqual(['Colour']);
  });

  test('B8 what the table copies comes back without a difference', () => {
    const tags = rowsOf(projectOf(FILES));
    const columns = [COLUMN.path, COLUMN.name, COLUMN.type, COLUMN.initial, COLUMN.address, COLUMN.comment];
    const around = {
      vendorOf: () => undefined,
      pathOf: () => '',
      changedAt: () => 0,
      changedBy: () => '',
      usesOf: () => null,
    };
    const copied = tabSeparated([...tags.values()], columns, around);
    const states = judge(paste(readSheet(copied), { tags, below: [], columns: [], chosen: [] }), tags).map(
      ({ state }) => state,
    );
    expect(states).toEqual(Array(20).fill('unchanged'));
  });
});

describe('a sheet without a head', () => {
  const at = (column: keyof typeof COLUMN, key = 'gvl_a.xstart') => ({ key, column });

  test('B8 fills cells from the active one on, as a spreadsheet does', () => {
    expect(lines('1\t%MW0\n2\t%MW2', at('initial', 'gvl_a.nspeed'))).toEqual([
      '1 gvl_a.nspeed initial=1 change',
      '1 gvl_a.nspeed address=%MW0 change',
      '2 gvl_a.ntotal initial=2 change',
      '2 gvl_a.ntotal address=%MW2 change',
    ]);
  });

  test('B8 an empty row of one column passes over its tag', () => {
    expect(lines('a\n\nb', at('comment'))).toEqual([
      '1 gvl_a.xstart comment=a change',
      '3 gvl_a.ntotal comment=b change',
    ]);
  });

  test('B8 one row fills all chosen rows', () => {
    expect(lines('same', at('comment'), ['gvl_a.nspeed', 'gvl_b.xstart'])).toEqual([
      '1 gvl_a.nspeed comment=same change',
      '1 gvl_b.xstart comment=same change',
    ]);
  });

  test('B8 says which rows fall below the table and which columns the source does not say', () => {
    expect(lines('a\nb', at('comment', 'gvl_b.xstart'))).toEqual([
      '1 gvl_b.xstart comment=a change',
      '2 ? ?= PASTE_BELOW',
    ]);
    expect(lines('nX\tpath', at('name', 'gvl_b.xstart'))).toEqual([
      '1 gvl_b.xstart name=nX change',
      '1 gvl_b.xstart ?= PASTE_COLUMN',
    ]);
  });

  test('B8 says so when no row is active', () => {
    expect(lines('a\tb')).toEqual(['1 ? ?= PASTE_NOWHERE']);
  });

  test('B8 a comma in one cell makes no columns', () => {
    expect(lines('red, green', at('comment'))).toEqual(['1 gvl_a.xstart comment=red, green change']);
  });
});

test('B3 the good rows of a sheet come in and the bad ones say why', () => {
  const project = projectOf(FILES);
  const tags = rowsOf(project);
  const text = 'Name\tInitial\tType\nnSpeed\t7\tINT\nnTotal\t)\tDINT\n';
  const judged = judge(paste(readSheet(text), { tags, below: [], columns: [], chosen: [] }), tags);
  expect(write(project, wishesOf(judged, new Set()))).toEqual(['initial gvl_a.ntotal TAG_VALUE']);
  expect(project.text('GVL_A.st')).toContain('nSpeed : INT := 7;');
  expect(project.text('GVL_A.st')).toContain('nTotal : DINT;');
});

import { type FileId, openProject, type Tag } from '@tagloom/st-parser';
import { createVendorRows } from '@tagloom/vendor-formats';
import { expect, it } from 'vitest';
import type { TagRow } from './analysis.ts';
import type { Target } from './targets.ts';
import { type VendorFix, vendorFixes } from './vendorfixes.ts';

/** What is offered for each tag of a source that is written for a target, by the tag's name. */
function offered(source: string, target: Target, options = {}): Record<string, readonly VendorFix[]> {
  const project = openProject({ dialect: 'auto' });
  project.set('g' as FileId, 'G.st', source);
  project.changes();
  const tags = project.tags();
  const rows = createVendorRows(target, options);
  rows.update(project, { added: tags, changed: [], removed: [], types: true });
  return Object.fromEntries(tags.map((tag) => [tag.name, fixesOf(tag)]));

  function fixesOf(tag: Tag): readonly VendorFix[] {
    const row = rows.row(tag.key);
    return row ? vendorFixes({ ...tag, problems: [] } as never as TagRow, row) : [];
  }
}

const inGlobals = (line: string) => `VAR_GLOBAL\n  ${line}\nEND_VAR\n`;

it('a name that Logix does not take is offered as Logix gets it', () => {
  const { Motor__Speed_: fixes } = offered(inGlobals('Motor__Speed_ : INT;'), 'rockwell-csv');
  expect(fixes).toContainEqual({
    code: 'NAME_CHANGED',
    title: 'Rename it to `Motor_Speed` everywhere',
    wish: { field: 'name', value: 'Motor_Speed' },
  });
});

it('a name that is legal has no way out offered', () => {
  expect(offered(inGlobals('Motor_Speed : INT;'), 'rockwell-csv')).toEqual({ Motor_Speed: [] });
});

it('an integer that the CPU lacks is offered as the wider one that holds all its values', () => {
  const found = offered(inGlobals('a AT %MW2 : UINT; b AT %MD4 : UDINT;'), 'siemens-xlsx', { cpu: 'S7-300' });
  expect(found.a).toContainEqual({
    code: 'TYPE_WIDENED',
    title: 'Declare it as `DINT`',
    wish: { field: 'type', value: 'DINT' },
  });
  expect(found.b).toEqual([]);
});

it('a tag that a tag table cannot hold is offered the format with data blocks', () => {
  const { text } = offered(inGlobals('text : STRING;'), 'siemens-xlsx');
  expect(text).toContainEqual({
    code: expect.stringMatching(/NOT_EXPORTED|TYPE_UNSUPPORTED/),
    title: 'Write tag table and data blocks',
    target: 'siemens',
  });
});

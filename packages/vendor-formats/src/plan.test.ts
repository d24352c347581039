import { type FileId, openProject } from '@tagloom/st-parser';
import { expect, it } from 'vitest';
import { exportTags, planImport } from './index.ts';

const SOURCE = `VAR_GLOBAL
  xStart AT %IX0.0 : BOOL; // start
  nSpeed AT %QW4 : INT;
  rLevel : REAL;
END_VAR
`;

function projectWith(text: string) {
  const project = openProject({ dialect: 'auto' });
  project.set('g' as FileId, 'GVL.st', text);
  project.changes();
  return project;
}

/** Formats whose files are tables or trees of tags; files that hold ST come in as texts. */
const TABLES = [
  'rockwell-csv',
  'siemens-xlsx',
  'siemens-sdf',
  'siemens-openness-xml',
  'ignition',
  'opcua',
  'kepware',
] as const;

it.each(TABLES)('M1 a plan of a %s export against its own project changes nothing', (format) => {
  const project = projectWith(SOURCE);
  const files = exportTags(project, format).files.map(({ name, bytes }) => ({ path: name, bytes }));
  const { intake, plan } = planImport(project, { files, options: {}, left: new Set() });
  expect(intake).toMatchObject({ added: [], news: [], changed: [] });
  expect([plan.rounds, plan.created]).toEqual([[], []]);
});

it('M1 against a project without tags everything is new, with its type, and what is left out is not offered', () => {
  const files = exportTags(projectWith(SOURCE), 'siemens-sdf').files.map(({ name, bytes }) => ({
    path: name,
    bytes,
  }));
  const all = planImport(projectWith(''), { files, options: {}, left: new Set() }).intake;
  expect(all.news).toMatchObject([
    { path: 'Default_tag_table.xStart', type: 'BOOL', address: '%IX0.0', comment: 'start' },
    { path: 'Default_tag_table.nSpeed', type: 'INT', address: '%QW4', comment: null },
  ]);
  const left = new Set(['default_tag_table.nspeed']);
  const fewer = planImport(projectWith(''), { files, options: {}, left });
  expect(fewer.intake.added).toEqual(['Default_tag_table.xStart']);
  expect(fewer.plan.created.map(({ text }) => text).join('')).not.toContain('nSpeed');
});

/**
 * Vendor files of 50,000 tags: CPU time of a whole export per format, of the rows after one edit, and of reading back
 * files of about 20 MB. Everything runs in this process; limits are raised for files that exceed them only by their size.
 */

import { type FileId, openProject, type Project } from '@tagloom/st-parser';
import { createVendorRows, exportTags, FORMATS, importTags, VENDORS } from '@tagloom/vendor-formats';
import { percentile, round } from './numbers.ts';

const TAGS = 50_000;
const PER_FILE = 500;
const EDITS = 60;
const LARGE_BYTES = 20_000_000;

export function benchFormats() {
  const project = plant(TAGS);
  const exportMs: Record<string, number> = {};
  for (const format of FORMATS) exportMs[format] = cpu(() => exportTags(project, format)).ms;
  const rowsMs: Record<string, { p50: number; p95: number }> = {};
  for (const vendor of VENDORS) rowsMs[vendor] = rowsAfterEdits(project, vendor);
  return { tags: project.tags().length, exportMs, rowsMs, ...imports() };
}

/** User and system time, because wall time counts what other processes do. */
function cpu<T>(run: () => T): { value: T; ms: number } {
  const before = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: Math.round((user + system) / 1000) };
}

const TYPES = [
  'BOOL',
  'INT',
  'DINT',
  'REAL',
  'WORD',
  'TIME',
  'STRING[20]',
  'ST_Motor',
  'ARRAY [0..3] OF INT',
];

function plant(tags: number): Project {
  const project = openProject({ dialect: 'auto' });
  const types = 'TYPE ST_Motor : STRUCT\n  speed : REAL; // rpm\n  on : BOOL;\nEND_STRUCT END_TYPE\n';
  project.set('types' as FileId, 'types.st', types);
  for (let file = 0; file * PER_FILE < tags; file++) {
    const lines = Array.from({ length: PER_FILE }, (_, at) => variable(file, file * PER_FILE + at));
    project.set(`f${file}` as FileId, `GVL_${file}.st`, `VAR_GLOBAL\n${lines.join('')}END_VAR\n`);
  }
  project.changes();
  return project;
}

function variable(file: number, n: number): string {
  const type = TYPES[n % TYPES.length] ?? 'INT';
  const address = n % 20 === 0 ? ` AT %IX${Math.floor(n / 8)}.${n % 8}` : '';
  const initial = type === 'INT' ? ` := ${n % 100}` : '';
  return `  tag_${file}_${n}${address} : ${address === '' ? type : 'BOOL'}${address === '' ? initial : ''}; // tag ${n} of the plant\n`;
}

/** One comment and one new name in turn, as an engineer types them. */
function rowsAfterEdits(project: Project, vendor: (typeof VENDORS)[number]): { p50: number; p95: number } {
  const rows = createVendorRows(vendor);
  rows.update(project, { added: [], changed: [], removed: [], types: true });
  const times: number[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const file = `f${(edit * 7) % (TAGS / PER_FILE)}` as FileId;
    const at =
      edit % 2 === 0 ? project.text(file).indexOf(' of the plant') : project.text(file).indexOf('tag_') + 3;
    project.edit(file, [{ from: at, to: at, insert: 'x' }]);
    const { tags, types } = project.changes();
    const before = performance.now();
    rows.update(project, { ...tags, types });
    times.push(performance.now() - before);
  }
  return { p50: round(percentile(times, 0.5)), p95: round(percentile(times, 0.95)) };
}

/** Files of our own of about 20 MB. */
function imports() {
  const out: Record<string, { mb: number; ms: number; tags: number }> = {};
  for (const format of ['rockwell-l5x', 'plcopen'] as const) {
    const { bytes } = exportTags(plant(format === 'plcopen' ? 60_000 : 50_000), format).files[0] ?? {
      bytes: new Uint8Array(),
    };
    const path = format === 'plcopen' ? 'project.xml' : 'plant.L5X';
    const limits = { xmlBytes: Math.max(LARGE_BYTES, bytes.length) };
    const { value, ms } = cpu(() => importTags([{ path, bytes }], { format, limits }));
    out[format] = { mb: round(bytes.length / 1e6), ms, tags: value.tags.length };
  }
  return { importMs: out };
}

/**
 * Imports of 12 to 14 MB, as `POST .../import` works them out: CPU time of the whole process, and the longest stall of the
 * event loop that others' edits wait in. `inline` is the same work in this thread, as small imports have it.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type FileId, openProject } from '@tagloom/st-parser';
import { exportTags } from '@tagloom/vendor-formats';
import * as Y from 'yjs';
import { createExporting } from '#server/exporting.ts';
import { type ExportWork, workOut as workOutExport } from '#server/exportwork.ts';
import { createImporting } from '#server/importing.ts';
import { type ImportWork, workOut } from '#server/importwork.ts';
import { round } from './numbers.ts';

const PER_FILE = 500;
/** Tags of each file. */
const TAGS = { plcopen: 55_000, 'rockwell-l5x': 40_000 } as const;
const PATHS = { plcopen: 'plant.xml', 'rockwell-l5x': 'plant.L5X' } as const;

export async function benchImport() {
  const out: Record<string, object> = {};
  for (const format of ['plcopen', 'rockwell-l5x'] as const) {
    const bytes = fileOf(format, TAGS[format]);
    const work = (): ImportWork => ({
      state: Y.encodeStateAsUpdate(new Y.Doc()),
      files: [{ path: PATHS[format], bytes: bytes.slice() }],
      options: {},
      left: new Set(),
      asTags: false,
      places: new Map<string, string>(),
      isDry: true,
    });
    const importing = createImporting();
    const thread = await measured(() => importing.run(work, () => undefined, new AbortController().signal));
    const inline = await measured(async () => workOut(work(), () => undefined));
    const ratio = round(inline.stallMs / thread.stallMs);
    out[format] = { mb: round(bytes.length / 1e6), inline, thread, ratio };
  }
  out['since-export'] = await sinceExport();
  return out;
}

const EXPORTED_TAGS = 50_000;

/** What differs from the last export of 50,000 tags, as `GET .../difference` works it out; its texts are read here all the same. */
async function sinceExport() {
  const project = plant(EXPORTED_TAGS);
  const ids = new Map(project.tags().map(({ path }, n) => [path, `id${n}`]));
  const read = (wish: ExportWork['wish']): ExportWork => ({
    wish,
    files: project.files().map(({ id, path }) => ({ id, path, text: project.text(id) })),
    dialect: 'auto',
    target: 'rockwell-csv',
    options: {},
    ids,
    name: 'export',
  });
  const { rows: before } = await workOutExport(read('rows'));
  const exporting = createExporting();
  const thread = await measured(() => exporting.run(() => read({ before })));
  const inline = await measured(() => workOutExport(read({ before })));
  return { tags: EXPORTED_TAGS, inline, thread, ratio: round(inline.stallMs / thread.stallMs) };
}

/** Milliseconds: the longest stall of this thread's event loop, CPU time of all threads, and the wait. */
async function measured(run: () => Promise<unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await turn();
  delay.reset();
  // After a reset the monitor's first look counts nothing.
  await turn();
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  await run();
  const ms = performance.now() - started;
  await turn();
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  return {
    stallMs: round(delay.max / 1e6),
    cpuMs: round((user + system) / 1000),
    ms: round(ms),
  };
}

/** Long enough that the monitor has looked. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

function fileOf(format: keyof typeof TAGS, tags: number): Uint8Array {
  return exportTags(plant(tags), format).files[0]?.bytes ?? new Uint8Array();
}

function plant(tags: number) {
  const project = openProject({ dialect: 'auto' });
  for (let file = 0; file * PER_FILE < tags; file++) {
    const lines = Array.from(
      { length: PER_FILE },
      (_, n) => `  tag_${file}_${n} : DINT := ${n}; // tag ${n} of the plant\n`,
    );
    project.set(`f${file}` as FileId, `GVL_${file}.st`, `VAR_GLOBAL\n${lines.join('')}END_VAR\n`);
  }
  project.changes();
  return project;
}

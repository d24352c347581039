/**
 * What names, checks and answers to an editor cost, in CPU milliseconds of one warm process, and how large the package
 * is. Prints JSON. Times mean something beside `parseMs` of the same run: the machine may be busy.
 */

import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { completionAt, referencesOf } from '../src/editor/editor.ts';
import { LIBRARY } from '../src/library/library.ts';
import { openProject } from '../src/project/project.ts';
import { largeText } from '../src/testing/large.ts';
import type { FileId, Project } from '../src/types.ts';

const FILES = 1000;
const TYPES = 'types' as FileId;

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timed(run: () => void): number {
  const start = cpu();
  run();
  return Number((cpu() - start).toFixed(2));
}

/** 1,000 files of 200 lines; each uses a type of its own file ten times. */
function plant(): { project: Project; parseMs: number } {
  const text = largeText(200);
  const end = text.indexOf('END_TYPE') + 'END_TYPE'.length;
  const type = text.slice(0, end);
  const project = openProject({ dialect: 'codesys' }, LIBRARY);
  const parseMs = timed(() => {
    project.set(TYPES, 'd/T.st', type);
    for (let n = 0; n < FILES; n++) {
      const body = text.slice(end).replaceAll('FB_', `FB${n}_`).replaceAll('PROGRAM P', `PROGRAM P${n}_`);
      project.set(`f${n}` as FileId, `d/f${n}.st`, body);
    }
  });
  return { project, parseMs };
}

/** Edits of the type that every file uses, until all diagnostics are right again. */
function edits(project: Project): object {
  const at = project.text(TYPES).indexOf('speed');
  const replace = (length: number, insert: string) =>
    timed(() => {
      project.edit(TYPES, [{ from: at, to: at + length, insert }]);
      project.changes();
    });
  return {
    renamedMs: replace(5, 'speedx'),
    backMs: replace(6, 'speed'),
    memberAddedMs: replace(0, 'more : INT; '),
  };
}

/** Minified and compressed bytes of what some exports of the package need. */
async function bytesOf(source: string): Promise<number> {
  const entry = '\0entry';
  const bundle = await rolldown({
    input: entry,
    tsconfig: false,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? source : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return gzipSync(output[0].code, { level: 9 }).length;
}

const SRC = new URL('../src/', import.meta.url).pathname;
const { project, parseMs } = plant();
const declarationsMs = timed(() => project.changes('declarations'));
const bodiesMs = timed(() => project.changes());
const warm = edits(project);
const text = project.text('f5' as FileId);

console.log(
  JSON.stringify(
    {
      project1000: { parseMs, declarationsMs, bodiesMs, tags: project.tags().length },
      typeUsed10000Times: { cold: warm, warm: edits(project) },
      references: {
        of10000Ms: timed(() => referencesOf(project, 'st_motor.speed')),
        ofFewMs: timed(() => referencesOf(project, 'p0_0.value0_1')),
      },
      completionMs: timed(() => completionAt(project, 'f5' as FileId, text.indexOf('END_VAR\n') + 8)),
      gzip: {
        syntax: await bytesOf(`export { errorsOf, parse, reparse } from '${SRC}syntax/tree.ts';`),
        syntaxProjectChecks: await bytesOf(
          `export { openProject } from '${SRC}project/project.ts'; export { errorsOf, parse, reparse } from '${SRC}syntax/tree.ts';`,
        ),
        editor: await bytesOf(`export * from '${SRC}editor/editor.ts';`),
        library: await bytesOf(`export { LIBRARY } from '${SRC}library/library.ts';`),
      },
    },
    null,
    1,
  ),
);

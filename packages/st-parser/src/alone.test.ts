/** The package on its own: one bundle without a dependency, alive where neither Node nor a browser is. */

import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';
import { expect, it } from 'vitest';

/** Bytes after gzip of syntax, project and checks; a ratchet: 40,000 is the aim, so it may only be lowered. */
const LARGEST = 52_189;
const CORE = `export { errorsOf, parse, reparse } from './syntax/tree.ts'; export { openProject } from './project/project.ts';`;

const ENTRY = fileURLToPath(new URL('./entry.virtual.ts', import.meta.url));

/** Bundles a module of that text, as if it stood beside this file. */
async function bundle(text: string): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id: string) => (id === ENTRY ? ENTRY : null),
        load: (id: string) => (id === ENTRY ? text : null),
      },
    ],
    build: {
      write: false,
      minify: true,
      lib: {
        entry: ENTRY,
        name: 'parser',
        formats: ['iife'],
      },
    },
  })) as Rollup.RollupOutput[];
  const [chunk, ...more] = built[0]?.output ?? [];
  expect(more).toEqual([]);
  expect(chunk?.imports).toEqual([]);
  return chunk?.code ?? '';
}

it(`syntax, project and checks are at most ${LARGEST} bytes after gzip`, { timeout: 60_000 }, async () => {
  expect(gzipSync(await bundle(CORE)).length).toBeLessThanOrEqual(LARGEST);
});

it('the package bundles without dependencies and runs where neither Node nor a browser is', {
  timeout: 60_000,
}, async () => {
  const code = await bundle("export * from './index.ts';");
  const world = {} as { errors?: string; tags?: string };
  runInNewContext(
    `${code}
    errors = parser.errorsOf(parser.parse('PROGRAM P VAR a : INT END_VAR END_PROGRAM')).map((one) => one.code).join();
    const project = parser.openProject({ dialect: 'auto' });
    project.set('f', 'G.st', 'VAR_GLOBAL a AT %QW2 : INT; END_VAR');
    tags = project.changes().tags.added.map((one) => one.path + one.address).join();`,
    world,
  );
  expect(world).toMatchObject({ errors: 'MISSING_SEMICOLON', tags: 'G.a%QW2' });
});

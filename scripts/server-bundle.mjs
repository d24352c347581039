/**
 * The server and all packages that it needs as few files: finding, reading and linking hundreds of modules was most of its
 * start. The same sources without types; nothing is left out and nothing is renamed for size.
 */

import { dirname, join, relative, sep } from 'node:path';

/** The entry, and the threads that it starts. */
const ENTRIES = [
  'main.ts',
  'importing.worker.ts',
  'exporting.worker.ts',
  'store/sqlite.worker.ts',
  'store/sqlite.compactor.ts',
];
const THREAD = /new URL\('\.\/([\w.]+)\.ts', import\.meta\.url\)/g;

/** In the bundle: the list of its sources. */
export const SOURCES = 'sources.json';

export const serverBundle = (root) => join(root, '.cache', 'server');

/** Writes the bundle of `root`'s server into `folder`; throws with the bundler's words. */
export async function bundleServer(root, folder = serverBundle(root)) {
  const { build } = await import('vite');
  const entries = ENTRIES.map((entry) => [
    entry.replace(/^.*\//, '').replace(/\.ts$/, ''),
    join(root, 'server', entry),
  ]);
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [places(root, folder, new Set(entries.map(([name]) => name))), lean, plain, noted(root)],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      copyPublicDir: false,
      rollupOptions: {
        input: Object.fromEntries(entries),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', comments: false },
      },
    },
  });
}

/** A module's own place is that of the bundle now: its neighbours are found from there, threads beside it. */
function places(root, folder, threads) {
  const server = join(root, 'server') + sep;
  return {
    name: 'places',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(server) || !code.includes('import.meta')) return null;
      const placed = code
        .replace(THREAD, (_, name) => {
          if (!threads.has(name)) throw new Error(`${id} starts ${name}, which is no entry of the bundle.`);
          return `new URL('./${name}.js', import.meta.url)`;
        })
        .replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(way(folder, id))})`);
      return { code: placed, map: null };
    },
  };
}

const way = (folder, id) => `/${relative(folder, dirname(id)).replaceAll(sep, '/')}`;

/** Importing this by name calls its getters, of which one loads a client for WebSockets. */
const HTTP = /^import \{ ([^}]*) \} from "node:http";$/gm;
const lean = {
  name: 'lean',
  renderChunk: (code) => ({
    code: code.replace(
      HTTP,
      (_, names) => `const { ${names.replaceAll(' as ', ': ')} } = process.getBuiltinModule("node:http");`,
    ),
    map: null,
  }),
};

/** ASCII alone: V8 holds and compiles such a file from half the memory. */
const plain = {
  name: 'plain',
  renderChunk: (code) => ({
    code: code.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    map: null,
  }),
};

/** Notes which files of ours went in: when one of them changes, the bundle is old (`build-stamp.mjs`). */
function noted(root) {
  const isOurs = (id) => id.startsWith(root + sep) && !id.includes('node_modules') && !id.includes('\0');
  return {
    name: 'noted',
    generateBundle(_, bundle) {
      const ids = Object.values(bundle).flatMap(({ moduleIds }) => moduleIds ?? []);
      const own = ids.filter(isOurs).map((id) => relative(root, id));
      const source = JSON.stringify([...own, 'package-lock.json', 'scripts/server-bundle.mjs'].sort());
      this.emitFile({ type: 'asset', fileName: SOURCES, source });
    },
  };
}

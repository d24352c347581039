import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// y-monaco imports a path that monaco-editor >= 0.56 no longer exports; it is used in differential tests only.
const yMonacoPath = {
  find: 'monaco-editor/esm/vs/editor/editor.api.js',
  replacement: 'monaco-editor/editor/editor.api.js',
};

export default defineConfig({
  resolve: { alias: [yMonacoPath], dedupe: ['yjs', 'lib0', 'y-protocols'] },
  test: {
    // Two at least: most tests wait for a server, a disk or a clock while they run.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'server/**/*.test.ts', 'tests/*.test.ts'],
          pool: 'threads',
        },
      },
      {
        extends: true,
        plugins: [svelte()],
        test: {
          name: 'app',
          include: ['src/**/*.test.ts'],
          // Only inlined modules see the alias above.
          server: { deps: { inline: ['y-monaco'] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/{attacks,integration,faults,sim,golden}/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 30_000,
        },
      },
    ],
  },
});

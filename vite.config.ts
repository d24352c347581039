import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type PluginOption } from 'vite';

/**
 * Only the dev server carries the collaboration server; a build must not load it. The path is computed, because Vite
 * bundles this file with everything that it names, and would run the server's modules in a build too.
 */
async function devPlugins(command: string): Promise<PluginOption[]> {
  if (command !== 'serve') return [];
  const { tagloomServer } = (await import(
    /* @vite-ignore */ new URL('./vite.server.ts', import.meta.url).href
  )) as typeof import('./vite.server.ts');
  return [tagloomServer()];
}

export default defineConfig(({ command }) => ({
  plugins: [sveltekit(), devPlugins(command)],
  resolve: { dedupe: ['yjs', 'lib0', 'y-protocols'] },
  // Found only inside workers, which the first scan does not read; without it the first visit reloads the page.
  optimizeDeps: { include: ['fflate'] },
  worker: { format: 'es' as const },
  build: { target: 'es2022', chunkSizeWarningLimit: 4000 },
}));

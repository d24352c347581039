import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type PluginOption } from 'vite';

/** Only the dev server carries the collaboration server; a build must not load it. */
async function devPlugins(command: string): Promise<PluginOption[]> {
  return command === 'serve' ? [(await import('./vite.server.ts')).tagloomServer()] : [];
}

export default defineConfig(({ command }) => ({
  plugins: [sveltekit(), devPlugins(command)],
  resolve: { dedupe: ['yjs', 'lib0', 'y-protocols'] },
  // Found only inside workers, which the first scan does not read; without it the first visit reloads the page.
  optimizeDeps: { include: ['fflate'] },
  worker: { format: 'es' as const },
  build: { target: 'es2022', chunkSizeWarningLimit: 4000 },
}));

/** The server inside Vite's own, for `npm run dev`: one process, one port, hot reload beside the collaboration sockets. */

import type { Plugin } from 'vite';
import { createApp } from './server/app.ts';
import { readConfig } from './server/config.ts';

/** What the server answers; everything else is Vite's (the app, its modules, its own socket). */
const OURS = /^\/(api|ws|health|metrics)(\/|\?|$)/;

/** Mounts the server on Vite's HTTP server. Upgrades of other paths are left alone, so that hot reload lives. */
export function tagloomServer(): Plugin {
  return {
    name: 'tagloom-server',
    apply: 'serve',
    async configureServer(vite) {
      const app = await createApp({ ...readConfig(process.env), build: null });
      vite.middlewares.use((request, response, next) => {
        if (OURS.test(request.url ?? '')) app.handleRequest(request, response);
        else next();
      });
      vite.httpServer?.on('upgrade', (request, socket, head) => {
        if (OURS.test(request.url ?? '')) app.handleUpgrade(request, socket, head);
      });
      vite.httpServer?.on('close', () => void app.close());
    },
  };
}

import adapter from '@sveltejs/adapter-static';

/** The app is a static shell: the server owns /api and /ws and serves this build. */
export default {
  kit: {
    adapter: adapter({
      pages: 'build',
      assets: 'build',
      fallback: 'index.html',
      precompress: process.env.PRECOMPRESS === '1',
    }),
    alias: { $lib: 'src/lib' },
    serviceWorker: { register: false },
  },
};

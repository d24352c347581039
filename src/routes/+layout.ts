/** The app is a static shell: nothing is rendered on a server (design section 7). */
export const ssr = false;
export const prerender = false;

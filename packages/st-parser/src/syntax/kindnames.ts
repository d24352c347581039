/** What kinds are called. */

import { K, N } from './kinds.ts';

/** Names of kinds for tests, outlines and people who look at trees. */
export const KIND_NAMES: readonly string[] = (() => {
  const names: string[] = new Array(256).fill('');
  for (const [name, kind] of Object.entries(K)) names[kind] = name;
  for (const [name, kind] of Object.entries(N)) names[kind] = name;
  return names;
})();

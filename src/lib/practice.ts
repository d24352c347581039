/** Practice copies of the demo project: what is one, and asking for one. */

import { PRACTICE_ID } from '@tagloom/collab';
import { call } from './call.ts';

/** The project that the first start makes. */
export const DEMO = 'filling-line';

/** Person id of the simulated colleague whom the tour watches. */
export const GUIDE = '~mara';

/** Why there is no copy where no WebSocket gets through: another one would not help. */
export const NEEDS_SOCKETS = 'PRACTICE_NEEDS_SOCKETS';

export function isPractice(projectId: string): boolean {
  return PRACTICE_ID.test(projectId);
}

/** The id of this person's practice copy, a new one when there is none. Throws ApiError. */
export async function openPractice(): Promise<string> {
  return (await call('post', '/api/practice', {})).id;
}

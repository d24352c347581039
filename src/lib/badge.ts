/** The words of the connection badge. What it may say is decided by `badgeOf` of the collab room (rule U2). */

import type { Badge } from '@tagloom/collab';
import { counted, thousands } from './names.ts';
import { duration } from './times.ts';

/** Shape and colour of the badge in the design. */
export type BadgeLook = 'live' | 'saving' | 'reconnecting' | 'offline' | 'refused' | 'connecting';

export interface BadgeWords {
  readonly look: BadgeLook;
  /** What stands in the status bar. */
  readonly text: string;
  /** The full sentence, for the tooltip. */
  readonly title: string;
}

/** `now` is on the clock of `badge.since`, milliseconds. */
export function badgeWords(badge: Badge, now: number): BadgeWords {
  switch (badge.state) {
    case 'connecting':
      return { look: 'connecting', text: 'Connecting', title: 'Asking the server for the latest text.' };
    case 'live':
      return { look: 'live', text: 'Live', title: 'Every edit is stored on the server.' };
    case 'saving':
      return {
        look: 'saving',
        text: `Saving ${thousands(badge.count)}`,
        title: `${counted(badge.count, 'edit')} sent, not yet confirmed by the server.`,
      };
    case 'slow':
      return {
        look: 'saving',
        text: badge.count === 0 ? 'Slow connection' : `Slow connection - ${kept(badge.count)}`,
        title: 'This network lets no WebSockets through: edits go and come every two seconds.',
      };
    case 'offline':
      return {
        look: 'offline',
        text: badge.count === 0 ? 'Offline' : `Offline - ${kept(badge.count)}${age(badge.since, now)}`,
        title: 'You can go on editing. Edits stay on this device and merge when the server answers.',
      };
    case 'reconnecting':
      return {
        look: 'reconnecting',
        text: `Reconnecting${badge.count > 0 ? ` - ${kept(badge.count)}` : ''}${tries(badge.attempt)}`,
        title: 'The server did not answer in time. Edits stay on this device until it confirms them.',
      };
    case 'refused':
      return {
        look: 'refused',
        text: badge.count > 0 ? `Not saved - ${counted(badge.count, 'edit')} refused` : 'Not connected',
        title: `${badge.message} Code: ${badge.code}`,
      };
    case 'notKept':
      return {
        look: 'refused',
        text: `Not kept - ${counted(badge.count, 'edit')} only in this tab`,
        title:
          'This browser gives no storage, and the server has not confirmed these edits. Keep the tab open.',
      };
    default:
      return badge satisfies never;
  }
}

function kept(count: number): string {
  return `${counted(count, 'edit')} kept on this device`;
}

function age(since: number | null, now: number): string {
  return since === null ? '' : ` (${duration(now - since)})`;
}

function tries(attempt: number): string {
  return attempt > 1 ? `, try ${attempt}` : '';
}

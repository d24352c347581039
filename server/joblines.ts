/** `/api/ws/sync/<org>`: job events of the projects of an organization that the caller's token opens. */

import { CLOSE, can } from '@tagloom/collab';
import { z } from 'zod';
import type { Access } from './auth/access.ts';
import type { Jobs } from './jobs.ts';
import { createBeats, type JsonCaller, JsonLine, timestamp } from './jsonline.ts';
import { Problem } from './problem.ts';
import type { Clock } from './rooms.ts';
import type { JobEndpoint } from './socket.ts';
import type { Store } from './store/store.ts';

const Ping = z.object({ type: z.literal('ping') });

export interface JobSocketOptions {
  readonly jobs: Jobs;
  readonly access: Access;
  readonly store: Pick<Store, 'project'>;
  readonly clock: Clock;
  readonly onTrouble: (code: string, error: unknown) => void;
}

export function createJobSockets({ jobs, access, store, clock, onTrouble }: JobSocketOptions): JobEndpoint {
  const open = new Set<JsonLine>();
  const stopBeats = createBeats(open);

  const accept = ({ socket, claims, pace }: JsonCaller) => {
    const stops: (() => void)[] = [];
    const line = new JsonLine(
      { socket, claims, pace },
      {
        clock,
        onTrouble,
        onMessage: async (text) => {
          if (!isPing(text))
            throw new Problem('MESSAGE_INVALID', 'This socket takes {"type":"ping"} and nothing else.');
          line.send({ type: 'pong', success: true, timestamp: timestamp() });
        },
        onClosed: () => {
          open.delete(line);
          for (const stop of stops) stop();
        },
      },
    );
    open.add(line);
    const { project } = claims;
    stops.push(
      jobs.listen(
        project,
        (event) => void line.sendFrames([Buffer.from(JSON.stringify(event))]).catch(ignore),
      ),
    );
    line.run(async () => {
      const admission = await access.admit(claims, project);
      const end = () => line.close(CLOSE.forbidden, 'MEMBERSHIP_ENDED: You are no longer a member.');
      if (!admission) return end();
      stops.push(access.watchToken(claims, admission, project, (now) => now === null && end()));
    });
  };

  return {
    accept,
    admit: async (claims, org) => {
      const admission = await access.admit(claims, claims.project);
      const project =
        admission && can(admission.role, 'source.read') ? await store.project(claims.project) : null;
      if (project?.org !== org)
        throw new Problem('ORG_UNKNOWN', `There is no organization ${org} that you can listen to.`, {
          status: 404,
        });
    },
    count: () => open.size,
    close: () => {
      stopBeats();
      for (const line of open) line.close(CLOSE.restart, 'RESTART: The server restarts.');
    },
  };
}

/** A socket that closed while an event was on its way. */
const ignore = () => undefined;

function isPing(text: string): boolean {
  try {
    return Ping.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

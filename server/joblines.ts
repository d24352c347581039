/** `/api/ws/sync/<org>`: job events of the projects of an organization that the caller's token opens: one, or all of a company's person. */

import { CLOSE, can } from '@tagloom/collab';
import { z } from 'zod';
import type { Access } from './auth/access.ts';
import type { TokenClaims } from './auth/tokens.ts';
import type { Jobs } from './jobs.ts';
import { createBeats, type JsonCaller, JsonLine, timestamp } from './jsonline.ts';
import { Problem } from './problem.ts';
import type { Clock } from './rooms.ts';
import type { JobEndpoint } from './socket.ts';
import type { Store } from './store/store.ts';

/** Projects of one person that a socket listens to. */
const MOST_PROJECTS = 500;

const Ping = z.object({ type: z.literal('ping') });

export interface JobSocketOptions {
  readonly jobs: Jobs;
  readonly access: Access;
  readonly store: Pick<Store, 'project' | 'listProjects'>;
  readonly clock: Clock;
  readonly onTrouble: (code: string, error: unknown) => void;
}

export function createJobSockets({ jobs, access, store, clock, onTrouble }: JobSocketOptions): JobEndpoint {
  const open = new Set<JsonLine>();
  const stopBeats = createBeats(open);

  /** Projects of the organization that the token opens. */
  const projectsOf = async (claims: TokenClaims, org: string): Promise<string[]> => {
    if (claims.isCompany) {
      const all = await store.listProjects(claims.person, '', MOST_PROJECTS);
      return all.filter((row) => row.org === org && can(row.role, 'source.read')).map(({ id }) => id);
    }
    const admission = await access.admit(claims, claims.project);
    const isReader = admission !== null && can(admission.role, 'source.read');
    const project = isReader ? await store.project(claims.project) : null;
    return project?.org === org ? [project.id] : [];
  };

  const accept = ({ socket, claims, pace, org = '' }: JsonCaller) => {
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
    const end = () => line.close(CLOSE.forbidden, 'MEMBERSHIP_ENDED: You are no longer a member.');
    const listen = (project: string) =>
      jobs.listen(
        project,
        (event) => void line.sendFrames([Buffer.from(JSON.stringify(event))]).catch(ignore),
      );
    /** Until the person is no member any more, which ends a socket that was for this project alone. */
    const follow = async (project: string, stop: () => void) => {
      stops.push(stop);
      const gone = claims.isCompany ? stop : end;
      const admission = await access.admit(claims, project);
      if (!admission) return gone();
      stops.push(access.watchToken(claims, admission, project, (now) => now === null && gone()));
    };
    if (claims.isCompany)
      line.run(async () => {
        for (const project of await projectsOf(claims, org)) await follow(project, listen(project));
      });
    else {
      // From now on, not from when the membership was looked up.
      const stop = listen(claims.project);
      line.run(() => follow(claims.project, stop));
    }
  };

  return {
    accept,
    admit: async (claims, org) => {
      if ((await projectsOf(claims, org)).length === 0)
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

/** One operation of the HTTP surface as the API document says it. Bodies are the schemas that the routes check with. */

import { ROLES, type Role } from '@tagloom/collab';
import { z } from 'zod';

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With `{name}` for what varies. */
  readonly path: string;
  readonly group: string;
  /** One line. */
  readonly title: string;
  readonly about?: string;
  /** Least role, or what else is needed. A `session` is a signed-in browser; tokens will not do. */
  readonly needs: 'nothing' | 'session' | 'anybody' | (typeof ROLES)[number];
  readonly query?: Readonly<Record<string, Parameter>>;
  readonly headers?: Readonly<Record<string, Parameter>>;
  readonly body?: Body;
  readonly answer: Answer;
  /** Codes beside those that every operation can answer. */
  readonly codes?: readonly string[];
}

export interface Parameter {
  readonly schema: z.ZodType;
  readonly about: string;
  /** Used in the document and by the test that runs it. */
  readonly example?: string;
}

export type Body =
  | { readonly schema: z.ZodType; readonly example: unknown }
  | { readonly media: string; readonly about: string; readonly example: string };

export interface Answer {
  readonly status: number;
  readonly about: string;
  /** JSON, unless `media` is given; no content when both are missing. */
  readonly schema?: z.ZodType;
  readonly media?: string;
}

export const Time = z.string().meta({ description: 'ISO 8601, UTC', format: 'date-time' });
export const Cursor = z.string().meta({ description: 'a position in the log: `<epoch>.<seq>`, opaque' });
export const RoleName = z.enum(ROLES as unknown as ['owner', ...Role[]]);

export const Person = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    color: z.int().min(0).meta({ description: 'index of a palette' }),
  })
  .meta({ id: 'Person' });

export const ProblemBody = z
  .strictObject({
    code: z.string().meta({ description: 'stable; docs/codes.md lists all' }),
    message: z.string().meta({ description: 'one sentence for people' }),
    details: z.unknown().optional(),
  })
  .meta({ id: 'Problem' });

/** Values of the `{name}`s in paths: what the document shows. */
export const PATH_PARAMETERS: Readonly<Record<string, { about: string; example: string }>> = {
  project: { about: 'id of a project', example: 'line' },
  person: { about: 'id of a person', example: 'fGx2b8QkTz1sVn4w' },
  session: { about: 'id of a signed-in browser', example: 'k3d9fj20s' },
  rule: { about: 'id of a rule about claims', example: 'r1' },
  token: { about: 'id of a lasting token', example: 'p0c6m2v8qa' },
  invite: { about: 'id of a link', example: 'u7r1x5n3ze' },
  webhook: { about: 'id of a webhook', example: 'w2h8k4t6yb' },
  message: { about: 'id of a message that was given up', example: 'msg_4Tq0Wm7cR1xZb9Ud3LpK' },
  file: { about: 'id or path of a file', example: 'MAIN.st' },
  version: { about: 'id or name of a version', example: 'v1' },
  tag: { about: 'lasting id or path of a tag', example: 'MAIN.rSpeed' },
  format: { about: 'a format id or a vendor', example: 'siemens-db' },
};

export const paging = {
  after: { schema: z.string(), about: 'what `next` of the page before said' },
  limit: { schema: z.int().min(1), about: 'rows of a page', example: '50' },
} as const;

export const next = z
  .string()
  .nullable()
  .meta({ description: 'for `after` of the next page; null = the last' });

/** Operations about a project as a whole: its name, members, links, tokens, webhooks and what was done. */

import { z } from 'zod';
import { NewInvite, NewMember, RoleChange } from '../routes/members.ts';
import { NewProject, Rename } from '../routes/projects.ts';
import { NewHook } from '../routes/webhooks.ts';
import { next, type Operation, Person, paging, RoleName, Time } from './operation.ts';
import { LastingToken } from './people.ts';

const done = { status: 204, about: 'done' } as const;
const Named = z.strictObject({ id: z.string(), name: z.string() });

const Project = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    org: z.string(),
    role: RoleName,
    files: z.int(),
    lines: z.int(),
    tags: z.int(),
    problems: z.strictObject({ errors: z.int(), warnings: z.int() }),
    online: z.array(Person),
    lastChange: z.strictObject({ at: Time, by: Person }).nullable(),
    dialect: z.string(),
    vendor: z.string(),
  })
  .meta({ id: 'Project' });

const Member = z.strictObject({ ...Person.shape, role: RoleName }).meta({ id: 'Member' });

const Invite = z
  .strictObject({
    id: z.string(),
    role: RoleName,
    by: Person.nullable(),
    createdAt: Time,
    expiresAt: Time,
    usesLeft: z.int(),
  })
  .meta({ id: 'Invite' });

const Webhook = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    createdAt: Time,
    deliveredAt: Time.nullable(),
    waiting: z.int(),
    dead: z.int(),
    nextAt: Time.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Webhook' });

const projects = { group: 'Projects' } as const;
const members = { group: 'Members' } as const;
const webhooks = { group: 'Webhooks', needs: 'owner', codes: ['WEBHOOK_UNKNOWN'] } as const;

export const PROJECTS = [
  {
    ...projects,
    method: 'get',
    path: '/api/projects',
    title: 'My projects',
    needs: 'anybody',
    query: paging,
    answer: {
      status: 200,
      about: 'a page by id',
      schema: z.strictObject({ projects: z.array(Project), next }),
    },
  },
  {
    ...projects,
    method: 'post',
    path: '/api/projects',
    title: 'Creates a project',
    about: 'Without an id, one is made out of the name.',
    needs: 'session',
    body: { schema: NewProject, example: { name: 'Filling line 4' } },
    answer: { status: 201, about: 'the project', schema: Named },
    codes: ['PROJECT_EXISTS'],
  },
  {
    ...projects,
    method: 'put',
    path: '/api/projects/{project}',
    title: 'Creates a project with this id, or renames it',
    needs: 'session',
    body: { schema: Rename, example: { name: 'Filling line 3' } },
    answer: { status: 200, about: 'renamed; 201 when it is new', schema: Named },
    codes: ['PROJECT_EXISTS', 'ID_INVALID'],
  },
  {
    ...projects,
    method: 'get',
    path: '/api/projects/{project}',
    title: 'One project',
    needs: 'viewer',
    answer: { status: 200, about: 'the project', schema: Project },
  },
  {
    ...projects,
    method: 'patch',
    path: '/api/projects/{project}',
    title: 'Renames a project',
    needs: 'owner',
    body: { schema: Rename, example: { name: 'Filling line 3b' } },
    answer: { status: 200, about: 'the project', schema: Named },
  },
  {
    ...projects,
    method: 'delete',
    path: '/api/projects/{project}',
    title: 'Moves a project to the trash',
    needs: 'owner',
    answer: done,
  },
  {
    ...members,
    method: 'get',
    path: '/api/projects/{project}/members',
    title: 'Members',
    needs: 'viewer',
    answer: {
      status: 200,
      about: 'the members',
      schema: z.strictObject({ members: z.array(Member) }),
    },
  },
  {
    ...members,
    method: 'post',
    path: '/api/projects/{project}/members',
    title: 'Adds somebody who has an account',
    needs: 'owner',
    body: { schema: NewMember, example: { name: 'cy', role: 'editor' } },
    answer: { status: 201, about: 'the member', schema: Member },
    codes: ['PERSON_UNKNOWN'],
  },
  {
    ...members,
    method: 'put',
    path: '/api/projects/{project}/members/{person}',
    title: 'Changes a role, at once on open sockets',
    needs: 'owner',
    body: { schema: RoleChange, example: { role: 'reviewer' } },
    answer: {
      status: 200,
      about: 'the role',
      schema: z.strictObject({ id: z.string(), role: RoleName }),
    },
    codes: ['MEMBER_UNKNOWN', 'LAST_OWNER'],
  },
  {
    ...members,
    method: 'delete',
    path: '/api/projects/{project}/members/{person}',
    title: 'Ends a membership',
    about: 'Owners end any, everybody their own.',
    needs: 'viewer',
    answer: done,
    codes: ['MEMBER_UNKNOWN', 'LAST_OWNER'],
  },
  {
    ...members,
    method: 'get',
    path: '/api/projects/{project}/invites',
    title: 'Links that still let somebody in',
    needs: 'owner',
    answer: {
      status: 200,
      about: 'the links, never their codes',
      schema: z.strictObject({ invites: z.array(Invite) }),
    },
  },
  {
    ...members,
    method: 'post',
    path: '/api/projects/{project}/invites',
    title: 'Makes a link',
    needs: 'owner',
    body: { schema: NewInvite, example: { role: 'reviewer', hours: 72, uses: 1 } },
    answer: {
      status: 201,
      about: 'the link; `path` is told once',
      schema: Invite.extend({ path: z.string() }).meta({ id: 'NewInvite' }),
    },
  },
  {
    ...members,
    method: 'delete',
    path: '/api/projects/{project}/invites/{invite}',
    title: 'Takes a link back',
    needs: 'owner',
    answer: done,
    codes: ['INVITE_UNKNOWN'],
  },
  {
    ...members,
    method: 'get',
    path: '/api/projects/{project}/tokens',
    title: 'Lasting tokens for this project',
    needs: 'owner',
    answer: {
      status: 200,
      about: 'the tokens and whose they are',
      schema: z.strictObject({
        tokens: z.array(LastingToken.extend({ person: Person.nullable() }).meta({ id: 'ProjectToken' })),
      }),
    },
  },
  {
    ...members,
    method: 'delete',
    path: '/api/projects/{project}/tokens/{token}',
    title: "Revokes anybody's lasting token for this project",
    needs: 'owner',
    answer: done,
    codes: ['TOKEN_UNKNOWN'],
  },
  {
    ...members,
    method: 'get',
    path: '/api/projects/{project}/audit',
    title: 'What was done, newest first',
    needs: 'owner',
    query: {
      after: paging.after,
      format: { schema: z.enum(['csv']), about: 'all of it as CSV' },
    },
    answer: {
      status: 200,
      about: 'a page',
      schema: z.strictObject({
        entries: z.array(
          z.strictObject({
            id: z.int(),
            at: Time,
            person: z.string().nullable(),
            name: z.string().nullable(),
            action: z.string(),
            detail: z.string(),
          }),
        ),
        next,
      }),
    },
  },
  {
    ...webhooks,
    method: 'get',
    path: '/api/projects/{project}/webhooks',
    title: 'Webhooks and how they are',
    answer: {
      status: 200,
      about: 'the webhooks, never their secrets',
      schema: z.strictObject({ webhooks: z.array(Webhook) }),
    },
  },
  {
    ...webhooks,
    method: 'post',
    path: '/api/projects/{project}/webhooks',
    title: 'Adds a webhook',
    body: {
      schema: NewHook,
      example: { url: 'https://93.184.216.34/hooks/tagloom', events: ['tag.created', 'tag.renamed'] },
    },
    answer: {
      status: 201,
      about: 'the webhook; `secret` is told once',
      schema: Webhook.extend({ secret: z.string() }).meta({ id: 'NewWebhook' }),
    },
    codes: ['WEBHOOK_URL_INVALID', 'WEBHOOK_ADDRESS_REFUSED', 'WEBHOOKS_TOO_MANY'],
  },
  {
    ...webhooks,
    method: 'delete',
    path: '/api/projects/{project}/webhooks/{webhook}',
    title: 'Removes a webhook and what waits for it',
    answer: done,
  },
  {
    ...webhooks,
    method: 'post',
    path: '/api/projects/{project}/webhooks/{webhook}/ping',
    title: 'Sends a message of type `ping`',
    answer: { status: 204, about: 'it is on its way' },
  },
  {
    ...webhooks,
    method: 'post',
    path: '/api/projects/{project}/webhooks/{webhook}/retry',
    title: 'Tries what waits now',
    answer: { status: 204, about: 'it is on its way' },
  },
  {
    ...webhooks,
    method: 'get',
    path: '/api/projects/{project}/webhooks/{webhook}/dead',
    title: 'Messages that were given up',
    answer: {
      status: 200,
      about: 'the newest 100',
      schema: z.strictObject({
        messages: z.array(
          z.strictObject({
            id: z.string(),
            type: z.string(),
            createdAt: Time,
            attempts: z.int(),
            deadAt: Time,
            error: z.string().nullable(),
            body: z.string(),
          }),
        ),
      }),
    },
  },
  {
    ...webhooks,
    method: 'post',
    path: '/api/projects/{project}/webhooks/{webhook}/dead/{message}/resend',
    title: 'Sends a given-up message again',
    answer: { status: 204, about: 'it is on its way' },
    codes: ['WEBHOOK_UNKNOWN', 'MESSAGE_UNKNOWN'],
  },
] as const satisfies readonly Operation[];

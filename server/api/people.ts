/** Operations about who somebody is: sessions, the own account, links that invite. */

import { z } from 'zod';
import { AccountChanges, Confirmation, NewPassword } from '../routes/account.ts';
import { NewRule } from '../routes/company.ts';
import { Code, UseCode } from '../routes/members.ts';
import { SignIn, TokenRequest } from '../routes/session.ts';
import { NewToken } from '../routes/tokens.ts';
import { type Operation, Person, RoleName, Time } from './operation.ts';

const done = { status: 204, about: 'done' } as const;

export const LastingToken = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    projectId: z.string(),
    role: RoleName,
    createdAt: Time,
    expiresAt: Time,
    usedAt: Time.nullable(),
  })
  .meta({ id: 'LastingToken' });

const ClaimRule = z
  .strictObject({
    id: z.string(),
    claim: z.string().meta({ description: 'names separated by dots lead into objects' }),
    value: z.string(),
    org: z.string(),
    role: RoleName,
    isFixed: z.boolean().meta({ description: 'stands in the environment of the server' }),
  })
  .meta({ id: 'ClaimRule' });

const session = { group: 'Signing in' } as const;
const company = { group: 'Company sign-in', needs: 'session' } as const;
const me = { group: 'Me', needs: 'session' } as const;

export const PEOPLE = [
  {
    ...session,
    method: 'post',
    path: '/api/session',
    title: 'Signs in',
    about: 'With a one-time code, or a name (or e-mail) and a password. Answers the session cookie.',
    needs: 'nothing',
    body: { schema: SignIn, example: { name: 'ada', password: 'a long enough password' } },
    answer: done,
    codes: ['LINK_UNKNOWN', 'LINK_USED', 'LINK_EXPIRED', 'PASSWORD_WRONG', 'SIGN_IN_WAIT'],
  },
  {
    group: 'Practice',
    method: 'post',
    path: '/api/practice',
    title: 'Opens a practice copy of the demo project',
    about:
      'In memory alone, with two simulated colleagues, for whoever may read the demo. It ends when its person leaves, at `endsAt` at the latest. `id` stands where the id of a project does, on the document socket and in `/api/session/token`, and nowhere else.',
    needs: 'session',
    answer: {
      status: 201,
      about: 'the copy of this person, a new one when there is none',
      schema: z.strictObject({ id: z.string(), endsAt: Time }),
    },
    codes: ['PRACTICE_NONE', 'PRACTICE_FULL'],
  },
  {
    ...session,
    method: 'get',
    path: '/api/session/ways',
    title: 'Ways to sign in beside a password and a link',
    needs: 'nothing',
    answer: {
      status: 200,
      about: "`company`: host of the company's issuer, or null",
      schema: z.strictObject({ company: z.string().nullable() }),
    },
  },
  ...(
    [
      [
        'start',
        "Leads to the company's sign-in",
        { next: { schema: z.string(), about: 'a place of this app' } },
      ],
      ['callback', "Where the company's sign-in leads back to", {}],
    ] as const
  ).map(
    ([name, title, query]): Operation => ({
      ...session,
      method: 'get',
      path: `/api/oidc/${name}`,
      title,
      about: 'What fails leads to `/login?failed=<code>`.',
      needs: 'nothing',
      query,
      answer: { status: 302, about: 'go there' },
      codes: ['OIDC_OFF', 'OIDC_FAILED', 'ISSUER_UNAVAILABLE'],
    }),
  ),
  {
    ...session,
    method: 'post',
    path: '/api/session/token',
    title: 'An access token for one project',
    about: 'Lives 15 minutes; carries no role, the membership decides on each message.',
    needs: 'session',
    body: { schema: TokenRequest, example: { projectId: 'line' } },
    answer: {
      status: 200,
      about: 'the token',
      schema: z.strictObject({ token: z.string(), expiresAt: Time, role: RoleName, person: Person }),
    },
  },
  {
    ...session,
    method: 'delete',
    path: '/api/session',
    title: 'Signs out',
    needs: 'nothing',
    answer: done,
  },
  {
    group: 'Me',
    method: 'get',
    path: '/api/me',
    title: 'Who I am',
    needs: 'anybody',
    answer: {
      status: 200,
      about: 'the person',
      schema: z.strictObject({ person: Person, operator: z.boolean() }),
    },
  },
  {
    ...me,
    method: 'get',
    path: '/api/me/account',
    title: 'My account',
    answer: {
      status: 200,
      about: 'the account',
      schema: z.strictObject({
        person: Person,
        email: z.string().nullable(),
        hasPassword: z.boolean(),
        isGuest: z.boolean(),
        operator: z.boolean(),
      }),
    },
  },
  {
    ...me,
    method: 'patch',
    path: '/api/me/account',
    title: 'Changes name or e-mail',
    body: { schema: AccountChanges, example: { name: 'ada', email: 'ada@example.org' } },
    answer: { status: 200, about: 'the person', schema: z.strictObject({ person: Person }) },
    codes: ['NAME_TAKEN', 'EMAIL_TAKEN'],
  },
  {
    ...me,
    method: 'put',
    path: '/api/me/password',
    title: 'Sets the password',
    body: {
      schema: NewPassword,
      example: { current: 'a long enough password', password: 'another long password' },
    },
    answer: done,
    codes: ['PASSWORD_WRONG', 'PASSWORD_WEAK'],
  },
  {
    ...me,
    method: 'delete',
    path: '/api/me/account',
    title: 'Deletes the account',
    about: 'What the person wrote stays, under a neutral name.',
    body: { schema: Confirmation, example: { confirm: 'ada' } },
    answer: done,
    codes: ['CONFIRMATION_WRONG', 'LAST_OWNER'],
  },
  {
    ...me,
    method: 'get',
    path: '/api/me/sessions',
    title: 'Browsers that are signed in',
    answer: {
      status: 200,
      about: 'the browsers',
      schema: z.strictObject({
        sessions: z.array(
          z.strictObject({
            id: z.string(),
            createdAt: Time.nullable(),
            seenAt: Time.nullable(),
            agent: z.string(),
            isCurrent: z.boolean(),
          }),
        ),
      }),
    },
  },
  {
    ...me,
    method: 'delete',
    path: '/api/me/sessions',
    title: 'Signs out everywhere',
    query: {
      others: { schema: z.enum(['true']), about: 'keeps the browser that asks', example: 'true' },
    },
    answer: { status: 200, about: 'how many ended', schema: z.strictObject({ ended: z.int() }) },
  },
  {
    ...me,
    method: 'delete',
    path: '/api/me/sessions/{session}',
    title: 'Signs one browser out',
    answer: done,
    codes: ['SESSION_UNKNOWN'],
  },
  {
    ...me,
    method: 'get',
    path: '/api/me/tokens',
    title: 'My lasting tokens',
    answer: {
      status: 200,
      about: 'the tokens, never their secrets',
      schema: z.strictObject({ tokens: z.array(LastingToken) }),
    },
  },
  {
    ...me,
    method: 'post',
    path: '/api/me/tokens',
    title: 'Makes a lasting token for a tool',
    body: {
      schema: NewToken,
      example: { name: 'Nightly export', projectId: 'line', role: 'viewer', days: 30 },
    },
    answer: {
      status: 201,
      about: 'the token; `token` is told once',
      schema: LastingToken.extend({ token: z.string() }).meta({ id: 'NewLastingToken' }),
    },
    codes: ['TOO_MANY_TOKENS'],
  },
  {
    ...me,
    method: 'delete',
    path: '/api/me/tokens/{token}',
    title: 'Revokes a lasting token',
    answer: done,
    codes: ['TOKEN_UNKNOWN'],
  },
  {
    group: 'Invitations',
    method: 'post',
    path: '/api/invites/look',
    title: 'What a link opens',
    needs: 'nothing',
    body: { schema: Code, example: { code: 'x3P9...' } },
    answer: {
      status: 200,
      about: 'the invitation',
      schema: z.strictObject({
        project: z.strictObject({ name: z.string() }),
        id: z.string(),
        role: RoleName,
        by: Person.nullable(),
        createdAt: Time,
        expiresAt: Time,
        usesLeft: z.int(),
      }),
    },
    codes: ['INVITE_UNKNOWN', 'INVITE_EXPIRED', 'INVITE_USED', 'INVITE_REVOKED'],
  },
  {
    group: 'Invitations',
    method: 'post',
    path: '/api/invites/use',
    title: 'Joins a project',
    about: 'As who is signed in, or as a guest with a name.',
    needs: 'nothing',
    body: { schema: UseCode, example: { code: 'x3P9...', name: 'Gerd' } },
    answer: {
      status: 200,
      about: 'the project and the role in it',
      schema: z.strictObject({ projectId: z.string(), role: RoleName }),
    },
    codes: ['NAME_NEEDED', 'INVITE_UNKNOWN', 'INVITE_EXPIRED', 'INVITE_USED', 'INVITE_REVOKED'],
  },
  {
    ...company,
    method: 'get',
    path: '/api/company/rules',
    title: 'What claims give',
    about: 'For operators of the server, as all of this group.',
    answer: {
      status: 200,
      about: 'the rules, those of the environment first',
      schema: z.strictObject({ issuer: z.string(), rules: z.array(ClaimRule) }),
    },
    codes: ['OIDC_OFF', 'OPERATOR_NEEDED'],
  },
  {
    ...company,
    method: 'post',
    path: '/api/company/rules',
    title: 'Adds a rule; it acts at the next sign-in or token of each person',
    body: { schema: NewRule, example: { claim: 'groups', value: 'plant-engineers', role: 'editor' } },
    answer: { status: 201, about: 'the rule', schema: ClaimRule },
    codes: ['OIDC_OFF', 'OPERATOR_NEEDED', 'RULE_EXISTS'],
  },
  {
    ...company,
    method: 'delete',
    path: '/api/company/rules/{rule}',
    title: 'Removes a rule; what it gave goes at the next sign-in or token of each person',
    answer: done,
    codes: ['OIDC_OFF', 'OPERATOR_NEEDED', 'RULE_UNKNOWN'],
  },
] as const satisfies readonly Operation[];

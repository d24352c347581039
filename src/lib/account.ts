/** What people change about themselves, and invitations, as verbs over HTTP. Failures are `ApiError`. */

import type { Role } from '@tagloom/collab';
import { type Answer, type Body, call } from './call.ts';

const ACCOUNT = '/api/me/account';
const SESSIONS = '/api/me/sessions';
const TOKENS = '/api/me/tokens';

export type Account = Answer<'get', typeof ACCOUNT>;
/** One browser that is signed in. */
export type SignedIn = Answer<'get', typeof SESSIONS>['sessions'][number];
/** A lasting token for a tool; its secret is known only when it is made. */
export type LastingToken = Answer<'get', typeof TOKENS>['tokens'][number];
/** What a link opens. */
export type Invitation = Answer<'post', '/api/invites/look'>;

export function readAccount(): Promise<Account> {
  return call('get', ACCOUNT, {});
}

export async function changeAccount(json: Body<'patch', typeof ACCOUNT>): Promise<void> {
  await call('patch', ACCOUNT, { json });
}

export async function setPassword(password: string, current: string): Promise<void> {
  await call('put', '/api/me/password', { json: current === '' ? { password } : { password, current } });
}

export async function listSessions(): Promise<readonly SignedIn[]> {
  return (await call('get', SESSIONS, {})).sessions;
}

export async function endSession(session: string): Promise<void> {
  await call('delete', `${SESSIONS}/{session}`, { session });
}

export function endOtherSessions(): Promise<{ readonly ended: number }> {
  return call('delete', SESSIONS, { query: { others: 'true' } });
}

export async function listTokens(): Promise<readonly LastingToken[]> {
  return (await call('get', TOKENS, {})).tokens;
}

export function makeToken(json: Body<'post', typeof TOKENS>): Promise<Answer<'post', typeof TOKENS>> {
  return call('post', TOKENS, { json });
}

export async function revokeToken(token: string): Promise<void> {
  await call('delete', `${TOKENS}/{token}`, { token });
}

export async function deleteAccount(confirm: string): Promise<void> {
  await call('delete', ACCOUNT, { json: { confirm } });
}

export function lookAtInvitation(code: string): Promise<Invitation> {
  return call('post', '/api/invites/look', { json: { code } });
}

/** Joins the project of a link; `name` is what a guest is called. */
export function useInvitation(
  code: string,
  name: string | null,
): Promise<{ readonly projectId: string; readonly role: Role }> {
  return call('post', '/api/invites/use', { json: name === null ? { code } : { code, name } });
}

/** "Firefox on Windows": the two things in a browser's own name that people recognise. */
export function browserName(agent: string): string {
  const browser = [
    [/\bEdg\//, 'Edge'],
    [/\bOPR\//, 'Opera'],
    [/\bFirefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/\bSafari\//, 'Safari'],
  ] as const;
  const system = [
    [/\bAndroid\b/, 'Android'],
    [/\biPhone|iPad\b/, 'iOS'],
    [/\bWindows\b/, 'Windows'],
    [/\bMac OS X\b/, 'macOS'],
    [/\bLinux\b/, 'Linux'],
  ] as const;
  const first = (list: readonly (readonly [RegExp, string])[]) =>
    list.find(([mark]) => mark.test(agent))?.[1];
  const name = first(browser);
  if (!name) return agent === '' ? 'Unknown browser' : agent.slice(0, 40);
  const on = first(system);
  return on ? `${name} on ${on}` : name;
}

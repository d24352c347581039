/** What people change about themselves, and invitations, as verbs over HTTP. Failures are `ApiError`. */

import type { Role } from '@tagloom/collab';
import { type Person, send } from './api.ts';

export interface Account {
  readonly person: Person;
  readonly email: string | null;
  readonly hasPassword: boolean;
  /** Came by an invitation and gave only a name. */
  readonly isGuest: boolean;
  readonly operator: boolean;
}

/** One browser that is signed in. Times are ISO 8601. */
export interface SignedIn {
  readonly id: string;
  readonly createdAt: string | null;
  readonly seenAt: string | null;
  readonly agent: string;
  readonly isCurrent: boolean;
}

/** A lasting token for a tool; its secret is known only when it is made. Times are ISO 8601. */
export interface LastingToken {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly usedAt: string | null;
}

/** What a link opens. */
export interface Invitation {
  readonly project: { readonly name: string };
  readonly role: Role;
  readonly by: Person | null;
  readonly expiresAt: string;
}

export function readAccount(): Promise<Account> {
  return send('GET', '/api/me/account');
}

export function changeAccount(changes: { name?: string; email?: string | null }): Promise<void> {
  return send('PATCH', '/api/me/account', { json: changes });
}

export function setPassword(password: string, current: string): Promise<void> {
  return send('PUT', '/api/me/password', { json: current === '' ? { password } : { password, current } });
}

export async function listSessions(): Promise<readonly SignedIn[]> {
  const answer: { sessions: SignedIn[] } = await send('GET', '/api/me/sessions');
  return answer.sessions;
}

export function endSession(id: string): Promise<void> {
  return send('DELETE', `/api/me/sessions/${encodeURIComponent(id)}`);
}

export function endOtherSessions(): Promise<{ ended: number }> {
  return send('DELETE', '/api/me/sessions?others=true');
}

export async function listTokens(): Promise<readonly LastingToken[]> {
  const answer: { tokens: LastingToken[] } = await send('GET', '/api/me/tokens');
  return answer.tokens;
}

export function makeToken(wanted: {
  name: string;
  projectId: string;
  role: Role;
  days: number;
}): Promise<LastingToken & { readonly token: string }> {
  return send('POST', '/api/me/tokens', { json: wanted });
}

export function revokeToken(id: string): Promise<void> {
  return send('DELETE', `/api/me/tokens/${encodeURIComponent(id)}`);
}

export function deleteAccount(confirm: string): Promise<void> {
  return send('DELETE', '/api/me/account', { json: { confirm } });
}

export function lookAtInvitation(code: string): Promise<Invitation> {
  return send('POST', '/api/invites/look', { json: { code } });
}

/** Joins the project of a link; `name` is what a guest is called. */
export function useInvitation(code: string, name: string | null): Promise<{ projectId: string; role: Role }> {
  return send('POST', '/api/invites/use', { json: name === null ? { code } : { code, name } });
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

/** Members, links and the audit log of one project, as verbs over HTTP. Failures are `ApiError`. */

import type { Role } from '@tagloom/collab';
import type { Member } from './api.ts';
import { type Answer, addressOf, type Body, call } from './call.ts';

const PROJECT = '/api/projects/{project}';
const MEMBERS = '/api/projects/{project}/members';
const MEMBER = '/api/projects/{project}/members/{person}';
const INVITES = '/api/projects/{project}/invites';
const AUDIT = '/api/projects/{project}/audit';

/** A link that still lets somebody in. */
export type Invite = Answer<'get', typeof INVITES>['invites'][number];
export type AuditPage = Answer<'get', typeof AUDIT>;
export type AuditLine = AuditPage['entries'][number];

export function addMember(project: string, name: string, role: Role): Promise<Member> {
  return call('post', MEMBERS, { project, json: { name, role } });
}

export async function changeRole(project: string, person: string, role: Role): Promise<void> {
  await call('put', MEMBER, { project, person, json: { role } });
}

export async function removeMember(project: string, person: string): Promise<void> {
  await call('delete', MEMBER, { project, person });
}

export async function listInvites(project: string): Promise<readonly Invite[]> {
  return (await call('get', INVITES, { project })).invites;
}

/** Makes a link; `url` is shown once and never again. */
export async function makeInvite(
  project: string,
  json: Body<'post', typeof INVITES>,
): Promise<Invite & { readonly url: string }> {
  const made = await call('post', INVITES, { project, json });
  return { ...made, url: location.origin + made.path };
}

export async function revokeInvite(project: string, invite: string): Promise<void> {
  await call('delete', `${INVITES}/{invite}`, { project, invite });
}

export function readAudit(project: string, after: string | null): Promise<AuditPage> {
  return call('get', AUDIT, { project, query: after === null ? {} : { after } });
}

export function auditFile(project: string): string {
  return addressOf(AUDIT, { project }, { format: 'csv' });
}

export async function renameProject(project: string, name: string): Promise<void> {
  await call('patch', PROJECT, { project, json: { name } });
}

/** Members, links and the audit log of one project, as verbs over HTTP. Failures are `ApiError`. */

import type { Role } from '@tagloom/collab';
import { type Member, type Person, projectPath, send } from './api.ts';

/** A link that still lets somebody in. Times are ISO 8601. */
export interface Invite {
  readonly id: string;
  readonly role: Role;
  readonly by: Person | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly usesLeft: number;
}

export interface AuditLine {
  readonly id: number;
  readonly at: string;
  readonly name: string | null;
  readonly action: string;
  readonly detail: string;
}

export function addMember(project: string, name: string, role: Role): Promise<Member> {
  return send('POST', `${projectPath(project)}/members`, { json: { name, role } });
}

export function changeRole(project: string, person: string, role: Role): Promise<void> {
  return send('PUT', `${projectPath(project)}/members/${encodeURIComponent(person)}`, { json: { role } });
}

export function removeMember(project: string, person: string): Promise<void> {
  return send('DELETE', `${projectPath(project)}/members/${encodeURIComponent(person)}`);
}

export async function listInvites(project: string): Promise<readonly Invite[]> {
  const answer: { invites: Invite[] } = await send('GET', `${projectPath(project)}/invites`);
  return answer.invites;
}

/** Makes a link; `url` is shown once and never again. */
export async function makeInvite(
  project: string,
  invite: { role: Role; hours: number; uses: number },
): Promise<Invite & { url: string }> {
  const made: Invite & { path: string } = await send('POST', `${projectPath(project)}/invites`, {
    json: invite,
  });
  return { ...made, url: location.origin + made.path };
}

export function revokeInvite(project: string, id: string): Promise<void> {
  return send('DELETE', `${projectPath(project)}/invites/${encodeURIComponent(id)}`);
}

export function readAudit(
  project: string,
  after: string | null,
): Promise<{ entries: readonly AuditLine[]; next: string | null }> {
  const query = after === null ? '' : `?after=${encodeURIComponent(after)}`;
  return send('GET', `${projectPath(project)}/audit${query}`);
}

export function auditFile(project: string): string {
  return `${projectPath(project)}/audit?format=csv`;
}

export function renameProject(project: string, name: string): Promise<void> {
  return send('PATCH', projectPath(project), { json: { name } });
}

/** Who may do what: one table, used by sockets and HTTP alike (rule S7). */

export type Role = 'owner' | 'editor' | 'reviewer' | 'viewer';

export type Action =
  | 'source.read'
  | 'source.write'
  | 'review.read'
  | 'review.write'
  | 'presence'
  | 'import'
  | 'restore'
  | 'project.rename'
  | 'project.delete'
  | 'members.manage'
  | 'webhooks.manage'
  | 'audit.read'
  | 'versions.make'
  | 'versions.remove';

export const ROLES: readonly Role[] = ['owner', 'editor', 'reviewer', 'viewer'];

const READ: readonly Action[] = ['source.read', 'review.read', 'presence'];
const EDIT: readonly Action[] = [
  ...READ,
  'review.write',
  'source.write',
  'import',
  'restore',
  'versions.make',
];

const TABLE: Readonly<Record<Role, ReadonlySet<Action>>> = {
  owner: new Set([
    ...EDIT,
    'project.rename',
    'project.delete',
    'members.manage',
    'webhooks.manage',
    'audit.read',
    'versions.remove',
  ]),
  editor: new Set(EDIT),
  reviewer: new Set([...READ, 'review.write']),
  viewer: new Set(READ),
};

export function can(role: Role, action: Action): boolean {
  return TABLE[role].has(action);
}

/** The lower of two roles; null sets no bound. */
export function atMost(role: Role, bound: Role | null): Role {
  return bound !== null && ROLES.indexOf(bound) > ROLES.indexOf(role) ? bound : role;
}

export function isRole(value: unknown): value is Role {
  return typeof value === 'string' && (ROLES as readonly string[]).includes(value);
}

/** The least role that may do it, for the sentence of a refusal. */
export function leastRole(action: Action): Role {
  const fromLeast = [...ROLES].reverse();
  return fromLeast.find((role) => can(role, action)) ?? 'owner';
}

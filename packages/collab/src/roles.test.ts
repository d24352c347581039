import { expect, it } from 'vitest';
import { can, leastRole, ROLES } from './roles.ts';

it('S7 has one table: each role can do all that a lesser one can, and presence is for all', () => {
  const actions = [
    'source.read',
    'source.write',
    'review.read',
    'review.write',
    'presence',
    'import',
    'restore',
    'project.rename',
    'project.delete',
    'members.manage',
  ] as const;
  const lists = ROLES.map((role) => actions.filter((action) => can(role, action)));
  expect(lists).toEqual([
    [...actions],
    ['source.read', 'source.write', 'review.read', 'review.write', 'presence', 'import', 'restore'],
    ['source.read', 'review.read', 'review.write', 'presence'],
    ['source.read', 'review.read', 'presence'],
  ]);
});

it('names the least role of a refusal', () => {
  expect([leastRole('source.write'), leastRole('review.write'), leastRole('project.delete')]).toEqual([
    'editor',
    'reviewer',
    'owner',
  ]);
});

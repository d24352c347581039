import type { Role } from '@tagloom/collab';
import { expect, expectTypeOf, it } from 'vitest';
import { type Answer, addressOf, type Body, type PathOf, type Request } from './call.ts';

it('fills names and the query in, each encoded, and leaves out what is not given', () => {
  const path = '/api/projects/{project}/files/{file}';
  expect(addressOf(path, { project: 'line', file: 'A/B ü.st' })).toBe(
    '/api/projects/line/files/A%2FB%20%C3%BC.st',
  );
  expect(addressOf('/api/projects', {}, { limit: '2', after: undefined })).toBe('/api/projects?limit=2');
});

it('knows answers, bodies and names of each operation from the table that the server checks with', () => {
  type Members = Answer<'get', '/api/projects/{project}/members'>['members'];
  expectTypeOf<Members[number]['role']>().toEqualTypeOf<Role>();
  expectTypeOf<Answer<'delete', '/api/projects/{project}'>>().toEqualTypeOf<undefined>();
  expectTypeOf<Body<'patch', '/api/projects/{project}'>>().toEqualTypeOf<{ name: string }>();
  expectTypeOf<Request<'get', '/api/projects/{project}/versions/{version}'>>().toMatchTypeOf<{
    readonly project: string;
    readonly version: string;
  }>();
  // @ts-expect-error: there is no such operation.
  expectTypeOf<'/api/nothing'>().toMatchTypeOf<PathOf<'get'>>();
});

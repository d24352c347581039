/** OpenAPI 3.1 out of the table of operations. */

import { z } from 'zod';
import { CONTENT, OPERATION } from './content.ts';
import { type Operation, PATH_PARAMETERS, type Parameter, ProblemBody } from './operation.ts';
import { PEOPLE } from './people.ts';
import { PROJECTS } from './projects.ts';
import { VERSIONS } from './versions.ts';

/** Everything that the server answers over HTTP, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  ...PEOPLE,
  ...PROJECTS,
  ...VERSIONS,
  ...CONTENT,
  ...OPERATION,
];

type Json = Readonly<Record<string, unknown>>;

const NEEDS: Readonly<Record<'nothing' | 'session' | 'anybody', string>> = {
  nothing: 'Needs no sign-in.',
  session: 'Needs a signed-in browser; tokens will not do.',
  anybody: 'Needs a signed-in browser or a token.',
};

/** The document for one server; `version` is the product's. */
export function createDocument(version: string): Json {
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  const jsonOf = createJsonOf(schemas);
  for (const operation of OPERATIONS) {
    paths[operation.path] ??= {};
    (paths[operation.path] as Record<string, unknown>)[operation.method] = operationJson(operation, jsonOf);
  }
  jsonOf(ProblemBody);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tagloom',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Every failure is a problem `{ code, message, details? }` with a stable code. Unknown and forbidden projects answer alike, 404; too low a role answers 403 and names the one that is needed. Requests that change something and carry the session cookie must come from a page of this server.',
    },
    tags: [...new Set(OPERATIONS.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'tagloom_session' },
        token: { type: 'http', scheme: 'bearer', description: 'an access token or a lasting token' },
      },
      responses: {
        Problem: {
          description: 'A problem',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

/** What somebody must be, as a sentence. */
export function needsOf({ needs }: Operation): string {
  return needs in NEEDS ? NEEDS[needs as keyof typeof NEEDS] : `Needs the role ${needs} in the project.`;
}

type JsonOf = (schema: z.ZodType, io?: 'input' | 'output') => unknown;

/** JSON Schema of one schema; what has an id goes to the components, once. */
function createJsonOf(schemas: Record<string, unknown>): JsonOf {
  return (schema, io = 'output') => {
    const { $schema: _, $defs = {}, ...json } = z.toJSONSchema(schema, { io }) as Json & { $defs?: Json };
    const moved = (value: unknown) =>
      JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'));
    for (const [id, body] of Object.entries($defs)) schemas[id] ??= moved(body);
    const { id } = z.globalRegistry.get(schema) ?? {};
    if (id === undefined) return moved(json);
    schemas[id] ??= moved(json);
    return { $ref: `#/components/schemas/${id}` };
  };
}

function operationJson(operation: Operation, jsonOf: JsonOf): Json {
  const { method, path, group, title, about, needs, answer, codes = [] } = operation;
  const told = [about, needsOf(operation), codes.length === 0 ? '' : `Codes: ${codes.join(', ')}.`];
  const security = { nothing: [], session: [{ session: [] }] }[needs as string] ?? [
    { token: [] },
    { session: [] },
  ];
  return {
    operationId: idOf(method, path),
    tags: [group],
    summary: title,
    description: told.filter(Boolean).join(' '),
    security,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameter(name)),
      ...parametersOf('query', operation.query, jsonOf),
      ...parametersOf('header', operation.headers, jsonOf),
    ],
    ...(operation.body === undefined ? {} : { requestBody: bodyJson(operation.body, jsonOf) }),
    responses: {
      [answer.status]: { description: answer.about, ...contentOf(answer, jsonOf) },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** `getProjectsProjectMembers`: unique, because method and path are. */
function idOf(method: string, path: string): string {
  const words = path.replace(/^\/api/, '').match(/[A-Za-z]+/g) ?? [];
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

function pathParameter(name: string): Json {
  const known = PATH_PARAMETERS[name];
  if (!known) throw new Error(`The path parameter ${name} is not described.`);
  const { about, example } = known;
  return { name, in: 'path', required: true, description: about, schema: { type: 'string' }, example };
}

function parametersOf(
  place: 'query' | 'header',
  parameters: Readonly<Record<string, Parameter>> = {},
  jsonOf: JsonOf,
): Json[] {
  return Object.entries(parameters).map(([name, { schema, about, example }]) => ({
    name,
    in: place,
    description: about,
    schema: jsonOf(schema),
    ...(example === undefined ? {} : { example: schema instanceof z.ZodNumber ? Number(example) : example }),
  }));
}

function bodyJson(body: NonNullable<Operation['body']>, jsonOf: JsonOf): Json {
  if ('media' in body) return { required: true, description: body.about, content: { [body.media]: {} } };
  const { schema, example } = body;
  return { required: true, content: { 'application/json': { schema: jsonOf(schema, 'input'), example } } };
}

function contentOf({ schema, media }: Operation['answer'], jsonOf: JsonOf): Json {
  if (schema) return { content: { 'application/json': { schema: jsonOf(schema) } } };
  return media ? { content: { [media]: {} } } : {};
}

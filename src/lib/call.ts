/**
 * Requests to our own server, typed by the table that it checks bodies with and that `/api/docs` shows. Only types come from
 * there: nothing of the server is in the app.
 */

import type { z } from 'zod';
import type { CONTENT, OPERATION } from '../../server/api/content.ts';
import type { PEOPLE } from '../../server/api/people.ts';
import type { PROJECTS } from '../../server/api/projects.ts';
import type { VERSIONS } from '../../server/api/versions.ts';
import { type SendOptions, send } from './send.ts';

type Listed =
  | (typeof PEOPLE)[number]
  | (typeof PROJECTS)[number]
  | (typeof VERSIONS)[number]
  | (typeof CONTENT)[number]
  | (typeof OPERATION)[number];

/** Operations that are made in a loop have no path of their own in the types. */
type Literal<One> = One extends { path: infer P } ? (string extends P ? never : One) : never;
type Operation = Literal<Listed>;
export type Method = Operation['method'];
type At<M, P> = Extract<Operation, { method: M; path: P }>;

/** Paths that a method has, as the API document writes them. */
export type PathOf<M extends Method> = Extract<Operation, { method: M }>['path'];

/** `{project}` and the like in a path. */
type Names<P> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** What an operation answers; nothing for 204. */
export type Answer<M extends Method, P extends string> = At<M, P>['answer'] extends {
  schema: infer S extends z.ZodType;
}
  ? Immutable<z.output<S>>
  : undefined;

/** The JSON body that an operation takes. */
export type Body<M extends Method, P extends string> =
  At<M, P> extends { body: { schema: infer S extends z.ZodType } } ? z.input<S> : never;

type Immutable<T> = T extends readonly (infer One)[]
  ? readonly Immutable<One>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

type QueryOf<M, P> =
  At<M, P> extends { query: infer Q } ? { readonly [Key in keyof Q]?: string | undefined } : never;

/** What a request carries: names in the path, the query, the body. */
export type Request<M extends Method, P extends string> = Pick<SendOptions, 'signal' | 'withinMs'> &
  ([Names<P>] extends [never] ? object : { readonly [Name in Names<P>]: string }) &
  ([Body<M, P>] extends [never] ? object : { readonly json: Body<M, P> }) &
  ([QueryOf<M, P>] extends [never] ? object : { readonly query?: QueryOf<M, P> });

/** One request; throws `ApiError` for anything but a 2xx answer. */
export function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  request: Request<M, P>,
): Promise<Answer<M, P>> {
  const { json, query, signal, withinMs, ...names } = request as SendOptions & {
    readonly query?: Readonly<Record<string, string | undefined>>;
  };
  const options: SendOptions = {
    ...(json === undefined ? {} : { json }),
    ...(signal === undefined ? {} : { signal }),
    ...(withinMs === undefined ? {} : { withinMs }),
  };
  return send(method.toUpperCase(), addressOf(path, names, query), options);
}

/** The address of an operation, for links and downloads too. */
export function addressOf(
  path: string,
  names: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name])));
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given)}`;
}

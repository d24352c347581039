/**
 * One signed POST to an address that somebody else chose. The name is resolved once, the numbers are checked, and the
 * connection goes to a checked number: a name that answers differently the second time gains nothing. Redirects are not followed.
 */

import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { WEBHOOKS } from '../limits.ts';
import { Problem } from '../problem.ts';
import type { NetworkRule } from './networks.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

export type Resolve = (name: string) => Promise<readonly Address[]>;

export interface Message {
  /** The same on every try. */
  readonly id: string;
  readonly secret: string;
  readonly body: string;
  /** When it is sent, milliseconds since 1970. */
  readonly at: number;
}

export interface Poster {
  /** Throws `WEBHOOK_URL_INVALID` or `WEBHOOK_ADDRESS_REFUSED` for what nothing is ever sent to; an unknown name passes. */
  check(url: string): Promise<void>;
  /** The status of the answer. Rejects when none came before `signal`, or the address is refused. */
  post(url: string, message: Message, signal: AbortSignal): Promise<number>;
}

const SECRET_PREFIX = 'whsec_';
/** Only the status of an answer counts; this much more is read for politeness. */
const ANSWER_BYTES = 64 * 1024;

export function createPoster(rule: NetworkRule, resolve: Resolve = systemResolve): Poster {
  /** The numbers of a name; one that is refused refuses them all. */
  const addressesOf = async (url: URL): Promise<readonly Address[]> => {
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const version = isIP(name);
    const found = version === 0 ? await resolve(name) : [{ address: name, family: version }];
    for (const { address } of found) requireReach(url, name, address, rule);
    return found;
  };
  return {
    check: async (text) => {
      await addressesOf(readUrl(text)).catch((error: unknown) => {
        // A name that nobody knows yet may be known when the first message goes.
        if (error instanceof Problem) throw error;
      });
    },
    post: async (text, message, signal) => {
      const url = readUrl(text);
      const [address] = await Promise.race([addressesOf(url), endOf(signal)]);
      if (!address) throw new Error(`The name ${url.hostname} has no address.`);
      return send(url, address, message, signal);
    },
  };
}

/** Standard Webhooks 1: what tells a receiver the sender, the message and its age. */
export function headersOf({ id, secret, body, at }: Message): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  return {
    'content-type': 'application/json',
    'user-agent': 'Tagloom-Webhooks/1',
    'idempotency-key': id,
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatureOf(secret, id, timestamp, body),
  };
}

/** `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64; the key is what stands behind `whsec_`. */
export function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) && text.length <= WEBHOOKS.longestUrl ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw urlInvalid('is not an https:// address');
  if (url.username !== '' || url.password !== '') throw urlInvalid('has a name or password in it');
  return url;
}

/** Plain HTTP is for networks that an operator allowed: on the internet everybody on the way reads along. */
function requireReach(url: URL, name: string, address: string, rule: NetworkRule): void {
  const reach = rule(address);
  if (reach === 'refused')
    throw new Problem(
      'WEBHOOK_ADDRESS_REFUSED',
      `${name} is not on the public internet; an operator of this server allows networks with WEBHOOK_NETWORKS.`,
      { status: 422 },
    );
  if (reach === 'public' && url.protocol !== 'https:') throw urlInvalid('must begin with https://');
}

function urlInvalid(what: string): Problem {
  return new Problem('WEBHOOK_URL_INVALID', `The address ${what}.`, { status: 422 });
}

function systemResolve(name: string): Promise<readonly Address[]> {
  return lookup(name, { all: true });
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function send(url: URL, to: Address, message: Message, signal: AbortSignal): Promise<number> {
  const lookedUp: LookupFunction = (_name, options, found) => {
    if (options.all) found(null, [{ ...to }]);
    else found(null, to.address, to.family);
  };
  const body = Buffer.from(message.body);
  const headers = { ...headersOf(message), 'content-length': String(body.length) };
  const options: RequestOptions = { method: 'POST', headers, agent: false, lookup: lookedUp, signal };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? secureRequest(url, options) : plainRequest(url, options);
    request.once('response', (response) => {
      let read = 0;
      response.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read > ANSWER_BYTES) response.destroy();
      });
      response.on('error', reject);
      response.once('close', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    request.end(body);
  });
}

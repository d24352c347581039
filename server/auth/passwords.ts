/**
 * Passwords as argon2id hashes in the PHC string format (RFC 9106; OWASP: 19 MiB, two passes, one lane). Hashing takes
 * about 0.2 s of one core, so only a few run at once, on libuv's threads and never on the event loop.
 */

import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { PASSWORDS } from '../limits.ts';
import { Problem } from '../problem.ts';

export interface Passwords {
  /** A PHC string with a fresh salt. */
  hash(password: string): Promise<string>;
  /** `stored` null (an unknown name) takes as long as a wrong password. `isStale`: hash it again with today's cost. */
  verify(stored: string | null, password: string): Promise<{ isRight: boolean; isStale: boolean }>;
}

interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,172})$/;

export function createPasswords(cost: Cost = COST): Passwords {
  const turn = createTurns(PASSWORDS.atOnce, PASSWORDS.waiting);
  // A name that nobody has is compared with this, so that the answer takes the same time.
  let nobody: Promise<string> | null = null;
  const hash = (password: string) => turn(() => encode(password, randomBytes(SALT_BYTES), cost));
  return {
    hash,
    verify: async (stored, password) => {
      if (stored === null) nobody ??= hash(randomBytes(SALT_BYTES).toString('hex'));
      const known = readPhc(stored ?? (await nobody) ?? '');
      if (!known) return { isRight: false, isStale: false };
      const found = await turn(() => derive(password, known.salt, known.cost, known.hash.length));
      const isRight = stored !== null && timingSafeEqual(found, known.hash);
      return { isRight, isStale: isRight && isCheaper(known.cost, cost) };
    },
  };
}

/** Runs `atOnce` tasks at a time, lets `waiting` more wait, and refuses the rest (BUSY, 503). */
function createTurns(atOnce: number, waiting: number): <T>(act: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (act) => {
    if (running >= atOnce) {
      if (queue.length >= waiting)
        throw new Problem('BUSY', 'Too many people sign in at this moment; try again in a few seconds.', {
          status: 503,
        });
      await new Promise<void>((resolve) => queue.push(resolve));
    } else running++;
    try {
      return await act();
    } finally {
      const next = queue.shift();
      // The turn is handed over, so that nobody slips in between.
      if (next) next();
      else running--;
    }
  };
}

async function encode(password: string, salt: Buffer, cost: Cost): Promise<string> {
  const hash = await derive(password, salt, cost, HASH_BYTES);
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(hash)}`;
}

function derive(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  // The same letters typed on two systems may come composed or decomposed.
  const message = Buffer.from(password.normalize('NFC'));
  const parameters = { ...cost, message, nonce: salt, tagLength: length };
  return new Promise((resolve, reject) =>
    argon2('argon2id', parameters, (error, hash) => (error ? reject(error) : resolve(hash))),
  );
}

function readPhc(text: string): { cost: Cost; salt: Buffer; hash: Buffer } | null {
  const match = PHC.exec(text);
  if (!match) return null;
  const [, memory, passes, parallelism, salt = '', hash = ''] = match;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function isCheaper(known: Cost, wanted: Cost): boolean {
  return known.memory < wanted.memory || known.passes < wanted.passes;
}

/** Base64 without padding, as PHC strings have it. */
function bare(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

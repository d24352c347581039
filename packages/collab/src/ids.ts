/** Ids that people and machines meet in URLs, documents and messages. */

import type { FileId } from '@tagloom/st-parser';

/** Ids of projects and organizations in URLs (contract section 5). */
export const PROJECT_ID = /^[a-z0-9][a-z0-9-]{1,62}$/;

/** Ids of practice copies stand where ids of projects do, and can be none: a project never begins with `~`. */
export const PRACTICE_ID = /^~[a-z0-9]{12}$/;

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A random id of `length` characters out of [0-9a-z]; 16 characters carry 82 bits. */
export function randomId(length = 16): string {
  const bytes = new Uint8Array(length * 2);
  let id = '';
  while (id.length < length) {
    crypto.getRandomValues(bytes);
    for (const byte of bytes) if (byte < 252 && id.length < length) id += ALPHABET[byte % 36];
  }
  return id;
}

/** A fresh file id (rule D2: a file is known by a random id, its path is a field). */
export function newFileId(): FileId {
  return randomId(16);
}

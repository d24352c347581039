/**
 * Positions in the log as clients carry them. The `src` that leaves the server is sealed: a client that brings back a
 * position of ours proves that it was acknowledged, so nobody can feign a restored backup to open the recovery window.
 */

import { hash } from 'node:crypto';
import type { DocumentKey } from './store/store.ts';

/** A place in the log: `src` tells two logs with the same number apart. */
export interface Position {
  readonly seq: number;
  readonly src: string;
}

const SEAL_LENGTH = 16;

/** Seals what is true of one document in one epoch. */
export interface Seal {
  /** `src` and proof in one string. */
  close(position: Position): string;
  /** The `src` inside; null when the proof is not ours. */
  open(seq: number, sealed: string): string | null;
}

/** `secret` never leaves the server; null = no proofs are given or believed. */
export function createSeal(secret: string | null, { project, document }: DocumentKey, epoch: string): Seal {
  const prefix = `${secret} ${project} ${document} ${epoch}`;
  const proof = (seq: number, src: string) =>
    hash('sha256', `${prefix} ${seq} ${src}`, 'base64url').slice(0, SEAL_LENGTH);
  return {
    close: ({ seq, src }) => (secret === null ? src : `${src}~${proof(seq, src)}`),
    open: (seq, sealed) => {
      const [src = '', proven] = sealed.split('~');
      return secret !== null && proven === proof(seq, src) ? src : null;
    },
  };
}

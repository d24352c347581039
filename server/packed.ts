/** Files of the app compressed as the browser asks: each once, kept for as long as the file on disk is the same. */

import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Smaller ones fit into a packet or two as they are. */
const WORTH_IT_BYTES = 1024;
/** Beyond this, brotli takes many times as long for a few percent. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

const PACKERS = {
  br: (bytes: Uint8Array) => promisify(brotliCompress)(bytes, QUALITY),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes),
} as const;

export type Encoding = keyof typeof PACKERS;

/** The best encoding of an `Accept-Encoding` header (RFC 9110, 12.5.3) that we have; null for none. */
export function encodingOf(accepted: string | undefined): Encoding | null {
  const offers = (accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((offer) => offer.trim());
  const takes = (name: string) =>
    offers.some((offer) => {
      const [coding, weight] = offer.split(';');
      return coding?.trim() === name && !/q=0(\.0*)?$/.test(weight?.trim() ?? '');
    });
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : null;
}

/** Whether a type of content gets smaller; images and fonts are compressed already. */
export function isPackable(type: string, size: number): boolean {
  return size >= WORTH_IT_BYTES && /^(text\/|application\/(json|manifest|wasm)|image\/svg)/.test(type);
}

export class PackedFiles {
  readonly #known = new Map<string, { readonly tag: string; readonly bytes: Promise<Uint8Array> }>();

  /** `tag` says which state of the file at `path` is meant; `read` is called when that state is not known yet. */
  get(path: string, tag: string, encoding: Encoding, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const key = `${encoding} ${path}`;
    const known = this.#known.get(key);
    if (known?.tag === tag) return known.bytes;
    const bytes = read().then(PACKERS[encoding]);
    this.#known.set(key, { tag, bytes });
    bytes.catch(() => this.#known.delete(key));
    return bytes;
  }
}

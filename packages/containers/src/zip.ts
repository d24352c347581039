/** Zip uploads: entries as source files, with every size counted while it is inflated; no name and no declared size is trusted. */
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import type { ImportLimits } from './limits.ts';
import type { SourceFile } from './types.ts';

/** Why an archive was refused as a whole. */
export interface ZipRefusal {
  readonly code: 'ZIP_BROKEN' | 'ZIP_TOO_LARGE' | 'ZIP_TOO_MANY';
  readonly message: string;
}

/** What came out before a refusal is thrown away: half an archive is no import. */
export type ZipContent =
  | { readonly state: 'read'; readonly files: readonly SourceFile[] }
  | ({ readonly state: 'refused' } & ZipRefusal);

/** Bytes fed at a time, so that a bomb is noticed early. */
const FEED_BYTES = 16_384;

/** Reads all files of an archive; folders are left out. */
export function readZip(bytes: Uint8Array, limits: ImportLimits): ZipContent {
  const reader = new Reader(limits);
  try {
    reader.feed(bytes);
    return { state: 'read', files: reader.files() };
  } catch (error) {
    if (error instanceof Refused) return { state: 'refused', code: error.code, message: error.message };
    const why = error instanceof Error ? error.message : String(error);
    return { state: 'refused', code: 'ZIP_BROKEN', message: `The archive cannot be unpacked (${why}).` };
  }
}

class Refused extends Error {
  readonly code: ZipRefusal['code'];
  constructor(code: ZipRefusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}

class Reader {
  readonly #limits: ImportLimits;
  readonly #files: { path: string; chunks: Uint8Array[]; done: boolean }[] = [];
  #entries = 0;
  #inflated = 0;
  #fed = 0;

  constructor(limits: ImportLimits) {
    this.#limits = limits;
  }

  feed(bytes: Uint8Array): void {
    const unzip = new Unzip((entry) => this.#open(entry));
    unzip.register(UnzipInflate);
    for (let at = 0; at < bytes.length; at += FEED_BYTES) {
      const end = Math.min(at + FEED_BYTES, bytes.length);
      this.#fed = end;
      unzip.push(bytes.subarray(at, end), end === bytes.length);
    }
    if (this.#entries === 0) throw new Refused('ZIP_BROKEN', 'The archive holds no entry.');
    const cut = this.#files.find((file) => !file.done);
    if (cut !== undefined) throw new Refused('ZIP_BROKEN', `The archive ends inside "${cut.path}".`);
  }

  files(): SourceFile[] {
    return this.#files.map(({ path, chunks }) => ({ path, bytes: joined(chunks) }));
  }

  #open(entry: UnzipFile): void {
    if (++this.#entries > this.#limits.zipEntries)
      throw new Refused('ZIP_TOO_MANY', `The archive has more than ${this.#limits.zipEntries} entries.`);
    if (entry.name.endsWith('/')) return;
    const file = { path: entry.name, chunks: [] as Uint8Array[], done: false };
    this.#files.push(file);
    const before = this.#fed;
    let size = 0;
    entry.ondata = (error, chunk, final) => {
      if (error) throw error;
      size += chunk.length;
      this.#count(file.path, chunk.length, size, this.#fed - before + FEED_BYTES);
      file.chunks.push(chunk);
      file.done ||= final;
    };
    entry.start();
  }

  /** `packed` is an upper bound of what the entry took from the archive so far. */
  #count(path: string, added: number, size: number, packed: number): void {
    this.#inflated += added;
    const { zipBytes, zipRatio } = this.#limits;
    if (this.#inflated > zipBytes)
      throw new Refused('ZIP_TOO_LARGE', `The archive unpacks to more than ${zipBytes} bytes.`);
    if (size > packed * zipRatio)
      throw new Refused('ZIP_TOO_LARGE', `"${path}" unpacks to more than ${zipRatio} times its size.`);
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

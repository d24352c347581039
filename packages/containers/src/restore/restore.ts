/**
 * Edited texts back into the container that they came from. What was not edited stays byte for byte: encoding, BOM, line ends,
 * CDATA marks, ids, drawn bodies. The result is read again before it is given out, so it always means what the editor showed.
 */
import { type Decoded, decode, encode, isWritableIn } from '../encoding.ts';
import { importFiles } from '../intake.ts';
import type { ImportedFile, ImportProblem, SourceFile } from '../types.ts';
import { assign } from './assign.ts';
import { type Change, differing, lineEnds, patchPart } from './patch.ts';

/** A container with edits in it. */
export interface Restored {
  readonly bytes: Uint8Array;
  /** Texts whose edits could not be put back, by `ImportedFile.inner`; the container has them as they were. */
  readonly left: readonly string[];
  readonly problems: readonly ImportProblem[];
}

/** `edited` has the texts by `ImportedFile.inner`; texts that it does not name stay as they are. */
export function toContainer(original: SourceFile, edited: ReadonlyMap<string, string>): Restored {
  const decoded = decode(original.bytes);
  const { files } = importFiles([original]);
  if (decoded === null || files.length === 0)
    return { bytes: original.bytes, left: [...edited.keys()], problems: [] };
  const changed = files.filter(({ inner, text }) => (edited.get(inner) ?? text) !== text);
  if (changed.length === 0) return { bytes: original.bytes, left: [], problems: [] };
  const plain = changed[0];
  if (plain?.kind === 'st') return restoredText(original, decoded, edited.get(plain.inner) ?? '');
  return new Restoring(original, decoded, files, edited).restored();
}

/** Plain text: lines that stay keep their line ends. */
function restoredText(original: SourceFile, decoded: Decoded, text: string): Restored {
  const lines = decoded.text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
  const before = lines.map((line) => line.replace(/\r\n?|\n/, '\n')).join('');
  const { start, end } = differing(before, text);
  const raw = (offset: number) => offset + widened(lines, offset);
  const middle = lineEnds(text.slice(start, end.next), '', { container: decoded.text });
  const whole = decoded.text.slice(0, raw(start)) + middle + decoded.text.slice(raw(end.old));
  const fits = [...middle].every((char) => isWritableIn(char, decoded.encoding));
  if (fits) return { bytes: encode(whole, decoded.encoding, decoded.marked), left: [], problems: [] };
  const message = `${JSON.stringify(original.path)} has characters now that ${decoded.encoding} has not, so it is written as UTF-8.`;
  const problem = { code: 'ENCODING_CHANGED', severity: 'warning', path: original.path, message } as const;
  return { bytes: encode(whole, 'utf-8', true), left: [], problems: [problem] };
}

/** How many units the line ends before an offset take beyond one each. */
function widened(lines: readonly string[], offset: number): number {
  let more = 0;
  let at = 0;
  for (const line of lines) {
    const extra = line.endsWith('\r\n') ? 1 : 0;
    at += line.length - extra;
    if (at > offset) break;
    more += extra;
  }
  return more;
}

class Restoring {
  readonly #original: SourceFile;
  readonly #decoded: Decoded;
  readonly #files: readonly ImportedFile[];
  readonly #edited: ReadonlyMap<string, string>;

  constructor(
    original: SourceFile,
    decoded: Decoded,
    files: readonly ImportedFile[],
    edited: ReadonlyMap<string, string>,
  ) {
    this.#original = original;
    this.#decoded = decoded;
    this.#files = files;
    this.#edited = edited;
  }

  restored(): Restored {
    const changes = new Map<string, readonly Change[]>();
    const left = new Set<string>();
    for (const file of this.#files) {
      const text = this.#edited.get(file.inner) ?? file.text;
      if (text === file.text) continue;
      const own = this.#changesOf(file, text);
      if (own === null) left.add(file.inner);
      else changes.set(file.inner, own);
    }
    return this.#checked(changes, left);
  }

  #changesOf(file: ImportedFile, text: string): readonly Change[] | null {
    const parts = assign(file, text);
    if (parts === null) return null;
    const around = { container: this.#decoded.text, encoding: this.#decoded.encoding };
    return [...parts].flatMap(([part, next]) => patchPart(part, next, around) ?? []);
  }

  /** Reads the result; a text that does not come out as it was edited is taken back out. */
  #checked(changes: Map<string, readonly Change[]>, left: Set<string>): Restored {
    for (;;) {
      const bytes = this.#written([...changes.values()].flat());
      const { files } = importFiles([{ path: this.#original.path, bytes }]);
      const texts = new Map(files.map(({ inner, text }) => [inner, text]));
      const wrong = [...changes.keys()].filter((inner) => texts.get(inner) !== this.#edited.get(inner));
      if (wrong.length === 0)
        return { bytes, left: [...left], problems: [...left].map((one) => this.#problem(one)) };
      // A broken container gives no texts at all: then nothing of this round can be trusted.
      for (const inner of files.length === 0 ? [...changes.keys()] : wrong) {
        changes.delete(inner);
        left.add(inner);
      }
    }
  }

  #written(changes: readonly Change[]): Uint8Array {
    if (changes.length === 0) return this.#original.bytes;
    const { text, encoding, marked } = this.#decoded;
    const pieces: string[] = [];
    let at = 0;
    for (const { from, to, insert } of [...changes].sort((a, b) => a.from - b.from)) {
      pieces.push(text.slice(at, from), insert);
      at = to;
    }
    return encode(`${pieces.join('')}${text.slice(at)}`, encoding, marked);
  }

  #problem(inner: string): ImportProblem {
    const name = inner === '' ? this.#original.path : `${this.#original.path}: ${inner}`;
    const message = `The edits of ${JSON.stringify(name)} change its structure and cannot be put back; its text is beside it as ST.`;
    return { code: 'EDIT_NOT_RESTORED', severity: 'warning', path: this.#original.path, message };
  }
}

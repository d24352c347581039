/** Edits of real files go back into them, and nothing else of them moves. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decode } from '../encoding.ts';
import { importFiles } from '../intake.ts';
import type { ImportedFile, TextPart } from '../types.ts';
import { toContainer } from './restore.ts';

const SHARED = join(import.meta.dirname, '../../../../../shared');
const isThere = existsSync(SHARED);
const reason = isThere ? '' : ' (skipped: there is no ../shared)';
const CONTAINER = /\.(?:Tc(?:POU|GVL|DUT|IO)|L5X|xml)$/;

function* containers(): Generator<{ path: string; bytes: Uint8Array }> {
  const roots = [
    'corpus/tcunit__TcUnit',
    'corpus/TcOpenGroup__TcOpen',
    'corpus/tnunnink__L5Sharp',
    'vendor-samples',
  ];
  for (const root of roots)
    for (const name of readdirSync(join(SHARED, root), { recursive: true, encoding: 'utf8' }).sort())
      if (CONTAINER.test(name))
        yield { path: name.slice(name.lastIndexOf('/') + 1), bytes: readFileSync(join(SHARED, root, name)) };
}

function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % limit;
  };
}

const TYPED = ['x := 1;', 'y := a < b & c;', "s := ']]>';", '// 😀 é', '', '  IF a > b THEN', 'END_IF'];

/** Adds, removes or changes a line inside a piece that is text in the container too. */
function edited(
  file: ImportedFile,
  next: (limit: number) => number,
): { text: string; part: TextPart } | null {
  const parts = file.parts.filter(({ kind, from, to }) => kind === 'body' && to - from > 4);
  const part = parts[next(Math.max(1, parts.length))];
  if (part === undefined) return null;
  const lines = file.text.slice(part.from, part.to).split('\n');
  const at = next(lines.length);
  const typed = TYPED[next(TYPED.length)] ?? '';
  const kind = next(3);
  if (kind === 0) lines.splice(at, 0, typed);
  else if (kind === 1 && lines.length > 2) lines.splice(at, 1);
  else lines[at] = `${lines[at]} ${typed}`;
  // Whoever joins the last line with a line of ours edits the structure, which is another matter.
  if (file.text[part.to - 1] === '\n' && lines.at(-1) !== '') lines.push('');
  const body = lines.join('\n');
  return { text: file.text.slice(0, part.from) + body + file.text.slice(part.to), part };
}

it.skipIf(!isThere)(
  `an edit of any real container comes back as it was made, all else byte for byte (seed 3)${reason}`,
  { timeout: 120_000 },
  () => {
    const next = random(3);
    let tried = 0;
    const left: string[] = [];
    for (const original of containers()) {
      const { files } = importFiles([original]);
      const file = files[next(Math.max(1, files.length))];
      if (file === undefined) continue;
      expect(toContainer(original, new Map([[file.inner, file.text]])).bytes).toBe(original.bytes);
      const edit = edited(file, next);
      if (edit === null || edit.text === file.text) continue;
      tried++;
      const restored = toContainer(original, new Map([[file.inner, edit.text]]));
      if (restored.left.length > 0) {
        left.push(`${original.path} ${file.inner}`);
        continue;
      }
      const [before, after] = [decode(original.bytes), decode(restored.bytes)];
      expect(after).toMatchObject({ encoding: before?.encoding, marked: before?.marked });
      const behind = (before?.text.length ?? 0) - edit.part.sourceTo - '</ST>'.length;
      expect(after?.text.slice(0, edit.part.sourceFrom - 2)).toBe(
        before?.text.slice(0, edit.part.sourceFrom - 2),
      );
      expect(after?.text.slice(-behind)).toBe(before?.text.slice(-behind));
      const again = importFiles([{ path: original.path, bytes: restored.bytes }]).files;
      expect(again.map(({ text }) => text)).toEqual(
        files.map(({ text }, n) => (files[n] === file ? edit.text : text)),
      );
    }
    expect(tried).toBeGreaterThan(400);
    expect(left).toEqual([]);
  },
);

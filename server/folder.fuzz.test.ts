/** A project that goes out as a folder and comes back in is the same project; what nobody wrote into keeps its bytes. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFiles, type SourceFile } from '@tagloom/containers';
import { expect, it } from 'vitest';
import { projectFolder } from './folder.ts';

const SHARED = join(import.meta.dirname, '../../shared');
const CONTAINER = /\.(?:Tc(?:POU|GVL|DUT|IO)|L5X|xml|st|scl)$/i;
const ROOTS = [
  'corpus/tcunit__TcUnit',
  'corpus/TcOpenGroup__TcOpen',
  'corpus/tnunnink__L5Sharp',
  'vendor-samples',
];
const RUNS = Number(process.env.FUZZ_RUNS ?? 25);

function random(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % limit;
  };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const pou = (name: string, body: string) =>
  `\ufeff<?xml version="1.0"?>\r\n<TcPlcObject><POU Name="${name}" Id="{1}"><Declaration><![CDATA[PROGRAM ${name}\r\nVAR x : INT; END_VAR\r\n]]></Declaration><Implementation><ST><![CDATA[${body}]]></ST></Implementation></POU></TcPlcObject>\r\n`;
const plcopen = (names: readonly string[]) =>
  `<project xmlns="http://www.plcopen.org/xml/tc6_0201">${names.map((name) => `<pou name="${name}" pouType="program"><interface/><body><ST><xhtml>x := 1 &lt; 2;</xhtml></ST></body></pou>`).join('')}</project>`;

const OWN: readonly SourceFile[] = [
  { path: 'POUs/A.TcPOU', bytes: utf8(pou('A', 'x := 1;\r\nx := 2;')) },
  { path: 'POUs/sub/B.TcPOU', bytes: utf8(pou('B', '')) },
  { path: 'plant.xml', bytes: utf8(plcopen(['P', 'Q'])) },
  { path: 'one.xml', bytes: utf8(plcopen(['R'])) },
  { path: 'mac.st', bytes: utf8('PROGRAM M\rx := 1;\rEND_PROGRAM\r') },
  { path: 'dos.st', bytes: utf8('PROGRAM D\r\nx := 1;\r\nEND_PROGRAM') },
  { path: 'mixed.st', bytes: utf8('PROGRAM X\r\nx := 1;\nx := 2;\r\nEND_PROGRAM\n') },
  {
    path: 'ansi.st',
    bytes: Uint8Array.from(Buffer.from('PROGRAM N\r\n// Gr\u00f6\u00dfe\r\nEND_PROGRAM\r\n', 'latin1')),
  },
  {
    path: 'wide.st',
    bytes: Uint8Array.from(Buffer.from('\ufeffPROGRAM W\r\n// é\r\nEND_PROGRAM\r\n', 'utf16le')),
  },
];

/** Real containers, where they are; each of a few hundred. */
function real(): SourceFile[] {
  if (!existsSync(SHARED)) return [];
  return ROOTS.flatMap((root) =>
    readdirSync(join(SHARED, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => CONTAINER.test(name))
      .sort()
      .map((name) => ({ path: `${root}/${name}`, bytes: readFileSync(join(SHARED, root, name)) })),
  ).filter(({ bytes }) => bytes.length < 200_000);
}

interface Live {
  readonly id: string;
  path: string;
  text: string;
}

/** What an import leaves in a project: its files, and the containers with the files that came from them. */
function imported(files: readonly SourceFile[]) {
  const result = importFiles(files);
  const live: Live[] = result.files.map(({ path, text }, n) => ({ id: `f${n}`, path, text }));
  const originals = result.originals.map(({ path, bytes }, at) => ({
    id: `o${at}`,
    path,
    bytes,
    files: result.files.flatMap(({ original, inner }, n) =>
      original === at ? [{ file: `f${n}`, inner }] : [],
    ),
  }));
  return { live, originals, result };
}

const TYPED = ['x := 3;', "s := 'a < b & ]]>';", '// é 😀', '', '(* two\nlines *)'];

/** A line more, one less or another one in the middle of a body. */
function edit(text: string, next: (limit: number) => number, from: number, to: number): string {
  const lines = text.slice(from, to).split('\n');
  const at = next(lines.length);
  lines.splice(at, next(2), TYPED[next(TYPED.length)]!);
  const body = lines.join('\n');
  const end = text[to - 1] === '\n' && !body.endsWith('\n') ? '\n' : '';
  return text.slice(0, from) + body + end + text.slice(to);
}

it('M1 a folder that goes out and comes in again is the same project, and unchanged files keep their bytes', async () => {
  const all = real();
  for (let seed = 0; seed < RUNS; seed++) {
    const next = random(seed);
    const some = Array.from({ length: all.length === 0 ? 0 : 6 }, () => all[next(all.length)]!);
    const taken = [...new Set([...OWN.filter(() => next(3) > 0), ...some])].map((file, n) => ({
      ...file,
      path: `${n}/${file.path}`,
    }));
    const { live, originals, result } = imported(taken);
    const touched = new Set<string>();
    result.files.forEach((file, n) => {
      const parts =
        file.kind === 'st'
          ? [{ from: 0, to: file.text.length }]
          : file.parts.filter(({ kind, from, to }) => kind === 'body' && to - from > 4);
      const part = parts[next(Math.max(1, parts.length))];
      if (!part || next(3) > 0) return;
      live[n]!.text = edit(file.text, next, part.from, part.to);
      if (live[n]!.text !== file.text) touched.add(`o${file.original}`);
    });
    const out = await projectFolder(live, originals);
    const about = `seed ${seed}`;
    for (const { id, bytes, files } of originals) {
      if (touched.has(id) || files.length === 0) continue;
      expect(
        out.files.some((file) => Buffer.from(file.bytes).equals(Buffer.from(bytes))),
        `${about} ${id}`,
      ).toBe(true);
    }
    const left = new Set(
      out.problems.filter(({ code }) => code === 'EDIT_NOT_RESTORED').map(({ path }) => path),
    );
    if (left.size > 0) continue;
    const back = importFiles(out.files.map(({ name, bytes }) => ({ path: name, bytes })));
    const plain = (list: readonly { path: string; text: string }[]) =>
      list.map(({ path, text }) => `${path}\n${text}`).sort();
    expect(plain(back.files), about).toEqual(plain(live));
  }
});

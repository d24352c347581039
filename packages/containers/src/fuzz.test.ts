import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { importFiles } from './intake.ts';

const POU = `<?xml version="1.0" encoding="utf-8"?>
<TcPlcObject Version="1.1.0.1"><POU Name="A" Id="{1}"><Declaration><![CDATA[PROGRAM A
VAR x : INT; END_VAR]]></Declaration><Implementation><ST><![CDATA[x := x + 1; // &amp;]]></ST></Implementation>
<Method Name="M"><Declaration>METHOD M</Declaration></Method><!-- c --></POU></TcPlcObject>`;

it('any damage to any file ends in files and problems, never in an exception', { timeout: 60_000 }, () => {
  const whole = new TextEncoder().encode(POU);
  const sources = [
    { path: 'A.TcPOU', bytes: whole },
    { path: 'a.zip', bytes: zipSync({ 'p/A.TcPOU': whole }, { mtime: new Date(1980, 0, 1) }) },
    { path: 'a.st', bytes: whole },
    { path: 'a.txt', bytes: new TextEncoder().encode('PROGRAM A\nEND_PROGRAM\n') },
  ];
  let state = 2_463_534_242;
  const next = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
  for (let round = 0; round < 4_000; round++) {
    const source = sources[round % sources.length] ?? { path: '', bytes: whole };
    const bytes = source.bytes.slice(0, next(5) === 0 ? next(source.bytes.length + 1) : undefined);
    for (let hit = next(4); hit > 0 && bytes.length > 0; hit--)
      bytes[next(bytes.length)] = next(3) === 0 ? 60 : next(256);
    const { files, problems } = importFiles([{ path: source.path, bytes }]);
    expect(files.length + problems.length, `round ${round}`).toBeGreaterThan(0);
    for (const file of files) {
      expect(file.text).not.toMatch(/[\r\0]/);
      for (const part of file.parts) expect(part.from <= part.to && part.to <= file.text.length).toBe(true);
    }
  }
});

/** Large believable projects for benches, made anew each time, equal for equal sizes. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with one program of about `lines` lines; a tenth of them declare tags. */
export function largeProgram(lines: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'tagloom-plant-'));
  writeFileSync(join(folder, 'PRG_Large.st'), program(lines));
  return folder;
}

function program(lines: number): string {
  const declared = Math.floor(lines / 10);
  const out = ['PROGRAM PRG_Large', 'VAR', '  xBench : BOOL; // '];
  for (let i = 0; i < declared; i++)
    out.push(`  rValue${i} : REAL := ${i}.5; // measured at station ${i % 24}, m/s`);
  out.push('END_VAR');
  while (out.length < lines - 5) {
    const i = out.length % declared;
    out.push(`IF rValue${i} > ${i}.0 THEN`, `  rValue${i} := rValue${(i + 1) % declared} * 1.01 + ${i}.0;`);
    out.push('ELSIF xBench THEN', `  rValue${i} := 0.0;`, 'END_IF');
  }
  out.push('END_PROGRAM', '');
  return out.join('\n');
}
